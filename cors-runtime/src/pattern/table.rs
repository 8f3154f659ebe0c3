//! What a table holds: the one place that says how an automaton is written down as bytes.
//!
//! A table is printed as a byte string, so numbers are stored as characters where they are small: one byte that
//! holds `n` is `b'0' + n`, counted around the end of the byte ("a digit" below). A number of two bytes has the lower one first, and
//! `b'0'` added to the whole of it where it is a cell. In order:
//!
//! | bytes | what |
//! |---|---|
//! | 1 | [`VERSION`] |
//! | 2 | how many states there are |
//! | 2 | the first state |
//! | 2 | how many classes of bytes there are |
//! | 2 | how many ranges of bytes there are |
//! | 1 | how many groups are recorded, a digit |
//! | 1 | how many registers there are, a digit, 64 at most |
//! | 1 | how many different results there are, a digit |
//! | 2 | how many programs there are |
//! | 2 | how many moves there are |
//! | 2 each range | the last byte of the range, and its class, a digit; ranges stand in order and end with byte 255 |
//! | 1 each state | what it means when the text ends there, a digit: zero for no match, else the result, counted from 1 |
//! | a cell each class and state | the next state; all states of the first class come first |
//!
//! and, where groups are recorded:
//!
//! | bytes | what |
//! |---|---|
//! | a cell each class and state | the program that runs on the way, in the same order; program 0 does nothing |
//! | 1 each group | its number, a digit, in rising order |
//! | 2 each program, and 2 more | where its moves begin, and after the last one, where they end |
//! | 2 each move | to which register, and from which or [`HERE`], the position before the byte read |
//! | 2 each result and group | the registers of its start and end; [`HERE`] is the end of the text, [`UNSET`] a group without a place |
//!
//! A cell is a digit, or two bytes where there are more than [`NARROW`] states or programs.
//!
//! States that no text leaves stand first, so that the walk can end there.

use super::captures::GROUPS;
use super::tracking::{MAX_REGISTERS, Tracking};

/// The version of this layout, the first byte of a table.
pub const VERSION: u8 = b'1';

/// What is added to a number to store it.
pub const BIAS: u8 = b'0';

/// How many states or programs there may be for cells of one byte.
pub const NARROW: usize = 256 - BIAS as usize;

/// In place of a register: the current position.
pub const HERE: u8 = b'.';

/// In place of a register, in results only: the group took no part in the match.
pub const UNSET: u8 = b'-';

/// A table that was read and found to be whole: every number in it is in range.
#[derive(Clone, Copy)]
pub(super) struct Automaton<'p> {
    /// The class of each byte.
    pub(super) classes: [u8; 256],
    pub(super) states: usize,
    /// The first state, as cells store it; and so is each state below.
    pub(super) start: usize,
    /// States before this one are those that no text leaves.
    pub(super) decided: usize,
    pub(super) outcomes: &'p [u8],
    pub(super) cells: Cells<'p>,
    pub(super) tracking: Option<Tracking<'p>>,
}

impl<'p> Automaton<'p> {
    /// Reads a table.
    ///
    /// # Panics
    ///
    /// When the table is not whole.
    pub(super) const fn read(table: &'p [u8]) -> Self {
        let [
            version,
            states_low,
            states_high,
            start_low,
            start_high,
            classes_low,
            classes_high,
            ranges_low,
            ranges_high,
            groups,
            registers,
            results,
            programs_low,
            programs_high,
            moves_low,
            moves_high,
        ] = *header(table);
        assert!(
            version == VERSION,
            "the table of a pattern is of another version: generate this file again with the cors-gen that belongs to this cors-runtime"
        );
        let states = number([states_low, states_high]);
        let start = number([start_low, start_high]);
        let width = number([classes_low, classes_high]);
        let programs = number([programs_low, programs_high]);
        let (groups, registers) = (digit(groups), digit(registers));
        let results = digit(results);
        assert!(states > 0 && start < states, "the table of a pattern has no such first state");
        let wide = states > NARROW || programs > NARROW;
        let cell = if wide { 2 } else { 1 };

        let rest = table.split_at(HEADER).1;
        let (ranges, rest) = take(rest, 2 * number([ranges_low, ranges_high]));
        let (outcomes, rest) = take(rest, states);
        let (cells, rest) = take(rest, width * states * cell);
        let classes = expand(ranges, width);
        assert!(
            digits_below(outcomes, results + 1),
            "the table of a pattern has a state without its result"
        );
        assert!(
            cells_below(cells, wide, states),
            "the table of a pattern leads to a state that is not there"
        );
        let cells = Cells { bytes: cells, wide };

        let tracking = if groups == 0 {
            assert!(rest.is_empty(), "the table of a pattern is longer than it says");
            None
        } else {
            assert!(
                registers <= MAX_REGISTERS,
                "the table of a pattern has more than 64 registers"
            );
            let (actions, rest) = take(rest, width * states * cell);
            let (numbers, rest) = take(rest, groups);
            let (starts, rest) = take(rest, 2 * programs + 2);
            let moves = number([moves_low, moves_high]);
            let (moves, rest) = take(rest, 2 * moves);
            let (results, rest) = take(rest, 2 * results * groups);
            assert!(rest.is_empty(), "the table of a pattern is longer than it says");
            assert!(
                cells_below(actions, wide, programs),
                "the table of a pattern runs a program that is not there"
            );
            assert!(
                digits_below(numbers, GROUPS),
                "the table of a pattern records a group that no rule can refer to"
            );
            check_programs(starts, moves.len() / 2);
            check_registers(moves, registers, false);
            check_registers(results, registers, true);
            let actions = Cells { bytes: actions, wide };
            Some(Tracking { groups: numbers, registers, actions, starts, moves, results })
        };
        let decided = BIAS as usize + decided(&cells, tracking.as_ref(), states, width);
        let start = BIAS as usize + start;
        Self { classes, states, start, decided, outcomes, cells, tracking }
    }

