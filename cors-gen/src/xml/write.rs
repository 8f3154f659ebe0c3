//! Tree to text: what a transform did not touch is copied from its file, the rest is written anew.
//!
//! Every start tag is printed along its original text: kept attributes with the white space around them, changed values in
//! the original quotes, new attributes at the end. Nothing has to be marked as changed for that; spans tell it.

use super::tree::{Attribute, Comment, Document, Element, Node};
use crate::source::{SourceMap, Span};

/// The text of a document, its nodes read from the files of `sources`.
///
/// A document as `read` returned it gives the text that was read.
///
/// # Panics
///
/// When the document has spans of another map.
#[must_use]
pub fn print(document: &Document, sources: &SourceMap) -> String {
    let mut printer = Printer { sources, out: String::new() };
    printer.nodes(&document.prolog);
    printer.element(&document.root);
    printer.nodes(&document.epilog);
    printer.out
}

struct Printer<'s> {
    sources: &'s SourceMap,
    out: String,
}

impl Printer<'_> {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Element(element) => self.element(element),
                Node::Text(text) if text.span.start == text.span.end => {
                    escape(&text.value, None, &mut self.out);
                }
                Node::Text(text) => self.verbatim(text.span),
                Node::Comment(Comment::Written(span)) | Node::Instruction(span) => {
                    self.verbatim(*span);
                }
                Node::Comment(Comment::Out(element)) => self.comment_out(element),
            }
        }
    }

    fn verbatim(&mut self, span: Span) {
        self.out.push_str(self.sources.text(span));
    }

    fn element(&mut self, element: &Element) {
        let closed = self.start_tag(element);
        if closed && element.children.is_empty() {
            self.out.push_str("/>");
            return;
        }
        self.out.push('>');
        self.nodes(&element.children);
        let whole = self.sources.text(element.span);
        let has_tags = element.tag.start < element.tag.end;
        match whole.rfind("</").filter(|_| !closed && has_tags) {
            Some(at) => self.out.push_str(&whole[at..]),
            None => self.out.extend(["</", &element.name.value, ">"]),
        }
    }

    /// Prints a start tag up to its `>` or `/>`; whether it was `/>`.
    fn start_tag(&mut self, element: &Element) -> bool {
        let text = self.sources.text(element.tag);
        let closed = text.ends_with("/>");
        let raw = RawTag::scan(text);
        self.out.extend(["<", &element.name.value]);
        let at = |offset: usize| element.tag.start as usize + offset;
        let is_at = |span: Span, (start, end): (usize, usize)| {
            span == Span::new(element.tag.file, at(start), at(end))
        };
        for part in &raw.attributes {
            let kept = element.attributes.iter().find(|a| is_at(a.name.span, part.name));
            let Some(attribute) = kept else { continue };
            if is_at(attribute.value.span, part.value) {
                self.out.push_str(&text[part.start..=part.value.1]);
            } else {
                self.out.push_str(&text[part.start..part.value.0]);
                let quote = text[..part.value.0].chars().next_back().unwrap_or('"');
                escape(&attribute.value.value, Some(quote), &mut self.out);
                self.out.push(quote);
            }
        }
        let is_new = |attribute: &&Attribute| {
            !raw.attributes.iter().any(|part| is_at(attribute.name.span, part.name))
        };
        for attribute in element.attributes.iter().filter(is_new) {
            self.out.extend([" ", &attribute.name.value, "=\""]);
            escape(&attribute.value.value, Some('"'), &mut self.out);
            self.out.push('"');
        }
        // An element that gets its first children loses the space in ` />`.
        if !closed || element.children.is_empty() {
            self.out.push_str(&text[raw.end.clone()]);
        }
        closed
    }

    /// Prints an element as a comment, in which XML does not allow `--`.
    fn comment_out(&mut self, element: &Element) {
        let mut inner = Printer { sources: self.sources, out: String::new() };
        inner.element(element);
        self.out.push_str("<!-- ");
        let mut last = ' ';
        for c in inner.out.chars() {
            if (last, c) == ('-', '-') {
                self.out.push(' ');
            }
            self.out.push(c);
            last = c;
        }
        self.out.push_str(" -->");
    }
}

/// Where the parts of a start tag stand in its text.
struct RawTag {
    attributes: Vec<RawAttribute>,
    /// The white space before `>` or `/>`.
    end: std::ops::Range<usize>,
}

