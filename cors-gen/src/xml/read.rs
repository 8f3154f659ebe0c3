//! Text to tree, refusing what is not XML with the place and a way out.
//!
//! quick-xml splits the text; what it leaves to its users is checked here and in the modules beside: matching end tags with
//! both places shown, names, characters, and limits that keep time and memory in proportion whatever the input. After a
//! mistake reading goes on where it can, so that all are told at once.

use std::ops::Range;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::attributes;
use super::mistake::{Reading, forbidden, is_forbidden, is_name, limit, not_xml_at, resolve};
use super::nesting::Nesting;
use super::tree::{Comment, Element, Forest, Node, Text};
use super::typography::is_curly;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Span, Spanned};

/// How deep elements may nest: deeper than any configuration section; IIS's own schemas need a dozen.
pub const MAX_DEPTH: usize = 128;
/// How many nodes a document may have: enough for tens of thousands of origins, and a hostile file stays within some hundred
/// megabytes of memory.
pub const MAX_NODES: usize = 1_000_000;
/// How many mistakes are told of one text: who has more has another problem.
const MAX_MISTAKES: usize = 20;

/// The byte-order mark, which decoding has removed once.
const MARK: char = '\u{feff}';

/// Reads a text as XML, with any number of elements at its top.
///
/// # Errors
///
/// What keeps the text from being well-formed within the limits: [`Code::NotXml`], [`Code::Dtd`] or [`Code::Limit`].
pub(super) fn read(reading: Reading<'_>) -> Result<Forest, Vec<Diagnostic>> {
    Builder {
        reading,
        nesting: Nesting::default(),
        top: Vec::new(),
        nodes: 0,
        mistakes: Vec::new(),
    }
    .read()
}

struct Builder<'t> {
    reading: Reading<'t>,
    nesting: Nesting,
    /// What stands outside of all elements, and the elements that are closed.
    top: Vec<Node>,
    nodes: usize,
    mistakes: Vec<Diagnostic>,
}

/// What ends the reading.
type Result<T, E = Diagnostic> = std::result::Result<T, E>;

