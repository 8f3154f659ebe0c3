//! The effective sections of `<rewrite>`: parents' rules first, each with the level whose paths it is about.

use std::borrow::Cow;
use std::rc::Rc;

use super::level::RuleLevel;
use super::section::{Laying, Section};
use crate::config::{
    self, Directive, InboundRule, Keyed, List, OutboundRule, PreCondition, RewriteMap,
};
use crate::source::Spanned;

/// The effective `<globalRules>`.
#[derive(Debug, Clone, Default)]
pub struct GlobalRules {
    /// The rules, no two of the same name.
    pub rules: List<LeveledRule>,
}

/// The effective `<rules>`.
#[derive(Debug, Clone, Default)]
pub struct InboundRules {
    /// The rules, no two of the same name.
    pub rules: List<LeveledRule>,
}

/// The effective `<outboundRules>`.
#[derive(Debug, Clone, Default)]
pub struct OutboundRules {
    /// The rules, no two of the same name.
    pub rules: List<OutboundRule>,
    /// `<preConditions>`.
    pub pre_conditions: List<PreCondition>,
}

/// The effective `<rewriteMaps>`.
#[derive(Debug, Clone, Default)]
pub struct RewriteMaps {
    /// The maps, no two of the same name.
    pub maps: List<RewriteMap>,
}

/// The effective `<allowedServerVariables>`.
#[derive(Debug, Clone, Default)]
pub struct AllowedServerVariables {
    /// The server variables that levels let rules set.
    pub names: List<Spanned<String>>,
    /// Whether rules may set no others, since the file of the whole server is known (OP-13).
    pub is_known: bool,
}

/// An inbound rule with the level that it was written at: the URL that it matches is relative to that (RW-1).
#[derive(Debug, Clone)]
pub struct LeveledRule {
    /// The rule.
    pub rule: Rc<InboundRule>,
    /// The level.
    pub level: Rc<RuleLevel>,
}

impl Keyed for LeveledRule {
    const NOTES_ABSENCE: bool = true;

    fn key(&self) -> &Spanned<String> {
        self.rule.key()
    }

    fn fold(key: &str) -> Cow<'_, str> {
        InboundRule::fold(key)
    }
}

impl Section for GlobalRules {
    type Written = config::GlobalRules;

    fn lay(&mut self, written: &config::GlobalRules, laying: &mut Laying<'_>) {
        let leveled = leveled(&written.rules, &laying.level);
        laying.list(&mut self.rules, &leveled);
    }
}

impl Section for InboundRules {
    type Written = config::InboundRules;

    fn lay(&mut self, written: &config::InboundRules, laying: &mut Laying<'_>) {
        let leveled = leveled(&written.rules, &laying.level);
        laying.list(&mut self.rules, &leveled);
    }
}

impl Section for OutboundRules {
    type Written = config::OutboundRules;

    fn lay(&mut self, written: &config::OutboundRules, laying: &mut Laying<'_>) {
        laying.list(&mut self.rules, &written.rules);
        laying.list(&mut self.pre_conditions, &written.pre_conditions);
    }
}

impl Section for RewriteMaps {
    type Written = config::RewriteMaps;

    fn lay(&mut self, written: &config::RewriteMaps, laying: &mut Laying<'_>) {
        laying.list(&mut self.maps, &written.maps);
    }
}

impl Section for AllowedServerVariables {
    type Written = config::AllowedServerVariables;

    fn lay(&mut self, written: &config::AllowedServerVariables, laying: &mut Laying<'_>) {
        laying.list(&mut self.names, &written.names);
    }
}

fn leveled(rules: &[Directive<InboundRule>], level: &Rc<RuleLevel>) -> Vec<Directive<LeveledRule>> {
    let with_level = |rule: &Directive<InboundRule>| match rule {
        Directive::Add(rule) => {
            Directive::Add(Rc::new(LeveledRule { rule: Rc::clone(rule), level: Rc::clone(level) }))
        }
        Directive::Remove(key) => Directive::Remove(key.clone()),
        Directive::Clear(span) => Directive::Clear(*span),
    };
    rules.iter().map(with_level).collect()
}
