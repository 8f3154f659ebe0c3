//! The constructor calls: one value of the policy, one expression.

use super::write::{Chain, literal};
use crate::policy::{
    AllowHeaders, Header, Joining, OptionsAnswer, OptionsHandler, Pattern, Rule, Verbs,
};
use crate::source::Span;

pub(super) fn rule(rule: &Rule) -> Chain {
    let mut row = Chain::new(match &rule.pattern.value {
        Pattern::Exact(origin) => format!("Rule::exact({})", literal(origin)),
        Pattern::Wildcard { scheme, suffix } => {
            format!("Rule::wildcard({}, {})", literal(scheme), literal(suffix))
        }
        Pattern::Any => "Rule::any()".to_owned(),
    });
    if !rule.allowed {
        row.call("denied", "");
    }
    if rule.credentials.is_some() {
        row.call("allow_credentials", "");
    }
    if let Some(seconds) = &rule.max_age {
        row.call("max_age", &literal(&seconds.value.to_string()));
    }
    if let Some(methods) = &rule.allow_methods {
        row.call("allow_methods", &literal(&methods.value));
    }
    match rule.allow_headers.as_ref().map(|headers| &headers.value) {
        Some(AllowHeaders::Listed(names)) => row.call("allow_headers", &literal(names)),
        Some(AllowHeaders::Requested) => row.call("allow_requested_headers", ""),
        None => {}
    }
    if let Some(names) = &rule.expose_headers {
        row.call("expose_headers", &literal(&names.value));
    }
    row
}

/// The places of a rule's values beside its tag's, with a word for each.
pub(super) fn rule_places(rule: &Rule) -> impl Iterator<Item = (&'static str, Span)> {
    [
        ("credentials", rule.credentials.as_ref().map(|it| it.span)),
        ("lifetime", rule.max_age.as_ref().map(|it| it.span)),
        ("methods", rule.allow_methods.as_ref().map(|it| it.span)),
        ("request headers", rule.allow_headers.as_ref().map(|it| it.span)),
        ("exposed headers", rule.expose_headers.as_ref().map(|it| it.span)),
    ]
    .into_iter()
    .filter_map(|(what, span)| Some((what, span?)))
}

/// All places of a rule; equal rules with equal places are one.
pub(super) fn rule_key(rule: &Rule) -> impl Iterator<Item = Span> {
    std::iter::once(rule.pattern.span).chain(rule_places(rule).map(|(_, span)| span))
}

pub(super) fn header(header: &Header) -> Chain {
    let constructor = match header.joining {
        Joining::Line => "line",
        Joining::Comma => "joined",
    };
    let lower = literal(&header.name.to_ascii_lowercase());
    let (name, value) = (literal(&header.name), literal(&header.value));
    Chain::new(format!("Header::{constructor}({name}, {lower}, {value})"))
}

pub(super) fn handler(handler: &OptionsHandler) -> Chain {
    let answer = match handler.answer {
        OptionsAnswer::Application => "Application",
        OptionsAnswer::VerbHandler => "VerbHandler",
        OptionsAnswer::MethodNotAllowed => "MethodNotAllowed",
    };
    let path = literal(&handler.path);
    Chain::new(format!("OptionsHandler::new({path}, OptionsAnswer::{answer})"))
}

pub(super) fn verbs(verbs: &Verbs) -> Chain {
    let listed = verbs.listed.iter().map(|listed| {
        let (verb, allowed) = &listed.value;
        format!("({}, {allowed})", literal(verb))
    });
    let listed = listed.collect::<Vec<_>>().join(", ");
    Chain::new(format!("Verbs::new(&[{listed}], {})", verbs.allow_unlisted.value))
}
