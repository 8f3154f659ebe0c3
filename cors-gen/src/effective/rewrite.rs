//! The effective rules of URL Rewrite: parents' first, each with the level whose paths it is about.

use std::borrow::Cow;

use super::collection::{Position, apply};
use crate::config::{self, Directive, InboundRule, Keyed, OutboundRule, PreCondition, RewriteMap};
use crate::diagnostic::Bag;
use crate::source::Spanned;

/// The effective `<rewrite>`.
#[derive(Debug, Clone, Default)]
pub struct Rewrite {
    /// `<globalRules>`, which come before all others.
    pub global_rules: Vec<Leveled<InboundRule>>,
    /// `<rules>`.
    pub rules: Vec<Leveled<InboundRule>>,
    /// The rules of `<outboundRules>`.
    pub outbound: Vec<OutboundRule>,
    /// `<preConditions>`.
    pub pre_conditions: Vec<PreCondition>,
    /// `<rewriteMaps>`.
    pub maps: Vec<RewriteMap>,
    /// The server variables that rules may set; `None` when no level has such a list.
    pub allowed_variables: Option<Vec<Spanned<String>>>,
}

/// A rule with the level that it was written at: the URL that it matches is relative to that (RW-1).
#[derive(Debug, Clone)]
pub struct Leveled<R> {
    /// The rule.
    pub rule: R,
    /// The level.
    pub level: RuleLevel,
}

/// Where a rule was written, as seen from the root of the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleLevel {
    /// The segments of a request's path that the rule does not see, because the rule stands that deep.
    pub skipped: usize,
    /// What the rule sees before a request's path, because it stands above the root; with a slash at its end.
    pub prefix: String,
}

impl<R: Keyed> Keyed for Leveled<R> {
    fn key(&self) -> &Spanned<String> {
        self.rule.key()
    }

    fn fold(key: &str) -> Cow<'_, str> {
        R::fold(key)
    }
}

impl Rewrite {
    /// Lays the sections of one more level over what is inherited.
    pub(super) fn lay(&mut self, section: &config::Rewrite, level: &RuleLevel, bag: &mut Bag) {
        let last = Position::Last;
        apply(&mut self.global_rules, &leveled(&section.global_rules, level), last, bag);
        apply(&mut self.rules, &leveled(&section.rules, level), last, bag);
        apply(&mut self.outbound, &section.outbound.rules, last, bag);
        apply(&mut self.pre_conditions, &section.outbound.pre_conditions, last, bag);
        apply(&mut self.maps, &section.maps, last, bag);
        if !section.allowed_variables.is_empty() {
            let allowed = self.allowed_variables.get_or_insert_default();
            apply(allowed, &section.allowed_variables, last, bag);
        }
    }
}

fn leveled<R: Clone>(rules: &[Directive<R>], level: &RuleLevel) -> Vec<Directive<Leveled<R>>> {
    let with_level = |rule: &Directive<R>| match rule {
        Directive::Add(rule) => {
            Directive::Add(Leveled { rule: rule.clone(), level: level.clone() })
        }
        Directive::Remove(key) => Directive::Remove(key.clone()),
        Directive::Clear(span) => Directive::Clear(*span),
    };
    rules.iter().map(with_level).collect()
}
