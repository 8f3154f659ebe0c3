//! A walk over a text that comes one byte at a time.

use super::tracking::MAX_REGISTERS;
use super::{Captures, Pattern};

/// The position of an automaton in a text that is being put together while it is read.
pub(crate) struct Walk<'p> {
    pattern: &'p Pattern<'p>,
    state: usize,
    at: usize,
    registers: [usize; MAX_REGISTERS],
}

impl<'p> Walk<'p> {
    pub(crate) const fn new(pattern: &'p Pattern<'p>) -> Self {
        let state = pattern.automaton.start;
        Self { pattern, state, at: 0, registers: [0; MAX_REGISTERS] }
    }

    /// Reads the next byte of the text.
    #[inline]
    pub(crate) fn step(&mut self, byte: u8) {
        let automaton = &self.pattern.automaton;
        let place = automaton.place(self.state, byte);
        if let Some(tracking) = &automaton.tracking {
            tracking.act(place, self.at, &mut self.registers);
        }
        self.state = automaton.cells.either(place);
        self.at += 1;
    }

    /// Whether the pattern is found in what was read.
    pub(crate) const fn is_match(&self) -> bool {
        self.pattern.automaton.outcome(self.state) != 0
    }

    /// Where the groups are in what was read.
    pub(crate) fn captures(&self) -> Option<Captures> {
        let automaton = &self.pattern.automaton;
        let result = automaton.outcome(self.state).checked_sub(1)?;
        Some(match &automaton.tracking {
            Some(tracking) => tracking.result(result, self.at, &self.registers),
            None => Captures::NONE,
        })
    }
}
