//! The tables of an automaton, to be printed or used at once.

use cors_runtime::pattern as rt;

/// A pattern as the tables of [`cors_runtime::pattern::Pattern`].
///
/// The tables are the smallest, in an order that depends on what they find only: without groups, two patterns that
/// find the same texts are equal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Compiled {
    /// The class of each byte.
    pub classes: Box<[u8; 256]>,
    /// For each state and class, where the entries of the next state begin.
    pub next: Vec<u16>,
    /// For each state, what it means when the text ends there: zero for no match.
    pub outcomes: Vec<u8>,
    /// Where the entries of the first state begin.
    pub start: u16,
    /// What records groups; `None` for a pattern that records none.
    pub tracking: Option<Tracking>,
}

/// What records groups, as the tables of [`cors_runtime::pattern::Tracking`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tracking {
    /// The groups that are recorded, in rising order.
    pub groups: Vec<u8>,
    /// How many registers there are.
    pub registers: u8,
    /// For each transition, the program that it runs.
    pub actions: Vec<u16>,
    /// Where the moves of each program begin, and after the last one, where they end.
    pub programs: Vec<u16>,
    /// To which register, and from which.
    pub moves: Vec<[u8; 2]>,
    /// For each outcome but zero and each group, the registers of its start and end.
    pub results: Vec<[u8; 2]>,
}

impl Compiled {
    /// Builds the runtime's pattern.
    ///
    /// The runtime's patterns live for ever, so each call leaks the tables: call it once a pattern, not once a request.
    #[must_use]
    pub fn to_runtime(&self) -> &'static rt::Pattern {
        let classes = Box::leak(self.classes.clone());
        let mut built =
            rt::Pattern::new(classes, leak(&self.next), leak(&self.outcomes), self.start);
        if let Some(tracking) = &self.tracking {
            built = built.tracking(rt::Tracking::new(
                leak(&tracking.groups),
                tracking.registers,
                leak(&tracking.actions),
                leak(&tracking.programs),
                leak(&tracking.moves),
                leak(&tracking.results),
            ));
        }
        Box::leak(Box::new(built))
    }

    /// Whether the pattern is found in every text, as `.*` is.
    #[must_use]
    pub fn is_universal(&self) -> bool {
        self.outcomes.iter().all(|outcome| *outcome != 0)
    }

    /// Whether the pattern is found in no text, as `a^` is not.
    #[must_use]
    pub fn is_never_found(&self) -> bool {
        self.outcomes.iter().all(|outcome| *outcome == 0)
    }

    /// Whether the pattern is found in the empty text, which is what a missing header reads as (RW-2, RW-5).
    #[must_use]
    pub fn matches_empty(&self) -> bool {
        self.outcomes[usize::from(self.start) * self.outcomes.len() / self.next.len()] != 0
    }

    /// How many bytes the tables take in a program.
    #[must_use]
    pub fn size(&self) -> usize {
        let tracking = self.tracking.as_ref().map_or(0, |tracking| {
            let pairs = tracking.moves.len() + tracking.results.len();
            tracking.groups.len()
                + 2 * (tracking.actions.len() + tracking.programs.len())
                + 2 * pairs
        });
        self.classes.len() + 2 * self.next.len() + self.outcomes.len() + tracking
    }
}

fn leak<T: Clone>(items: &[T]) -> &'static [T] {
    items.to_vec().leak()
}
