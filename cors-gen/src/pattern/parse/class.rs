//! `[…]` and `[^…]`.

use super::Parser;
use super::escape::Escape;
use crate::pattern::tree::{Class, set};
use crate::pattern::{PatternError, PatternErrorKind};

impl Parser<'_> {
    /// What follows `[`.
    pub(super) fn class(&mut self, from: usize) -> Result<Class, PatternError> {
        let negated = self.eat("^");
        let mut class = set(&[]);
        while !self.eat("]") {
            let start = self.at;
            let first = self.class_atom(from)?;
            let is_range = self.rest().starts_with('-') && !self.rest().starts_with("-]");
            if !is_range {
                class.union(&first.into_set());
                continue;
            }
            self.next();
            match (first, self.class_atom(from)?) {
                (Escape::Char(first), Escape::Char(last)) if first <= last => {
                    class.union(&set(&[(first, last)]));
                }
                (Escape::Char(_), Escape::Char(_)) => {
                    return self.error(PatternErrorKind::RangeOrder, start);
                }
                // A set is no end of a range, so the `-` stands for itself.
                (first, last) => {
                    class.union(&first.into_set());
                    class.union(&set(&[('-', '-')]));
                    class.union(&last.into_set());
                }
            }
        }
        Ok(Class { set: class, negated })
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
    fn into_set(self) -> regex_syntax::hir::ClassUnicode {
        match self {
            Self::Char(c) => set(&[(c, c)]),
            Self::Set(set) => set,
        }
    }
}
