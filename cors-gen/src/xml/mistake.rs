//! What is said of text that is no XML.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// The text that is read, with places in the text that the user has.
///
/// The two are of the same length. They differ where the text was mended, so that a place may be within a character there.
#[derive(Clone, Copy)]
pub(super) struct Reading<'t> {
    pub(super) file: FileId,
    pub(super) text: &'t str,
    pub(super) written: &'t str,
}

impl Reading<'_> {
    /// A place, widened to whole characters of the user's text.
    pub(super) fn span(self, start: usize, end: usize) -> Span {
        let on_character = |at: &usize| self.written.is_char_boundary(*at);
        let length = self.written.len();
        let start = (0..=start.min(length)).rev().find(on_character).unwrap_or(0);
        let end = (end.max(start)..=length).find(on_character).unwrap_or(length);
        Span::new(self.file, start, end)
    }

    pub(super) fn not_xml(
        self,
        start: usize,
        end: usize,
        message: impl Into<String>,
    ) -> Diagnostic {
        not_xml_at(self.span(start, end), message)
    }
}

pub(super) fn not_xml_at(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::NotXml, span, message)
}

pub(super) fn limit(span: Span, message: String) -> Diagnostic {
    Diagnostic::new(Code::Limit, span, message)
        .help("no configuration that IIS reads comes near this limit")
}

pub(super) const REFERENCES: &str =
    "write `&amp;` for `&`; only amp, lt, gt, apos, quot and numbers can be referred to";

/// What a reference in text stands for.
pub(super) fn resolve(
    reference: &quick_xml::events::BytesRef<'_>,
    span: Span,
) -> Result<String, Diagnostic> {
    let name = reference.xml10_content();
    let resolved = match reference.resolve_char_ref() {
        Ok(Some(c)) => Some(c.to_string()),
        Ok(None) => quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned),
        Err(_) => None,
    };
    resolved
        .ok_or_else(|| not_xml_at(span, format!("`&{name};` refers to nothing")).help(REFERENCES))
}

/// Where the first reference in a value as written is that stands for what is looked for; `None` for nothing at all.
pub(super) fn find_reference(raw: &str, is_it: impl Fn(Option<&str>) -> bool) -> Range<usize> {
    let mut references = raw.match_indices('&').map(|(at, _)| {
        let reference = raw[at..].split_inclusive(';').next().unwrap_or_default();
        (at..at + reference.len(), quick_xml::escape::unescape(reference).ok())
    });
    references.find(|(_, text)| is_it(text.as_deref())).map_or(0..0, |(place, _)| place)
}

/// Whether XML 1.0 does not have a character.
pub(super) const fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
}

pub(super) fn forbidden(c: char, place: Span) -> Diagnostic {
    not_xml_at(place, format!("the character U+{:04X} is not allowed in XML", c as u32))
}

/// A name as XML 1.0 has it, without telling all its ranges of letters apart.
pub(super) fn is_name(name: &str) -> bool {
    let first = |c: char| c.is_alphabetic() || matches!(c, '_' | ':');
    name.starts_with(first)
        && name.chars().all(|c| first(c) || c.is_numeric() || matches!(c, '.' | '-' | '\u{b7}'))
}
