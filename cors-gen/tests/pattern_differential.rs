//! The automata of patterns against `regress`, a backtracking engine with the rules of ECMAScript.
//!
//! The cases are the same in every run: `regress` 0.12 takes memory without end for a few patterns, such as
//! `(?:(?:a|)?)*c` in `b`, and a test that draws one by chance takes the machine with it.

use cors_gen::__private::budget::Budget;
use cors_gen::__private::pattern::{PatternErrorKind, Syntax, compile, parse};
use cors_runtime::pattern::Pattern;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

const ALL: [u8; 10] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/// Pieces that people write, and a few that they hardly do.
fn pattern() -> impl Strategy<Value = String> {
    let atom = prop_oneof![
        8 => prop::sample::select(vec!["a", "b", "c", "ab", "A", "1", "-", "/", "é", "_"]),
        6 => prop::sample::select(vec![
            ".", "\\.", "\\d", "\\w", "\\W", "\\s", "[^.]", "[a-c]", "[\\w-]", "[^a]", "[ab.]",
            "[^]", "[]", "[é-ü]", "[^é]", "\\/",
        ]),
        2 => prop::sample::select(vec!["^", "$", "\\b", "\\B", ""]),
    ]
    .prop_map(str::to_owned);
    let quantifier = prop_oneof![
        6 => Just(""),
        4 => prop::sample::select(vec!["*", "+", "?", "*?", "+?", "??"]),
        1 => prop::sample::select(vec!["{2}", "{0,2}", "{1,3}?", "{2,}", "{0}", "{0,1}"]),
    ];
    atom.prop_recursive(4, 24, 4, move |inner| {
        let sequence = prop::collection::vec(inner.clone(), 1..4).prop_map(|v| v.concat());
        let choice = prop::collection::vec(inner.clone(), 1..4).prop_map(|v| v.join("|"));
        let group = (
            prop::sample::select(vec!["(", "(", "(?:"]),
            prop_oneof![choice, sequence.clone()],
            quantifier.clone(),
        )
            .prop_map(|(open, inner, quantifier)| format!("{open}{inner}){quantifier}"));
        let simple = prop::sample::select(vec!["a", "b", ".", "[^.]", "\\w", "\\d", "é"]);
        let repeated = (simple, quantifier.clone()).prop_map(|(a, q)| format!("{a}{q}"));
        prop_oneof![sequence, group, repeated]
    })
}

/// Whole patterns of the kinds that stand in files.
fn origin_pattern() -> impl Strategy<Value = String> {
    let part = |choices: &'static [&'static str]| prop::sample::select(choices);
    (
        part(&["^", "", "^(", "("]),
        part(&["https?://", "(https?)://", "(https?:\\/\\/)", "(?:http|https)://", ""]),
        part(&[
            "(www\\.)?",
            "([\\w-]+\\.)*",
            "[^.]+\\.",
            "(?:[a-z0-9-]+\\.){1,2}",
            ".*",
            "(.+?)\\.",
        ]),
        part(&["a\\.b", "(a|b|ab)\\.b", "(a\\.b|b\\.a)", "a.b"]),
        part(&["(:\\d+)?", "(?::(\\d{1,3}))?", "", ":\\d*"]),
        part(&["$", ""]),
    )
        .prop_map(|(start, scheme, sub, host, port, end)| {
            let close = if start.ends_with('(') { ")" } else { "" };
            format!("{start}{scheme}{sub}{host}{port}{close}{end}")
        })
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    let piece = prop::sample::select(vec![
        "a", "b", "c", "A", "B", "1", ".", "-", "/", "é", "É", "_", " ", "\n", "ab", "a.b", "www.",
        "http", "https://", ":80", "ü", "😀",
    ]);
    let text = prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat());
    prop::collection::vec(text, 12)
}

type Groups = Option<Vec<Option<std::ops::Range<usize>>>>;

/// The pattern of a table.
fn read(table: &[u8]) -> Pattern<'_> {
    Pattern::new("", Syntax::EcmaScript, false, table)
}

fn found(pattern: &Pattern<'_>, groups: usize, text: &[u8]) -> Groups {
    let captures = pattern.captures(text)?;
    Some((0..=groups.min(9)).map(|group| captures.get(group)).collect())
}

