//! The lines of the configuration.

use maud::{Markup, html};

use super::Page;
use crate::diagnostic::Severity;
use crate::page::source::{File, Line};
use crate::page::text::count;

/// The address of a line on the page.
pub(super) fn anchor(file: usize, line: usize) -> String {
    format!("#f{file}-L{line}")
}

pub(super) fn panel(page: &Page) -> Markup {
    html! {
        h2 id="h-source" { "The configuration" }
        p.hint { "The lines that this page speaks of. Others are left out: they may hold what is nobody's business." }
        @for file in &page.files { (self::file(file)) }
    }
}

fn file(file: &File) -> Markup {
    html! {
        section.file aria-label=(file.name) {
            h3 { code { (file.name) } }
            pre tabindex="0" aria-label={ "Lines of " (file.name) } {
                span.lines { @for line in &file.lines { (self::line(file.number, line)) } }
            }
        }
    }
}

fn line(file: usize, line: &Line) -> Markup {
    html! {
        @match line {
            Line::LeftOut(lines) => span.gap { "⋯ " (count(*lines, "line")) "\n" },
            Line::Shown { number, text, worst } => {
                span class=(class(*worst)) id={ "f" (file) "-L" (number) } {
                    a.number href=(anchor(file, *number)) { (number) }
                    code { (text) }
                    @if let Some(worst) = worst { span.mark { " ◂ " (worst.name()) } }
                    "\n"
                }
            }
        }
    }
}

const fn class(worst: Option<Severity>) -> &'static str {
    match worst {
        None => "line",
        Some(Severity::Note) => "line note",
        Some(Severity::Warning) => "line warning",
        Some(Severity::Error) => "line error",
    }
}
