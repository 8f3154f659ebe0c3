//! A pattern as it was written, before it becomes an automaton.

use std::ops::Range;

use super::chars::Chars;

/// A pattern that was understood.
#[derive(Debug, Clone)]
pub struct Parsed {
    pub(super) root: Node,
    pub(super) groups: u32,
    pub(super) ignore_case: bool,
    /// The length of the text, which errors about the whole pattern point to.
    pub(super) length: usize,
}

impl Parsed {
    /// How many groups the pattern has, besides group 0, the whole match.
    #[must_use]
    pub const fn groups(&self) -> u32 {
        self.groups
    }

    /// Whether letters are compared without case.
    #[must_use]
    pub const fn ignores_case(&self) -> bool {
        self.ignore_case
    }
}

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Char(char),
    Class(Class),
    Look(Look),
    /// A group that records what it matches; groups that do not are only their content.
    Group(u32, Box<Node>),
    Repeat(Box<Repeat>),
    Concat(Vec<Node>),
    /// In falling preference.
    Alternate(Vec<Node>),
}

/// One character out of a set.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Class {
    pub(super) chars: Chars,
    /// Whether it is one out of the others. Case is ignored before the set is turned around.
    pub(super) negated: bool,
}

/// A condition on the place between two characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Start,
    End,
    /// Between a character of a word and another, or the opposite.
    WordBoundary {
        negated: bool,
    },
}

/// A piece, several times.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Repeat {
    pub(super) node: Node,
    pub(super) min: u32,
    /// `None` for any number.
    pub(super) max: Option<u32>,
    pub(super) greedy: bool,
    /// The groups in the piece, which each round forgets.
    pub(super) groups: Range<u32>,
}

impl Node {
    /// The pieces that stand one after the other.
    pub(super) fn as_sequence(&self) -> &[Self] {
        match self {
            Self::Concat(nodes) => nodes,
            one => std::slice::from_ref(one),
        }
    }

    /// Whether it can match without reading a character. A condition counts as one that holds.
    pub(super) fn is_nullable(&self) -> bool {
        match self {
            Self::Char(_) | Self::Class(_) => false,
            Self::Look(_) => true,
            Self::Group(_, node) => node.is_nullable(),
            Self::Repeat(repeat) => repeat.min == 0 || repeat.node.is_nullable(),
            Self::Concat(nodes) => nodes.iter().all(Self::is_nullable),
            Self::Alternate(nodes) => nodes.iter().any(Self::is_nullable),
        }
    }

    /// Whether it can match at the start of the text only.
    pub(super) fn is_anchored_start(&self) -> bool {
        self.is_anchored(Look::Start, <[Self]>::first)
    }

    /// Whether it can match at the end of the text only.
    pub(super) fn is_anchored_end(&self) -> bool {
        self.is_anchored(Look::End, <[Self]>::last)
    }

    fn is_anchored(&self, look: Look, side: fn(&[Self]) -> Option<&Self>) -> bool {
        match self {
            Self::Look(this) => *this == look,
            Self::Group(_, node) => node.is_anchored(look, side),
            Self::Repeat(repeat) => repeat.min > 0 && repeat.node.is_anchored(look, side),
            Self::Concat(nodes) => side(nodes).is_some_and(|node| node.is_anchored(look, side)),
            Self::Alternate(nodes) => nodes.iter().all(|node| node.is_anchored(look, side)),
            Self::Char(_) | Self::Class(_) => false,
        }
    }
}

impl Class {
    /// Every character.
    pub(super) fn any() -> Self {
        Self { chars: Chars::default(), negated: true }
    }
}
