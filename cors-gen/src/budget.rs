//! How much work a run may do.
//!
//! A configuration is hostile text, and a little of it can ask for much work: patterns whose automata are large, XPath
//! expressions that look at every pair of nodes, lists that every location inherits. A stage that does such work counts it
//! here, before or while it does it, and reports an error when nothing is left. So what a run takes has a limit,
//! however many patterns, expressions and locations it is spread over.
//!
//! Work is counted, not timed: the same configuration gets the same answer on every machine. A run has one [`Budget`],
//! made where the run starts and handed down to the stages.

use std::cell::Cell;
use std::fmt;

/// What work is done for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Work {
    /// The automata of patterns.
    Patterns,
    /// The XPath expressions of transforms.
    Expressions,
    /// Entries of collections, counted for each path that has them as its own.
    Entries,
}

impl Work {
    const ALL: [Self; 3] = [Self::Patterns, Self::Expressions, Self::Entries];
}

/// How much work a run may still do, in units of about ten nanoseconds in an optimised build.
///
/// Shared by reference; spending needs no exclusive access.
#[derive(Debug)]
pub struct Budget {
    left: Cell<u64>,
    spent: [Cell<u64>; Work::ALL.len()],
}

/// Nothing is left to spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Exhausted {
    /// What most was spent on, which need not be what came last.
    pub most: Work,
}

impl Budget {
    /// The units of a run: about half a second in an optimised build, of which a pattern of origins takes a
    /// thousandth.
    pub const WHOLE: u64 = 50_000_000;

    /// The budget of a run.
    #[must_use]
    pub const fn new() -> Self {
        Self::of(Self::WHOLE)
    }

    /// A budget of so many units.
    #[must_use]
    pub const fn of(units: u64) -> Self {
        Self { left: Cell::new(units), spent: [const { Cell::new(0) }; Work::ALL.len()] }
    }

    /// Counts work that is about to be done, or was just done.
    ///
    /// # Errors
    ///
    /// When less than that is left. Then nothing is left for any work after it either, so that a run that goes on to
    /// look for more findings ends soon.
    pub fn spend(&self, work: Work, units: usize) -> Result<(), Exhausted> {
        let units = u64::try_from(units).unwrap_or(u64::MAX);
        let spent = &self.spent[work as usize];
        spent.set(spent.get().saturating_add(units));
        if let Some(left) = self.left.get().checked_sub(units) {
            self.left.set(left);
            return Ok(());
        }
        self.left.set(0);
        Err(self.exhausted())
    }

    /// How many units are left.
    #[must_use]
    pub const fn left(&self) -> u64 {
        self.left.get()
    }

    fn exhausted(&self) -> Exhausted {
        let most = Work::ALL.into_iter().max_by_key(|work| self.spent[*work as usize].get());
        Exhausted { most: most.unwrap_or(Work::Patterns) }
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::new()
    }
}

impl Exhausted {
    /// What to do about it.
    #[must_use]
    pub const fn help(self) -> &'static str {
        match self.most {
            Work::Patterns => {
                "write patterns without large counts such as `{12}`, list the origins that are meant, or use a rewrite map"
            }
            Work::Expressions => {
                "name the elements on the way instead of searching with `//`, and compare attributes of the element itself"
            }
            Work::Entries => {
                "put what several locations share above them, so that they inherit it, and keep `<clear/>` and what follows it short"
            }
        }
    }
}

impl fmt::Display for Exhausted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.most {
            Work::Patterns => "the patterns of this configuration take too much work",
            Work::Expressions => "the XPath expressions of the transforms take too much work",
            Work::Entries => {
                "the locations of this configuration have too many entries of their own"
            }
        })
    }
}

impl std::error::Error for Exhausted {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_most_is_named_whoever_comes_last() {
        let budget = Budget::of(100);
        assert_eq!(budget.spend(Work::Expressions, 70), Ok(()));
        assert_eq!(budget.spend(Work::Patterns, 30), Ok(()));
        assert_eq!(budget.left(), 0);
        let exhausted = Exhausted { most: Work::Expressions };
        assert_eq!(budget.spend(Work::Patterns, 1), Err(exhausted));
        assert_eq!(budget.spend(Work::Patterns, 0), Ok(()), "no work is always possible");
    }

    #[test]
    fn once_refused_nothing_is_left() {
        let budget = Budget::of(100);
        assert_eq!(
            budget.spend(Work::Patterns, usize::MAX),
            Err(Exhausted { most: Work::Patterns })
        );
        assert!(budget.spend(Work::Entries, 1).is_err());
    }
}
