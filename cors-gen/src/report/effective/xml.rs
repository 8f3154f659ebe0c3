//! Elements as XML, each value with the file and line it came from.

use std::borrow::Cow;
use std::fmt::Write;

use crate::source::{SourceMap, Span, Spanned};
use crate::text::{escape, is_hostile};

/// The width in characters from which a line is too long for others to be aligned with.
const WIDEST: usize = 160;

/// How deep sections stand; the comments of one are aligned with each other.
const SECTIONS: usize = 2;

/// An attribute to print, and where it was written.
pub(super) struct Attribute<'a> {
    pub(super) name: &'a str,
    pub(super) value: Cow<'a, str>,
    pub(super) span: Span,
}

/// Which places of attributes are told apart.
#[derive(Clone, Copy)]
pub(super) enum ToldApart {
    /// Each: they come from elements of several levels.
    Lines,
    /// Those in other files, where a transform set them: they are of the element with this start tag.
    Files(Span),
}

struct Line {
    text: String,
    comment: String,
    opens_section: bool,
}

pub(super) struct Xml<'s> {
    sources: &'s SourceMap,
    lines: Vec<Line>,
    open: Vec<&'static str>,
}

impl<'s> Xml<'s> {
    pub(super) const fn new(sources: &'s SourceMap) -> Self {
        Self { sources, lines: Vec::new(), open: Vec::new() }
    }

    /// Prints what keeps inherited entries from being added a second time.
    pub(super) fn clear(&mut self) {
        self.empty("clear", &[], ToldApart::Lines);
    }

    /// Prints an element without attributes that has others in it; nothing when it turns out to have none.
    pub(super) fn group(&mut self, name: &'static str, content: impl FnOnce(&mut Self)) {
        let before = self.lines.len();
        self.element(name, &[], ToldApart::Lines, content);
        if self.lines.len() == before + 2 {
            self.lines.truncate(before);
        }
    }

