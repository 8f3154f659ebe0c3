//! The part of an automaton that records where groups are.

use super::captures::{Captures, GROUPS};
use super::table::{BIAS, Cells, HERE, UNSET, digit, number};

pub(super) const MAX_REGISTERS: usize = 64;

/// The parts of a table that record groups; see [`table`](super::table).
#[derive(Clone, Copy)]
pub(super) struct Tracking<'p> {
    pub(super) groups: &'p [u8],
    pub(super) registers: usize,
    pub(super) actions: Cells<'p>,
    pub(super) starts: &'p [u8],
    pub(super) moves: &'p [u8],
    pub(super) results: &'p [u8],
}

impl Tracking<'_> {
    /// Runs the program of a transition that is made at position `here`.
    #[inline]
    pub(super) fn act<const N: usize>(
        &self,
        transition: usize,
        here: usize,
        registers: &mut [usize; N],
    ) {
        let program = self.actions.either(transition) - usize::from(BIAS);
        if program == 0 {
            return;
        }
        let [from, to] = [program, program + 1]
            .map(|at| 2 * number([self.starts[2 * at], self.starts[2 * at + 1]]));
        for pair in self.moves[from..to].chunks_exact(2) {
            let value = if pair[1] == HERE { here } else { registers[digit(pair[1]) % N] };
            registers[digit(pair[0]) % N] = value;
        }
    }

    /// The groups of a result, counted from 0, for a text that ends at `end`.
    pub(super) fn result<const N: usize>(
        &self,
        result: usize,
        end: usize,
        registers: &[usize; N],
    ) -> Captures {
        let position = |source: u8| match source {
            HERE => end,
            register => registers[digit(register) % N],
        };
        let mut captures = Captures::NONE;
        let results = self.results.chunks_exact(2).skip(result * self.groups.len());
        for (group, pair) in self.groups.iter().zip(results) {
            if pair[0] != UNSET && pair[1] != UNSET {
                captures.set(digit(*group) % GROUPS, position(pair[0]), position(pair[1]));
            }
        }
        captures
    }
}
