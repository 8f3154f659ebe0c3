use cors_runtime::pattern::Pattern;

use super::*;
use crate::budget::Budget;
use crate::pattern::compile;
use PatternErrorKind as K;

/// Finds the whole match and the groups, in the form of the tables below: unset groups are `-`.
fn find(pattern: &str, syntax: Syntax, ignore_case: bool, text: &[u8]) -> Option<String> {
    let all: Vec<u8> = (0..10).collect();
    let parsed = parse(pattern, syntax, ignore_case).expect(pattern);
    let table = parsed.compile(&all, &Budget::new()).expect(pattern).table();
    let captures = Pattern::new(pattern, syntax, ignore_case, &table).captures(text)?;
    let table = compile(pattern, syntax, ignore_case, &[], &Budget::new()).expect(pattern).table();
    assert!(Pattern::new(pattern, syntax, ignore_case, &table).is_match(text), "{pattern}");
    let group = |group| match captures.get(group as usize) {
        Some(range) => String::from_utf8_lossy(&text[range]).into_owned(),
        None => "-".to_owned(),
    };
    Some((0..=parsed.groups().min(9)).map(group).collect::<Vec<_>>().join(","))
}

fn check(syntax: Syntax, ignore_case: bool, rows: &[(&str, &str, Option<&str>)]) {
    for (pattern, text, found) in rows {
        let is = find(pattern, syntax, ignore_case, text.as_bytes());
        assert_eq!(is.as_deref(), *found, "{pattern} in {text:?}");
    }
}

#[test]
fn characters_and_classes() {
    check(
        Syntax::EcmaScript,
        false,
        &[
            (r"\d\D", "x1y", Some("1y")),
            (r"\w+\W", "é a_1!", Some("a_1!")),
            (r"^\s+$", "\t\u{b}\u{a0}\u{2003}\u{feff}", Some("\t\u{b}\u{a0}\u{2003}\u{feff}")),
            (r"^\S$", "\u{2028}", None),
            ("^.$", "é", Some("é")),
            ("^.$", "😀", Some("😀")),
            ("^.$", "\r", None),
            ("^.$", "\u{2029}", None),
            ("^[^]$", "\n", Some("\n")),
            ("[]", "a", None),
            ("^[^a-c]$", "é", Some("é")),
            ("^[^é]$", "é", None),
            ("^[a-cé]+$", "aéc", Some("aéc")),
            (r"^[\w-.]+$", "a-.", Some("a-.")),
            (r"^[\d-x]+$", "1-x", Some("1-x")),
            ("^[-a]+[a-]+$", "--", Some("--")),
            (r"[\b]", "\u{8}", Some("\u{8}")),
            (r"^[\]]$", "]", Some("]")),
            ("^]}$", "]}", Some("]}")),
            ("^[[]$", "[", Some("[")),
        ],
    );
}

#[test]
fn escapes() {
    check(
        Syntax::EcmaScript,
        false,
        &[
            (r"^\/\-\.\$\:$", "/-.$:", Some("/-.$:")),
            (r"^\t\n\v\f\r$", "\t\n\u{b}\u{c}\r", Some("\t\n\u{b}\u{c}\r")),
            (r"^\x41\u0042\u00e9$", "ABé", Some("ABé")),
            (r"^\x4$", "x4", Some("x4")),
            (r"^\u12$", "u12", Some("u12")),
            (r"^\ud83d\ude00$", "😀", Some("😀")),
            (r"^\0$", "\0", Some("\0")),
            (r"^\101\7\8\400$", "A\u{7}8\u{20}0", Some("A\u{7}8\u{20}0")),
            (r"^\1$", "\u{1}", Some("\u{1}")),
            (r"^\cA\ca$", "\u{1}\u{1}", Some("\u{1}\u{1}")),
            (r"^\c!$", r"\c!", Some(r"\c!")),
            (r"^[\c1\c_]+$", "\u{11}\u{1f}", Some("\u{11}\u{1f}")),
            (r"^[\c!]+$", r"\c!", Some(r"\c!")),
            (r"^\k\A\p{L}$", "kAp{L}", Some("kAp{L}")),
            ("^é\\é$", "éé", Some("éé")),
        ],
    );
}

