//! Patterns of URL Rewrite (RW-1) as finite automata in constant tables.
//!
//! The generator turns a pattern into the tables; here they are walked, once and from left to right. Nothing is parsed,
//! compiled or allocated, and no input takes more than a bounded number of steps per byte.
//!
//! A [`Pattern`] without [`Tracking`] is a plain automaton. With it, a transition may also move registers, which hold
//! positions in the text, and the state that the text ends in says which registers hold which group. Which
//! of several possible matches that is, the leftmost with the first alternatives, was settled when generating.

mod captures;
mod tracking;

pub use captures::Captures;
pub use tracking::{HERE, Tracking, UNSET};

use tracking::MAX_REGISTERS;

/// An automaton that finds a pattern in a text.
#[derive(Debug, Clone, Copy)]
pub struct Pattern {
    classes: &'static [u8; 256],
    next: &'static [u16],
    outcomes: &'static [u8],
    start: u16,
    /// The entries of `next` before this one belong to states that no text leaves.
    decided: usize,
    tracking: Option<Tracking>,
}

impl Pattern {
    /// An automaton from its tables.
    ///
    /// - `classes`: the class of each byte; bytes of one class lead to the same states.
    /// - `next`: for each state, one entry a class: where the entries of the following state begin.
    /// - `outcomes`: for each state, what it means when the text ends there: zero for no match.
    /// - `start`: where the entries of the first state begin.
    ///
    /// # Panics
    ///
    /// When the tables do not fit each other. Generated code calls this in constants, where a panic is a compile error.
    #[must_use]
    pub const fn new(
        classes: &'static [u8; 256],
        next: &'static [u16],
        outcomes: &'static [u8],
        start: u16,
    ) -> Self {
        assert!(!outcomes.is_empty(), "an automaton has a state");
        let width = next.len() / outcomes.len();
        assert!(width > 0 && width * outcomes.len() == next.len(), "each state has each class");
        let mut byte = 0;
        while byte < 256 {
            assert!((classes[byte] as usize) < width, "each byte's class exists");
            byte += 1;
        }
        assert!(is_state(start, width, next.len()), "the first state exists");
        let mut at = 0;
        while at < next.len() {
            assert!(is_state(next[at], width, next.len()), "each following state exists");
            at += 1;
        }
        let decided = leading_loops(next, width, None);
        Self { classes, next, outcomes, start, decided, tracking: None }
    }

    /// Adds what records groups.
    ///
    /// # Panics
    ///
    /// When the tables do not fit those of the automaton; see [`Pattern::new`].
    #[must_use]
    pub const fn tracking(mut self, tracking: Tracking) -> Self {
        assert!(tracking.actions.len() == self.next.len(), "each transition has an action");
        let mut state = 0;
        while state < self.outcomes.len() {
            let end = self.outcomes[state] as usize * tracking.groups.len();
            assert!(end <= tracking.results.len(), "each outcome has its groups");
            state += 1;
        }
        let width = self.next.len() / self.outcomes.len();
        self.decided = leading_loops(self.next, width, Some(tracking.actions));
        self.tracking = Some(tracking);
        self
    }

    /// Whether the pattern is found in `text`.
    #[must_use]
    pub fn is_match(&self, text: &[u8]) -> bool {
        let mut state = usize::from(self.start);
        for byte in text {
            if state < self.decided {
                break;
            }
            state = usize::from(self.next[state + usize::from(self.classes[usize::from(*byte)])]);
        }
        self.outcome(state) != 0
    }

    /// Where the pattern and its groups are found in `text`; `None` when it is not found.
    ///
    /// Only the groups that the pattern was generated for are recorded.
    #[must_use]
    pub fn captures(&self, text: &[u8]) -> Option<Captures> {
        match &self.tracking {
            None => self.is_match(text).then_some(Captures::NONE),
            // Most patterns need few registers, and clearing many takes longer than reading a short text.
            Some(tracking) if tracking.registers <= 8 => self.walk::<8>(tracking, text),
            Some(tracking) => self.walk::<MAX_REGISTERS>(tracking, text),
        }
    }

    fn walk<const N: usize>(&self, tracking: &Tracking, text: &[u8]) -> Option<Captures> {
        let mut registers = [0; N];
        let mut state = usize::from(self.start);
        for (at, byte) in text.iter().enumerate() {
            if state < self.decided {
                break;
            }
            let transition = state + usize::from(self.classes[usize::from(*byte)]);
            tracking.act(transition, at, &mut registers);
            state = usize::from(self.next[transition]);
        }
        let outcome = usize::from(self.outcome(state)).checked_sub(1)?;
        Some(tracking.result(outcome, text.len(), &registers))
    }

    fn outcome(&self, state: usize) -> u8 {
        self.outcomes[state * self.outcomes.len() / self.next.len()]
    }
}

const fn is_state(entry: u16, width: usize, entries: usize) -> bool {
    (entry as usize) < entries && (entry as usize) % width == 0
}

/// How many entries the states at the beginning of the table have that lead to themselves only, and move no register.
const fn leading_loops(next: &[u16], width: usize, actions: Option<&[u16]>) -> usize {
    let mut at = 0;
    while at < next.len() {
        let acts = match actions {
            Some(actions) => actions[at] != 0,
            None => false,
        };
        if acts || next[at] as usize != at - at % width {
            break;
        }
        at += 1;
    }
    at - at % width
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a+$`, with the whole match: states 0 (nothing yet) and 2 (in a run of `a`); classes other and `a`.
    const CLASSES: [u8; 256] = {
        let mut classes = [0; 256];
        classes[b'a' as usize] = 1;
        classes
    };
    static RUN: Pattern = Pattern::new(&CLASSES, &[0, 2, 0, 2], &[0, 1], 0)
        .tracking(Tracking::new(&[0], 1, &[0, 1, 0, 0], &[0, 0, 1], &[[0, HERE]], &[[0, HERE]]));

    #[test]
    fn positions_go_through_registers() {
        for (text, found) in
            [("", None), ("b", None), ("ab", None), ("a", Some(0..1)), ("aabaa", Some(3..5))]
        {
            let captures = RUN.captures(text.as_bytes());
            assert_eq!(captures.and_then(|c| c.get(0)), found, "{text}");
            assert_eq!(RUN.is_match(text.as_bytes()), found.is_some(), "{text}");
        }
    }

    #[test]
    fn states_without_way_out_end_the_walk() {
        // `^a`: no, yes, start.
        static ANCHORED: Pattern = Pattern::new(&CLASSES, &[0, 0, 2, 2, 0, 2], &[0, 1, 0], 4);
        assert_eq!(ANCHORED.decided, 4);
        assert!(ANCHORED.is_match(b"ab") && !ANCHORED.is_match(b"ba") && !ANCHORED.is_match(b""));
        assert_eq!(ANCHORED.captures(b"a").map(|c| c.get(0)), Some(None), "nothing is recorded");
    }

    #[test]
    #[should_panic(expected = "each following state exists")]
    fn entries_lead_to_states() {
        let _ = Pattern::new(&CLASSES, &[0, 1], &[0], 0);
    }

    #[test]
    #[should_panic(expected = "each register exists")]
    fn moves_name_registers() {
        let _ = Tracking::new(&[0], 1, &[0], &[0, 0, 1], &[[1, HERE]], &[]);
    }
}
