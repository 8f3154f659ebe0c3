//! The runs: over the rules for requests, and over the rules for responses.

use super::rule::{
    Condition, Conditions, InboundAction, InboundRule, MOST_STOPS, OutboundRule, Rewrite, Stop,
    Test,
};
use super::scene::{Context, Ran, Response, Scene, Written};
use crate::field::Field;
use crate::request::Request;
use crate::response::{Change, Edit, How, Reason, RewriteHeaders};

/// A rule that answers a request, among those that it ran with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answering<'p> {
    pub(crate) rules: &'p Rewrite<'p>,
    pub(crate) at: usize,
}

impl<'p> Answering<'p> {
    pub(crate) const fn rule(&self) -> &'p InboundRule<'p> {
        &self.rules.0.inbound[self.at]
    }
}

/// What rules do with a request.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Run<'p> {
    /// The rule that answers (RW-3, RW-4, RD-8); `None` when the request goes on.
    pub(crate) answering: Option<Answering<'p>>,
    /// By what a handler for OPTIONS is found.
    pub(crate) handled: Handled<'p>,
}

/// By what a handler for OPTIONS is found (OP-11).
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Handled<'p> {
    /// By the path of the request.
    #[default]
    AsAsked,
    /// By the path that a rule has put in its place.
    As(&'p str),
    /// By nothing: a rule has handed the request to the application.
    ByApplication,
}

/// Runs the rules for requests.
pub(crate) fn run<'p>(rules: &'p Rewrite<'p>, request: &Request<'_>) -> Run<'p> {
    let scene = Scene { request, rules, ran: &Ran::default(), response: None };
    let mut run = Run::default();
    for (at, rule) in rules.0.inbound.iter().enumerate() {
        let rewritten = match rule.0.action {
            InboundAction::Rewrite { path } if request.is_options() => {
                Some(path.map_or(Handled::ByApplication, Handled::As))
            }
            _ => None,
        };
        // What a rule sets is found again by who reads it, so that a rule that only sets need not be tested here.
        if !(rule.ends_run() || rewritten.is_some()) || !scene.fires(rule, rule.context(at)) {
            continue;
        }
        run.handled = rewritten.unwrap_or(run.handled);
        if rule.ends_run() {
            run.answering = rule.answers().then_some(Answering { rules, at });
            break;
        }
    }
    run
}

/// The value of `Location` that a rule answers with; `None` for one that does not redirect, and where HTTP allows no such value.
pub(crate) fn redirect<'p, H: RewriteHeaders<'p>>(
    answering: Answering<'p>,
    request: &Request<'_>,
    headers: &H,
) -> Option<H::Value> {
    let Answering { rules, at } = answering;
    let rule = answering.rule();
    let InboundAction::Redirect { location, .. } = rule.0.action else { return None };
    let scene = Scene { request, rules, ran: &Ran::default(), response: None };
    headers.compose(&Written { scene: &scene, text: location, context: rule.context(at) })
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
    let exchange = Exchange { rules, before, request, status, ran: Ran::default() };
    let mut stopped = Stopped { rules: [None; MOST_STOPS], count: 0 };
    for (at, rule) in rules.0.outbound.iter().enumerate() {
        let (field, reason) = (rule.0.field, Reason::OutboundRule(at));
        if stopped.has(field) {
            continue;
        }
        let has_lines = field.has_lines() && !rule.0.first_line;
        let fired = if has_lines && headers.lines(field).next().is_some() {
            let mut fired = false;
            headers.change_lines(field, reason, |headers, line| {
                let change = exchange.run(rule, headers, Some((field, line)));
                fired |= change.is_some();
                change.unwrap_or(Change::Keep)
            });
            fired
        } else {
            let change = exchange.run(rule, headers, None);
            let fired = change.is_some();
            match change {
                None | Some(Change::Keep) => {}
                Some(Change::Remove) => headers.remove(field, reason),
                Some(Change::Set(value)) => {
                    headers.edit(Edit::new(field, value, How::Replace, reason));
                }
            }
            fired
        };
        match rule.0.stop {
            Stop::Run if fired => break,
            Stop::Field if fired => stopped.note(rule),
            Stop::Run | Stop::Field | Stop::Nothing => {}
        }
    }
}

/// The rules that ended the run for their field.
struct Stopped<'p> {
    rules: [Option<&'p OutboundRule<'p>>; MOST_STOPS],
    count: usize,
}

impl<'p> Stopped<'p> {
    fn has(&self, field: Field<'p>) -> bool {
        let rules = self.rules.iter().take(self.count).flatten();
        rules.into_iter().any(|rule| rule.0.field.lower_name() == field.lower_name())
    }

    fn note(&mut self, rule: &'p OutboundRule<'p>) {
        if let Some(room) = self.rules.get_mut(self.count) {
            *room = Some(rule);
            self.count += 1;
        }
    }
}

/// What rules for responses see, but for the header fields, which they change.
struct Exchange<'a, 'p> {
    rules: &'p Rewrite<'p>,
    before: usize,
    request: &'a Request<'a>,
    status: u16,
    ran: Ran,
}

impl<'p> Exchange<'_, 'p> {
    /// What a rule does to its field, or to the `current` line of it; `None` where it does not fire.
    fn run<H: RewriteHeaders<'p>>(
        &self,
        rule: &'p OutboundRule<'p>,
        headers: &H,
        current: Option<(Field<'p>, &[u8])>,
    ) -> Option<Change<H::Value>> {
        let &Self { rules, before, request, status, ref ran } = self;
        let response =
            Response { status, lines: &|field, each| headers.lines(field).for_each(each), current };
        let scene = Scene { request, rules, ran, response: Some(response) };
        let context = Context { matched: &rule.0.matched, conditions: &rule.0.conditions, before };
        let pre = Context { conditions: &rule.0.pre_condition, ..context };
        if !scene.hold(&rule.0.pre_condition, pre)
            || !scene.holds(&rule.0.matched, context)
            || !scene.hold(&rule.0.conditions, context)
        {
            return None;
        }
        let Some(text) = rule.0.value else { return Some(Change::Keep) };
        if !rule.0.replace && headers.lines(rule.0.field).next().is_some() {
            return Some(Change::Keep);
        }
        let written = Written { scene: &scene, text, context };
        if written.is_empty() && !rule.0.sends_empty {
            return Some(Change::Remove);
        }
        Some(headers.compose(&written).map_or(Change::Remove, Change::Set))
    }
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

    pub(super) const fn answers(&self) -> bool {
        !matches!(self.0.action, InboundAction::Nothing | InboundAction::Rewrite { .. })
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
        let scene = Scene { request, rules: &rules, ran: &Ran::default(), response: None };
        scene.holds(self, Context { matched: self, conditions: &Conditions::NONE, before: 0 })
    }
}
