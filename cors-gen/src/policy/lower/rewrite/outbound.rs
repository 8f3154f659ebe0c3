//! Rules for responses: those about header fields.

use std::rc::Rc;

use cors_runtime::__private::{Conditions, MOST_STOPS, OutboundRule, Part, Stop};
use cors_runtime::Field;

use super::cost::Before;
use super::names::response_field;
use super::patterns::Patterns;
use super::resolve::Shared;
use super::rule::{self, Written, too_costly};
use crate::assume::{Assumptions, CookieLines, EmptyResult, OutboundStop};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::effective::{self, PreCondition};
use crate::policy::arena::Arena;
use crate::policy::lower::headers::is_framing;
use crate::policy::places::RewriteRulePlaces;
use crate::policy::token::{self, forbidden_in_value};
use crate::source::{Span, Spanned};

/// A rule with its places.
pub(super) type Lowered<'p> = (OutboundRule<'p>, RewriteRulePlaces<'p>);

/// What the rules of a scope have in common.
pub(super) struct Outbound<'a, 'p> {
    pub(super) shared: &'a Shared<'a, 'p>,
    pub(super) assume: &'a Assumptions,
    pub(super) pre_conditions: &'a [Rc<PreCondition>],
    pub(super) before: Before,
}

impl<'p> Outbound<'_, 'p> {
    pub(super) fn lower(
        &self,
        rules: &[Rc<effective::OutboundRule>],
        patterns: &mut Patterns<'p, '_>,
        bag: &mut Bag,
    ) -> Vec<Lowered<'p>> {
        let enabled = rules.iter().filter(|rule| rule.enabled.is_none_or(|enabled| enabled.value));
        let lowered: Vec<_> = enabled.filter_map(|rule| self.rule(rule, patterns, bag)).collect();
        let stops = lowered.iter().filter(|(rule, _)| rule.parts().stop == Stop::Field);
        if let Some((_, places)) = stops.clone().nth(MOST_STOPS) {
            let message = format!(
                "{} rules end the run for their header; {MOST_STOPS} of a path are supported",
                stops.count()
            );
            bag.push(
                Diagnostic::new(Code::Limit, places.tag, message).help(
                    "take `stopProcessing` away where no later rule is about the same header",
                ),
            );
            return Vec::new();
        }
        lowered
    }

    fn rule(
        &self,
        rule: &effective::OutboundRule,
        patterns: &mut Patterns<'p, '_>,
        bag: &mut Bag,
    ) -> Option<Lowered<'p>> {
        let matched = rule.matched.as_ref();
        let Some((matched, variable)) =
            matched.and_then(|m| Some((m, m.server_variable.as_ref()?)))
        else {
            let message = format!(
                "the outbound rule `{}` rewrites bodies and is not carried",
                rule.name.value
            );
            let help = "let the service write its links itself";
            bag.push(Diagnostic::new(Code::NotCarried, rule.tag, message).help(help));
            return None;
        };
        let pre_condition = self.pre_condition(rule, patterns, bag);
        let field = field(variable, self.shared.arena, bag);
        let value = rule.action.as_ref().filter(|action| action.rewrites);
        let value = value
            .map(|action| action.value.clone().unwrap_or(Spanned::new(String::new(), action.tag)));
        if let Some(value) = &value
            && let Some(c) = forbidden_in_value(&value.value)
        {
            let message = format!("the value has the control character U+{:04X}", c as u32);
            bag.push(
                Diagnostic::new(Code::BadFieldValue, value.span, message)
                    .label("HTTP does not allow this")
                    .help("write the value in one line"),
            );
            return None;
        }
        let conditions = &rule.conditions;
        let written = Written {
            syntax: rule.syntax.map(|syntax| syntax.value).unwrap_or_default(),
            matched: Some((&matched.test, "pattern", matched.tag)),
            input: field.map_or(&[][..], |field| self.shared.arena.list(&[Part::Response(field)])),
            grouping: conditions.grouping.map(|grouping| grouping.value).unwrap_or_default(),
            track_all: conditions.track_all_captures.is_none_or(|track| track.value),
            conditions: &conditions.list,
            values: value.iter().collect(),
            response: true,
        };
        let mut problems = Vec::new();
        let lowered = rule::lower(&written, rule.tag, self.shared, patterns, &mut problems);
        if lowered.as_ref().is_some_and(|lowered| self.before.is_too_much(lowered)) {
            problems.push(too_costly(rule.tag));
            bag.extend(problems);
            return None;
        }
        bag.extend(problems);
        let mut lowered = lowered?;
        let (pre_condition, pre_condition_at) = pre_condition?;
        let name = self.shared.arena.text(&rule.name.value);
        let mut outbound = OutboundRule::new(name, field?, lowered.matched)
            .pre_condition(pre_condition)
            .conditions(lowered.conditions);
        let value = lowered.values.pop();
        if let Some(value) = value {
            outbound = outbound.value(value);
            let may_be_empty = !value.iter().any(|part| matches!(part, Part::Literal(_)));
            if may_be_empty && self.assume.empty_result() == EmptyResult::Sent {
                outbound = outbound.send_empty();
            }
        }
        if field?.has_lines() && self.assume.cookie_lines() == CookieLines::First {
            outbound = outbound.first_line();
        }
        if rule.action.as_ref().and_then(|a| a.replace).is_some_and(|replace| !replace.value) {
            outbound = outbound.keep();
        }
        let stop = rule.stop_processing.is_some_and(|stop| stop.value);
        if stop {
            outbound = match self.assume.outbound_stop() {
                OutboundStop::All => outbound.stop(),
                OutboundStop::Field => outbound.stop_field(),
            };
        }
        let places = RewriteRulePlaces {
            tag: rule.tag,
            matched: lowered.matched_at,
            conditions: lowered.conditions_at,
            pre_condition: pre_condition_at,
        };
        // A rule that changes nothing has a say only where it keeps others from running.
        (value.is_some() || stop).then_some((outbound, places))
    }

    /// The precondition that a rule names (RW-6); `None`, and reported, when there is none of that name (RW-8).
    fn pre_condition(
        &self,
        rule: &effective::OutboundRule,
        patterns: &mut Patterns<'p, '_>,
        bag: &mut Bag,
    ) -> Option<(Conditions<'p>, &'p [Span])> {
        let Some(name) = &rule.pre_condition else { return Some((Conditions::NONE, &[])) };
        let named = |known: &&Rc<PreCondition>| known.name.value.eq_ignore_ascii_case(&name.value);
        let Some(known) = self.pre_conditions.iter().find(named) else {
            let message = format!("there is no precondition `{}`", name.value);
            bag.push(
                Diagnostic::new(Code::UnknownPreCondition, name.span, message)
                    .label("IIS fails on every response (RW-8)")
                    .help("define it in `<preConditions>`, or remove the attribute"),
            );
            return None;
        };
        let written = Written {
            syntax: known.syntax.map(|syntax| syntax.value).unwrap_or_default(),
            matched: None,
            input: &[],
            grouping: known.grouping.map(|grouping| grouping.value).unwrap_or_default(),
            track_all: false,
            conditions: &known.list,
            values: Vec::new(),
            response: true,
        };
        let mut problems = Vec::new();
        let lowered = rule::lower(&written, known.tag, self.shared, patterns, &mut problems);
        let costly = lowered.as_ref().is_some_and(|lowered| self.before.is_too_much(lowered));
        problems.extend(costly.then(|| too_costly(known.tag)));
        bag.extend(problems);
        lowered.filter(|_| !costly).map(|lowered| (lowered.conditions, lowered.conditions_at))
    }
}

/// The header field that a server variable is, where a policy may set it.
fn field<'p>(variable: &Spanned<String>, arena: &'p Arena, bag: &mut Bag) -> Option<Field<'p>> {
    let name = &variable.value;
    let Some(field) = response_field(name) else {
        let message = format!("`{name}` is no header of the response");
        bag.push(Diagnostic::new(Code::UnknownVariable, variable.span, message).help(
            "write `RESPONSE_` and the name of the header: `RESPONSE_Access-Control-Allow-Origin`",
        ));
        return None;
    };
    if field.eq_ignore_ascii_case("STATUS") {
        let message = "the status of a response cannot be rewritten";
        bag.push(
            Diagnostic::new(Code::UnknownVariable, variable.span, message)
                .help("let the service answer with the status that is meant"),
        );
        return None;
    }
    if is_framing(&field) {
        let message = format!("`{field}` belongs to the HTTP server and cannot be set by a policy");
        bag.push(
            Diagnostic::new(Code::FramingHeader, variable.span, message)
                .label("this says how the message is sent")
                .help("remove the rule: the server that the service runs on sets it itself"),
        );
        return None;
    }
    Some(token::field(&field, arena))
}
