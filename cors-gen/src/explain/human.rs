//! An explanation for people.

use std::fmt::Write;

use super::{Because, Explanation, RequestSpec};
use crate::text::{escape, one_line};

/// The widest header line that others are aligned with.
const WIDEST: usize = 72;
/// The most characters of a setting that are shown.
const LONGEST: usize = 100;

/// Renders an explanation: the request, then the response line by line, each line with the setting it comes from.
///
/// Ends with a line break. `color` adds ANSI escape sequences; there are none otherwise, whatever the configuration or the
/// request holds.
#[must_use]
pub fn render(request: &RequestSpec, explanation: &Explanation, color: bool) -> String {
    let style = |code, text: &str| {
        if color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    };
    let mut out = style("1", &format!("{} {}", escape(&request.method), escape(&request.path)));
    out.push('\n');
    for (name, value) in &request.headers {
        let _ = writeln!(out, "  {}: {}", escape(name), escape(value));
    }
    let by = explanation.answered_by;
    let answer = if explanation.status_assumed {
        format!("{by}, whose status is its own")
    } else {
        format!("{} from {by}", explanation.status)
    };
    let _ = write!(out, "\n{}", style("1", &answer));
    if let Some(place) = &explanation.decided_by {
        let place = format!("{}  {}", place.source, shorten(&place.text));
        let _ = write!(out, "  {}", style("2", &place));
    }
    out.push('\n');

    let lines: Vec<String> = explanation
        .headers
        .iter()
        .map(|(name, value)| format!("{}: {}", escape(name), escape(value)))
        .collect();
    let width = |line: &String| line.chars().count();
    let widest = lines.iter().map(width).filter(|width| *width <= WIDEST).max().unwrap_or(0);
    let origins = origins(explanation);
    for (line, origins) in lines.iter().zip(origins) {
        let _ = write!(out, "  {line}");
        for (index, origin) in origins.iter().enumerate() {
            if index > 0 {
                let _ = write!(out, "\n  {:widest$}", "");
            } else {
                let _ = write!(out, "{:1$}", "", widest.saturating_sub(width(line)));
            }
            let _ = write!(out, "  {}", style("2", origin));
        }
        out.push('\n');
    }
    if lines.is_empty() {
        out.push_str("  no header field from the configuration\n");
    }
    out
}

/// What to say behind each header line: the settings it comes from, or that it is the application's.
fn origins(explanation: &Explanation) -> Vec<Vec<String>> {
    let wide = explanation.because.iter().map(|b| b.source.chars().count()).max().unwrap_or(0);
    let behind = explanation.behind().into_iter().map(|settings| {
        if settings.is_empty() {
            return vec!["the application".to_owned()];
        }
        let text = |it: &Because| format!("{:wide$}  {}", it.source, shorten(&it.text));
        settings.into_iter().map(text).collect()
    });
    behind.collect()
}

/// The text on one line, cut where it is too long to read.
fn shorten(text: &str) -> String {
    let text = one_line(text);
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
