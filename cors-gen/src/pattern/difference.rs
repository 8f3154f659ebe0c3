//! Texts that one pattern is found in and another is not.

use cors_runtime::pattern::Pattern;

use super::search::shortest;
use crate::budget::Budget;

/// A shortest text that `one` is found in and `other` is not, of letters where they will do.
///
/// `None` where there is none in ASCII, or `budget` has not enough left to find it.
#[must_use]
pub fn difference(one: &Pattern<'_>, other: &Pattern<'_>, budget: &Budget) -> Option<String> {
    let start = (one.start(), other.start());
    let step = |(a, b), byte| (one.step(a, byte), other.step(b, byte));
    shortest(start, step, |(a, b)| one.is_end(a) && !other.is_end(b), 2, budget)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{Syntax, compile};

    #[test]
    fn a_text_of_one_is_found_or_there_is_none() {
        for (one, other, text) in [
            ("^https://a$", "^https://a$", None),
            (r"^https://(a|b)$", r"^https://(b|a)$", None),
            (r"^https://[ab]$", r"^https://a$", Some("https://b")),
            (r"^https://a$", r"^https://[ab]$", None),
            (r"^https://.*\.a$", r"^https://[a-z]+\.a$", Some("https://.a")),
            (r"a.example", r"a\.example", Some("aaexample")),
        ] {
            let budget = Budget::new();
            let tables = [one, other].map(|text| {
                compile(text, Syntax::EcmaScript, true, &[], &budget).expect("a pattern").table()
            });
            let pattern =
                |text, at: usize| Pattern::new(text, Syntax::EcmaScript, true, &tables[at]);
            let found = difference(&pattern(one, 0), &pattern(other, 1), &budget);
            assert_eq!(found.as_deref(), text, "{one} {other}");
        }
    }
}
