//! The runs: over the rules for requests, and over the rules for responses.

use super::rule::{InboundAction, InboundRule, OutboundRule, Rewrite};
use super::scene::{Context, Response, Scene, Written};
use crate::request::Request;
use crate::response::{Edit, How, Reason, RewriteHeaders};

/// The rule that answers the request (RW-3, RW-4); `None` when the request goes on.
pub(crate) fn answer(
    rules: &'static Rewrite,
    request: &Request<'_>,
) -> Option<&'static InboundRule> {
    let scene = Scene { request, rules, response: None };
    for (at, rule) in rules.inbound.iter().enumerate() {
        // What a rule sets is found again by who reads it, so that a rule that only sets need not be tested here.
        if !rule.ends_run() || !scene.fires(rule, rule.context(at)) {
            continue;
        }
        return rule.answers().then_some(rule);
    }
    None
}

/// Runs the rules for responses (RW-5). `ran` says whether those for requests ran before, which set variables.
pub(crate) fn rewrite_response<H: RewriteHeaders>(
    rules: &'static Rewrite,
    ran: bool,
    request: &Request<'_>,
    status: u16,
    headers: &mut H,
) {
    let before = if ran { rules.inbound.len() } else { 0 };
    for (at, rule) in rules.outbound.iter().enumerate() {
        let fired = fired(rules, rule, before, request, status, headers);
        let reason = Reason::OutboundRule(at);
        match fired {
            Fired::No => continue,
            Fired::Nothing => {}
            Fired::Remove => headers.remove(rule.field, reason),
            Fired::Set(value) => {
                headers.edit(Edit { field: rule.field, value, how: How::Replace, reason });
            }
        }
        if rule.stop {
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

fn fired<H: RewriteHeaders>(
    rules: &'static Rewrite,
    rule: &'static OutboundRule,
    before: usize,
    request: &Request<'_>,
    status: u16,
    headers: &H,
) -> Fired<H::Value> {
    let line = |field| headers.line(field);
    let scene = Scene { request, rules, response: Some(Response { status, line: &line }) };
    let context = Context { matched: &rule.matched, conditions: &rule.conditions, before };
    let pre = Context { conditions: &rule.pre, ..context };
    if !scene.hold(&rule.pre, pre)
        || !scene.holds(&rule.matched, context)
        || !scene.hold(&rule.conditions, context)
    {
        return Fired::No;
    }
    let Some(text) = rule.value else { return Fired::Nothing };
    if !rule.replace && headers.line(rule.field).is_some() {
        return Fired::Nothing;
    }
    let written = Written { scene: &scene, text, context };
    if written.is_empty() {
        return Fired::Remove;
    }
    headers.compose(&written).map_or(Fired::Remove, Fired::Set)
}

impl InboundRule {
    pub(super) const fn context(&'static self, before: usize) -> Context {
        Context { matched: &self.matched, conditions: &self.conditions, before }
    }

    /// Whether no rule runs after this one when it fires (RW-4).
    pub(super) const fn ends_run(&self) -> bool {
        self.stop || self.answers()
    }

    const fn answers(&self) -> bool {
        !matches!(self.action, InboundAction::Nothing)
    }
}
