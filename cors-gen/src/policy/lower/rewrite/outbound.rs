//! Rules for responses: those about header fields.

use std::rc::Rc;

use super::cost::Before;
use super::names::response_field;
use super::patterns::Patterns;
use super::resolve::Shared;
use super::rule::{self, Written, too_costly};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::effective::{self, PreCondition};
use crate::policy::lower::headers::is_framing;
use crate::policy::rewrite::{Conditions, OutboundRule, Part, Text};
use crate::policy::token::forbidden_in_value;
use crate::source::Spanned;

/// What the rules of a scope have in common.
pub(super) struct Outbound<'a> {
    pub(super) shared: &'a Shared,
    pub(super) pre_conditions: &'a [Rc<PreCondition>],
    pub(super) before: Before,
}

impl Outbound<'_> {
    pub(super) fn lower(
        &self,
        rules: &[Rc<effective::OutboundRule>],
        patterns: &mut Patterns,
        bag: &mut Bag,
    ) -> Vec<Spanned<OutboundRule>> {
        let enabled = rules.iter().filter(|rule| rule.enabled.is_none_or(|enabled| enabled.value));
        enabled.filter_map(|rule| self.rule(rule, patterns, bag)).collect()
    }

    fn rule(
        &self,
        rule: &effective::OutboundRule,
        patterns: &mut Patterns,
        bag: &mut Bag,
    ) -> Option<Spanned<OutboundRule>> {
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
        let field = field(variable, bag);
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
            input: field.iter().cloned().map(Part::Response).collect(),
            grouping: conditions.grouping.map(|grouping| grouping.value).unwrap_or_default(),
            track_all: conditions.track_all_captures.is_none_or(|track| track.value),
            conditions: &conditions.list,
            values: value.iter().collect(),
            response: true,
        };
        let mut problems = Vec::new();
        let lowered = rule::lower(&written, rule.tag, self.shared, patterns, &mut problems);
        if lowered.as_ref().is_some_and(|lowered| self.before.and(lowered).is_none()) {
            problems.push(too_costly(rule.tag));
            bag.extend(problems);
            return None;
        }
        bag.extend(problems);
        let mut lowered = lowered?;
        let outbound = OutboundRule {
            name: rule.name.value.clone(),
            field: field?,
            pre_condition: pre_condition?,
            matched: lowered.matched,
            conditions: lowered.conditions,
            value: lowered.values.pop(),
            replace: rule.action.as_ref().and_then(|a| a.replace).is_none_or(|r| r.value),
            stop: rule.stop_processing.is_some_and(|stop| stop.value),
        };
        // A rule that changes nothing has a say only where it keeps others from running.
        (outbound.value.is_some() || outbound.stop).then(|| Spanned::new(outbound, rule.tag))
    }

    /// The precondition that a rule names (RW-6); `None`, and reported, when there is none of that name (RW-8).
    fn pre_condition(
        &self,
        rule: &effective::OutboundRule,
        patterns: &mut Patterns,
        bag: &mut Bag,
    ) -> Option<Conditions> {
        let Some(name) = &rule.pre_condition else { return Some(Conditions::default()) };
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
            input: Text::new(),
            grouping: known.grouping.map(|grouping| grouping.value).unwrap_or_default(),
            track_all: false,
            conditions: &known.list,
            values: Vec::new(),
            response: true,
        };
        let mut problems = Vec::new();
        let lowered = rule::lower(&written, known.tag, self.shared, patterns, &mut problems);
        let costly = lowered.as_ref().is_some_and(|lowered| self.before.and(lowered).is_none());
        problems.extend(costly.then(|| too_costly(known.tag)));
        bag.extend(problems);
        lowered.filter(|_| !costly).map(|lowered| lowered.conditions)
    }
}

/// The header field that a server variable is, where a policy may set it.
fn field(variable: &Spanned<String>, bag: &mut Bag) -> Option<String> {
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
    Some(field)
}
