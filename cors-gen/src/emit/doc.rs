//! What the doc comments of generated items say, with foreign text made harmless.

use proc_macro2::TokenStream;
use quote::quote;

use crate::source::{SourceMap, Span};
use crate::text::one_line;

/// How many characters of a text of the configuration a comment shows.
const LONGEST_EXCERPT: usize = 100;

/// The doc comment with these lines; empty ones are left out.
pub(super) fn comment(lines: &[String]) -> TokenStream {
    let lines = lines.iter().filter(|line| !line.is_empty()).map(|line| format!(" {line}"));
    quote! { #(#[doc = #lines])* }
}

/// An element and where it stands: `` `<add origin="*" />` in `cors` of `web.config` ``. No line: an edit above it changes none
/// of what is here.
pub(super) fn element(sources: &SourceMap, span: Span, section: &str) -> String {
    let text = start_tag(sources.text(span));
    let file = code(&sources.portable_name(sources.file(span.file)));
    let text = code(&text);
    let place = if section.is_empty() { file } else { format!("`{section}` of {file}") };
    if text.is_empty() { place } else { format!("{text} in {place}") }
}

/// The start tag that an element's text begins with, on one line and without what editors do to tags.
fn start_tag(text: &str) -> String {
    let text = one_line(crate::text::start_tag(text));
    match text.strip_suffix("/>") {
        Some(start) => format!("{} />", start.trim_end()),
        None => text,
    }
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
    fn layout_of_a_tag_does_not_show() {
        for text in [
            "<add origin=\"a\" />",
            "<add origin=\"a\"/>",
            "<add\r\n\torigin=\"a\"\n/>",
            "<add   origin=\"a\"   />",
        ] {
            assert_eq!(start_tag(text), "<add origin=\"a\" />");
        }
        assert_eq!(start_tag("<cors enabled=\"true\"><add/></cors>"), "<cors enabled=\"true\">");
    }

    #[test]
    fn foreign_text_stays_in_its_code_span() {
        assert_eq!(code("a`b\n*/ \u{202e}c"), "`a\\u{60}b */ \\u{202e}c`");
        assert_eq!(code(" \n"), "");
        let long = code(&"ä".repeat(1000));
        assert_eq!(long.chars().count(), LONGEST_EXCERPT + 3);
    }
}
