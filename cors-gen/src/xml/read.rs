//! Text to tree, refusing what is not XML with the place and a way out.
//!
//! quick-xml splits the text; what it leaves to its users is checked here: one root, matching end tags with both places
//! shown, names, characters, and limits that keep time and memory in proportion whatever the input.

use std::collections::HashMap;
use std::ops::Range;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event, attributes::AttrError};
use quick_xml::reader::Reader;

use super::tree::{Attribute, Comment, Document, Element, Node, Text};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span, Spanned};

/// How deep elements may nest: deeper than any configuration section; IIS's own schemas need a dozen.
pub const MAX_DEPTH: usize = 128;
/// More than any element of IIS's schemas has.
const MAX_ATTRIBUTES: usize = 256;
/// How many nodes a document may have: enough for tens of thousands of origins, and a hostile file stays within some hundred
/// megabytes of memory.
pub const MAX_NODES: usize = 1_000_000;

/// The byte-order mark, which decoding has removed once.
const MARK: char = '\u{feff}';

/// Reads the text of `file` as XML.
///
/// # Errors
///
/// The first thing that keeps the text from being a well-formed document within the limits: [`Code::NotXml`],
/// [`Code::Dtd`] or [`Code::Limit`].
pub fn read(file: FileId, text: &str) -> Result<Document, Diagnostic> {
    Builder {
        file,
        text,
        open: Vec::new(),
        prolog: Vec::new(),
        root: None,
        epilog: Vec::new(),
        nodes: 0,
    }
    .read()
}

struct Builder<'t> {
    file: FileId,
    text: &'t str,
    /// The elements that are not closed yet, outermost first.
    open: Vec<Element>,
    prolog: Vec<Node>,
    root: Option<Element>,
    epilog: Vec<Node>,
    nodes: usize,
}

type Result<T, E = Diagnostic> = std::result::Result<T, E>;

