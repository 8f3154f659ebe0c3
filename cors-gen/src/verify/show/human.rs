//! The report on a terminal.

use std::fmt::Write;

use super::super::report::{Between, Report};
use super::super::settle::Outcome;
use super::words::{Group, groups, lines, name, place, settled, sum};
use crate::text::escape;

/// The most differences that are shown: more are told as a number.
const MOST: usize = 50;

/// Renders a report. Ends with a line break; `color` adds ANSI escape sequences, of which there are none otherwise.
pub(crate) fn render(report: &Report, color: bool) -> String {
    let style = Style(color);
    let mut out = String::new();
    let groups = groups(&report.differences);
    for group in groups.iter().take(MOST) {
        difference(group, style, &mut out);
    }
    if groups.len() > MOST {
        let _ = writeln!(
            out,
            "and {} kinds of differences more: see --format json\n",
            groups.len() - MOST
        );
    }
    for one in report.between.iter().take(MOST) {
        between(one, style, &mut out);
    }
    if report.between.len() > MOST {
        let _ =
            writeln!(out, "and {} differences more between the two\n", report.between.len() - MOST);
    }
    for path in &report.own_cors {
        let _ = writeln!(
            out,
            "note: the application sends CORS fields of its own at {}, which are taken for what it always sends there (CM-18)",
            escape(path)
        );
    }
    assumptions(report, style, &mut out);
    let _ = writeln!(out, "{}", style.bold(&sum(report)));
    out
}

#[derive(Clone, Copy)]
struct Style(bool);

impl Style {
    fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    fn with(self, code: &str, text: &str) -> String {
        if self.0 { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

fn difference(group: &Group<'_>, style: Style, out: &mut String) {
    let difference = group.first;
    for part in &group.parts {
        let title = format!("{} {}", part.row, name(&part.misfit.item));
        let place = format!("  {}", place(&part.source));
        let _ = writeln!(out, "{}{}", style.bold(&title), style.with("2", &place));
        both(["expected", "got"], &part.misfit, style, out);
    }
    let _ = writeln!(out, "    browser   {}", escape(&difference.browser));
    let _ = writeln!(out, "    {}", difference.curl);
    if group.requests > 1 {
        let others = group.requests - 1;
        let plural = if others == 1 { "" } else { "s" };
        let _ = writeln!(out, "    the same with {others} other request{plural}");
    }
    out.push('\n');
}

fn both(titles: [&str; 2], misfit: &super::super::judge::Misfit, style: Style, out: &mut String) {
    let [expected, got] = titles;
    for line in lines(&misfit.item, &misfit.expected) {
        let _ = writeln!(out, "    {expected:<9} {}", style.with("32", &line));
    }
    for line in lines(&misfit.item, &misfit.got) {
        let _ = writeln!(out, "    {got:<9} {}", style.with("31", &line));
    }
}

fn between(one: &Between, style: Style, out: &mut String) {
    for part in &one.parts {
        let _ = writeln!(out, "{}", style.bold(&format!("between the two: {}", name(&part.item))));
        both(["old", "new"], part, style, out);
    }
    let _ = writeln!(out, "    browser   {}", escape(&one.browser));
    let _ = writeln!(out, "    {}\n    {}\n", one.curl[0], one.curl[1]);
}

fn assumptions(report: &Report, style: Style, out: &mut String) {
    if report.assumptions.is_empty() {
        return;
    }
    let _ = writeln!(out, "{}", style.bold("assumed of IIS"));
    for one in &report.assumptions {
        let _ = writeln!(out, "    {:<6} {}: {}", one.row, one.about, settled(one));
        let contradicted = matches!(one.result, Outcome::Contradicted { .. });
        if let Some(shown) = one.shown_by.as_ref().filter(|_| contradicted) {
            let _ = writeln!(out, "           {}", shown.curl);
        }
    }
    out.push('\n');
}
