//! What nobody has published about IIS and this policy depends on ("Assumptions" in `docs/iis-behaviour.md`).
//!
//! What an application does (CM-18) is not known here, and what rests on an assumption and stops the run (CM-13, CM-20) has
//! a finding of its own.

use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::policy::rewrite::{OutboundRule, Part, Rewrite, Text, Variable, any};
use crate::policy::{Cors, Joining, OptionsAnswer, Pattern, Scope};
use crate::source::Span;

pub(super) fn lint(scope: &Scope, bag: &mut Bag) {
    if let Some(cors) = &scope.cors {
        let assumed: Vec<_> = of_cors(cors).collect();
        if !assumed.is_empty() {
            bag.push(note(cors.section.span, &assumed.join(", ")));
        }
    }
    for header in scope.custom_headers.iter().chain(&scope.redirect_headers) {
        let is_measured = ["Cache-Control", "Content-Type"].iter();
        let is_measured =
            is_measured.into_iter().any(|known| known.eq_ignore_ascii_case(&header.value.name));
        if header.value.joining == Joining::Comma && !is_measured {
            let name = &header.value.name;
            bag.push(note(
                header.span,
                &format!("`{name}` is joined to one of the application's (CH-5)"),
            ));
        }
    }
    if let Some(rules) = &scope.rewrite {
        of_rewrite(rules, bag);
    }
    for handler in &scope.options {
        if handler.value.answer == OptionsAnswer::MethodNotAllowed {
            bag.push(note(handler.span, "OPTIONS that no other handler takes gets 405 (OP-3)"));
        }
    }
}

fn of_rewrite(rules: &Rewrite, bag: &mut Bag) {
    for rule in &rules.outbound {
        let OutboundRule { value, stop, conditions, .. } = &rule.value;
        // A condition that nothing does not pass is there to keep it out.
        let mut list = conditions.list.iter();
        let is_guarded =
            !conditions.any && list.any(|condition| condition.test.accepts("") == condition.negate);
        let has_literal = |text: &Text| text.iter().any(|part| matches!(part, Part::Literal(_)));
        let assumed: Vec<_> = [
            (
                !is_guarded && value.as_ref().is_some_and(|value| !has_literal(value)),
                "a rule whose value comes to nothing sends no header (RW-5)",
            ),
            (*stop, "`stopProcessing` ends the run for all headers (RW-5)"),
            (
                rule.value.texts().any(|text| any(text, &is_encoded)),
                "`UrlEncode` leaves letters, digits and `-._~` as they are (RW-6)",
            ),
        ]
        .into_iter()
        .filter_map(|(applies, what)| applies.then_some(what))
        .collect();
        if !assumed.is_empty() {
            bag.push(note(rule.span, &assumed.join(", ")));
        }
    }
    for rule in &rules.inbound {
        if rule.value.texts().any(|text| any(text, &is_of_connection)) {
            let what = "where nobody says how the request came, it came over TLS (RW-2)";
            bag.push(note(rule.span, what));
        }
    }
}

fn is_encoded(part: &Part) -> bool {
    matches!(part, Part::Encoded(_))
}

fn is_of_connection(part: &Part) -> bool {
    use Variable as V;
    matches!(part, Part::Variable(V::Https | V::ServerPort | V::ServerPortSecure))
}

fn of_cors(cors: &Cors) -> impl Iterator<Item = &'static str> {
    let allowed = || cors.rules.iter().filter(|rule| rule.allowed);
    let patterns = || cors.rules.iter().map(|rule| &rule.pattern.value);
    let is_lone_star = patterns().eq([&Pattern::Any]);
    let has_star = patterns().any(|pattern| *pattern == Pattern::Any);
    let unlisted_go_on = !cors.fail_unlisted.value && !has_star;
    [
        (
            allowed().any(|rule| rule.allow_methods.is_none()),
            "a rule without methods sends none (CM-6)",
        ),
        (has_star && !is_lone_star, "`*` beside other rules is sent as `*` (CM-15)"),
        (!is_lone_star, "`Vary: Origin` is on every response (CM-16)"),
        (unlisted_go_on, "preflights of other origins go on to the next handler (CM-17)"),
        (allowed().next().is_some(), "errors have the headers too (CM-19)"),
    ]
    .into_iter()
    .filter_map(|(applies, what)| applies.then_some(what))
}

fn note(place: Span, what: &str) -> Diagnostic {
    Diagnostic::new(Code::Assumption, place, format!("assumed of IIS: {what}"))
        .help("docs/iis-behaviour.md says what is known; compare with your IIS where it matters")
}
