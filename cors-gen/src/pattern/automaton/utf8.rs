//! Characters as bytes.

use regex_syntax::hir::ClassUnicode;
use regex_syntax::utf8::Utf8Sequences;

use super::Refused;
use super::nfa::{Builder, Condition, Edge, State, StateId};

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
    pub(super) fn characters(
        &mut self,
        set: &ClassUnicode,
        next: StateId,
    ) -> Result<StateId, Refused> {
        let mut edges = Vec::new();
        for range in set.iter() {
            for sequence in Utf8Sequences::new(range.start(), range.end()) {
                let mut next = next;
                for bytes in sequence.as_slice()[1..].iter().rev() {
                    next = self.byte(bytes.start, bytes.end, next)?;
                }
                let bytes = sequence.as_slice()[0];
                edges.push(Edge { first: bytes.start, last: bytes.end, next });
            }
        }
        let replacement = char::REPLACEMENT_CHARACTER;
        if set.iter().any(|range| range.start() <= replacement && replacement <= range.end()) {
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
