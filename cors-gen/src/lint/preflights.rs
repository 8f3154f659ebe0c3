//! Preflights that fail although CORS headers are configured (OP-3, OP-5).

use cors_runtime::policy::Policy;
use cors_runtime::{AnsweredBy, Request};

use super::Looked;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::Span;

pub(super) fn lint(policy: &Policy<'_>, looked: &Looked<'_, '_>, bag: &mut Bag) {
    let by_header = looked.custom_header("Access-Control-Allow-Origin").map(|(_, place)| place);
    let by_module = looked.allowing_rule();
    let Some(wanted) = by_header.or(by_module) else { return };
    if let Some(place) = denied_by_filtering(looked) {
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
    if let Some((status, refusing)) = refusing_handler(policy, looked) {
        let message = format!("preflights are answered with {status}: no handler takes OPTIONS");
        bag.push(
            Diagnostic::new(Code::PreflightFails, header, message)
                .label("this does not help a preflight (OP-3)")
                .related(refusing, "what answers instead")
                .help("keep `OPTIONSVerbHandler`, or add a handler of the application for OPTIONS"),
        );
    }
}

/// What refuses the preflights of a scope, and with which status: asked of the policy, for a path that an API has and for one that a file has. Where
/// one of the two is answered well, so are those that matter.
fn refusing_handler(policy: &Policy<'_>, looked: &Looked<'_, '_>) -> Option<(u16, Span)> {
    let mut refusing = None;
    for name in ["", "orders", "orders.json"] {
        let path = format!("/{}/{name}", looked.scope.path());
        let preflight = Request::new(b"OPTIONS", path.as_bytes())
            .origin(Some(b"https://app.example"))
            .requested_method(Some(b"PUT"));
        let decision = policy.decide(&preflight);
        // Another scope may be in the way.
        if !std::ptr::eq(decision.scope(), looked.scope) {
            continue;
        }
        let answer = decision.answer()?;
        if !matches!(answer.by, AnsweredBy::StaticFile | AnsweredBy::NoHandler) {
            return None;
        }
        let handlers = looked.scope.parts().options.iter().zip(looked.places.options);
        let mut answering = handlers.filter(|(handler, _)| {
            decision.options_handler().is_some_and(|answering| std::ptr::eq(*handler, answering))
        });
        let place = answering.next().and_then(|(_, place)| place.span());
        let place = place.unwrap_or(looked.places.opened);
        refusing = refusing.or(Some((answer.status, place)));
    }
    refusing
}

fn denied_by_filtering(looked: &Looked<'_, '_>) -> Option<Span> {
    let (verbs, places) = looked.scope.parts().verbs.zip(looked.places.verbs)?;
    let verbs = verbs.parts();
    let mut listed = verbs.listed.iter().zip(places.listed);
    match listed.find(|((verb, _), _)| *verb == "OPTIONS") {
        Some(((_, allowed), place)) => (!allowed).then_some(*place),
        None => (!verbs.allow_unlisted).then_some(places.allow_unlisted),
    }
}
