//! Texts that a pattern is found in, for findings that show one.

use cors_runtime::pattern::Pattern;

use super::search::shortest;
use crate::budget::Budget;

/// A shortest text that the pattern is found in, of letters where they will do.
///
/// `None` where there is none in ASCII, or `budget` has not enough left to find it.
#[must_use]
pub fn example(pattern: &Pattern<'_>, budget: &Budget) -> Option<String> {
    let step = |state, byte| pattern.step(state, byte);
    shortest(pattern.start(), step, |state| pattern.is_end(state), 1, budget)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{Syntax, compile};

    #[test]
    fn examples_match_and_are_short() {
        for (text, found) in [
            (r"^https?://(www\.)?(a|b)\.example$", Some("http://a.example")),
            (r"shop\.example", Some("shop.example")),
            ("^$", Some("")),
            (".+", Some("a")),
            (r"^\d{3}$", Some("000")),
            ("^[^a-z]{2}$", Some("00")),
            ("é", None),
            ("[]", None),
        ] {
            let table = compile(text, Syntax::EcmaScript, true, &[], &Budget::new())
                .expect("a pattern")
                .table();
            let pattern = Pattern::new(text, Syntax::EcmaScript, true, &table);
            assert_eq!(example(&pattern, &Budget::new()).as_deref(), found, "{text}");
            assert!(found.is_none_or(|found| pattern.is_match(found.as_bytes())), "{text}");
        }
    }
}
