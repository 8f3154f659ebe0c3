//! Characters as bytes.

use super::Refused;
use super::nfa::{Builder, Condition, Edge, State, StateId};
use crate::pattern::chars::Chars;

/// The first and the last of some bytes.
type Range = (u8, u8);

/// What the first byte of a character can be, and what has to follow it.
const SEQUENCES: [(Range, &[Range]); 8] = [
    ((0xc2, 0xdf), &[(0x80, 0xbf)]),
    ((0xe0, 0xe0), &[(0xa0, 0xbf), (0x80, 0xbf)]),
    ((0xe1, 0xec), &[(0x80, 0xbf), (0x80, 0xbf)]),
    ((0xed, 0xed), &[(0x80, 0x9f), (0x80, 0xbf)]),
    ((0xee, 0xef), &[(0x80, 0xbf), (0x80, 0xbf)]),
    ((0xf0, 0xf0), &[(0x90, 0xbf), (0x80, 0xbf), (0x80, 0xbf)]),
    ((0xf1, 0xf3), &[(0x80, 0xbf), (0x80, 0xbf), (0x80, 0xbf)]),
    ((0xf4, 0xf4), &[(0x80, 0x8f), (0x80, 0xbf), (0x80, 0xbf)]),
];

/// The bytes that begin no character.
const STRAY: [Range; 3] = [(0x80, 0xbf), (0xc0, 0xc1), (0xf5, 0xff)];

impl Builder<'_> {
    /// Reads one character of a set.
    pub(super) fn characters(&mut self, chars: &Chars, next: StateId) -> Result<StateId, Refused> {
        let mut edges = Vec::new();
        let ranges = chars.ranges().iter();
        for sequence in ranges.flat_map(|(first, last)| sequences(*first, *last)) {
            let Some(((first, last), following)) = sequence.split_first() else { continue };
            let mut next = next;
            for (first, last) in following.iter().rev() {
                next = self.byte(*first, *last, next)?;
            }
            edges.push(Edge { first: *first, last: *last, next });
        }
        if chars.contains(char::REPLACEMENT_CHARACTER) {
            self.malformed(next, &mut edges)?;
        }
        self.push(State::Bytes(edges))
    }

    fn byte(&mut self, first: u8, last: u8, next: StateId) -> Result<StateId, Refused> {
        self.push(State::Bytes(vec![Edge { first, last, next }]))
    }

    /// Reads the longest beginning of a character that is none, or a byte that begins none.
    fn malformed(&mut self, next: StateId, edges: &mut Vec<Edge>) -> Result<(), Refused> {
        edges.extend(STRAY.map(|(first, last)| Edge { first, last, next }));
        for ((first, last), following) in SEQUENCES {
            // Where the character breaks off: before its last byte, or else earlier.
            let mut rest = None;
            for (first, last) in following.iter().rev() {
                let condition = Condition::NotBefore { first: *first, last: *last };
                let broken = self.push(State::Look { condition, next })?;
                rest = Some(match rest {
                    None => broken,
                    Some(rest) => {
                        let more = self.byte(*first, *last, rest)?;
                        self.push(State::Either(vec![broken, more]))?
                    }
                });
            }
            edges.extend(rest.map(|next| Edge { first, last, next }));
        }
        Ok(())
    }
}

/// The characters from the first to the last, in their order: bytes that stand one after the other, each out of a range.
fn sequences(first: char, last: char) -> Vec<Vec<Range>> {
    // Of one length each.
    const LENGTHS: [(char, char); 5] = [
        ('\0', '\u{7f}'),
        ('\u{80}', '\u{7ff}'),
        ('\u{800}', '\u{d7ff}'),
        ('\u{e000}', '\u{ffff}'),
        ('\u{10000}', char::MAX),
    ];
    let mut found = Vec::new();
    for (least, greatest) in LENGTHS {
        let (first, last) = (first.max(least), last.min(greatest));
        if first <= last {
            let [mut of_first, mut of_last] = [[0; 4]; 2];
            let first = first.encode_utf8(&mut of_first).as_bytes();
            split(&[], first, last.encode_utf8(&mut of_last).as_bytes(), &mut found);
        }
    }
    found
}

/// Adds the sequences that begin with `before` and go on with what lies between two others of the same length.
fn split(before: &[Range], first: &[u8], last: &[u8], found: &mut Vec<Vec<Range>>) {
    let ([from, first @ ..], [to, last @ ..]) = (first, last) else {
        return found.push(before.to_vec());
    };
    let with = |byte| [before, &[(byte, byte)]].concat();
    if from == to {
        return split(&with(*from), first, last, found);
    }
    let (lowest, highest) = (&[0x80; 3][..first.len()], &[0xbf; 3][..last.len()]);
    let (mut inner, mut outer) = (*from, *to);
    if first != lowest {
        split(&with(*from), first, highest, found);
        inner += 1;
    }
    if last != highest {
        outer -= 1;
    }
    if inner <= outer {
        found.push([before, &[(inner, outer)], &[(0x80, 0xbf); 3][..first.len()]].concat());
    }
    if last != highest {
        split(&with(*to), lowest, last, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_are_the_characters_between_two_and_each_once() {
        let edges = [
            '\0',
            'a',
            '\u{7f}',
            '\u{80}',
            '\u{81}',
            '\u{7ff}',
            '\u{800}',
            '\u{fff}',
            '\u{1000}',
            '\u{2028}',
            '\u{d7ff}',
            '\u{e000}',
            '\u{fffd}',
            '\u{ffff}',
            '\u{10000}',
            '\u{1f600}',
            '\u{fffff}',
            char::MAX,
        ];
        for first in edges {
            for last in edges {
                let sequences = sequences(first, last);
                for c in edges.into_iter().flat_map(|c| (c..=char::MAX).take(2)) {
                    let mut bytes = [0; 4];
                    let bytes = c.encode_utf8(&mut bytes).as_bytes();
                    let fits = |sequence: &&Vec<Range>| {
                        let holds =
                            |(byte, (first, last)): (&u8, &Range)| first <= byte && byte <= last;
                        sequence.len() == bytes.len() && bytes.iter().zip(*sequence).all(holds)
                    };
                    let times = usize::from(first <= c && c <= last);
                    assert_eq!(
                        sequences.iter().filter(fits).count(),
                        times,
                        "{c:?} of {first:?}–{last:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn all_characters_are_nine_sequences() {
        let lengths: Vec<usize> = sequences('\0', char::MAX).iter().map(Vec::len).collect();
        assert_eq!(lengths, [1, 2, 3, 3, 3, 3, 4, 4, 4]);
    }
}
