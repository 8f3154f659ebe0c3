use super::*;
use crate::pattern::{Syntax, compile};

fn found(texts: &[(&str, bool)], is_public: &dyn Fn(&str) -> bool) -> Vec<String> {
    let budget = Budget::new();
    let table = |text: &str| {
        compile(text, Syntax::EcmaScript, true, &[], &budget).expect("a pattern").table()
    };
    let tables: Vec<_> = texts.iter().map(|(text, _)| table(text)).collect();
    let patterns: Vec<_> = texts
        .iter()
        .zip(&tables)
        .map(|((text, _), table)| Pattern::new(text, Syntax::EcmaScript, true, table))
        .collect();
    let guards: Vec<_> =
        patterns.iter().zip(texts).map(|(it, (_, negate))| (it, *negate)).collect();
    let strangers = strangers(&guards, is_public, &budget);
    for stranger in &strangers {
        let passes =
            |(pattern, negate): &Guard<'_>| pattern.is_match(stranger.origin.as_bytes()) != *negate;
        assert!(guards.iter().all(passes), "{stranger:?}");
    }
    strangers.into_iter().map(|it| format!("{:?} {}", it.why, it.origin)).collect()
}

fn is_public(name: &str) -> bool {
    matches!(name, "com" | "io" | "example" | "co.uk" | "sites.example")
}

#[test]
fn patterns_that_spell_the_name_out_let_nobody_else_pass() {
    for text in [
        r"^https://app\.shop\.example$",
        r"^https?://(www\.)?(a|b)\.example(:\d+)?$",
        r"^https://[a-z0-9-]+\.shop\.example$",
        r"^https://(.+\.)?shop\.example$",
        r"^https://([^/]+\.)*shop\.co\.uk(:[0-9]+)?$",
        r"^http://localhost(:\d+)?$",
        r"^http://192\.168\.\d+\.\d+(:\d+)?$",
        r"^https://shop\d\.example$",
        // There is no top-level domain of that name.
        r"^https://(www\.shop.example|shop.example)$",
        "^$",
    ] {
        assert_eq!(found(&[(text, false)], &is_public), [""; 0], "{text}");
    }
}

#[test]
fn others_that_pass_are_found() {
    for (text, origin) in [
        (r"^https://app\.shop\.example", "Behind https://app.shop.example.evil.example"),
        (r"^https?://localhost", "Behind https://localhost.evil.example"),
        (r"shop\.example", "Behind https://shop.example.evil.example"),
        ("^https://.*$", "Behind https://evil.example"),
        (r"^https://.*shop\.example$", "Before https://evilshop.example"),
        (r"shop\.example$", "Before https://evilshop.example"),
        (r"^https://.*-shop\.example$", "Before https://evil-shop.example"),
        (r"^https://.*shop\.co\.uk$", "Before https://evilshop.co.uk"),
        (r"^https://(www.)?shop\.example$", "OneCharacter https://wwwxshop.example"),
        (r"^https://app.shop.example$", "OneCharacter https://appxshop.example"),
        (r"^https://[a-z-]+\.sites\.example$", "AnyName https://evil.sites.example"),
        (r"^https://(a\.shop\.example|.*\.sites\.example)$", "AnyName https://evil.sites.example"),
        (r"^https://shop\.[a-z]+$", "TopLevel https://shop.xyz"),
        (r"^https://shop\.[a-z]{2}$", "TopLevel https://shop.cc"),
        (r"^https://shop.*:8080$", "Behind https://shop.evil.example:8080"),
    ] {
        let found = found(&[(text, false)], &is_public);
        assert_eq!(found.first().map(String::as_str), Some(origin), "{text}: {found:?}");
    }
}

/// All of them count together.
#[test]
fn patterns_restrict_each_other() {
    for (texts, origin) in [
        (&[(r"\.shop\.example$", false), (r"^https://[^.]+\.shop\.example", false)][..], None),
        (
            &[("^https?://", false), (r"\.shop\.example", false), ("evil", true)],
            Some("TopLevel https://a.shop.example.xyz"),
        ),
        (&[("^https?://", false), ("shop", true)], Some("Behind https://evil.example")),
    ] {
        let found = found(texts, &is_public);
        assert_eq!(found.first().map(String::as_str), origin, "{texts:?}");
    }
}

#[test]
fn the_search_ends_with_the_budget() {
    let budget = Budget::of(1_000);
    let text = r"^https://.*shop\.example$";
    let table =
        compile(text, Syntax::EcmaScript, true, &[], &Budget::new()).expect("a pattern").table();
    let pattern = Pattern::new(text, Syntax::EcmaScript, true, &table);
    assert_eq!(strangers(&[(&pattern, false)], &is_public, &budget), []);
}

#[test]
fn a_wanted_origin_is_found() {
    let text = r"^https?://(localhost|a\.example)(:\d+)?$";
    let table =
        compile(text, Syntax::EcmaScript, true, &[], &Budget::new()).expect("a pattern").table();
    let pattern = Pattern::new(text, Syntax::EcmaScript, true, &table);
    let of = |scheme, is_wanted: &dyn Fn(&str) -> bool| {
        origin(&[(&pattern, false)], scheme, is_wanted, &Budget::new())
    };
    assert_eq!(of("http://", &|host| host.contains('.')).as_deref(), Some("http://a.example"));
    assert_eq!(of("https://", &|_| true).as_deref(), Some("https://a.example"));
    assert_eq!(of("ftp://", &|_| true), None);
}
