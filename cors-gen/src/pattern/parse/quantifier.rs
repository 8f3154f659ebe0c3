//! `*`, `+`, `?`, `{n}`, `{n,}`, `{n,m}`, and each with `?`.

use super::Parser;
use crate::pattern::{PatternError, PatternErrorKind};

/// The least and the most rounds, no most for any number; and whether to prefer more of them.
pub(super) type Quantifier = ((u32, Option<u32>), bool);

impl Parser<'_> {
    /// Reads a quantifier, if one is next; braces that are none stand for themselves.
    pub(super) fn quantifier(&mut self) -> Result<Option<Quantifier>, PatternError> {
        let range = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                let from = self.at;
                let Some(range) = self.braces() else {
                    self.at = from;
                    return Ok(None);
                };
                if range.1.is_some_and(|max| max < range.0) {
                    return self.error(PatternErrorKind::CountOrder, from);
                }
                self.at -= 1;
                range
            }
            _ => return Ok(None),
        };
        self.at += 1;
        let greedy = !self.eat("?");
        Ok(Some((range, greedy)))
    }

    fn braces(&mut self) -> Option<(u32, Option<u32>)> {
        self.eat("{");
        let min = self.count()?;
        let max = if self.eat(",") { self.count() } else { Some(min) };
        self.eat("}").then_some((min, max))
    }

    /// A number; what no automaton can count to is cut off.
    fn count(&mut self) -> Option<u32> {
        let digits = self.digits(usize::MAX, 10);
        let digits = &self.text[digits];
        (!digits.is_empty()).then(|| digits.parse().unwrap_or(u32::MAX))
    }
}
