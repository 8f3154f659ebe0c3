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

pub(super) use closure::{HERE, UNSET};

use super::{Compiled, Parsed, PatternError, PatternErrorKind};

/// How many groups a rule can refer to.
const GROUPS: u8 = 10;

/// How many states the pattern may have before they are joined.
const MAX_NFA_STATES: usize = 1 << 16;
/// How many entries the tables may have before they are minimised, and after.
const MAX_ENTRIES: usize = 1 << 19;
const MAX_FINAL_ENTRIES: usize = 1 << 16;
/// How many states may be visited while joining: a second or two without optimisation.
const MAX_STEPS: usize = 1 << 24;

/// A limit that was hit.
struct TooLarge(&'static str, usize);

impl Parsed {
    /// Compiles the pattern so that it records the `wanted` groups; see [`compile`](super::compile).
    ///
    /// # Errors
    ///
    /// When the pattern is too large.
    pub fn compile(&self, wanted: &[u8]) -> Result<Compiled, PatternError> {
        let groups: Vec<u8> = (0..GROUPS).filter(|group| wanted.contains(group)).collect();
        self.tables(&groups).map_err(|TooLarge(what, limit)| {
            PatternError::new(PatternErrorKind::TooLarge { what, limit }, 0..self.length)
        })
    }

    fn tables(&self, groups: &[u8]) -> Result<Compiled, TooLarge> {
        let nfa = nfa::build(self, groups)?;
        let determined = determine::determine(&nfa, groups.len())?;
        let blocks = minimise::minimise(&determined);
        layout::layout(&determined, &blocks, groups)
    }
}

#[cfg(test)]
mod tests;
