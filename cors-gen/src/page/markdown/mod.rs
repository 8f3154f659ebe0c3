//! A page as Markdown, with the same content as the HTML.
//!
//! Words are escaped so that they mean nothing in Markdown or HTML, and what is quoted stands in code spans, fenced by more
//! backticks than it has in a row.

mod behaviour;
mod inline;

use std::fmt::Write as _;

use self::inline::{backticks, code, link, prose, words};
use super::html::meaning;
use super::judged::{Finding, Left, Sections};
use super::settings::Row;
use super::source::{File, Line};
use super::text::count;
use super::{Behaviour, Page};

pub(super) fn print(page: &Page) -> String {
    let mut out = Out(String::new());
    out.line(&format!("# {}: what it sends", code(&page.name)));
    match &page.behaviour {
        Some(behaviour) => out.line(&format!("{}. {}.", behaviour.summary(), page.summary())),
        None => {
            out.line(&format!(
                "**There is no policy while there are errors.** {}.",
                page.summary()
            ));
        }
    }
    if let Some(Behaviour { tree, hsts, matrix, requests }) = &page.behaviour {
        out.matrix(matrix);
        out.findings(page);
        out.tree(tree, hsts.as_ref());
        out.options(matrix);
        out.requests(requests);
    } else {
        out.findings(page);
    }
    if let Some(answered) = &page.recorded {
        out.recorded(answered);
    }
    out.sections(&page.sections);
    out.assumed(page);
    out.silenced(page);
    out.files(&page.files);
    out.0
}

struct Out(String);

impl Out {
    /// A line with an empty one behind it.
    fn line(&mut self, text: &str) {
        self.0.extend([text, "\n\n"]);
    }

    fn item(&mut self, text: &str) {
        self.0.extend(["- ", text, "\n"]);
    }

    fn deeper(&mut self, text: &str) {
        self.0.extend(["  - ", text, "\n"]);
    }

    fn end(&mut self) {
        if !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }

    fn row(&mut self, cells: &[String]) {
        for cell in cells {
            self.0.extend(["| ", &cell.replace('|', "\\|"), " "]);
        }
        self.0.push_str("|\n");
    }

    fn head(&mut self, cells: &[String]) {
        self.row(cells);
        self.0.push_str(&"|---".repeat(cells.len()));
        self.0.push_str("|\n");
    }

    fn more(&mut self, number: usize, what: &str) {
        if number > 0 {
            self.end();
            self.line(&format!("{} more, not shown here.", count(number, what)));
        }
    }

    fn findings(&mut self, page: &Page) {
        self.line("## Findings");
        if page.findings.shown.is_empty() {
            self.line("Nothing to say.");
        }
        page.findings.shown.iter().for_each(|finding| self.finding(finding));
        self.end();
        self.more(page.findings.more, "finding");
    }

    fn finding(&mut self, finding: &Finding) {
        let Finding { code: id, severity, page, message, label, place, related, cure, fix } =
            finding;
        self.item(&format!("**{}** {}", severity.name(), prose(message)));
        let label = if label.is_empty() { String::new() } else { format!(" – {}", prose(label)) };
        let _ =
            writeln!(self.0, "  - {}{label} · [{} {}]({page})", link(place), id.id(), id.name());
        for (place, label) in related {
            let _ = writeln!(self.0, "  - {} – {}", link(place), prose(label));
        }
        for cure in cure {
            let _ = writeln!(self.0, "  - **do:** {}", prose(cure));
        }
        if let Some((fix, is_safe)) = fix {
            let flag = if *is_safe { "" } else { " --unsafe-fixes" };
            let _ = writeln!(
                self.0,
                "  - **do:** `cors-gen check --fix{flag}` does this: {}",
                prose(fix)
            );
        }
    }

    fn sections(&mut self, sections: &[Sections]) {
        if sections.is_empty() {
            return;
        }
        self.line("## What becomes of each section");
        for Sections { disposition, all, entries } in sections {
            self.line(&format!("**{}** ({all}): {}", disposition.name(), meaning(*disposition)));
            for section in &entries.shown {
                let words = if section.todo.is_empty() { &section.why } else { &section.todo };
                let words =
                    if words.is_empty() { String::new() } else { format!(": {}", prose(words)) };
                self.item(&format!("{} ({}){words}", code(&section.name), link(&section.place)));
            }
            self.end();
            self.more(entries.more, "section");
        }
    }

    fn assumed(&mut self, page: &Page) {
        if page.assumed.shown.is_empty() {
            return;
        }
        self.line("## What is assumed");
        for finding in &page.assumed.shown {
            let mut words = vec![format!("{} · {}", prose(&finding.message), link(&finding.place))];
            words.extend(finding.cure.iter().map(prose));
            self.item(&words.join(" – "));
        }
        self.end();
        self.more(page.assumed.more, "assumption");
    }

    fn silenced(&mut self, page: &Page) {
        if page.silenced.shown.is_empty() {
            return;
        }
        self.line("## What is silenced");
        for Left { finding, by } in &page.silenced.shown {
            let by = match by {
                Some((place, reason)) if reason.as_str().is_empty() => {
                    format!("silenced at {}", link(place))
                }
                Some((place, reason)) => {
                    format!("silenced at {}: {}", link(place), words(reason))
                }
                None => "silenced by an option".to_owned(),
            };
            let id = finding.code.id();
            self.item(&format!(
                "{id}: {} · {} – {by}",
                prose(&finding.message),
                link(&finding.place)
            ));
        }
        self.end();
        self.more(page.silenced.more, "finding");
    }

    fn files(&mut self, files: &[File]) {
        self.line("## The configuration");
        self.line("The lines that this page speaks of. Others are left out: they may hold what is nobody's business.");
        for file in files {
            self.line(&format!("### {}", code(&file.name)));
            let texts = file.lines.iter().filter_map(|line| match line {
                Line::Shown { text, .. } => Some(text.as_str()),
                Line::LeftOut(_) => None,
            });
            let fence = "`".repeat(texts.map(backticks).max().unwrap_or(0).max(2) + 1);
            let _ = writeln!(self.0, "{fence}text");
            for line in &file.lines {
                let _ = match line {
                    Line::LeftOut(lines) => writeln!(self.0, "      ⋯ {}", count(*lines, "line")),
                    Line::Shown { number, text, worst } => {
                        let worst = worst.map(|worst| format!(" ◂ {}", worst.name()));
                        writeln!(self.0, "{number:5} {text}{}", worst.unwrap_or_default())
                    }
                };
            }
            self.line(&fence);
        }
    }
}