    /// Prints an element that may have others in it.
    pub(super) fn element_or_empty(
        &mut self,
        name: &'static str,
        attributes: &[Attribute<'_>],
        content: impl FnOnce(&mut Self),
    ) {
        let before = self.lines.len();
        self.element(name, attributes, ToldApart::Lines, content);
        if self.lines.len() == before + 2 {
            self.lines.truncate(before);
            self.empty(name, attributes, ToldApart::Lines);
        }
    }

    /// Prints an element that has others in it.
    pub(super) fn element(
        &mut self,
        name: &'static str,
        attributes: &[Attribute<'_>],
        places: ToldApart,
        content: impl FnOnce(&mut Self),
    ) {
        self.tag(name, attributes, places, ">");
        self.open.push(name);
        content(self);
        self.open.pop();
        self.line(&format!("</{name}>"), String::new());
    }

    /// Prints an element that has nothing in it.
    pub(super) fn empty(&mut self, name: &str, attributes: &[Attribute<'_>], places: ToldApart) {
        self.tag(name, attributes, places, " />");
    }

    fn tag(&mut self, name: &str, attributes: &[Attribute<'_>], places: ToldApart, end: &str) {
        let mut tag = format!("<{name}");
        for attribute in attributes {
            let _ = write!(tag, " {}=\"{}\"", attribute.name, in_value(&attribute.value));
        }
        tag.push_str(end);
        let comment = self.comment(attributes, places);
        self.line(&tag, comment);
    }

    fn line(&mut self, text: &str, comment: String) {
        let indent = "  ".repeat(self.open.len());
        let opens_section = self.open.len() == SECTIONS && !text.starts_with("</");
        self.lines.push(Line { text: indent + text, comment, opens_section });
    }

    /// The places of attributes: one for all when it is one, otherwise each with the names it is of.
    fn comment(&self, attributes: &[Attribute<'_>], places: ToldApart) -> String {
        let mut groups: Vec<(Span, Vec<&str>)> = Vec::new();
        let is_one = |a: Span, b: Span| match places {
            ToldApart::Lines => self.place(a) == self.place(b),
            ToldApart::Files(_) => a.file == b.file,
        };
        for attribute in attributes {
            match groups.iter_mut().find(|(span, _)| is_one(*span, attribute.span)) {
                Some((_, names)) => names.push(attribute.name),
                None => groups.push((attribute.span, vec![attribute.name])),
            }
        }
        let comment = match (groups.as_slice(), places) {
            ([], _) => return String::new(),
            ([(span, _)], ToldApart::Files(tag)) if tag.file == span.file => self.place(tag),
            ([(span, _)], _) => self.place(*span),
            (groups, _) => {
                let each = groups
                    .iter()
                    .map(|(span, names)| format!("{}: {}", names.join(", "), self.place(*span)));
                each.collect::<Vec<_>>().join("; ")
            }
        };
        in_comment(&comment)
    }

    /// A place as file and line.
    pub(super) fn place(&self, span: Span) -> String {
        let location = self.sources.locate(span);
        format!("{}:{}", location.file, location.line)
    }

    pub(super) fn finish(self, heading: &str) -> String {
        let width = |line: &Line| line.text.chars().count();
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        let _ = writeln!(out, "<!-- {heading} -->");
        for section in self.lines.chunk_by(|_, next| !next.opens_section) {
            let commented = section.iter().filter(|line| !line.comment.is_empty());
            let widest = commented.map(width).filter(|width| *width <= WIDEST).max().unwrap_or(0);
            for line in section {
                out.push_str(&line.text);
                if !line.comment.is_empty() {
                    let gap = widest.saturating_sub(width(line)) + 2;
                    let _ = write!(out, "{:gap$}<!-- {} -->", "", line.comment);
                }
                out.push('\n');
            }
        }
        out
    }
}

pub(super) fn text<'a>(name: &'a str, value: &'a Spanned<String>) -> Attribute<'a> {
    Attribute { name, value: Cow::Borrowed(&value.value), span: value.span }
}

/// An attribute that may not be there.
pub(super) fn optional<'a>(
    name: &'a str,
    value: Option<&'a Spanned<String>>,
) -> Option<Attribute<'a>> {
    value.map(|value| text(name, value))
}

pub(super) fn switch(
    name: &'static str,
    value: Option<Spanned<bool>>,
) -> Option<Attribute<'static>> {
    shown(name, value, |value| Cow::Borrowed(if value { "true" } else { "false" }))
}

/// An attribute that may not be there, of a value that is no text.
pub(super) fn shown<T>(
    name: &'static str,
    value: Option<Spanned<T>>,
    show: impl FnOnce(T) -> Cow<'static, str>,
) -> Option<Attribute<'static>> {
    value.map(|value| Attribute { name, value: show(value.value), span: value.span })
}

pub(super) fn number(
    name: &'static str,
    value: Option<Spanned<u32>>,
) -> Option<Attribute<'static>> {
    shown(name, value, |value| Cow::Owned(value.to_string()))
}

/// An attribute with a word out of a few.
pub(super) fn word<T>(
    name: &'static str,
    value: Option<Spanned<T>>,
    word: fn(T) -> &'static str,
) -> Option<Attribute<'static>> {
    let value = value.map(|value| value.map(word))?;
    Some(Attribute { name, value: Cow::Borrowed(value.value), span: value.span })
}

pub(super) fn present<const N: usize>(
    attributes: [Option<Attribute<'_>>; N],
) -> Vec<Attribute<'_>> {
    attributes.into_iter().flatten().collect()
}

/// A text as the value of an attribute in double quotes; reading it gives the text again.
fn in_value(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if is_hostile(c) => {
                let _ = write!(escaped, "&#x{:X};", c as u32);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// A text as it can stand in a comment, where XML does not allow `--`.
pub(super) fn in_comment(text: &str) -> String {
    escape(text).replace("--", "-\\u{2d}").replace("--", "-\\u{2d}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_no_markup() {
        assert_eq!(
            in_value("a&b<c>\"d\"'\t\n\u{202e}"),
            "a&amp;b&lt;c&gt;&quot;d&quot;'&#x9;&#xA;&#x202E;"
        );
        for text in ["--", "---", "----", "-->", "a--b---c.config:1", "\u{202e}--\x1b"] {
            let escaped = in_comment(text);
            assert!(!escaped.contains("--") && !escaped.contains(is_hostile), "{escaped}");
        }
        assert_eq!(in_comment("a-b.config:1"), "a-b.config:1");
    }
}
