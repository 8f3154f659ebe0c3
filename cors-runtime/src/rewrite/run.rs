//! The runs: over the rules for requests, and over the rules for responses.

use super::rule::{Condition, Conditions, InboundAction, InboundRule, OutboundRule, Rewrite, Test};
use super::scene::{Context, Response, Scene, Written};
use crate::request::Request;
use crate::response::{Edit, How, Reason, RewriteHeaders};

/// The rule that answers the request (RW-3, RW-4); `None` when the request goes on.
pub(crate) fn answer<'p>(
    rules: &'p Rewrite<'p>,
    request: &Request<'_>,
) -> Option<&'p InboundRule<'p>> {
    let scene = Scene { request, rules, response: None };
    for (at, rule) in rules.0.inbound.iter().enumerate() {
        // What a rule sets is found again by who reads it, so that a rule that only sets need not be tested here.
        if !rule.ends_run() || !scene.fires(rule, rule.context(at)) {
            continue;
        }
        return rule.answers().then_some(rule);
    }
    None
}

/// Runs the rules for responses (RW-5). `ran` says whether those for requests ran before, which set variables.
pub(crate) fn rewrite_response<'p, H: RewriteHeaders<'p>>(
    rules: &'p Rewrite<'p>,
    ran: bool,
    request: &Request<'_>,
    status: u16,
    headers: &mut H,
) {
    let before = if ran { rules.0.inbound.len() } else { 0 };
    for (at, rule) in rules.0.outbound.iter().enumerate() {
        let fired = fired(rules, rule, before, request, status, headers);
        let reason = Reason::OutboundRule(at);
        match fired {
            Fired::No => continue,
            Fired::Nothing => {}
            Fired::Remove => headers.remove(rule.0.field, reason),
            Fired::Set(value) => {
                headers.edit(Edit::new(rule.0.field, value, How::Replace, reason));
            }
        }
        if rule.0.stop {
            break;
        }
    }
}

/// What a rule came to.
enum Fired<V> {
    No,
    Nothing,
    Remove,
    Set(V),
}

fn fired<'p, H: RewriteHeaders<'p>>(
    rules: &'p Rewrite<'p>,
    rule: &'p OutboundRule<'p>,
    before: usize,
    request: &Request<'_>,
    status: u16,
    headers: &H,
) -> Fired<H::Value> {
    let line = |field| headers.line(field);
    let scene = Scene { request, rules, response: Some(Response { status, line: &line }) };
    let context = Context { matched: &rule.0.matched, conditions: &rule.0.conditions, before };
    let pre = Context { conditions: &rule.0.pre_condition, ..context };
    if !scene.hold(&rule.0.pre_condition, pre)
        || !scene.holds(&rule.0.matched, context)
        || !scene.hold(&rule.0.conditions, context)
    {
        return Fired::No;
    }
    let Some(text) = rule.0.value else { return Fired::Nothing };
    if !rule.0.replace && headers.line(rule.0.field).is_some() {
        return Fired::Nothing;
    }
    let written = Written { scene: &scene, text, context };
    if written.is_empty() {
        return Fired::Remove;
    }
    headers.compose(&written).map_or(Fired::Remove, Fired::Set)
}

impl<'p> InboundRule<'p> {
    pub(super) const fn context(&'p self, before: usize) -> Context<'p> {
        Context { matched: &self.0.matched, conditions: &self.0.conditions, before }
    }

    /// Whether no rule runs after this one when it fires (RW-4).
    #[doc(hidden)]
    #[must_use]
    pub const fn ends_run(&self) -> bool {
        self.0.stop || self.answers()
    }

    const fn answers(&self) -> bool {
        !matches!(self.0.action, InboundAction::Nothing)
    }
}

impl Test<'_> {
    /// Whether a text passes.
    #[must_use]
    pub fn accepts(&self, text: &[u8]) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Pattern(pattern) => pattern.is_match(text),
            Self::OneOf(map) => map.find(text).is_some(),
        }
    }
}

impl<'p> Condition<'p> {
    /// Whether the condition holds for a request by itself: references to groups and variables of rules are empty.
    #[must_use]
    pub fn holds(&'p self, request: &Request<'_>) -> bool {
        let rules = Rewrite::new(&[], &[]);
        let scene = Scene { request, rules: &rules, response: None };
        scene.holds(self, Context { matched: self, conditions: &Conditions::NONE, before: 0 })
    }
}
