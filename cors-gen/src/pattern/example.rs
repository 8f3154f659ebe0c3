//! Texts that a pattern is found in, for findings that show one.

use std::collections::{HashMap, VecDeque};

use cors_runtime::pattern::{Pattern, State};

use crate::budget::{Budget, Work};

/// The work of looking where a state leads.
const STATE: usize = 32;

/// A shortest text that the pattern is found in, of letters where they will do.
///
/// `None` where there is none in ASCII, or `budget` has not enough left to find it.
#[must_use]
pub fn example(pattern: &Pattern<'_>, budget: &Budget) -> Option<String> {
    // Which state each state was first reached from, and by which byte.
    let mut reached: HashMap<State, Option<(State, u8)>> = HashMap::new();
    reached.insert(pattern.start(), None);
    let mut queue = VecDeque::from([pattern.start()]);
    while let Some(state) = queue.pop_front() {
        if pattern.is_end(state) {
            return Some(path(&reached, state));
        }
        budget.spend(Work::Patterns, STATE).ok()?;
        // Neighbouring bytes mostly lead to the same state.
        let mut last = None;
        for byte in bytes() {
            let next = pattern.step(state, byte);
            if last.replace(next) == Some(next) {
                continue;
            }
            reached.entry(next).or_insert_with(|| {
                queue.push_back(next);
                Some((state, byte))
            });
        }
    }
    None
}

/// The bytes of texts that are shown: letters first.
pub(super) fn bytes() -> impl Iterator<Item = u8> {
    (b'a'..=b'z').chain(b'0'..=b'9').chain(*b"./:-_").chain(b'!'..=b'~')
}

fn path(reached: &HashMap<State, Option<(State, u8)>>, end: State) -> String {
    let before = |(state, _): &(State, u8)| reached.get(state).copied().flatten();
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
