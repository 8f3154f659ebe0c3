//! What a server answered.

use maud::{Markup, html};

use super::more;
use crate::page::judged::First;
use crate::page::recorded::{Answered, Different};
use crate::page::text::Text;

pub(super) fn answered(answered: &Answered) -> Markup {
    html! {
        p { code { (answered.name) } ": " (answered.sum()) "." }
        @if !answered.differences.shown.is_empty() {
            div.scroll tabindex="0" role="region" aria-labelledby="h-recorded" {
                table.requests {
                    caption { "Responses that are not as the policy says" }
                    thead { tr {
                        th scope="col" { "request" }
                        th scope="col" { "what differs" }
                        th scope="col" { "the policy says" }
                        th scope="col" { "recorded" }
                    } }
                    @for different in &answered.differences.shown { (self::different(different)) }
                }
            }
            (more(answered.differences.more, "response"))
        }
        @if !answered.assumptions.is_empty() {
            h3 { "What is assumed, and what the server does" }
            ul.plain { @for (row, result) in &answered.assumptions { li { (row) ": " (result) } } }
        }
    }
}

fn different(different: &Different) -> Markup {
    html! {
        tbody {
            @for (at, part) in different.parts.iter().enumerate() {
                tr {
                    @if at == 0 {
                        th scope="rowgroup" rowspan=(different.parts.len()) {
                            code { (different.request) }
                            @for field in &different.fields { br; code { (field) } }
                            p.hint { (different.browser) }
                        }
                    }
                    td {
                        code { (part.name) } " " (part.row)
                        @if let Some(place) = &part.place { br; (place) }
                    }
                    td { (lines(&part.expected)) }
                    td { (lines(&part.got)) }
                }
            }
        }
    }
}

fn lines(lines: &First<Text>) -> Markup {
    html! {
        @if lines.shown.is_empty() { "nothing" }
        @for (at, line) in lines.shown.iter().enumerate() { @if at > 0 { br; } code { (line) } }
        @if lines.more > 0 { br; (lines.more) " more" }
    }
}
