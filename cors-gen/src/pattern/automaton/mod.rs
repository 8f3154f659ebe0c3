//! From a parsed pattern to a minimal automaton.
//!
//! [`nfa`] lays the pattern out as states that read bytes, [`determine`] joins those that a text can be in at once,
//! [`minimise`] drops differences that no text shows, and [`layout`](self::layout::layout) writes down what is left.

mod closure;
mod determine;
mod fold;
mod layout;
mod minimise;
mod nfa;
mod registers;
mod utf8;

use std::cell::Cell;

use super::{Compiled, Parsed, PatternError, PatternErrorKind};
use crate::budget::{Budget, Work};

/// How many groups a rule can refer to.
const GROUPS: u8 = 10;

/// How many states the pattern may have before they are joined.
const MAX_NFA_STATES: usize = 1 << 16;
/// How many entries the tables may have before they are minimised, and after.
const MAX_ENTRIES: usize = 1 << 19;
const MAX_FINAL_ENTRIES: usize = 1 << 16;
/// How much work one pattern may take.
const MAX_STEPS: usize = 1 << 24;

/// Why a pattern is not compiled.
type Refused = PatternErrorKind;

/// A limit of one pattern was hit.
const fn too_large(what: &'static str, limit: usize) -> Refused {
    PatternErrorKind::TooLarge { what, limit }
}

/// Counts the work for one pattern, which has a limit of its own besides that of the run.
struct Meter<'b> {
    budget: &'b Budget,
    steps: Cell<usize>,
}

impl<'b> Meter<'b> {
    const fn new(budget: &'b Budget) -> Self {
        Self { budget, steps: Cell::new(0) }
    }

    fn count(&self, steps: usize) -> Result<(), Refused> {
        self.budget.spend(Work::Patterns, steps).map_err(PatternErrorKind::Exhausted)?;
        self.steps.set(self.steps.get().saturating_add(steps));
        if self.steps.get() > MAX_STEPS {
            return Err(too_large("steps to build its automaton", MAX_STEPS));
        }
        Ok(())
    }
}

impl Parsed {
    /// Compiles the pattern so that it records the `wanted` groups; see [`compile`](super::compile).
    ///
    /// # Errors
    ///
    /// When the pattern is too large, or `budget` has not enough left for it.
    pub fn compile(&self, wanted: &[u8], budget: &Budget) -> Result<Compiled, PatternError> {
        let groups: Vec<u8> = (0..GROUPS).filter(|group| wanted.contains(group)).collect();
        let meter = Meter::new(budget);
        self.automaton(&groups, &meter).map_err(|kind| PatternError::new(kind, 0..self.length))
    }

    /// Counts work for the pattern that is done elsewhere, such as listing the texts that it stands for.
    ///
    /// # Errors
    ///
    /// When `budget` has not enough left.
    pub fn spend(&self, steps: usize, budget: &Budget) -> Result<(), PatternError> {
        budget.spend(Work::Patterns, steps).map_err(|exhausted| {
            PatternError::new(PatternErrorKind::Exhausted(exhausted), 0..self.length)
        })
    }

    fn automaton(&self, groups: &[u8], meter: &Meter<'_>) -> Result<Compiled, Refused> {
        let nfa = nfa::build(self, groups, meter)?;
        let determined = determine::determine(&nfa, groups.len(), meter)?;
        let blocks = minimise::minimise(&determined, meter)?;
        layout::layout(&determined, &blocks, groups, meter)
    }
}

#[cfg(test)]
mod tests;
