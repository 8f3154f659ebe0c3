//! What a test says of a text, without the runtime: for lints, which ask about examples.

use cors_runtime::pattern as rt;

use super::{
    Condition, Conditions, InboundAction, InboundRule, Map, Part, Pattern, Test, Variable,
};
use crate::budget::Budget;

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
    /// The pattern as the runtime walks it.
    #[must_use]
    pub fn runtime(&self) -> rt::Pattern<'_> {
        rt::Pattern::new(&self.text, self.syntax, self.ignore_case, &self.table)
    }

    /// Whether the pattern is found in a text.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.runtime().is_match(text.as_bytes())
    }

    /// A short text that the pattern is found in; see [`example`](crate::pattern::example).
    #[must_use]
    pub fn example(&self, budget: &Budget) -> Option<String> {
        crate::pattern::example(&self.runtime(), budget)
    }
}