#[test]
fn repetitions() {
    check(
        Syntax::EcmaScript,
        false,
        &[
            ("a{2}", "aaa", Some("aa")),
            ("a{2,}", "aaa", Some("aaa")),
            ("a{0,2}?b", "aab", Some("aab")),
            ("a{,2}", "a{,2}", Some("a{,2}")),
            ("^a{$", "a{", Some("a{")),
            ("^{a}$", "{a}", Some("{a}")),
            ("x{0}y", "xy", Some("y")),
            ("a+?", "aa", Some("a")),
            ("a*?$", "aa", Some("aa")),
            ("(a*)(a*)", "aa", Some("aa,aa,")),
            ("(a*?)(a*)", "aa", Some("aa,,aa")),
            ("(?:){4000000000}b", "ab", Some("b")),
        ],
    );
}

#[test]
fn preference_and_position() {
    check(
        Syntax::EcmaScript,
        false,
        &[
            ("a|ab", "ab", Some("a")),
            ("(a|ab)(c|bcd)", "abcd", Some("abcd,a,bcd")),
            ("b|a", "ab", Some("a")),
            ("(?:a|ab)$", "ab", Some("ab")),
            ("", "ab", Some("")),
            ("a||b", "b", Some("")),
            ("$", "ab", Some("")),
            ("^b", "ab", None),
            ("a$", "a\n", None),
            ("x*", "aax", Some("")),
            (r"\bb", "ab b", Some("b")),
            (r"(\w+)\b!", "a-bc!", Some("bc!,bc")),
            (r"a\Bb", "ab", Some("ab")),
            (r"\Bé", "aé", None),
            (r"(a$|b)*", "bba", Some("bba,a")),
        ],
    );
}

#[test]
fn groups_belong_to_the_last_round() {
    check(
        Syntax::EcmaScript,
        false,
        &[
            ("(a)|b", "b", Some("b,-")),
            ("(?:(a)|b)*", "ab", Some("ab,-")),
            ("(?:(a)|(b))+", "aba", Some("aba,a,-")),
            ("(z)((a+)?(b+)?(c))*", "zaacbbbcac", Some("zaacbbbcac,z,ac,a,-,c")),
            ("(a*)*", "b", Some(",-")),
            ("(a*)+", "b", Some(",")),
            ("(a?){3}", "a", Some("a,")),
            ("(?:a*?)*?b", "aab", Some("aab")),
            ("(a*)?", "", Some(",-")),
            ("(?:(a)|b){2}", "ab", Some("ab,-")),
            ("((a)|b*)*c", "abc", Some("abc,b,-")),
            ("(?<scheme>https?)://(?<host>.*)", "http://a", Some("http://a,http,a")),
            ("(?:(?:(a?)b?)*c?)*d", "abcbd", Some("abcbd,")),
            ("(?:(?:a|)?)*c", "b", None),
            (r"(é|[\w-]|(?:a|\b|[\w-])?)*b", "a.bü", Some("b,-")),
        ],
    );
}

#[test]
fn case_is_ignored_as_canonicalize_does() {
    check(
        Syntax::EcmaScript,
        true,
        &[
            ("^HTTPS://[A-C]+$", "https://abC", Some("https://abC")),
            ("^[^a]$", "A", None),
            ("^é$", "É", Some("É")),
            ("^k$", "\u{212a}", None),
            ("^[^k]$", "\u{212a}", Some("\u{212a}")),
            (r"^\w$", "ſ", None),
            ("^ß$", "ẞ", None),
            ("^σ$", "ς", Some("ς")),
        ],
    );
}

