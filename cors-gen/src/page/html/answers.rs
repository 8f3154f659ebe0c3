//! Answers, and requests with theirs.

use maud::{Markup, html};

use super::more;
use crate::page::answer::{Allows, Answer, Names, Verdict};
use crate::page::requests::{Outcome, Requests, Tried};

/// Who answers with what, on a line.
pub(super) fn line(answer: &Answer) -> Markup {
    html! {
        @match answer.status {
            Some(status) => { strong { (status) } " " (answer.who()) }
            None => (answer.who()),
        }
        @if let Some(place) = &answer.decided_by { " " (place) }
    }
}

/// The header fields, each with what it comes from.
pub(super) fn fields(answer: &Answer) -> Markup {
    html! {
        @if answer.fields.is_empty() { p.hint { "No header field from the configuration." } }
        @else {
            ul.fields {
                @for field in &answer.fields {
                    li {
                        code { (field.name) ": " (field.value) }
                        @for place in &field.because { " " (place) }
                        @if field.because.is_empty() { " " span.at { "the application" } }
                    }
                }
            }
        }
    }
}

/// What a preflight allows.
pub(super) fn allows(allows: &Allows) -> Markup {
    html! {
        ul.plain {
            li { "Methods: GET, HEAD, POST" (names(&allows.methods, true)) }
            li { "Headers: " (names(&allows.headers, false)) }
            @if let Some(age) = &allows.max_age { li { "Remembered for " code { (age) } " seconds" } }
        }
    }
}

fn names(names: &Names, goes_on: bool) -> Markup {
    html! {
        @match names {
            Names::All => { @if goes_on { ", and all others" } @else { "all but " code { "authorization" } } }
            Names::Asked => "all that are asked for",
            Names::Listed(names, _) if names.is_empty() => { @if !goes_on { "none but those that every page may send" } }
            Names::Listed(names, more) => {
                @for (at, name) in names.iter().enumerate() {
                    @if goes_on || at > 0 { ", " }
                    code { (name) }
                }
                @if *more > 0 { " and " (more) " more" }
            }
        }
    }
}

pub(super) fn verdict(verdict: Verdict) -> Markup {
    html! { span.verdict.{ (class(verdict)) } { (verdict.word()) } }
}

const fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::WithCredentials => "with",
        Verdict::Reads => "reads",
        Verdict::Nothing => "nothing",
        Verdict::Refused => "refused",
    }
}

pub(super) fn requests(requests: &Requests) -> Markup {
    html! {
        p.hint {
            "Requests that tell the parts of this policy apart, with the answers that it gives. Whoever answers all of them so does what the "
            "configuration says, as far as requests can tell."
        }
        div id="filter" hidden {
            label { "Find " input id="find" type="search" autocomplete="off" placeholder="a path, an origin, a header"; }
            label { "Answered by "
                select id="by" {
                    option value="" { "anybody" }
                    @for who in requests.answerers() { option { (who) } }
                }
            }
            span id="found" role="status" {}
        }
        div.scroll tabindex="0" role="region" aria-labelledby="h-requests" {
            table.requests {
                caption { "Requests, and what is sent to them" }
                thead { tr { th scope="col" { "request" } th scope="col" { "answer" } th scope="col" { "header fields" } } }
                tbody id="tried" { @for tried in &requests.shown { (self::tried(tried)) } }
            }
        }
        (more(requests.more, "request"))
    }
}

fn tried(tried: &Tried) -> Markup {
    let Tried { method, path, fields, app, about, answer, outcome } = tried;
    html! {
        tr data-by=(answer.who()) {
            th scope="row" {
                code { (method) " " (path) }
                @for (name, value) in fields { br; code.field { (name) ": " (value) } }
                @for (name, value) in app { br; "the application sends " code.field { (name) ": " (value) } }
                p.hint { (about) }
            }
            td { (line(answer)) @match outcome {
                    Some(Outcome::Reads(verdict)) => { br; (self::verdict(*verdict)) }
                    Some(outcome) => p.hint { (outcome.word()) },
                    None => {}
                } }
            td { (self::fields(answer)) }
        }
    }
}
