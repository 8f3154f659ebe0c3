//! Following a pattern's states up to those that read the next byte.

use std::collections::BTreeSet;

use super::nfa::{Condition, Edge, Nfa, State, StateId};
use super::{GROUPS, Meter, Refused};
use crate::pattern::tables::{HERE, UNSET};

/// For each tag a register, [`HERE`] or [`UNSET`].
pub(super) type Tags = [u8; 2 * GROUPS as usize];

/// What is on both sides of a place in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) behind: Behind,
    /// The byte that comes next; `None` at the end of the text.
    pub(super) ahead: Option<u8>,
}

/// What was read last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Behind {
    Start,
    Word,
    /// Anything else, and anything at all where no state asks for words.
    Other,
}

/// A state that a text can be in, with the rounds begun since the last byte and the tags recorded.
struct Step {
    state: StateId,
    rounds: u128,
    tags: Tags,
}

/// What following the states comes to.
pub(super) enum Reached<'n> {
    Bytes(&'n [Edge]),
    Match,
}

/// Follows states, those of higher preference first, and each state once.
pub(super) struct Closure<'n> {
    nfa: &'n Nfa,
    place: Place,
    stack: Vec<Step>,
    /// In which run each state was last visited outside of rounds just begun.
    visited: Vec<u32>,
    run: u32,
    visited_in_rounds: BTreeSet<(StateId, u128)>,
    /// Which properties of what is ahead were asked for in this run.
    asked: Asked,
    meter: &'n Meter<'n>,
}

/// What a run depends on, besides the state that it started from.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked {
    /// Whether the text ends.
    pub(super) end: bool,
    /// Which byte comes next.
    pub(super) byte: bool,
}

impl<'n> Closure<'n> {
    pub(super) fn new(nfa: &'n Nfa, meter: &'n Meter<'n>) -> Self {
        Self {
            nfa,
            place: Place { behind: Behind::Start, ahead: None },
            stack: Vec::new(),
            visited: vec![0; nfa.states.len()],
            run: 0,
            visited_in_rounds: BTreeSet::new(),
            asked: Asked::default(),
            meter,
        }
    }

    /// Begins anew, at another place.
    pub(super) fn restart(&mut self, place: Place) {
        self.place = place;
        self.run += 1;
        self.stack.clear();
        self.visited_in_rounds.clear();
        self.asked = Asked::default();
    }

    /// What the run so far depends on.
    pub(super) const fn asked(&self) -> Asked {
        self.asked
    }

    /// Adds a state to follow.
    pub(super) fn follow(&mut self, state: StateId, tags: Tags) {
        self.stack.push(Step { state, rounds: 0, tags });
    }

    /// The next state that reads a byte, or the match; `None` when there is nothing left to follow.
    pub(super) fn next(&mut self) -> Result<Option<(Reached<'n>, Tags)>, Refused> {
        while let Some(Step { state, mut rounds, mut tags }) = self.stack.pop() {
            self.meter.count(1)?;
            if !self.visit(state, rounds) {
                continue;
            }
            let next = match &self.nfa.states[state as usize] {
                State::Bytes(edges) => {
                    return Ok(Some((Reached::Bytes(edges), tags)));
                }
                State::Match => return Ok(Some((Reached::Match, tags))),
                State::Either(states) => {
                    let steps =
                        states.iter().rev().map(|state| Step { state: *state, rounds, tags });
                    self.stack.extend(steps);
                    continue;
                }
                State::Place { tag, next } => {
                    tags[usize::from(*tag)] = HERE;
                    next
                }
                State::Forget { tags: forgotten, next } => {
                    for (bit, tag) in tags.iter_mut().enumerate() {
                        *tag = if forgotten >> bit & 1 == 1 { UNSET } else { *tag };
                    }
                    next
                }
                State::Look { condition, .. } if !self.is(*condition) => continue,
                State::Enter { depth, next } => {
                    rounds |= 1 << depth;
                    next
                }
                State::Leave { depth, .. } if rounds >> depth & 1 == 1 => continue,
                State::Look { next, .. } | State::Leave { next, .. } => next,
            };
            self.stack.push(Step { state: *next, rounds, tags });
        }
        Ok(None)
    }

    fn is(&mut self, condition: Condition) -> bool {
        match condition {
            Condition::Start => {}
            Condition::End => self.asked.end = true,
            Condition::WordBoundary { .. } | Condition::NotBefore { .. } => {
                self.asked = Asked { end: true, byte: true };
            }
        }
        self.place.is(condition)
    }

    /// Whether this is the first visit. In rounds just begun other states can be reached, so these count for themselves.
    fn visit(&mut self, state: StateId, rounds: u128) -> bool {
        if rounds != 0 {
            return self.visited_in_rounds.insert((state, rounds));
        }
        std::mem::replace(&mut self.visited[state as usize], self.run) != self.run
    }
}

impl Place {
    fn is(self, condition: Condition) -> bool {
        match condition {
            Condition::Start => self.behind == Behind::Start,
            Condition::End => self.ahead.is_none(),
            Condition::WordBoundary { negated } => {
                let word = self.ahead.is_some_and(is_word);
                (word != (self.behind == Behind::Word)) != negated
            }
            Condition::NotBefore { first, last } => {
                self.ahead.is_none_or(|byte| byte < first || last < byte)
            }
        }
    }
}

/// Whether a byte is a character of a word.
pub(super) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