impl Builder<'_> {
    fn read(mut self) -> Result<Forest, Vec<Diagnostic>> {
        match self.events() {
            Err(last) => self.mistakes.push(last),
            Ok(false) => {}
            Ok(true) => {
                // Who has half of a text has text and elements outside of the root for that reason.
                let only_a_part = self.nesting.starts_in_the_middle();
                if !only_a_part && let Some(stray) = self.stray_text() {
                    self.mistakes.push(stray);
                }
                self.mistakes.extend(self.nesting.finish(self.reading));
            }
        }
        if !self.mistakes.is_empty() {
            self.mistakes.truncate(MAX_MISTAKES);
            return Err(self.mistakes);
        }
        let Some(first) = self.top.iter().find_map(Node::element).map(|root| root.tag) else {
            let message = "the file has no element";
            return Err(vec![self.reading.not_xml(0, 0, message).help("pass a `web.config`")]);
        };
        Ok(Forest { nodes: self.top, first })
    }

    /// Goes through the text; whether to its end.
    fn events(&mut self) -> Result<bool> {
        let Reading { text, .. } = self.reading;
        if let Some((at, c)) = text.char_indices().find(|(_, c)| is_forbidden(*c)) {
            return Err(forbidden(c, self.reading.span(at, at + c.len_utf8())));
        }
        if text.starts_with(MARK) {
            // The reader would skip it, and count places from there.
            return Err(self.reading.not_xml(0, 1, "the file has a second byte-order mark").help(
                "remove the invisible character at its start: two files were put together here",
            ));
        }
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.check_comments = true;
        while self.mistakes.len() < MAX_MISTAKES {
            let start = position(reader.buffer_position());
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(quick_xml::Error::IllFormed(error)) => {
                    let place = self.reading.span(start, position(reader.buffer_position()));
                    self.mistakes.push(
                        not_xml_at(place, error.to_string())
                            .help("write `- -` where a comment has `--` in it"),
                    );
                    continue;
                }
                Err(error) => return Err(self.cut_off(&error, position(reader.error_position()))),
            };
            let span = self.reading.span(start, position(reader.buffer_position()));
            if matches!(event, Event::Eof) {
                return Ok(true);
            }
            self.event(event, span)?;
        }
        Ok(false)
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<()> {
        match event {
            Event::Start(tag) => {
                let element = self.element(&tag, span)?;
                // `/ >` is a slip that was told.
                if tag.trim_end().ends_with('/') {
                    return self.add(Node::Element(element), span);
                }
                self.open(element, span)
            }
            Event::Empty(tag) => {
                let element = self.element(&tag, span)?;
                if attributes::second_tag(&tag).is_some() {
                    return self.open(element, span);
                }
                self.add(Node::Element(element), span)
            }
            Event::End(tag) => {
                let name = tag.name();
                for element in self.nesting.close(name.as_ref(), span, &mut self.mistakes) {
                    let whole = element.span;
                    self.add(Node::Element(element), whole)?;
                }
                Ok(())
            }
            Event::Text(text) => {
                let first = self.first_visible(span.range());
                self.add_text(text.xml10_content().into_owned(), span, first)
            }
            Event::CData(text) => {
                let Range { start, end } = span.range();
                let inside = start + "<![CDATA[".len()..end - "]]>".len();
                let first = self.first_visible(inside);
                self.add_text(text.xml10_content().into_owned(), span, first)
            }
            Event::GeneralRef(reference) => match resolve(&reference, span) {
                Ok(text) => self.add_text(text, span, span),
                Err(mistake) => {
                    self.mistakes.push(mistake);
                    Ok(())
                }
            },
            Event::Comment(_) => self.add(Node::Comment(Comment::Written(span)), span),
            Event::PI(_) => self.add(Node::Instruction(span), span),
            Event::Decl(_) if span.start == 0 => self.add(Node::Instruction(span), span),
            Event::Decl(_) => {
                let message = "the XML declaration is not at the very start of the file";
                self.mistakes.push(not_xml_at(span, message).help(
                    "keep one configuration only, from its `<?xml` on: two texts were put together here",
                ));
                Ok(())
            }
            Event::DocType(_) => {
                let message = "the file has a document type definition";
                Err(Diagnostic::new(Code::Dtd, span, message)
                    .label("IIS refuses this")
                    .help("remove the `<!DOCTYPE …>`; a configuration needs none"))
            }
            Event::Eof => Ok(()),
        }
    }

    fn open(&mut self, element: Element, span: Span) -> Result<()> {
        self.nesting.open(element);
        if self.nesting.depth() > MAX_DEPTH {
            return Err(limit(span, format!("elements are nested more than {MAX_DEPTH} deep")));
        }
        Ok(())
    }

    /// What is said where the text ends within a tag, a comment or a value.
    fn cut_off(&self, error: &quick_xml::Error, at: usize) -> Diagnostic {
        let message = error.to_string();
        let message = message.trim_start_matches("syntax error: ");
        let mut diagnostic = self
            .reading
            .not_xml(at, at + 1, message)
            .help("close it; if the file is cut off, get the whole of it");
        if let Some(odd) = self.reading.text.get(at..).and_then(odd_quote) {
            let place = self.reading.span(at + odd, at + odd + 1);
            let line = self.reading.text[at + odd..].lines().next().unwrap_or_default();
            diagnostic = diagnostic.related(
                place,
                if line.contains(is_curly) {
                    "does this value end with a typographic quote? write `\"`"
                } else {
                    "is the closing quote of this value missing?"
                },
            );
        }
        diagnostic
    }

    fn element(&mut self, tag: &BytesStart<'_>, span: Span) -> Result<Element> {
        let name_start = span.start as usize + 1;
        let name = tag.name().as_ref().to_owned();
        let name_span = self.reading.span(name_start, name_start + name.len());
        if !is_name(&name) {
            let message = format!("`{}` is no element name", name.escape_debug());
            self.mistakes.push(not_xml_at(name_span, message));
        }
        let attributes = attributes::read(self.reading, tag, span, &mut self.mistakes)?;
        Ok(Element {
            name: Spanned::new(name, name_span),
            attributes,
            children: Vec::new(),
            tag: span,
            span,
            set_by: None,
        })
    }

    /// Adds text whose first character that is not white space, if there is one, is written at `first`.
    fn add_text(&mut self, value: String, span: Span, first: Span) -> Result<()> {
        let first = if value.trim().is_empty() { first.at_start() } else { first };
        self.add(Node::Text(Text { value, span, first }), span)
    }

    /// The first character in a part of the text that is not white space; without length when there is none.
    fn first_visible(&self, part: Range<usize>) -> Span {
        let written = self.reading.text.get(part.clone()).unwrap_or_default().trim_start();
        let start = part.end - written.len();
        self.reading.span(start, start + written.chars().next().map_or(0, char::len_utf8))
    }

    fn add(&mut self, node: Node, span: Span) -> Result<()> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(limit(span, format!("the file has more than {MAX_NODES} nodes")));
        }
        match self.nesting.innermost() {
            Some(parent) => parent.children.push(node),
            None => self.top.push(node),
        }
        Ok(())
    }

    /// The first text outside of all elements, which is told once.
    fn stray_text(&self) -> Option<Diagnostic> {
        let stray = self.top.iter().enumerate().find_map(|(at, node)| match node {
            Node::Text(text) if !text.value.trim().is_empty() => Some((at, text.first)),
            _ => None,
        });
        let (at, first) = stray?;
        let is_after = self.top[..at].iter().any(|node| matches!(node, Node::Element(_)));
        let place = if is_after { "after" } else { "before" };
        Some(
            not_xml_at(first, format!("text stands {place} the root element"))
                .help("keep the configuration only: comments are written `<!-- … -->`"),
        )
    }
}

/// Where the first quote stands in a tag whose value runs into the next tag.
fn odd_quote(tag: &str) -> Option<usize> {
    let mut rest = 0;
    loop {
        let at = rest + tag[rest..].find(['"', '\''])?;
        let quote = tag[at..].chars().next()?;
        let end = tag[at + 1..].find(quote).map_or(tag.len(), |end| at + 1 + end);
        if tag[at..end].contains('<') {
            return Some(at);
        }
        rest = (end + 1).min(tag.len());
    }
}

fn position(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}
