//! A pattern as states that read bytes.

use std::collections::HashMap;

use super::fold::fold;
use super::{MAX_NFA_STATES, Meter, Refused, too_large};
use crate::pattern::Parsed;
use crate::pattern::chars::Chars;
use crate::pattern::tree::{Class, Look, Node, Repeat};

/// The position of a state in [`Nfa::states`].
pub(super) type StateId = u32;

/// A pattern as states that read bytes.
#[derive(Debug)]
pub(super) struct Nfa {
    pub(super) states: Vec<State>,
    pub(super) start: StateId,
    /// Whether a state asks for the boundary of a word.
    pub(super) asks_for_words: bool,
}

/// What to do in a state, and where to go then.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum State {
    /// Reads a byte. Where several edges fit, the order does not matter.
    Bytes(Vec<Edge>),
    /// Goes on with each, in falling preference.
    Either(Vec<StateId>),
    /// Records the position as a tag: the start (even) or end (odd) of a group.
    Place { tag: u8, next: StateId },
    /// Forgets tags, a bit each.
    Forget { tags: u32, next: StateId },
    /// Goes on where the condition holds.
    Look { condition: Condition, next: StateId },
    /// Begins a round of a repetition that must not end without having read something.
    Enter { depth: u8, next: StateId },
    /// Ends such a round.
    Leave { depth: u8, next: StateId },
    /// The pattern is found.
    Match,
}

/// A range of bytes, and where it leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Edge {
    pub(super) first: u8,
    pub(super) last: u8,
    pub(super) next: StateId,
}

/// What a place in the text has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Condition {
    Start,
    End,
    WordBoundary {
        negated: bool,
    },
    /// The next byte, if there is one, is not in this range.
    NotBefore {
        first: u8,
        last: u8,
    },
}

/// The work that making a state counts for.
const STATE: usize = 16;

/// Lays out a pattern. Tags are recorded for `groups`, in their order.
pub(super) fn build(pattern: &Parsed, groups: &[u8], meter: &Meter<'_>) -> Result<Nfa, Refused> {
    let mut builder = Builder {
        states: Vec::new(),
        groups,
        meter,
        ignore_case: pattern.ignore_case,
        depth: 0,
        asks_for_words: false,
        known: HashMap::new(),
    };
    let end = builder.push(State::Match)?;
    let mut start = builder.group(0, &pattern.root, end)?;
    if !pattern.root.is_anchored_start() {
        // Each later start is only as good as no match from the earlier ones.
        let found = start;
        start = builder.reserve()?;
        let skip = builder.class(&Class::any(), start)?;
        builder.states[start as usize] = State::Either(vec![found, skip]);
    }
    let Builder { states, asks_for_words, .. } = builder;
    Ok(Nfa { states, start, asks_for_words })
}

/// Builds from the end to the start, so that each state knows what comes next.
pub(super) struct Builder<'p> {
    states: Vec<State>,
    groups: &'p [u8],
    meter: &'p Meter<'p>,
    ignore_case: bool,
    /// How many repetitions of the kind that [`State::Enter`] begins are around.
    depth: u8,
    asks_for_words: bool,
    /// The states by what they do: what alternatives have in common at their ends is there once.
    known: HashMap<State, StateId>,
}