    /// Where a state's cell for a byte is.
    #[inline]
    pub(super) const fn place(&self, state: usize, byte: u8) -> usize {
        self.classes[byte as usize] as usize * self.states + state - BIAS as usize
    }

    /// What it means that the text ends in a state: zero for no match, else the result, counted from 1.
    pub(super) const fn outcome(&self, state: usize) -> usize {
        digit(self.outcomes[state - BIAS as usize])
    }
}

/// A number for each class and state.
#[derive(Clone, Copy)]
pub(super) struct Cells<'p> {
    bytes: &'p [u8],
    pub(super) wide: bool,
}

impl Cells<'_> {
    /// The number as it is stored, from cells that are known to be of one byte or of two.
    #[inline]
    pub(super) const fn get<const WIDE: bool>(&self, at: usize) -> usize {
        if WIDE {
            number([self.bytes[2 * at], self.bytes[2 * at + 1]])
        } else {
            self.bytes[at] as usize
        }
    }

    #[inline]
    pub(super) const fn either(&self, at: usize) -> usize {
        if self.wide { self.get::<true>(at) } else { self.get::<false>(at) }
    }
}

const HEADER: usize = 16;

const fn header(table: &[u8]) -> &[u8; HEADER] {
    match table.first_chunk() {
        Some(header) => header,
        None => panic!("the table of a pattern is cut off"),
    }
}

const fn take(bytes: &[u8], length: usize) -> (&[u8], &[u8]) {
    assert!(length <= bytes.len(), "the table of a pattern is cut off");
    bytes.split_at(length)
}

/// A number of two bytes.
pub(super) const fn number(bytes: [u8; 2]) -> usize {
    u16::from_le_bytes(bytes) as usize
}

/// A number of one byte.
pub(super) const fn digit(byte: u8) -> usize {
    byte.wrapping_sub(BIAS) as usize
}

/// The class of each byte, from its ranges.
const fn expand(mut ranges: &[u8], width: usize) -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0;
    while let [last, class, rest @ ..] = ranges {
        assert!(digit(*class) < width, "the table of a pattern has a byte without its class");
        assert!(byte <= *last as usize, "the table of a pattern has ranges of bytes out of order");
        while byte <= *last as usize {
            #[expect(clippy::cast_possible_truncation, reason = "a digit is at most 255")]
            let class = digit(*class) as u8;
            classes[byte] = class;
            byte += 1;
        }
        ranges = rest;
    }
    assert!(byte == 256, "the table of a pattern has a byte without its class");
    classes
}

/// Whether all of these digits are less than `limit`.
const fn digits_below(mut bytes: &[u8], limit: usize) -> bool {
    while let [byte, rest @ ..] = bytes {
        if digit(*byte) >= limit {
            return false;
        }
        bytes = rest;
    }
    true
}

