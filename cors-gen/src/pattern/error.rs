//! Why a pattern cannot be compiled.

use std::fmt;
use std::ops::Range;

use crate::budget::Exhausted;

/// Why a pattern cannot be compiled, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    /// What is wrong.
    pub kind: PatternErrorKind,
    /// What it is wrong with, in bytes of the pattern's text.
    pub at: Range<usize>,
}

/// What can be wrong with a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PatternErrorKind {
    /// `(?=…)` or `(?!…)`.
    LookAhead {
        /// Whether it is `(?!…)`.
        negative: bool,
    },
    /// `(?<=…)` or `(?<!…)`.
    LookBehind {
        /// Whether it is `(?<!…)`.
        negative: bool,
    },
    /// `\1` or `\k<name>`.
    BackReference,
    /// `\uD800` to `\uDFFF`, which no text in UTF-8 has, outside of a pair.
    Surrogate,
    /// A `(` without `)`.
    UnclosedGroup,
    /// A `)` without `(`.
    UnopenedGroup,
    /// A `(?` that ECMAScript does not know.
    UnknownGroup,
    /// A group name that is no identifier, or is there twice.
    GroupName,
    /// A `[` without `]`.
    UnclosedClass,
    /// A range such as `[z-a]`.
    RangeOrder,
    /// A `*`, `+`, `?` or `{n}` with nothing before it that could be repeated.
    NothingToRepeat,
    /// A repetition such as `{2,1}`.
    CountOrder,
    /// A `\` at the end.
    TrailingBackslash,
    /// Groups nested deeper than 100.
    TooDeep,
    /// The automaton, or the work to build it, goes beyond a limit.
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much of it there may be.
        limit: usize,
    },
    /// The run has done as much work as it may before the automaton was ready.
    Exhausted(Exhausted),
}

impl PatternError {
    pub(super) fn new(kind: PatternErrorKind, at: Range<usize>) -> Self {
        Self { kind, at }
    }

    /// What to do about it.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        use PatternErrorKind as K;
        match self.kind {
            K::LookAhead { negative: true } | K::LookBehind { negative: true } => {
                "write what must not match as a condition of its own, with the same input and `negate=\"true\"`"
            }
            K::LookAhead { negative: false } | K::LookBehind { negative: false } => {
                "write what must match besides as a condition of its own, with the same input"
            }
            K::BackReference => "write out the texts that the group can stand for as alternatives",
            K::Surrogate => "write the character itself, or both halves of its pair",
            K::UnknownGroup => "ECMAScript has `(…)`, `(?:…)` and `(?<name>…)`",
            K::TooDeep => "write the pattern with fewer nested groups",
            K::TooLarge { .. } => {
                "use `*` or `+` in place of large counts, refer to fewer groups, or spread the alternatives over several rules"
            }
            K::Exhausted(exhausted) => exhausted.help(),
            K::UnclosedGroup
            | K::UnopenedGroup
            | K::GroupName
            | K::UnclosedClass
            | K::RangeOrder
            | K::NothingToRepeat
            | K::CountOrder
            | K::TrailingBackslash => {
                "correct the pattern; a character that stands for itself is written with `\\` before it"
            }
        }
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl fmt::Display for PatternErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LookAhead { negative: false } => "look-ahead `(?=…)` is not regular",
            Self::LookAhead { negative: true } => "negative look-ahead `(?!…)` is not regular",
            Self::LookBehind { negative: false } => "look-behind `(?<=…)` is not regular",
            Self::LookBehind { negative: true } => "negative look-behind `(?<!…)` is not regular",
            Self::BackReference => "a back-reference is not regular",
            Self::Surrogate => "half of a surrogate pair matches no text",
            Self::UnclosedGroup => "`(` without `)`",
            Self::UnopenedGroup => "`)` without `(`",
            Self::UnknownGroup => "`(?` of no kind that ECMAScript knows",
            Self::GroupName => "a group name is an identifier, and stands once",
            Self::UnclosedClass => "`[` without `]`",
            Self::RangeOrder => "the range ends before it starts",
            Self::NothingToRepeat => "there is nothing to repeat",
            Self::CountOrder => "the repetition ends before it starts",
            Self::TrailingBackslash => "`\\` at the end",
            Self::TooDeep => "groups are nested deeper than 100",
            Self::Exhausted(exhausted) => return exhausted.fmt(f),
            Self::TooLarge { what, limit } => {
                return write!(f, "the pattern takes more than {limit} {what}");
            }
        })
    }
}

impl std::error::Error for PatternError {}