impl Builder<'_> {
    fn read(mut self) -> Result<Document> {
        if let Some((at, c)) = self.text.char_indices().find(|(_, c)| is_forbidden(*c)) {
            return Err(forbidden(c, self.span(at, at + c.len_utf8())));
        }
        if self.text.starts_with(MARK) {
            // The reader would skip it, and count places from there.
            return Err(self.not_xml(0, 1, "the file has a second byte-order mark").help(
                "remove the invisible character at its start: two files were put together here",
            ));
        }
        let mut reader = Reader::from_str(self.text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.check_comments = true;
        loop {
            let start = position(reader.buffer_position());
            let event = reader.read_event().map_err(|error| {
                let at = position(reader.error_position());
                let message = error.to_string();
                let message = message
                    .trim_start_matches("syntax error: ")
                    .trim_start_matches("ill-formed document: ");
                self.not_xml(at, at + 1, message)
                    .help("close it; if the file is cut off, get the whole of it")
            })?;
            let span = self.span(start, position(reader.buffer_position()));
            match event {
                Event::Eof => return self.finish(),
                Event::Start(tag) => {
                    let element = self.element(&tag, span)?;
                    self.open.push(element);
                    if self.open.len() > MAX_DEPTH {
                        return Err(limit(
                            span,
                            format!("elements are nested more than {MAX_DEPTH} deep"),
                        ));
                    }
                }
                Event::Empty(tag) => {
                    let element = self.element(&tag, span)?;
                    self.add(Node::Element(element), span)?;
                }
                Event::End(tag) => self.close(tag.name().as_ref(), span)?,
                Event::Text(text) => {
                    let first = self.first_visible(span.range());
                    self.add_text(text.xml10_content().into_owned(), span, first)?;
                }
                Event::CData(text) => {
                    let Range { start, end } = span.range();
                    let inside = start + "<![CDATA[".len()..end - "]]>".len();
                    let first = self.first_visible(inside);
                    self.add_text(text.xml10_content().into_owned(), span, first)?;
                }
                Event::GeneralRef(reference) => {
                    self.add_text(resolve(&reference, span)?, span, span)?;
                }
                Event::Comment(_) => self.add(Node::Comment(Comment::Written(span)), span)?,
                Event::PI(_) => self.add(Node::Instruction(span), span)?,
                Event::Decl(_) if start == 0 => self.add(Node::Instruction(span), span)?,
                Event::Decl(_) => {
                    let message = "the XML declaration is not at the very start of the file";
                    return Err(not_xml_at(span, message).help(
                        "remove what stands before `<?xml`, white space and comments included",
                    ));
                }
                Event::DocType(_) => {
                    return Err(Diagnostic::new(
                        Code::Dtd,
                        span,
                        "the file has a document type definition",
                    )
                    .label("IIS refuses this")
                    .help("remove the `<!DOCTYPE …>`; a configuration needs none"));
                }
            }
        }
    }

    fn element(&self, tag: &BytesStart<'_>, span: Span) -> Result<Element> {
        let name_start = span.start as usize + 1;
        let name = tag.name().as_ref().to_owned();
        let name_span = self.span(name_start, name_start + name.len());
        if !is_name(&name) {
            return Err(not_xml_at(
                name_span,
                format!("`{}` is no element name", name.escape_debug()),
            ));
        }
        let attributes = self.attributes(tag, span)?;
        Ok(Element {
            name: Spanned::new(name, name_span),
            attributes,
            children: Vec::new(),
            tag: span,
            span,
            set_by: None,
        })
    }

    fn attributes(&self, tag: &BytesStart<'_>, tag_span: Span) -> Result<Vec<Attribute>> {
        let content_start = tag_span.start as usize + 1;
        let mut attributes: Vec<Attribute> = Vec::new();
        let mut seen: HashMap<String, Span> = HashMap::new();
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| self.bad_attribute(&error, content_start))?;
            let raw_name = attribute.key.as_ref();
            // Both are slices of the reader's text, so their addresses tell where they stand.
            let offset = |part: &str| part.as_ptr() as usize - self.text.as_ptr() as usize;
            let name_start = offset(raw_name);
            let value_start = offset(&attribute.value);
            let name_span = self.span(name_start, name_start + raw_name.len());
            let value_span = self.span(value_start, value_start + attribute.value.len());
            if !is_name(raw_name) {
                return Err(not_xml_at(
                    name_span,
                    format!("`{}` is no attribute name", raw_name.escape_debug()),
                ));
            }
            if !self.text[..name_start].ends_with(|c: char| c.is_ascii_whitespace()) {
                return Err(not_xml_at(name_span, "there is no white space before this attribute"));
            }
            if attribute.value.contains('<') {
                return Err(not_xml_at(value_span, "an attribute value holds `<`")
                    .help("write `&lt;`, or close the quotes before it"));
            }
            let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|_| {
                // Of all that keeps a value from being resolved, only references are left here.
                let at =
                    value_start + find_reference(&attribute.value, |text| text.is_none()).start;
                self.not_xml(at, at + 1, "this `&` starts no reference that XML knows")
                    .help(REFERENCES)
            })?;
            if let Some(c) = value.chars().find(|c| is_forbidden(*c)) {
                // The text itself has none, so a reference stands for it.
                let stands_for_it =
                    |text: Option<&str>| text.is_some_and(|text| text.contains(is_forbidden));
                let reference = find_reference(&attribute.value, stands_for_it);
                let place = self.span(value_start + reference.start, value_start + reference.end);
                return Err(forbidden(c, place));
            }
            if let Some(first) = seen.insert(raw_name.to_owned(), name_span) {
                return Err(not_xml_at(
                    name_span,
                    format!("the attribute `{raw_name}` stands twice"),
                )
                .related(first, "first here"));
            }
            if attributes.len() == MAX_ATTRIBUTES {
                return Err(limit(
                    name_span,
                    format!("an element has more than {MAX_ATTRIBUTES} attributes"),
                ));
            }
            let name = Spanned::new(raw_name.to_owned(), name_span);
            attributes.push(Attribute::new(name, Spanned::new(value.into_owned(), value_span)));
        }
        Ok(attributes)
    }

    fn close(&mut self, name: &str, span: Span) -> Result<()> {
        let Some(mut element) = self.open.pop() else {
            return Err(not_xml_at(span, format!("`</{name}>` closes nothing")));
        };
        if element.name.value != name {
            let expected = &element.name.value;
            return Err(not_xml_at(
                span,
                format!("`</{name}>` stands where `</{expected}>` is expected"),
            )
            .related(element.tag, format!("`<{expected}>` opened here")));
        }
        element.span.end = span.end;
        let whole = element.span;
        self.add(Node::Element(element), whole)
    }

    /// Adds text whose first character that is not white space, if there is one, is written at `first`.
    fn add_text(&mut self, value: String, span: Span, first: Span) -> Result<()> {
        let is_blank = value.trim().is_empty();
        if self.open.is_empty() && !is_blank {
            let place = if self.root.is_some() { "after" } else { "before" };
            return Err(not_xml_at(first, format!("text stands {place} the root element"))
                .help("keep the configuration only: comments are written `<!-- … -->`"));
        }
        let first = if is_blank { first.at_start() } else { first };
        self.add(Node::Text(Text { value, span, first }), span)
    }

    /// The first character in a part of the text that is not white space; without length when there is none.
    fn first_visible(&self, part: Range<usize>) -> Span {
        let written = self.text[part.clone()].trim_start();
        let start = part.end - written.len();
        self.span(start, start + written.chars().next().map_or(0, char::len_utf8))
    }

    fn add(&mut self, node: Node, span: Span) -> Result<()> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(limit(span, format!("the file has more than {MAX_NODES} nodes")));
        }
        if let Some(parent) = self.open.last_mut() {
            parent.children.push(node);
            return Ok(());
        }
        match (node, &self.root) {
            (Node::Element(element), None) => self.root = Some(element),
            (Node::Element(element), Some(root)) => {
                return Err(not_xml_at(element.tag, "the file has more than one root element")
                    .related(root.tag, "the first one")
                    .help(
                        "wrap them in the elements they belong to, outermost `<configuration>`",
                    ));
            }
            (node, None) => self.prolog.push(node),
            (node, Some(_)) => self.epilog.push(node),
        }
        Ok(())
    }

    fn finish(self) -> Result<Document> {
        if let Some(element) = self.open.last() {
            let name = &element.name.value;
            return Err(not_xml_at(element.tag, format!("`<{name}>` is never closed"))
                .help(format!("add `</{name}>` where it ends")));
        }
        match self.root {
            Some(root) => Ok(Document { prolog: self.prolog, root, epilog: self.epilog }),
            None => Err(self.not_xml(0, 0, "the file has no element").help("pass a `web.config`")),
        }
    }

    fn bad_attribute(&self, error: &AttrError, content_start: usize) -> Diagnostic {
        let (at, help) = match error {
            AttrError::ExpectedEq(at) => (*at, "write `name=\"value\"`"),
            AttrError::ExpectedValue(at) | AttrError::UnquotedValue(at) => {
                (*at, "put the value in quotes")
            }
            AttrError::ExpectedQuote(at, _) => (*at, "close the quotes"),
            AttrError::Duplicated(at, _) => (*at, "remove one of them"),
        };
        let at = content_start + at;
        let message = match error {
            AttrError::ExpectedEq(_) => "an attribute has no value",
            AttrError::ExpectedValue(_) => "an attribute has nothing after `=`",
            AttrError::UnquotedValue(_) => "an attribute value is not in quotes",
            AttrError::ExpectedQuote(..) => "an attribute value has no closing quote",
            AttrError::Duplicated(..) => "an attribute stands twice",
        };
        self.not_xml(at, at + 1, message).help(help)
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    fn not_xml(&self, start: usize, end: usize, message: impl Into<String>) -> Diagnostic {
        // Keep both ends inside the text and on characters, so that the place can be shown.
        let on_character = |at: &usize| self.text.is_char_boundary(*at);
        let start = (0..=start.min(self.text.len())).rev().find(on_character).unwrap_or(0);
        let end = (end.max(start)..=self.text.len()).find(on_character).unwrap_or(self.text.len());
        not_xml_at(self.span(start, end), message)
    }
}