impl Builder<'_> {
    pub(super) fn push(&mut self, state: State) -> Result<StateId, Refused> {
        self.meter.count(match &state {
            State::Bytes(edges) => STATE + edges.len(),
            State::Either(states) => STATE + states.len(),
            _ => STATE,
        })?;
        if let Some(known) = self.known.get(&state) {
            return Ok(*known);
        }
        let id = self.reserve()?;
        self.states[id as usize] = state.clone();
        self.known.insert(state, id);
        Ok(id)
    }

    /// A state that is set later, because others lead back to it.
    fn reserve(&mut self) -> Result<StateId, Refused> {
        if self.states.len() == MAX_NFA_STATES {
            return Err(too_large("steps when its repetitions are written out", MAX_NFA_STATES));
        }
        self.states.push(State::Either(Vec::new()));
        Ok(u32::try_from(self.states.len() - 1).unwrap_or(u32::MAX))
    }

    fn node(&mut self, node: &Node, next: StateId) -> Result<StateId, Refused> {
        match node {
            Node::Char(c) => self.class(&Class { chars: Chars::one(*c), negated: false }, next),
            Node::Class(class) => self.class(class, next),
            Node::Look(look) => {
                let condition = match look {
                    Look::Start => Condition::Start,
                    Look::End => Condition::End,
                    Look::WordBoundary { negated } => {
                        self.asks_for_words = true;
                        Condition::WordBoundary { negated: *negated }
                    }
                };
                self.push(State::Look { condition, next })
            }
            Node::Group(number, node) => self.group(*number, node, next),
            Node::Repeat(repeat) => self.repeat(repeat, next),
            Node::Concat(nodes) => self.sequence(nodes, next),
            Node::Alternate(nodes) => {
                let alternatives: Vec<&[Node]> = nodes.iter().map(Node::as_sequence).collect();
                self.alternatives(&alternatives, next)
            }
        }
    }

    fn sequence(&mut self, nodes: &[Node], next: StateId) -> Result<StateId, Refused> {
        nodes.iter().rev().try_fold(next, |next, node| self.node(node, next))
    }

    /// Alternatives; the characters that neighbours begin with in common are read once.
    fn alternatives(
        &mut self,
        alternatives: &[&[Node]],
        next: StateId,
    ) -> Result<StateId, Refused> {
        let mut starts = Vec::new();
        let first = |nodes: &&[Node]| match nodes.first() {
            Some(Node::Char(c)) => Some(*c),
            _ => None,
        };
        let are_alike = |a: &&[Node], b: &&[Node]| first(a).is_some() && first(a) == first(b);
        for alike in alternatives.chunk_by(are_alike) {
            starts.push(match alike {
                [alone] => self.sequence(alone, next)?,
                [head, others @ ..] => {
                    let common = |other: &&[Node]| {
                        let pairs = head.iter().zip(other.iter());
                        pairs.take_while(|(a, b)| a == b && matches!(a, Node::Char(_))).count()
                    };
                    let length = others.iter().map(common).min().unwrap_or_default();
                    let rests: Vec<&[Node]> = alike.iter().map(|nodes| &nodes[length..]).collect();
                    let rest = self.alternatives(&rests, next)?;
                    self.sequence(&head[..length], rest)?
                }
                [] => continue,
            });
        }
        self.push(State::Either(starts))
    }

    fn class(&mut self, class: &Class, next: StateId) -> Result<StateId, Refused> {
        let mut chars =
            if self.ignore_case { fold(&class.chars, self.meter)? } else { class.chars.clone() };
        if class.negated {
            chars = chars.negated();
        }
        self.characters(&chars, next)
    }

    fn group(&mut self, number: u32, node: &Node, next: StateId) -> Result<StateId, Refused> {
        let Some(tag) = self.tag(number) else { return self.node(node, next) };
        let end = self.push(State::Place { tag: tag + 1, next })?;
        let start = self.node(node, end)?;
        self.push(State::Place { tag, next: start })
    }

    /// The first of the two tags of a group, if it is recorded.
    fn tag(&self, number: u32) -> Option<u8> {
        let position = self.groups.iter().position(|group| u32::from(*group) == number)?;
        u8::try_from(2 * position).ok()
    }

    fn repeat(&mut self, repeat: &Repeat, next: StateId) -> Result<StateId, Refused> {
        let choose = |round, enough| {
            State::Either(if repeat.greedy { vec![round, enough] } else { vec![enough, round] })
        };
        let mut start = next;
        if let Some(max) = repeat.max {
            for _ in repeat.min..max {
                let round = self.optional_round(repeat, start)?;
                start = self.push(choose(round, next))?;
            }
        } else {
            start = self.reserve()?;
            let round = self.optional_round(repeat, start)?;
            self.states[start as usize] = choose(round, next);
        }
        for _ in 0..repeat.min {
            let round = self.round(repeat, start)?;
            if round == start {
                break;
            }
            start = round;
        }
        Ok(start)
    }

    /// A round beyond the required ones, which counts only if it reads something.
    fn optional_round(&mut self, repeat: &Repeat, next: StateId) -> Result<StateId, Refused> {
        if !repeat.node.is_nullable() {
            return self.round(repeat, next);
        }
        let depth = self.depth;
        let leave = self.push(State::Leave { depth, next })?;
        self.depth += 1;
        let round = self.round(repeat, leave)?;
        self.depth -= 1;
        self.push(State::Enter { depth, next: round })
    }

    fn round(&mut self, repeat: &Repeat, next: StateId) -> Result<StateId, Refused> {
        let start = self.node(&repeat.node, next)?;
        let tags = self.groups.iter().filter(|group| repeat.groups.contains(&u32::from(**group)));
        let tags = tags.filter_map(|group| self.tag(u32::from(*group)));
        match tags.map(|tag| 0b11 << tag).fold(0, |all, tag| all | tag) {
            0 => Ok(start),
            tags => self.push(State::Forget { tags, next: start }),
        }
    }
}
