//! The part of an automaton that records where groups are.

use super::captures::{Captures, GROUPS};

/// In place of a register: the current position.
pub const HERE: u8 = 0xfe;

/// In place of a register, in results only: the group took no part in the match.
pub const UNSET: u8 = 0xff;

pub(super) const MAX_REGISTERS: usize = 64;

/// The tables that record groups.
#[derive(Debug, Clone, Copy)]
pub struct Tracking {
    pub(super) groups: &'static [u8],
    pub(super) registers: u8,
    pub(super) actions: &'static [u16],
    programs: &'static [u16],
    moves: &'static [[u8; 2]],
    pub(super) results: &'static [[u8; 2]],
}

impl Tracking {
    /// Tracking from its tables.
    ///
    /// - `groups`: the numbers of the groups that are recorded.
    /// - `registers`: how many registers there are, 64 at most.
    /// - `actions`: for each transition of the automaton, the program that it runs; program 0 does nothing.
    /// - `programs`: where the moves of each program begin, and after the last one, where they end.
    /// - `moves`: to which register, and from which or from [`HERE`], the position before the byte read.
    /// - `results`: for each outcome but zero and each group, the registers of its start and end; [`HERE`] is the end of the
    ///   text, [`UNSET`] a group without a place.
    ///
    /// # Panics
    ///
    /// When the tables do not fit each other. Generated code calls this in constants, where a panic is a compile error.
    #[must_use]
    pub const fn new(
        groups: &'static [u8],
        registers: u8,
        actions: &'static [u16],
        programs: &'static [u16],
        moves: &'static [[u8; 2]],
        results: &'static [[u8; 2]],
    ) -> Self {
        let mut at = 0;
        while at < groups.len() {
            assert!((groups[at] as usize) < GROUPS, "each group can be referred to");
            at += 1;
        }
        assert!(registers as usize <= MAX_REGISTERS, "there are at most 64 registers");
        at = 0;
        while at < actions.len() {
            assert!(actions[at] as usize + 1 < programs.len(), "each program exists");
            at += 1;
        }
        at = 0;
        while at < programs.len() {
            assert!(programs[at] as usize <= moves.len(), "each program's moves exist");
            assert!(at == 0 || programs[at - 1] <= programs[at], "programs stand in order");
            at += 1;
        }
        assert!(programs.len() > 1 && programs[0] == programs[1], "program 0 does nothing");
        at = 0;
        while at < moves.len() {
            let [to, from] = moves[at];
            assert!(to < registers && (from < registers || from == HERE), "each register exists");
            at += 1;
        }
        at = 0;
        while at < results.len() {
            let [start, end] = results[at];
            assert!(is_source(start, registers), "the register of each start exists");
            assert!(is_source(end, registers), "the register of each end exists");
            at += 1;
        }
        Self { groups, registers, actions, programs, moves, results }
    }

    /// Runs the program of a transition that is made at position `here`.
    pub(super) fn act<const N: usize>(
        &self,
        transition: usize,
        here: usize,
        registers: &mut [usize; N],
    ) {
        let program = usize::from(self.actions[transition]);
        if program == 0 {
            return;
        }
        let (from, to) = (self.programs[program], self.programs[program + 1]);
        for [to, from] in &self.moves[usize::from(from)..usize::from(to)] {
            let value = if *from == HERE { here } else { registers[usize::from(*from) % N] };
            registers[usize::from(*to) % N] = value;
        }
    }

    /// The groups of an outcome, counted from 0, for a text that ends at `end`.
    pub(super) fn result<const N: usize>(
        &self,
        outcome: usize,
        end: usize,
        registers: &[usize; N],
    ) -> Captures {
        let position = |source: u8| match source {
            HERE => end,
            register => registers[usize::from(register) % N],
        };
        let mut captures = Captures::NONE;
        let results = self.results.iter().skip(outcome * self.groups.len());
        for (group, [start, end]) in self.groups.iter().zip(results) {
            if *start != UNSET && *end != UNSET {
                captures.set(usize::from(*group), position(*start), position(*end));
            }
        }
        captures
    }
}

const fn is_source(source: u8, registers: u8) -> bool {
    source < registers || source == HERE || source == UNSET
}