/// What a reference in text stands for.
fn resolve(reference: &quick_xml::events::BytesRef<'_>, span: Span) -> Result<String> {
    let name = reference.xml10_content();
    let resolved = match reference.resolve_char_ref() {
        Ok(Some(c)) => Some(c.to_string()),
        Ok(None) => quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned),
        Err(_) => None,
    };
    resolved.ok_or_else(|| {
        not_xml_at(span, format!("`&{name};` refers to nothing")).help(
            "write `&amp;` for `&`; only amp, lt, gt, apos, quot and numbers can be referred to",
        )
    })
}

fn not_xml_at(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::NotXml, span, message)
}

fn limit(span: Span, message: String) -> Diagnostic {
    Diagnostic::new(Code::Limit, span, message)
        .help("no configuration that IIS reads comes near this limit")
}

const REFERENCES: &str =
    "write `&amp;` for `&`; only amp, lt, gt, apos, quot and numbers can be referred to";

/// Where the first reference in a value as written is that stands for what is looked for; `None` for nothing at all.
fn find_reference(raw: &str, is_it: impl Fn(Option<&str>) -> bool) -> Range<usize> {
    let mut references = raw.match_indices('&').map(|(at, _)| {
        let reference = raw[at..].split_inclusive(';').next().unwrap_or_default();
        (at..at + reference.len(), quick_xml::escape::unescape(reference).ok())
    });
    references.find(|(_, text)| is_it(text.as_deref())).map_or(0..0, |(place, _)| place)
}

/// Whether XML 1.0 does not have a character.
const fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
}

fn forbidden(c: char, place: Span) -> Diagnostic {
    not_xml_at(place, format!("the character U+{:04X} is not allowed in XML", c as u32))
}

fn position(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

/// A name as XML 1.0 has it, without telling all its ranges of letters apart.
fn is_name(name: &str) -> bool {
    let first = |c: char| c.is_alphabetic() || matches!(c, '_' | ':');
    name.starts_with(first)
        && name.chars().all(|c| first(c) || c.is_numeric() || matches!(c, '.' | '-' | '\u{b7}'))
}