fn expected(engine: &regress::Regex, groups: usize, text: &str) -> Groups {
    let found = engine.find(text)?;
    Some((0..=groups.min(9)).map(|group| found.group(group)).collect())
}

fn agree(pattern: &str, ignore_case: bool, texts: &[String]) -> Result<(), TestCaseError> {
    let flags = if ignore_case { "i" } else { "" };
    let engine = regress::Regex::with_flags(pattern, flags);
    let parsed = match (parse(pattern, Syntax::EcmaScript, ignore_case), &engine) {
        (Ok(parsed), Ok(_)) => parsed,
        (Err(_), Err(_)) => return Ok(()),
        (ours, theirs) => panic!("{pattern}: {ours:?}, but {theirs:?}"),
    };
    let engine = engine.expect("both understood it");
    let compiled = match parsed.compile(&ALL, &Budget::new()) {
        Ok(compiled) => compiled,
        Err(error) => {
            prop_assert!(matches!(error.kind, PatternErrorKind::TooLarge { .. }), "{}", error);
            return Err(TestCaseError::reject("too large"));
        }
    };
    let table = compiled.table();
    let tracking = read(&table);
    let table = parsed.compile(&[], &Budget::new()).expect("smaller than with groups").table();
    let plain = read(&table);
    let groups = parsed.groups() as usize;
    for text in texts {
        let expected = expected(&engine, groups, text);
        let found = found(&tracking, groups, text.as_bytes());
        prop_assert_eq!(&found, &expected, "{} in {:?}", pattern, text);
        prop_assert_eq!(plain.is_match(text.as_bytes()), expected.is_some(), "{}", pattern);
    }
    Ok(())
}

/// A runner of so many cases, the same each time.
fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

fn run(cases: u32, patterns: impl Strategy<Value = String>) {
    let strategy = (patterns, any::<bool>(), texts());
    runner(cases)
        .run(&strategy, |(pattern, ignore_case, texts)| agree(&pattern, ignore_case, &texts))
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn any_patterns_find_the_same() {
    run(2_000, pattern());
}

#[test]
fn patterns_of_origins_find_the_same() {
    run(400, origin_pattern());
}

#[test]
fn wanted_groups_do_not_depend_on_each_other() {
    let strategy = (pattern(), prop::collection::vec(0_u8..10, 1..3), texts());
    let test = |(pattern, wanted, texts): (String, Vec<u8>, Vec<String>)| {
        let (Ok(all), Ok(some)) = (
            compile(&pattern, Syntax::EcmaScript, false, &ALL, &Budget::new()),
            compile(&pattern, Syntax::EcmaScript, false, &wanted, &Budget::new()),
        ) else {
            return Ok(());
        };
        let (all, some) = (all.table(), some.table());
        let (all, some) = (read(&all), read(&some));
        for text in texts {
            let (all, some) = (all.captures(text.as_bytes()), some.captures(text.as_bytes()));
            prop_assert_eq!(all.is_some(), some.is_some());
            for (all, some) in all.iter().zip(&some) {
                for group in &wanted {
                    prop_assert_eq!(all.get(usize::from(*group)), some.get(usize::from(*group)));
                }
            }
        }
        Ok(())
    };
    runner(200).run(&strategy, test).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn malformed_text_is_read_as_rust_reads_it() {
    let bytes = prop::sample::select(vec![
        b'a', b'.', 0x80, 0x8f, 0x9f, 0xa0, 0xa9, 0xbf, 0xc0, 0xc3, 0xe0, 0xe2, 0xed, 0xf0, 0xf4,
        0xff,
    ]);
    let strategy = (pattern(), prop::collection::vec(prop::collection::vec(bytes, 0..8), 12));
    let test = |(pattern, texts): (String, Vec<Vec<u8>>)| {
        let Ok(compiled) = compile(&pattern, Syntax::EcmaScript, false, &[], &Budget::new()) else {
            return Ok(());
        };
        let table = compiled.table();
        let compiled = read(&table);
        for text in texts {
            let read = String::from_utf8_lossy(&text);
            prop_assert_eq!(
                compiled.is_match(&text),
                compiled.is_match(read.as_bytes()),
                "{:x?}",
                text
            );
        }
        Ok(())
    };
    runner(200).run(&strategy, test).unwrap_or_else(|error| panic!("{error}"));
}
