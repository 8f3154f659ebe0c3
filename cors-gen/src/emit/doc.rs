//! What the doc comments of generated items say, with foreign text made harmless.

use crate::source::{SourceMap, Span};
use crate::text::one_line;

/// How many characters of a tag a comment shows.
const LONGEST_EXCERPT: usize = 100;
/// How many places a comment lists.
const MOST_PLACES: usize = 6;

pub(super) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// A place and what stands there: `` `web.config:6:13` `<add origin="*">` ``.
pub(super) fn place_and_text(sources: &SourceMap, span: Span) -> String {
    let text = code(sources.text(span));
    let place = place(sources, span);
    if text.is_empty() { place } else { format!("{place} {text}") }
}

/// A place: `` `web.config:6:13` ``.
pub(super) fn place(sources: &SourceMap, span: Span) -> String {
    code(&sources.locate(span).to_string())
}

/// Places, the first few of them.
pub(super) fn places(sources: &SourceMap, spans: &[Span]) -> String {
    let mut text: Vec<String> =
        spans.iter().take(MOST_PLACES).map(|span| place(sources, *span)).collect();
    if spans.len() > MOST_PLACES {
        text.push(format!("{} more", spans.len() - MOST_PLACES));
    }
    text.join(", ")
}

/// Foreign text as a Markdown code span, in which nothing but a backtick means anything; nothing for blank text.
///
/// Ends in `…` where it is long.
pub(super) fn code(text: &str) -> String {
    let mut text = one_line(text);
    if let Some((end, _)) = text.char_indices().nth(LONGEST_EXCERPT) {
        text.truncate(end);
        text.push('…');
    }
    if text.is_empty() { text } else { format!("`{}`", text.replace('`', "\\u{60}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_show_what_is_there_and_nothing_else() {
        for (text, shown) in [
            ("<add\r\n\t  name=\"a\" />", "`<add name=\"a\" />`"),
            ("a`b", "`a\\u{60}b`"),
            (
                "\u{202e}\u{2066}\u{200b}\u{feff}\u{7}",
                "`\\u{202e}\\u{2066}\\u{200b}\\u{feff}\\u{7}`",
            ),
            ("\0\u{1b}[31m", "`\\u{0}\\u{1b}[31m`"),
            ("é — 漢 [a](b) */", "`é — 漢 [a](b) */`"),
            (" \n ", ""),
        ] {
            assert_eq!(code(text), shown);
        }
        let long = code(&"x".repeat(200));
        assert_eq!(long.chars().count(), LONGEST_EXCERPT + 3);
        assert!(long.ends_with("x…`"), "{long}");
    }
}
