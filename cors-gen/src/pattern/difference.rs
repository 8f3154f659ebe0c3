//! Texts that one pattern is found in and another is not.

use std::collections::{HashMap, VecDeque};

use cors_runtime::pattern::{Pattern, State};

use super::example::bytes;
use crate::budget::{Budget, Work};

/// The work of looking where a pair of states leads.
const PAIR: usize = 64;

/// A shortest text that `one` is found in and `other` is not, of letters where they will do.
///
/// `None` where there is none in ASCII, or `budget` has not enough left to find it.
#[must_use]
pub fn difference(one: &Pattern<'_>, other: &Pattern<'_>, budget: &Budget) -> Option<String> {
    let start = (one.start(), other.start());
    let mut reached: HashMap<Pair, Option<(Pair, u8)>> = HashMap::from([(start, None)]);
    let mut queue = VecDeque::from([start]);
    while let Some(pair) = queue.pop_front() {
        if one.is_end(pair.0) && !other.is_end(pair.1) {
            return Some(path(&reached, pair));
        }
        budget.spend(Work::Patterns, PAIR).ok()?;
        let mut last = None;
        for byte in bytes() {
            let next = (one.step(pair.0, byte), other.step(pair.1, byte));
            if last.replace(next) == Some(next) {
                continue;
            }
            reached.entry(next).or_insert_with(|| {
                queue.push_back(next);
                Some((pair, byte))
            });
        }
    }
    None
}

type Pair = (State, State);

fn path(reached: &HashMap<Pair, Option<(Pair, u8)>>, end: Pair) -> String {
    let before = |(pair, _): &(Pair, u8)| reached.get(pair).copied().flatten();
    let steps = std::iter::successors(reached.get(&end).copied().flatten(), before);
    let mut text: Vec<char> = steps.map(|(_, byte)| char::from(byte)).collect();
    text.reverse();
    text.into_iter().collect()
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
