//! `[…]` and `[^…]`.

use super::Parser;
use super::escape::Escape;
use crate::pattern::chars::Chars;
use crate::pattern::tree::Class;
use crate::pattern::{PatternError, PatternErrorKind};

impl Parser<'_> {
    /// What follows `[`.
    pub(super) fn class(&mut self, from: usize) -> Result<Class, PatternError> {
        let negated = self.eat("^");
        let mut ranges: Vec<(char, char)> = Vec::new();
        while !self.eat("]") {
            let start = self.at;
            let first = self.class_atom(from)?;
            let is_range = self.rest().starts_with('-') && !self.rest().starts_with("-]");
            if !is_range {
                ranges.extend(first.into_chars().ranges());
                continue;
            }
            self.next();
            match (first, self.class_atom(from)?) {
                (Escape::Char(first), Escape::Char(last)) if first <= last => {
                    ranges.push((first, last));
                }
                (Escape::Char(_), Escape::Char(_)) => {
                    return self.error(PatternErrorKind::RangeOrder, start);
                }
                // A set is no end of a range, so the `-` stands for itself.
                (first, last) => {
                    ranges.extend(first.into_chars().ranges());
                    ranges.push(('-', '-'));
                    ranges.extend(last.into_chars().ranges());
                }
            }
        }
        Ok(Class { chars: Chars::of(ranges), negated })
    }

    fn class_atom(&mut self, class: usize) -> Result<Escape, PatternError> {
        let from = self.at;
        match self.next() {
            None => Err(PatternError::new(PatternErrorKind::UnclosedClass, class..class + 1)),
            Some('\\') => self.escape(from, true),
            Some(c) => Ok(Escape::Char(c)),
        }
    }
}

impl Escape {
    fn into_chars(self) -> Chars {
        match self {
            Self::Char(c) => Chars::one(c),
            Self::Set(chars) => chars,
        }
    }
}