struct RawAttribute {
    /// Where the white space before the name starts.
    start: usize,
    name: (usize, usize),
    /// What is between the quotes.
    value: (usize, usize),
}

impl RawTag {
    /// Finds the attributes in a start tag that the reader has accepted; other text has none.
    fn scan(text: &str) -> Self {
        let space = |at: usize| {
            at + text[at..].find(|c: char| !c.is_ascii_whitespace()).unwrap_or(text.len() - at)
        };
        let name = |at: usize| {
            let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/');
            at + text[at..].find(ends).unwrap_or(text.len() - at)
        };
        let mut attributes = Vec::new();
        let mut start = name(usize::from(text.starts_with('<')));
        loop {
            let name_start = space(start);
            let name_end = name(name_start);
            let value = text[name_end..].find(['"', '\'']).and_then(|at| {
                let value_start = name_end + at + 1;
                let quote = &text[name_end + at..value_start];
                Some((value_start, value_start + text[value_start..].find(quote)?))
            });
            match value {
                Some(value) if name_end > name_start => {
                    attributes.push(RawAttribute { start, name: (name_start, name_end), value });
                    start = value.1 + 1;
                }
                _ => return Self { attributes, end: start..name_start },
            }
        }
    }
}

/// Appends text with what has a meaning in XML escaped; in an attribute value also the quote and line ends.
fn escape(text: &str, quote: Option<char>, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if quote == Some('"') => out.push_str("&quot;"),
            '\'' if quote == Some('\'') => out.push_str("&apos;"),
            '\t' if quote.is_some() => out.push_str("&#9;"),
            '\n' if quote.is_some() => out.push_str("&#10;"),
            '\r' if quote.is_some() => out.push_str("&#13;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::Text;
    use super::*;
    use crate::source::Spanned;

    fn parse(text: &str) -> (SourceMap, Document) {
        let mut sources = SourceMap::default();
        let file = sources.add("web.config", None, text.to_owned());
        (sources, super::super::read(file, text).expect("well-formed"))
    }

    #[test]
    fn a_document_prints_as_it_was_read() {
        for text in [
            "<a/>",
            "<?xml version=\"1.0\"?>\r\n<!-- b -->\r\n<a\r\n\tx = '1>2'  y=\"&#10;&quot;\"\t>\r\n  <b />t&amp;&#x41;<![CDATA[<]]><?p i?></a >\r\n<!-- e -->\r\n",
            "<é ü='ö'><b></b></é>\n",
        ] {
            let (sources, document) = parse(text);
            assert_eq!(print(&document, &sources), text);
        }
    }

    #[test]
    fn a_changed_value_keeps_its_quotes_and_a_new_attribute_comes_last() {
        let (sources, mut document) = parse("<a x = '1'\n y=\"2\" z='3' />");
        let span = document.root.name.span;
        document.root.attributes[0].set(Spanned::new("it's <\n\"&".to_owned(), span));
        document.root.attributes.remove(1);
        document.root.attributes.push(Attribute::new(
            Spanned::new("n".to_owned(), span),
            Spanned::new("it's <\n\"&".to_owned(), span),
            span,
        ));
        assert_eq!(
            print(&document, &sources),
            "<a x = 'it&apos;s &lt;&#10;\"&amp;' z='3' n=\"it's &lt;&#10;&quot;&amp;\" />"
        );
    }

    #[test]
    fn made_text_is_escaped_and_opens_an_empty_element() {
        let (sources, mut document) = parse("<a  />");
        let text = Text::made("a<b&\n".to_owned(), document.root.span);
        document.root.children.push(Node::Text(text));
        assert_eq!(print(&document, &sources), "<a>a&lt;b&amp;\n</a>");
    }

    #[test]
    fn a_comment_never_holds_two_hyphens() {
        let (sources, mut document) = parse("<a><b x='---'><!-- c --></b></a>");
        let Node::Element(b) = document.root.children.remove(0) else { panic!("an element") };
        document.root.children.push(Node::Comment(Comment::Out(Box::new(b))));
        let text = print(&document, &sources);
        assert_eq!(text, "<a><!-- <b x='- - -'><!- - c - -></b> --></a>");
        parse(&text);
    }
}
