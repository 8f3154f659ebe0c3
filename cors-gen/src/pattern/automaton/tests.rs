use cors_runtime::pattern::{Captures, Pattern};

use crate::budget::{Budget, Exhausted, Work};
use crate::pattern::{Compiled, PatternErrorKind, Syntax, compile};

fn compiled(pattern: &str, wanted: &[u8]) -> Compiled {
    compile(pattern, Syntax::EcmaScript, false, wanted, &Budget::new()).expect(pattern)
}

/// What the runtime finds.
fn captures(compiled: &Compiled, text: &str) -> Option<Captures> {
    Pattern::new("", Syntax::EcmaScript, false, &compiled.table()).captures(text.as_bytes())
}

#[test]
fn patterns_that_find_the_same_texts_are_equal() {
    for (a, b) in [
        ("a|b", "[ab]"),
        ("^(?:a|ab|abc)$", "^ab?$|^abc$"),
        (".*", "(?:)"),
        ("(a*)*b", "b"),
        ("^a{2,3}$", "^aa$|^aaa$"),
        ("^https?://", "^http(?:s|):\\/\\/"),
        ("[]", "a^"),
        ("^[^]*$", "x?"),
        ("^.*é$", "^.*\\xe9$"),
    ] {
        assert_eq!(compiled(a, &[]), compiled(b, &[]), "{a} and {b}");
    }
    assert_ne!(compiled("a", &[]), compiled("b", &[]));
    let exact = compile("a.b", Syntax::ExactMatch, true, &[], &Budget::new()).expect("a text");
    let same =
        compile("^A\\.B$", Syntax::EcmaScript, true, &[], &Budget::new()).expect("a pattern");
    assert_eq!(exact, same);
}

#[test]
fn what_all_texts_have_in_common_is_known() {
    for (pattern, universal, never, empty) in [
        (".*", true, false, true),
        ("^.*$", false, false, true),
        ("^[^]*$", true, false, true),
        ("a|$", true, false, true),
        (".+", false, false, false),
        ("^$", false, false, true),
        ("a^", false, true, false),
        ("[]", false, true, false),
        (r"\b", false, false, false),
        (r"\b|\B", true, false, true),
    ] {
        for wanted in [&[][..], &[0, 1]] {
            let is = compiled(pattern, wanted);
            let found = (is.is_universal(), is.is_never_found(), is.matches_empty());
            assert_eq!(found, (universal, never, empty), "{pattern}");
        }
    }
}

#[test]
fn tables_of_usual_patterns_are_small() {
    for (pattern, states, bytes) in [
        (".*", 1, 20),
        ("^OPTIONS$", 9, 108),
        (r"^https?://(www\.)?(d1\.com|d2\.com)$", 20, 362),
        (r"^https://[^.]+\.example\.com(:\d+)?$", 25, 491),
        (r"^(https?://)([\w-]+\.)*example\.(com|org)$", 24, 538),
    ] {
        let tables = compiled(pattern, &[]);
        assert_eq!((tables.outcomes.len(), tables.table().len()), (states, bytes), "{pattern}");
        let most = 2 * bytes + 1024;
        assert!(compiled(pattern, &[0, 1]).table().len() < most, "{pattern} with groups");
    }
}

#[test]
fn long_lists_of_names_are_compiled() {
    let names = |form: &str| {
        let all: Vec<String> = (0..2000).map(|n| form.replace("{n}", &n.to_string())).collect();
        all.join("|")
    };
    let searched = compiled(&names(r"https://host{n}\.example\.com"), &[0]);
    let found = captures(&searched, "x https://host1999.example.com");
    assert_eq!(found.and_then(|found| found.get(0)), Some(2..30));
    let listed = compiled(&format!("^https://({})$", names(r"host{n}\.example\.com")), &[1]);
    let found = captures(&listed, "https://host77.example.com");
    assert_eq!(found.and_then(|found| found.get(1)), Some(8..26));
    assert_eq!(captures(&listed, "https://host2000.example.com"), None);
}

