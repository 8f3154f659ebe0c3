//! Tables as the runtime reads them, against the automata that they were written from.

use std::ops::Range;

use cors_runtime::pattern::{Pattern, Syntax};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::*;
use crate::budget::Budget;
use crate::pattern::compile;

type Groups = Option<Vec<Option<Range<usize>>>>;

/// Walks the automaton as it was built: what the runtime is to find, told without a table.
fn walked(automaton: &Compiled, text: &[u8]) -> Groups {
    let width = automaton.next.len() / automaton.outcomes.len();
    let mut registers = [0; 256];
    let mut state = usize::from(automaton.start);
    for (here, byte) in text.iter().enumerate() {
        let at = state * width + usize::from(automaton.classes[usize::from(*byte)]);
        if let Some(tracking) = &automaton.tracking {
            for [to, from] in &tracking.programs[usize::from(tracking.actions[at])] {
                let value = if *from == HERE { here } else { registers[usize::from(*from)] };
                registers[usize::from(*to)] = value;
            }
        }
        state = usize::from(automaton.next[at]);
    }
    let result = usize::from(automaton.outcomes[state]).checked_sub(1)?;
    let mut found = vec![None; 10];
    let Some(tracking) = &automaton.tracking else { return Some(found) };
    let position = |from: u8| match from {
        HERE => text.len(),
        register => registers[usize::from(register)],
    };
    let count = tracking.groups.len();
    for (group, [start, end]) in
        tracking.groups.iter().zip(&tracking.results[result * count..][..count])
    {
        if *start != UNSET && *end != UNSET {
            found[usize::from(*group)] = Some(position(*start)..position(*end));
        }
    }
    Some(found)
}

fn read(table: &[u8], text: &[u8]) -> Groups {
    let pattern = Pattern::new("", Syntax::EcmaScript, false, table);
    let captures = pattern.captures(text);
    assert_eq!(pattern.is_match(text), captures.is_some());
    let end = text.iter().fold(pattern.start(), |state, byte| pattern.step(state, *byte));
    assert_eq!(pattern.is_end(end), captures.is_some());
    captures.map(|captures| (0..10).map(|group| captures.get(group)).collect())
}

/// Patterns of pieces put together at random; many are none.
fn pattern() -> impl Strategy<Value = String> {
    let pieces = vec![
        "a", "b", "ab", "A", ".", "\\.", "[^.]", "[a-c]+", "\\w*", "\\d?", "é", "(", ")", "(?:",
        ")*", ")+", ")?", "|", "^", "$", "\\b", "a{2,3}", ".*", ".*?", "[^]",
    ];
    prop::collection::vec(prop::sample::select(pieces), 1..9).prop_map(|pieces| pieces.concat())
}

fn texts() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let byte = prop::sample::select(b"ab.aA1-_ \xc3\xa9\xff".to_vec());
    prop::collection::vec(prop::collection::vec(byte, 0..12), 8)
}

fn run<S: Strategy>(
    cases: u32,
    strategy: &S,
    test: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, rng)
        .run(strategy, test)
        .unwrap_or_else(|error| panic!("{error}"));
}

fn compiled(pattern: &str, ignore_case: bool, wanted: &[u8]) -> Option<Compiled> {
    compile(pattern, Syntax::EcmaScript, ignore_case, wanted, &Budget::new()).ok()
}

#[test]
fn the_runtime_finds_what_the_automaton_does() {
    let wanted = prop::sample::subsequence(vec![0, 1, 2, 9], 0..=4);
    let strategy = (pattern(), any::<bool>(), wanted, texts());
    run(1000, &strategy, |(pattern, ignore_case, wanted, texts)| {
        let Some(automaton) = compiled(&pattern, ignore_case, &wanted) else { return Ok(()) };
        let table = automaton.table();
        for text in texts {
            prop_assert_eq!(read(&table, &text), walked(&automaton, &text), "{}", pattern);
        }
        Ok(())
    });
}

/// A pattern whose table has cells of two bytes.
fn hosts() -> String {
    let hosts: Vec<String> = (0..90).map(|n| format!("h{}x", n * n * 7919)).collect();
    format!("^(?:{})$", hosts.join("|"))
}

/// Tables with cells of two bytes, with many registers, and with many programs.
#[test]
fn the_runtime_reads_large_tables_too() {
    let hosts = hosts();
    let groups = "(a*?)(b*?)(c*?)(?:(d)|(e)|(f))*(a*)(b*)(c*)$";
    let all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    for (pattern, wanted) in
        [(&*hosts, &[][..]), (&hosts, &[0]), (groups, &all), ("(.{3}(a.{2})?b)+(c)?$", &all[..4])]
    {
        let automaton = compiled(pattern, false, wanted).expect(pattern);
        let table = automaton.table();
        for text in
            ["", "h0x", "h7919x", "xaabdefabc", "abcabcabcabcab", "aaaaaabaaaaaabc", "h7918x"]
        {
            assert_eq!(
                read(&table, text.as_bytes()),
                walked(&automaton, text.as_bytes()),
                "{pattern}"
            );
        }
    }
    let states =
        |pattern, wanted| compiled(pattern, false, wanted).expect("a pattern").outcomes.len();
    assert!(states(&hosts, &[0]) > NARROW, "this is a table with cells of two bytes");
}

#[test]
fn a_table_that_is_read_can_be_walked() {
    let pattern = prop_oneof![19 => pattern(), 1 => Just(hosts())];
    let strategy = (pattern, any::<prop::sample::Index>(), any::<u8>(), texts());
    run(1000, &strategy, |(pattern, at, byte, texts)| {
        let Some(automaton) = compiled(&pattern, false, &[0, 1]) else { return Ok(()) };
        let mut table = automaton.table();
        let at = at.index(table.len());
        table[at] = byte;
        // Refusing it is as well as walking it.
        let pattern = std::panic::catch_unwind(|| {
            let _ = Pattern::new("", Syntax::EcmaScript, false, &table);
        });
        if pattern.is_ok() {
            for text in texts {
                read(&table, &text);
            }
        }
        Ok(())
    });
}
