//! What a test says of a text, without the runtime: for lints, which ask about examples.

use super::{
    Condition, Conditions, InboundAction, InboundRule, Map, Part, Pattern, Test, Variable,
};

impl Test {
    /// Whether a text passes.
    #[must_use]
    pub fn accepts(&self, text: &str) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Pattern(pattern) => pattern.is_match(text),
            Self::OneOf(list) => list.has(text),
        }
    }
}

impl InboundRule {
    /// Whether no rule runs after this one when it fires (RW-4).
    #[must_use]
    pub fn ends_run(&self) -> bool {
        self.stop || self.action != InboundAction::Nothing
    }

    /// Whether the rule fires for every request with this method, or for none; `None` when that depends on the rest.
    #[must_use]
    pub fn takes(&self, method: &str) -> Option<bool> {
        let known = |condition: &Condition| match (&condition.test, condition.input.as_slice()) {
            (Test::Always, _) => Some(!condition.negate),
            (Test::Never, _) => Some(condition.negate),
            (test, [Part::Variable(Variable::Method)]) => {
                Some(test.accepts(method) != condition.negate)
            }
            _ => None,
        };
        let Conditions { any, list } = &self.conditions;
        // One that is decided this way decides all.
        let decisive = *any && !list.is_empty();
        let mut all = Some(!decisive);
        for condition in list {
            match known(condition) {
                Some(holds) if holds == decisive => {
                    all = Some(decisive);
                    break;
                }
                Some(_) => {}
                None => all = None,
            }
        }
        match (known(&self.matched), all) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), all) => all,
            (None, _) => None,
        }
    }
}

impl Map {
    /// Whether a text is a key.
    fn has(&self, text: &str) -> bool {
        self.entries.iter().any(|(key, _)| {
            if self.ignore_case { key.eq_ignore_ascii_case(text) } else { key == text }
        })
    }
}

impl Pattern {
    /// Whether the pattern is found in a text.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        let state = text
            .bytes()
            .fold(usize::from(self.compiled.start), |state, byte| self.after(state, byte));
        self.is_end(state)
    }

    /// A short text that the pattern is found in, of letters where they will do; `None` where there is none in ASCII.
    #[must_use]
    pub fn example(&self) -> Option<String> {
        // Which state each state was first reached from, and by which byte.
        let mut reached: Vec<Option<(usize, u8)>> = vec![None; self.compiled.next.len()];
        let start = usize::from(self.compiled.start);
        let mut queue = std::collections::VecDeque::from([start]);
        while let Some(state) = queue.pop_front() {
            if self.is_end(state) {
                return Some(path(&reached, start, state));
            }
            for byte in (b'a'..=b'z').chain(b'0'..=b'9').chain(*b"./:-_").chain(b'!'..=b'~') {
                let next = self.after(state, byte);
                if next != start && reached[next].is_none() {
                    reached[next] = Some((state, byte));
                    queue.push_back(next);
                }
            }
        }
        None
    }

    fn after(&self, state: usize, byte: u8) -> usize {
        let class = self.compiled.classes[usize::from(byte)];
        usize::from(self.compiled.next[state + usize::from(class)])
    }

    fn is_end(&self, state: usize) -> bool {
        let states = self.compiled.outcomes.len();
        self.compiled.outcomes[state * states / self.compiled.next.len()] != 0
    }
}

fn path(reached: &[Option<(usize, u8)>], start: usize, end: usize) -> String {
    let mut bytes = Vec::new();
    let mut state = end;
    while state != start {
        let Some((before, byte)) = reached[state] else { break };
        bytes.push(byte);
        state = before;
    }
    bytes.reverse();
    bytes.into_iter().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{Syntax, compile};

    #[test]
    fn examples_match_and_are_short() {
        for (text, example) in [
            (r"^https?://(www\.)?(a|b)\.example$", "http://a.example"),
            (r"shop\.example", "shop.example"),
            ("^$", ""),
            (".+", "a"),
            (r"^\d{3}$", "000"),
        ] {
            let compiled = compile(text, Syntax::EcmaScript, true, &[]).expect("a pattern");
            let pattern = Pattern {
                text: text.to_owned(),
                syntax: Syntax::EcmaScript,
                ignore_case: true,
                compiled,
            };
            assert_eq!(pattern.example().as_deref(), Some(example), "{text}");
            assert!(pattern.is_match(example), "{text}");
        }
    }
}
