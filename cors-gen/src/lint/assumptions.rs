//! What nobody has published about IIS and this policy depends on ("Assumptions" in `docs/iis-behaviour.md`).
//!
//! What an application does (CM-18) is not known here, and what rests on an assumption and stops the run (CM-13, CM-20) has
//! a finding of its own.

use crate::diagnostic::{Bag, Code, Diagnostic};
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
    for handler in &scope.options {
        if handler.value.answer == OptionsAnswer::MethodNotAllowed {
            bag.push(note(handler.span, "OPTIONS that no other handler takes gets 405 (OP-3)"));
        }
    }
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