/// Whether all numbers in cells are less than `limit`.
///
/// Cells are most of a table, and while compiling each round of a loop and each call is paid for: hence eight bytes at
/// once, compared as they are stored.
#[expect(clippy::needless_bitwise_bool, reason = "a branch is what is paid for")]
const fn cells_below(mut bytes: &[u8], wide: bool, limit: usize) -> bool {
    let least = BIAS;
    let limit = limit + BIAS as usize;
    #[expect(clippy::cast_possible_truncation, reason = "compared before")]
    let [low, high] = if limit > 0xffff { [0xff; 2] } else { (limit as u16).to_le_bytes() };
    let mut all = true;
    if wide {
        while let [a, b, c, d, e, f, g, h, rest @ ..] = bytes {
            all &= ((*b < high) | ((*b == high) & (*a < low))) & ((*a >= least) | (*b > 0));
            all &= ((*d < high) | ((*d == high) & (*c < low))) & ((*c >= least) | (*d > 0));
            all &= ((*f < high) | ((*f == high) & (*e < low))) & ((*e >= least) | (*f > 0));
            all &= ((*h < high) | ((*h == high) & (*g < low))) & ((*g >= least) | (*h > 0));
            bytes = rest;
        }
        while let [a, b, rest @ ..] = bytes {
            all &= ((*b < high) | ((*b == high) & (*a < low))) & ((*a >= least) | (*b > 0));
            bytes = rest;
        }
        return all;
    }
    while let [a, b, c, d, e, f, g, h, rest @ ..] = bytes {
        all &= (*a >= least) & (*b >= least) & (*c >= least) & (*d >= least);
        all &= (*e >= least) & (*f >= least) & (*g >= least) & (*h >= least);
        if high == 0 {
            all &= (*a < low) & (*b < low) & (*c < low) & (*d < low);
            all &= (*e < low) & (*f < low) & (*g < low) & (*h < low);
        }
        bytes = rest;
    }
    while let [a, rest @ ..] = bytes {
        all &= (*a >= least) & ((*a < low) | (high > 0));
        bytes = rest;
    }
    all
}

const fn check_programs(mut starts: &[u8], moves: usize) {
    let mut before = 0;
    let mut first = true;
    while let [low, high, rest @ ..] = starts {
        let start = number([*low, *high]);
        assert!(before <= start, "the table of a pattern has programs out of order");
        before = start;
        starts = rest;
        if first && let [low, high, ..] = rest {
            assert!(
                start == 0 && number([*low, *high]) == 0,
                "the table of a pattern has a program 0 that does something"
            );
            first = false;
        }
    }
    assert!(before == moves, "the table of a pattern has moves of no program");
}

/// Checks the registers of moves (to and from), or of results (start and end).
const fn check_registers(mut pairs: &[u8], registers: usize, results: bool) {
    while let [a, b, rest @ ..] = pairs {
        let first = digit(*a) < registers || (results && (*a == HERE || *a == UNSET));
        let second = digit(*b) < registers || *b == HERE || (results && *b == UNSET);
        assert!(first && second, "the table of a pattern names a register that is not there");
        pairs = rest;
    }
}

/// How many states at the beginning lead to themselves only, and move no register.
const fn decided(
    cells: &Cells<'_>,
    tracking: Option<&Tracking<'_>>,
    states: usize,
    width: usize,
) -> usize {
    let mut state = 0;
    while state < states {
        let mut class = 0;
        while class < width {
            let place = class * states + state;
            let acts = match tracking {
                Some(tracking) => tracking.actions.either(place) != BIAS as usize,
                None => false,
            };
            if acts || cells.either(place) != BIAS as usize + state {
                return state;
            }
            class += 1;
        }
        state += 1;
    }
    state
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec;
    use std::vec::Vec;

    use super::*;

    fn stored(number: usize, wide: bool) -> Vec<u8> {
        if wide {
            u16::try_from(number).expect("two bytes").to_le_bytes().to_vec()
        } else {
            vec![u8::try_from(number).expect("one byte")]
        }
    }

    #[test]
    fn cells_count_wherever_they_stand() {
        let bias = usize::from(BIAS);
        for (wide, limits) in [
            (false, &[1, 2, 100, NARROW - 1, NARROW][..]),
            (true, &[1, 2, NARROW, NARROW + 1, 300, 0x1000 - bias, 0x1001 - bias, 0xffff - bias]),
        ] {
            let width = if wide { 2 } else { 1 };
            let largest = if wide { 0xffff } else { 0xff };
            for (limit, length) in limits.iter().flat_map(|limit| (0..19).map(|n| (*limit, n))) {
                let whole = stored(bias + limit - 1, wide).repeat(length);
                assert!(cells_below(&whole, wide, limit), "{length} cells below {limit}");
                let end = bias + limit;
                let others = [0, 1, bias - 1, bias, end - 1, end, end + 1, end | 0xff, largest];
                for (at, other) in (0..length).flat_map(|at| others.map(|other| (at, other))) {
                    if other > largest {
                        continue;
                    }
                    let mut cells = whole.clone();
                    cells[at * width..][..width].copy_from_slice(&stored(other, wide));
                    let is_below = (bias..end).contains(&other);
                    let found = cells_below(&cells, wide, limit);
                    assert_eq!(found, is_below, "{other} at {at} of {length}, below {limit}");
                }
            }
        }
    }
}