#[test]
fn explosions_are_stopped() {
    for pattern in [
        "a{1,100000}".to_owned(),
        "(a{1,1000}){1,1000}".to_owned(),
        "x{0,4000000000}".to_owned(),
        "(a|b)*a(a|b){20}".to_owned(),
        "[^]*a[^]{16}".to_owned(),
        format!("{}a{}", "(?:b|".repeat(99), "?)+".repeat(99)),
        "\\b".repeat(50_000),
        "a".repeat(200_000),
    ] {
        let error = compile(&pattern, Syntax::EcmaScript, true, &[0, 1], &Budget::new())
            .expect_err("too large");
        assert!(matches!(error.kind, PatternErrorKind::TooLarge { .. }), "{error}");
        assert_eq!(error.at, 0..pattern.len());
    }
}

/// What a run may do is far more than ordinary patterns take, and far less than many explosions.
#[test]
fn work_is_counted() {
    let spent = |pattern: &str| {
        let budget = Budget::new();
        let result = compile(pattern, Syntax::EcmaScript, true, &[0, 1], &budget);
        (Budget::WHOLE - budget.left(), result.is_ok())
    };
    for pattern in [
        ".*",
        "^OPTIONS$",
        r"^https?://(www\.)?(d1\.com|d2\.com)$",
        r"^(https?://)([\w-]+\.)*example\.(com|org)(:\d+)?$",
        r"^https://([^.]+\.)?(shop|mail|app)\.contoso\.example$",
        r"\bfoo\b.*bar",
    ] {
        let (units, compiled) = spent(pattern);
        assert!(compiled && units < Budget::WHOLE / 200, "{pattern}: {units}");
    }
    let (units, compiled) = spent("[ab]*a[ab]{12}7$");
    assert!(compiled && units > Budget::WHOLE / 20, "{units}");

    let budget = Budget::of(1_000);
    let error = compile("^https://.*$", Syntax::EcmaScript, true, &[], &budget).expect_err("much");
    let exhausted = Exhausted { most: Work::Patterns };
    assert_eq!((error.kind, error.at), (PatternErrorKind::Exhausted(exhausted), 0..12));
    assert_eq!(budget.left(), 0);
}

#[test]
fn nesting_alone_is_no_explosion() {
    for pattern in [
        "(((((a*)*)*)*)*)*b".to_owned(),
        "(?:(?:(?:(?:(?:(?:a|b?)*c?)*)*)*)*)*d".to_owned(),
        "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)x".to_owned(),
        format!("{}a{}", "(?:".repeat(99), ")*".repeat(99)),
        "|".repeat(50_000),
        (1..400).map(|n| "a".repeat(n)).collect::<Vec<_>>().join("|"),
    ] {
        compiled(&pattern, &[0, 1, 2]);
    }
}

#[test]
fn many_registers_are_walked_as_few_are() {
    let pattern = "(a*?)(b*?)(c*?)(?:(d)|(e)|(f))*(a*)(b*)(c*)$";
    let all = compiled(pattern, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert!(all.tracking.as_ref().is_some_and(|tracking| tracking.registers > 8));
    let found = captures(&all, "xaabdefabc").expect("a match");
    let groups: Vec<_> = (0..10).map(|group| found.get(group)).collect();
    let expected = [Some(1..10), Some(1..3), Some(3..4), Some(4..4), None, None, Some(6..7)];
    assert_eq!(groups[..7], expected);
    assert_eq!(groups[7..], [Some(7..8), Some(8..9), Some(9..10)]);
    assert_eq!(found.get(10), None);
}

/// Tables change their form where there are more states than one byte counts: both sides do so at the same number.
#[test]
fn tables_of_any_size_are_read_as_they_are_written() {
    for length in 198..212 {
        for groups in [&[][..], &[0, 1]] {
            let compiled = compiled(&format!("^(a{{{length}}})$"), groups);
            for (more, found) in [(0, false), (1, true), (2, false)] {
                let text = "a".repeat(length - 1 + more);
                let table = compiled.table();
                let pattern = Pattern::new("", Syntax::EcmaScript, false, &table);
                assert_eq!(pattern.is_match(text.as_bytes()), found, "{length} {more}");
                let group = pattern.captures(text.as_bytes()).and_then(|found| found.get(1));
                let expected = (found && !groups.is_empty()).then_some(0..text.len());
                assert_eq!(group, expected, "{length} {more}");
            }
        }
    }
}
