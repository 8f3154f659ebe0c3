//! Preflights that fail although CORS headers are configured (OP-3, OP-5).

use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::policy::rewrite::{InboundAction, Rewrite};
use crate::policy::{OptionsAnswer, Scope};
use crate::source::Span;

pub(super) fn lint(scope: &Scope, bag: &mut Bag) {
    let allows_origins = |name: &str| name.eq_ignore_ascii_case("Access-Control-Allow-Origin");
    let by_header = scope.custom_headers.iter().find(|header| allows_origins(&header.value.name));
    let by_module =
        scope.cors.as_ref().and_then(|cors| cors.rules.iter().find(|rule| rule.allowed));
    let wanted = by_header.map(|header| header.span).or(by_module.map(|rule| rule.pattern.span));
    let Some(wanted) = wanted else { return };
    if let Some(place) = denied_by_filtering(scope) {
        let message = "request filtering answers preflights with 404";
        bag.push(
            Diagnostic::new(Code::PreflightFails, place, message)
                .label("OPTIONS does not pass here (OP-5)")
                .related(wanted, "so this never helps a preflight")
                .help("let OPTIONS pass: `<add verb=\"OPTIONS\" allowed=\"true\" />`"),
        );
        return;
    }
    // The module answers the preflights of its origins before any handler sees them.
    let Some(header) = by_header.filter(|_| by_module.is_none()) else { return };
    if let Some(refusing) = scope.options.iter().find(|row| row.value.path == "*")
        && !scope.rewrite.as_ref().is_some_and(answers_options)
        && refusing.value.answer == OptionsAnswer::MethodNotAllowed
    {
        let message = "preflights are answered with 405: no handler takes OPTIONS";
        bag.push(
            Diagnostic::new(Code::PreflightFails, header.span, message)
                .label("this does not help a preflight (OP-3)")
                .related(refusing.span, "what answers instead")
                .help("keep `OPTIONSVerbHandler`, or add a handler of the application for OPTIONS"),
        );
    }
}

/// Whether an inbound rule may answer OPTIONS well, before any handler (RW-3).
fn answers_options(rules: &Rewrite) -> bool {
    rules.inbound.iter().any(|rule| {
        matches!(rule.value.action, InboundAction::Answer { status: 200..=299, .. })
            && rule.value.takes("OPTIONS") != Some(false)
    })
}

fn denied_by_filtering(scope: &Scope) -> Option<Span> {
    let verbs = scope.verbs.as_ref()?;
    match verbs.listed.iter().find(|listed| listed.value.0 == "OPTIONS") {
        Some(listed) => (!listed.value.1).then_some(listed.span),
        None => (!verbs.allow_unlisted.value).then_some(verbs.allow_unlisted.span),
    }
}
