//! Tables of patterns, written by hand: what they find, and what is refused.

use cors_runtime::pattern::{Pattern, Syntax, table};

/// `a+$`, with the whole match: states 0 (nothing yet) and 1 (in a run of `a`); classes other and `a`.
const RUN: &[u8] =
    b"1\x02\0\0\0\x02\0\x03\x00111\x02\0\x01\0`0a1\xff001001100100\0\0\0\0\x01\x000.0.";

/// `^a`: no, yes, start.
const ANCHORED: &[u8] = b"1\x03\0\x02\0\x02\0\x03\x00001\0\0\0\0`0a1\xff0010010011";

const fn pattern(text: &'static str, table: &'static [u8]) -> Pattern<'static> {
    Pattern::new(text, Syntax::EcmaScript, false, table)
}

#[test]
fn positions_go_through_registers() {
    static PATTERN: Pattern<'_> = pattern("a+$", RUN);
    for (text, found) in
        [("", None), ("b", None), ("ab", None), ("a", Some(0..1)), ("aabaa", Some(3..5))]
    {
        let captures = PATTERN.captures(text.as_bytes());
        assert_eq!(captures.and_then(|c| c.get(0)), found, "{text}");
        assert_eq!(PATTERN.is_match(text.as_bytes()), found.is_some(), "{text}");
        let end = text.bytes().fold(PATTERN.start(), |state, byte| PATTERN.step(state, byte));
        assert_eq!(PATTERN.is_end(end), found.is_some(), "{text}");
    }
}

#[test]
fn without_groups_nothing_is_recorded() {
    static PATTERN: Pattern<'_> = pattern("^a", ANCHORED);
    assert!(PATTERN.is_match(b"ab") && !PATTERN.is_match(b"ba") && !PATTERN.is_match(b""));
    assert_eq!(PATTERN.captures(b"a").map(|c| c.get(0)), Some(None));
}

#[test]
fn patterns_are_what_they_were_made_from() {
    let one = pattern("^a", ANCHORED);
    assert_eq!(one, pattern("^a", &ANCHORED.to_vec().leak()[..]));
    for other in [
        pattern("^(?:a)", ANCHORED),
        pattern("^a", RUN),
        Pattern::new("^a", Syntax::Wildcard, false, ANCHORED),
        Pattern::new("^a", Syntax::EcmaScript, true, ANCHORED),
    ] {
        assert_ne!(one, other);
    }
    let shown = format!("{one:?}");
    assert_eq!(shown, r#"Pattern { text: "^a", syntax: EcmaScript, ignore_case: false, .. }"#);
}

#[test]
fn states_of_other_patterns_are_harmless() {
    let (few, many) = (pattern("a+$", RUN), pattern("^a", ANCHORED));
    let _ = few.is_end(many.start());
    assert_eq!(few.step(many.start(), b'a'), few.step(few.start(), b'a'));
}

/// What a table says when one byte of it is another, or it is cut or longer.
fn refused(table: &[u8], change: impl Fn(&mut Vec<u8>)) -> String {
    let mut table = table.to_vec();
    change(&mut table);
    let read = std::panic::catch_unwind(|| {
        Pattern::new("", Syntax::EcmaScript, false, &table).is_match(b"")
    });
    let panic = read.expect_err("a table that is not whole");
    panic.downcast_ref::<&str>().map_or_else(String::new, |text| (*text).to_owned())
}

#[test]
fn tables_are_checked_when_they_are_read() {
    let ranges = 16;
    let (outcomes, cells) = (ranges + 6, ranges + 8);
    let (actions, numbers) = (cells + 4, cells + 8);
    let (starts, moves) = (numbers + 1, numbers + 7);
    for (at, byte, says) in [
        (0, b'2', "of another version"),
        (1, 0, "no such first state"),
        (3, 2, "no such first state"),
        (5, 1, "a byte without its class"),
        (7, 2, "a byte without its class"),
        (9, b'0', "longer than it says"),
        (9, b'9', "cut off"),
        (10, b'0', "a register that is not there"),
        (10, b'0' + 65, "more than 64 registers"),
        (11, b'0', "a state without its result"),
        (12, 1, "longer than it says"),
        (14, 9, "cut off"),
        (ranges, 0xff, "ranges of bytes out of order"),
        (ranges + 1, b'2', "a byte without its class"),
        (ranges + 4, 0xfe, "a byte without its class"),
        (outcomes, b'2', "a state without its result"),
        (cells + 3, b'2', "leads to a state that is not there"),
        (cells, b'/', "leads to a state that is not there"),
        (actions + 2, b'2', "runs a program that is not there"),
        (numbers, b'0' + 10, "a group that no rule can refer to"),
        (starts, 1, "a program 0 that does something"),
        (starts + 2, 1, "a program 0 that does something"),
        (starts + 4, 0, "moves of no program"),
        (starts + 4, 2, "moves of no program"),
        (moves, b'1', "a register that is not there"),
        (moves, table::HERE, "a register that is not there"),
        (moves + 1, table::UNSET, "a register that is not there"),
        (moves + 1, b'1', "a register that is not there"),
        (moves + 2, b'1', "a register that is not there"),
    ] {
        let refused = refused(RUN, |table| table[at] = byte);
        assert!(refused.contains(says), "byte {at} as {byte}: {refused}");
    }
    assert!(refused(RUN, |table| table.push(b'0')).contains("longer than it says"));
    assert!(refused(ANCHORED, |table| table.push(b'0')).contains("longer than it says"));
    for length in 0..RUN.len() {
        let refused = refused(RUN, |table| table.truncate(length));
        assert!(refused.contains("cut off"), "{length}: {refused}");
    }
}
