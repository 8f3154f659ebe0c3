//! Differences for people: on a terminal, and in Markdown for a pull request.

use std::fmt::Write;

use super::{Change, Difference};
use crate::explain::{Explanation, RequestSpec};
use crate::text::escape;

/// How differences are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Plain text.
    Plain,
    /// Markdown, whose lines that differ are a diff.
    Markdown,
}

/// The differences, each with its witness, and a line that counts them.
#[must_use]
pub fn render(differences: &[Difference], layout: Layout) -> String {
    let mut text = String::new();
    for difference in differences {
        one(difference, layout, &mut text);
    }
    let _ = match count(differences) {
        Some(counts) => writeln!(text, "{counts}"),
        None => writeln!(text, "no request is answered differently"),
    };
    text
}

fn count(differences: &[Difference]) -> Option<String> {
    let counts =
        [Change::Widened, Change::Narrowed, Change::Changed].into_iter().filter_map(|change| {
            let count = differences.iter().filter(|it| it.change == change).count();
            (count > 0).then(|| format!("{count} {}", change.name()))
        });
    let counts: Vec<String> = counts.collect();
    (!counts.is_empty()).then(|| counts.join(", "))
}

fn one(difference: &Difference, layout: Layout, text: &mut String) {
    let who = difference
        .origin
        .as_deref()
        .map_or_else(|| "all requests".to_owned(), |origin| format!("`{}`", escape(origin)));
    let path = escape(&difference.path);
    let word = difference.change.name();
    let also = match difference.also_at.as_slice() {
        [] => String::new(),
        paths => format!(" and {}", some(paths)),
    };
    let who = match difference.origins_alike.as_slice() {
        [] => who,
        origins => format!("{who} and {}", some(origins)),
    };
    let _ = match layout {
        Layout::Plain => writeln!(text, "{word}: {who} at `{path}`{also}"),
        Layout::Markdown if difference.change == Change::Widened => {
            writeln!(text, "### ⚠ **{word}**: {who} at `{path}`{also}\n\n```diff")
        }
        Layout::Markdown => writeln!(text, "### {word}: {who} at `{path}`{also}\n\n```diff"),
    };
    let indent = if layout == Layout::Plain { "    " } else { "" };
    let _ = writeln!(text, "{indent}  {}", asked(&difference.witness));
    let (old, new) = (lines(&difference.old), lines(&difference.new));
    for line in old.iter().filter(|line| !new.iter().any(|it| it.0 == line.0)) {
        let _ = writeln!(text, "{indent}- {}{}", line.0, line.1);
    }
    for line in new.iter().filter(|line| !old.iter().any(|it| it.0 == line.0)) {
        let _ = writeln!(text, "{indent}+ {}{}", line.0, line.1);
    }
    text.push_str(if layout == Layout::Plain { "\n" } else { "```\n\n" });
}

/// The first of them, and how many more there are.
fn some(texts: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<String> =
        texts.iter().take(SHOWN).map(|text| format!("`{}`", escape(text))).collect();
    let shown = shown.join(", ");
    match texts.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// The request on one line.
fn asked(request: &RequestSpec) -> String {
    let mut line = format!("{} {}", escape(&request.method), escape(&request.path));
    for (name, value) in &request.headers {
        let _ = write!(line, " · {}: {}", escape(name), escape(value));
    }
    for (name, value) in &request.app.headers {
        let _ = write!(line, " · the application sends {}: {}", escape(name), escape(value));
    }
    line
}

/// The lines of an answer, each with what it comes from.
fn lines(answer: &Explanation) -> Vec<(String, String)> {
    let by = answer.decided_by.as_ref().map(|place| format!("  ({})", escape(&place.source)));
    let mut lines =
        vec![(format!("{} by {}", answer.status, answer.answered_by), by.unwrap_or_default())];
    for (name, value) in &answer.headers {
        let because = answer.because.iter().find(|it| it.header == *name);
        let place = because.map(|it| format!("  ({})", escape(&it.source))).unwrap_or_default();
        lines.push((format!("{}: {}", escape(name), escape(value)), place));
    }
    lines
}
