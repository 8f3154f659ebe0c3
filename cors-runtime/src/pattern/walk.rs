//! A walk over a text that comes one byte at a time.

use super::tracking::MAX_REGISTERS;
use super::{Captures, Pattern};

/// The position of an automaton in a text that is being put together while it is read.
pub(crate) struct Walk<'p> {
    pattern: &'p Pattern,
    state: usize,
    at: usize,
    registers: [usize; MAX_REGISTERS],
}

impl<'p> Walk<'p> {
    pub(crate) const fn new(pattern: &'p Pattern) -> Self {
        Self { pattern, state: pattern.start as usize, at: 0, registers: [0; MAX_REGISTERS] }
    }

    /// Reads the next byte of the text.
    pub(crate) fn step(&mut self, byte: u8) {
        let Pattern { classes, next, tracking, .. } = self.pattern;
        let transition = self.state + usize::from(classes[usize::from(byte)]);
        if let Some(tracking) = tracking {
            tracking.act(transition, self.at, &mut self.registers);
        }
        self.state = usize::from(next[transition]);
        self.at += 1;
    }

    /// Whether the pattern is found in what was read.
    pub(crate) fn is_match(&self) -> bool {
        self.pattern.outcome(self.state) != 0
    }

    /// Where the groups are in what was read.
    pub(crate) fn captures(&self) -> Option<Captures> {
        let outcome = usize::from(self.pattern.outcome(self.state)).checked_sub(1)?;
        Some(match &self.pattern.tracking {
            Some(tracking) => tracking.result(outcome, self.at, &self.registers),
            None => Captures::NONE,
        })
    }
}