#[test]
fn other_syntaxes_take_the_whole_text() {
    check(
        Syntax::Wildcard,
        true,
        &[
            ("*", "", Some(",")),
            ("https://*.a.b", "https://x.y.A.b", Some("https://x.y.A.b,x.y")),
            ("*.*", "a.b.c", Some("a.b.c,a.b,c")),
            (".*", "https://a", None),
            (".*", ".x", Some(".x,x")),
            ("a(b", "A(B", Some("A(B")),
            // UR21: measured.
            ("a?c", "abc", None),
            ("a?c", "a?c", Some("a?c")),
            ("*", "a\n", Some("a\n,a\n")),
        ],
    );
    check(
        Syntax::ExactMatch,
        false,
        &[("a.*", "a.*", Some("a.*")), ("a", "A", None), ("a", "aa", None), ("", "", Some(""))],
    );
}

#[test]
fn malformed_text_reads_as_replacement_characters() {
    for (pattern, text, found) in [
        ("^.$", &b"\xff"[..], true),
        ("^.$", b"\xe2\x82", true),
        ("^.$", b"\xc3\xc3", false),
        ("^..$", b"\xc3\xc3", true),
        ("^.a$", b"\xf0\x9f\x98a", true),
        ("^..$", b"\xe0\x80", true),
        ("^[^é]$", b"\xc3", true),
        ("^[é]$", b"\xc3", false),
        ("^\u{fffd}$", b"\xc3", true),
        ("\\Ba", b"\xc3a", false),
    ] {
        let lossy = String::from_utf8_lossy(text);
        for text in [text, lossy.as_bytes()] {
            let is = find(pattern, Syntax::EcmaScript, false, text);
            assert_eq!(is.is_some(), found, "{pattern} in {text:x?}");
        }
    }
}

#[test]
fn what_is_not_a_regular_pattern_is_refused() {
    for (pattern, at, kind) in [
        ("a(?=b)", 1..4, K::LookAhead { negative: false }),
        ("a(?!b)", 1..4, K::LookAhead { negative: true }),
        ("(?<=a)b", 0..4, K::LookBehind { negative: false }),
        ("(?<!a)b", 0..4, K::LookBehind { negative: true }),
        (r"(a)\1", 3..5, K::BackReference),
        (r"\1(a)", 0..2, K::BackReference),
        (r"(?<n>a)\k<n>", 7..12, K::BackReference),
        (r"\k<n>", 0..5, K::BackReference),
        (r"é\ud800", 2..8, K::Surrogate),
        ("(a", 0..1, K::UnclosedGroup),
        ("a)", 1..2, K::UnopenedGroup),
        ("(?i)a", 0..2, K::UnknownGroup),
        ("(?<1>a)", 3..3, K::GroupName),
        ("(?<n>a)(?<n>b)", 10..12, K::GroupName),
        ("[a", 0..1, K::UnclosedClass),
        (r"[\", 1..2, K::TrailingBackslash),
        ("[z-a]", 1..4, K::RangeOrder),
        ("*a", 0..1, K::NothingToRepeat),
        ("a**", 2..3, K::NothingToRepeat),
        ("^+", 1..2, K::NothingToRepeat),
        ("{1}", 0..3, K::NothingToRepeat),
        ("a{2,1}", 1..6, K::CountOrder),
        (r"a\", 1..2, K::TrailingBackslash),
    ] {
        let error = parse(pattern, Syntax::EcmaScript, false).expect_err(pattern);
        assert_eq!((error.at.clone(), error.kind), (at, kind), "{pattern}");
        assert!(!error.to_string().is_empty() && !error.help().is_empty(), "{pattern}");
    }
    let deep = "(".repeat(10_000);
    assert_eq!(parse(&deep, Syntax::EcmaScript, false).map_err(|e| e.kind).err(), Some(K::TooDeep));
}
