//! Findings, assumptions and the sections, each with its place.

use maud::{Markup, html};

use super::{Page, more};
use crate::inventory::Disposition;
use crate::page::judged::{Finding, Sections};

pub(super) fn findings(page: &Page) -> Markup {
    html! {
        @if page.findings.shown.is_empty() { p { "Nothing to say." } }
        ol.findings {
            @for finding in &page.findings.shown { li.finding.{ (finding.severity.name()) } { (self::finding(finding)) } }
        }
        (more(page.findings.more, "finding"))
    }
}

fn finding(finding: &Finding) -> Markup {
    let Finding { code, severity, page, message, label, place, related, cure, fix } = finding;
    html! {
        h3 {
            span.tag { (severity.name()) } " "
            (message)
        }
        p.where {
            (place)
            @if !label.is_empty() { " – " (label) }
            " · " a.code href=(page) title="What this kind of finding means" { (code.id()) " " (code.name()) }
        }
        @if !related.is_empty() {
            ul.related { @for (place, label) in related { li { (place) " – " (label) } } }
        }
        @if !cure.is_empty() || fix.is_some() {
            div.cure {
                p.label { "What to do" }
                ul {
                    @for cure in cure { li { (cure) } }
                    @if let Some((fix, is_safe)) = fix {
                        li {
                            @if *is_safe { code { "cors-gen check --fix" } } @else { code { "cors-gen check --fix --unsafe-fixes" } }
                            " does this: " (fix)
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn assumed(page: &Page) -> Markup {
    html! {
        p.hint {
            "Nobody has published what IIS does here, and this configuration depends on it. The rows are those of the project's "
            "specification: " code { "cors-gen rule ROW" } " shows one."
        }
        ul.plain {
            @for finding in &page.assumed.shown {
                li { (finding.message) " · " (finding.place) @for cure in &finding.cure { " – " (cure) } }
            }
        }
        (more(page.assumed.more, "assumption"))
    }
}

pub(super) fn silenced(page: &Page) -> Markup {
    html! {
        ul.plain {
            @for left in &page.silenced.shown {
                li {
                    (left.finding.code.id()) ": " (left.finding.message) " · " (left.finding.place) " – "
                    @match &left.by {
                        Some((place, reason)) => {
                            "silenced at " (place)
                            @if !reason.as_str().is_empty() { ": " q { (reason) } }
                        }
                        None => "silenced by an option",
                    }
                }
            }
        }
        (more(page.silenced.more, "finding"))
    }
}

pub(super) fn sections(page: &Page) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-labelledby="h-sections" {
            table.sections {
                caption { "Each section that says something, and who does what it says" }
                thead { tr { th scope="col" { "section" } th scope="col" { "where" } th scope="col" { "what about it" } } }
                @for sections in &page.sections { (of_one(sections)) }
            }
        }
    }
}

fn of_one(sections: &Sections) -> Markup {
    let Sections { disposition, all, entries } = sections;
    html! {
        tbody {
            tr.kind { th colspan="3" scope="rowgroup" {
                (disposition.name()) " " span.count { (all) } " "
                span.hint { (meaning(*disposition)) }
            } }
            @for section in &entries.shown {
                tr {
                    th scope="row" { code { (section.name) } }
                    td { (section.place) }
                    td {
                        @if section.todo.is_empty() { (section.why) } @else { (section.todo) }
                    }
                }
            }
            @if entries.more > 0 { tr { td colspan="3" { (more(entries.more, "section")) } } }
        }
    }
}

/// What a disposition means for who reads the page.
pub(crate) const fn meaning(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::Carried => "the policy does it",
        Disposition::Satisfied => "a Rust service does it by itself",
        Disposition::Yours => "the service has to do it, or the proxy in front of it",
        Disposition::WithoutEffect => "does nothing for a response",
        Disposition::Unknown => "nobody knows it, and nothing of it is carried",
    }
}
