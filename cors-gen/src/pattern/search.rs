//! The shortest text that leads an automaton, or several that read it side by side, to where one wants to be.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use crate::budget::{Budget, Work};

/// The work of looking where a state of one automaton leads.
const STATE: usize = 32;

/// A shortest text in ASCII, of letters where they will do, that leads from `start` to a place which `is_end` says yes to.
///
/// `automata` is how many read the text. `None` where there is no such text, or `budget` has not enough left to find it.
pub(super) fn shortest<S: Copy + Eq + Hash>(
    start: S,
    step: impl Fn(S, u8) -> S,
    is_end: impl Fn(S) -> bool,
    automata: usize,
    budget: &Budget,
) -> Option<String> {
    // Which place each place was first reached from, and by which byte.
    let mut reached: HashMap<S, Option<(S, u8)>> = HashMap::from([(start, None)]);
    let mut queue = VecDeque::from([start]);
    while let Some(place) = queue.pop_front() {
        if is_end(place) {
            return Some(text(&reached, place));
        }
        budget.spend(Work::Patterns, STATE * automata).ok()?;
        // Neighbouring bytes mostly lead to the same place.
        let mut last = None;
        for byte in bytes() {
            let next = step(place, byte);
            if last.replace(next) == Some(next) {
                continue;
            }
            reached.entry(next).or_insert_with(|| {
                queue.push_back(next);
                Some((place, byte))
            });
        }
    }
    None
}

/// The bytes of texts that are shown: letters first.
fn bytes() -> impl Iterator<Item = u8> {
    (b'a'..=b'z').chain(b'0'..=b'9').chain(*b"./:-_").chain(b'!'..=b'~')
}

/// What leads to a place.
fn text<S: Copy + Eq + Hash>(reached: &HashMap<S, Option<(S, u8)>>, end: S) -> String {
    let before = |(place, _): &(S, u8)| reached.get(place).copied().flatten();
    let steps = std::iter::successors(reached.get(&end).copied().flatten(), before);
    let mut text: Vec<char> = steps.map(|(_, byte)| char::from(byte)).collect();
    text.reverse();
    text.into_iter().collect()
}
