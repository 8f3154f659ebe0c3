//! What can be said about a pattern without a text: for lints, and for rules that need no automaton.
//!
//! What depends on all texts is with the automaton: [`Compiled::is_universal`](super::Compiled::is_universal) and its neighbours.

use super::Parsed;
use super::tree::{Look, Node};

/// Whether the pattern is found at the start of the text only.
#[must_use]
pub fn is_anchored_start(pattern: &Parsed) -> bool {
    pattern.root.is_anchored_start()
}

/// Whether the pattern is found at the end of the text only.
#[must_use]
pub fn is_anchored_end(pattern: &Parsed) -> bool {
    pattern.root.is_anchored_end()
}

/// How many texts [`literal_alternatives`] lists at most.
pub const MAX_ALTERNATIVES: usize = 1024;

/// How long these texts are at most, all together.
const MAX_BYTES: usize = 1 << 18;

/// The texts that the pattern is found in, when it has to be the whole text and these are few.
///
/// `^https?://(www\.)?a\.example$` has four. They stand in order of preference, each once, as they are written: when
/// [`Parsed::ignores_case`], the pattern is found in each of their spellings. `None` when there are more than
/// [`MAX_ALTERNATIVES`], when they are very long, or when the pattern uses classes, `.`, repetitions other than `?` and exact ones, or conditions
/// inside.
#[must_use]
pub fn literal_alternatives(pattern: &Parsed) -> Option<Vec<String>> {
    let mut texts = whole(&pattern.root)?;
    let mut seen = std::collections::HashSet::new();
    texts.retain(|text| seen.insert(text.clone()));
    Some(texts)
}

/// The texts of a piece that has both ends of the text in it.
fn whole(node: &Node) -> Option<Vec<String>> {
    match node {
        Node::Group(_, node) => whole(node),
        Node::Alternate(nodes) => {
            let mut all = Vec::new();
            for node in nodes {
                all.extend(whole(node)?);
            }
            (all.len() <= MAX_ALTERNATIVES).then_some(all)
        }
        Node::Concat(nodes) => match nodes.as_slice() {
            [Node::Look(Look::Start), inner @ .., Node::Look(Look::End)] => sequence(inner),
            _ => None,
        },
        _ => None,
    }
}

fn texts(node: &Node) -> Option<Vec<String>> {
    match node {
        Node::Char(c) => Some(vec![c.to_string()]),
        Node::Group(_, node) => texts(node),
        Node::Concat(nodes) => sequence(nodes),
        Node::Alternate(nodes) => {
            let mut all = Vec::new();
            for node in nodes {
                all.extend(texts(node)?);
                if all.len() > MAX_ALTERNATIVES {
                    return None;
                }
            }
            Some(all)
        }
        Node::Repeat(repeat) => {
            let max = repeat.max.filter(|max| *max <= 64)?;
            if max == 0 {
                return Some(vec![String::new()]);
            }
            let once = texts(&repeat.node)?;
            let mut all = Vec::new();
            let mut rounds = vec![String::new()];
            for round in 0..=max {
                if round >= repeat.min {
                    all.push(rounds.clone());
                }
                if round < max {
                    rounds = product(&rounds, &once)?;
                }
            }
            if repeat.greedy {
                all.reverse();
            }
            let all = all.concat();
            (all.len() <= MAX_ALTERNATIVES).then_some(all)
        }
        Node::Class(_) | Node::Look(_) => None,
    }
}

fn sequence(nodes: &[Node]) -> Option<Vec<String>> {
    let mut all = vec![String::new()];
    for node in nodes {
        if let Node::Char(c) = node {
            // Most of a pattern: nothing is copied for it.
            for text in &mut all {
                text.push(*c);
            }
        } else {
            all = product(&all, &texts(node)?)?;
        }
        if all.len() * all.first().map_or(0, String::len) > MAX_BYTES {
            return None;
        }
    }
    Some(all)
}

fn product(before: &[String], after: &[String]) -> Option<Vec<String>> {
    if before.len() * after.len() > MAX_ALTERNATIVES {
        return None;
    }
    let bytes = |texts: &[String]| texts.iter().map(String::len).sum::<usize>();
    if bytes(before) * after.len() + bytes(after) * before.len() > MAX_BYTES {
        return None;
    }
    let longer = |b: &String| after.iter().map(|a| format!("{b}{a}")).collect::<Vec<_>>();
    Some(before.iter().flat_map(longer).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{Syntax, parse};

    fn parsed(text: &str) -> Parsed {
        parse(text, Syntax::EcmaScript, false).expect("a pattern")
    }

    #[test]
    fn anchors_hold_for_every_alternative() {
        for (text, start, end) in [
            ("^a$", true, true),
            ("a", false, false),
            ("^a|b$", false, false),
            ("^a|^b", true, false),
            ("^(?:a|b)$", true, true),
            ("(^a$)|^b$", true, true),
            ("(?:^a)?", false, false),
            ("(?:^|x)a$", false, true),
            ("", false, false),
        ] {
            let pattern = parsed(text);
            assert_eq!(
                (is_anchored_start(&pattern), is_anchored_end(&pattern)),
                (start, end),
                "{text}"
            );
        }
    }

    #[test]
    fn lists_of_texts_are_recognised() {
        for (text, texts) in [
            ("^(a|b|c)$", Some(&["a", "b", "c"][..])),
            ("^a$|^b$", Some(&["a", "b"])),
            (r"^https?://a\.b$", Some(&["https://a.b", "http://a.b"])),
            ("^(x|y){2}$", Some(&["xx", "xy", "yx", "yy"])),
            ("^(a|a)?b$", Some(&["ab", "b"])),
            ("^$", Some(&[""])),
            ("^a|b$", None),
            ("a", None),
            ("^a.c$", None),
            ("^[ab]$", None),
            ("^a+$", None),
            ("^(ab?){40}$", None),
            ("^()$", Some(&[""])),
        ] {
            let found = literal_alternatives(&parsed(text));
            let found: Option<Vec<&str>> =
                found.as_ref().map(|f| f.iter().map(String::as_str).collect());
            assert_eq!(found.as_deref(), texts, "{text}");
        }
    }

    #[test]
    fn long_texts_are_not_multiplied() {
        let long = "a".repeat(20_000);
        assert_eq!(literal_alternatives(&parsed(&format!("^{long}$"))), Some(vec![long.clone()]));
        for text in [format!("^(b|c){{10}}{long}$"), format!("^{long}(b|c){{10}}$")] {
            assert_eq!(literal_alternatives(&parsed(&text)), None);
        }
    }
}
