//! The report for a pull request, or for those who have to approve a move.

use std::fmt::Write;

use super::super::judge::Misfit;
use super::super::report::Report;
use super::words::{groups, lines, name, settled, sum};
use crate::text::{escape, shorten};

/// Renders a report about the configuration that messages call `config`.
pub(crate) fn render(report: &Report, config: &str) -> String {
    let mut out = format!("## {}\n\n{}\n\n", code(config), sum(report));
    for group in groups(&report.differences) {
        let titles = group.parts.iter().map(|part| {
            let place = code(&part.source.source);
            format!("{} {} ({place})", part.row, name(&part.misfit.item))
        });
        let titles: Vec<String> = titles.collect();
        let _ = writeln!(out, "### {}\n", titles.join(", "));
        let parts: Vec<&Misfit> = group.parts.iter().map(|part| &part.misfit).collect();
        both(&parts, &mut out);
        let _ =
            writeln!(out, "{}.\n\n{}", sentence(&group.first.browser), fenced(&group.first.curl));
        if group.requests > 1 {
            let _ = writeln!(out, "The same with {} requests in all.\n", group.requests);
        }
    }
    for one in &report.between {
        let _ = writeln!(out, "### Between the two servers\n");
        both(&one.parts.iter().collect::<Vec<_>>(), &mut out);
        let _ = writeln!(out, "{}.\n\n{}", sentence(&one.browser), fenced(&one.curl.join("\n")));
    }
    if !report.assumptions.is_empty() {
        out += "### Assumed of IIS\n\n| row | about | result |\n|---|---|---|\n";
        for one in &report.assumptions {
            let _ = writeln!(out, "| {} | {} | {} |", one.row, one.about, settled(one));
        }
    }
    out
}

fn both(parts: &[&Misfit], out: &mut String) {
    let mut diff = String::new();
    for part in parts {
        for (sign, list) in [('-', &part.expected), ('+', &part.got)] {
            for line in lines(&part.item, list) {
                let _ = writeln!(diff, "{sign} {line}");
            }
        }
    }
    let fence = fence(&diff);
    let _ = writeln!(out, "{fence}diff\n{diff}{fence}\n");
}

fn fenced(text: &str) -> String {
    let fence = fence(text);
    format!("{fence}sh\n{text}\n{fence}\n")
}

/// A fence that does not stand in the text.
fn fence(text: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    fence
}

/// A text as code.
fn code(text: &str) -> String {
    format!("`{}`", escape(&shorten(text, 200)).replace('`', "'"))
}

/// A clause as a sentence without its full stop.
fn sentence(clause: &str) -> String {
    let (first, rest) = clause.split_at_checked(1).unwrap_or((clause, ""));
    plain(&(first.to_ascii_uppercase() + rest))
}

/// A text that Markdown takes as it is.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in escape(text).chars() {
        if matches!(c, '*' | '_' | '`' | '<' | '>' | '[' | ']' | '|' | '\\' | '#' | '&' | '!') {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}
