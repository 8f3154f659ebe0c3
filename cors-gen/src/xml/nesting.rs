//! Which end tag closes what, also where they do not match.

use super::mistake::{Reading, not_xml_at};
use super::tree::Element;
use crate::diagnostic::Diagnostic;
use crate::source::{Span, Spanned};
use crate::spelling::is_near;

/// How many of the tags that one finding is about are shown.
const MOST_RELATED: usize = 4;

/// How many end tags outside of all elements are kept: no configuration is as deep.
const MOST_UNMATCHED: usize = 64;

/// How many elements are kept that another's end closed; each costs a mistake, of which there are few.
const MOST_OVERTAKEN: usize = 64;

/// The elements that are not closed yet, and the end tags that closed nothing.
#[derive(Default)]
pub(super) struct Nesting {
    /// Outermost first.
    open: Vec<Element>,
    /// Whether an end tag that fits nothing has been reported within the innermost element: it may have been meant for it.
    doubtful: bool,
    /// The names of elements that the end of another closed, and whose own end tag may follow.
    overtaken: Vec<String>,
    /// End tags outside of all elements.
    unmatched: Vec<Spanned<String>>,
}

impl Nesting {
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    pub(super) fn open(&mut self, element: Element) {
        self.open.push(element);
        self.doubtful = false;
    }

    pub(super) fn innermost(&mut self) -> Option<&mut Element> {
        self.open.last_mut()
    }

    /// Whether an end tag stood outside of all elements, so that the text starts in the middle of something.
    pub(super) fn starts_in_the_middle(&self) -> bool {
        !self.unmatched.is_empty()
    }

    /// Takes an end tag, and hands out the elements that it closes, innermost first.
    pub(super) fn close(
        &mut self,
        name: &str,
        span: Span,
        mistakes: &mut Vec<Diagnostic>,
    ) -> Vec<Element> {
        let is_open = |element: &Element| element.name.value == name;
        if !self.open.iter().any(is_open)
            && let Some(at) = self.overtaken.iter().position(|it| it == name)
        {
            self.overtaken.swap_remove(at);
            return Vec::new();
        }
        let Some(innermost) = self.open.last() else {
            if self.unmatched.len() < MOST_UNMATCHED {
                self.unmatched.push(Spanned::new(name.to_owned(), span));
            }
            return Vec::new();
        };
        let expected = innermost.name.value.as_str();
        let matching = self.open.iter().rposition(is_open);
        let closed = match matching {
            Some(at) => self.open.len() - at,
            None if is_near(name, expected) => 1,
            None => 0,
        };
        if !(expected == name || self.doubtful && closed == 2) {
            mistakes.push(
                not_xml_at(span, format!("`</{name}>` stands where `</{expected}>` is expected"))
                    .related(innermost.tag, format!("`<{expected}>` opened here")),
            );
        }
        self.doubtful = closed == 0;
        let mut elements = self.open.split_off(self.open.len() - closed);
        for element in &mut elements {
            element.span.end = span.end;
        }
        let others = elements.iter().skip(1).map(|element| element.name.value.clone());
        self.overtaken.extend(others.take(MOST_OVERTAKEN.saturating_sub(self.overtaken.len())));
        elements.reverse();
        elements
    }

    /// What is left to say at the end of the text.
    pub(super) fn finish(self, reading: Reading<'_>) -> impl Iterator<Item = Diagnostic> {
        let end = reading.span(reading.text.trim_end().len(), reading.text.trim_end().len());
        [starts_in_the_middle(&self.unmatched), ends_in_the_middle(&self.open, end)]
            .into_iter()
            .flatten()
    }
}

fn starts_in_the_middle(unmatched: &[Spanned<String>]) -> Option<Diagnostic> {
    let (first, others) = unmatched.split_first()?;
    let missing = tags(unmatched.iter().rev().map(|tag| ("<", tag.value.as_str())));
    let mut diagnostic = not_xml_at(first.span, format!("`</{}>` closes nothing", first.value))
        .help(format!(
            "the text starts in the middle: get the whole of it, which starts with {missing}"
        ));
    for other in others.iter().take(MOST_RELATED) {
        diagnostic = diagnostic.related(other.span, "nor does this");
    }
    Some(diagnostic)
}

fn ends_in_the_middle(open: &[Element], end: Span) -> Option<Diagnostic> {
    let (innermost, others) = open.split_last()?;
    let missing = tags(open.iter().rev().map(|element| ("</", element.name.value.as_str())));
    let message = format!("`<{}>` is never closed", innermost.name.value);
    let mut diagnostic =
        not_xml_at(innermost.tag, message).help(format!("add {missing} where it ends"));
    for other in others.iter().rev().take(MOST_RELATED) {
        diagnostic = diagnostic.related(other.tag, "nor is this");
    }
    Some(diagnostic.related(end, "the text ends here"))
}

/// Tags one after the other, as far as a finding has room for them.
fn tags<'n>(tags: impl Iterator<Item = (&'static str, &'n str)> + Clone) -> String {
    const MOST: usize = 6;
    let more = if tags.clone().nth(MOST).is_some() { " …" } else { "" };
    let tags: String = tags.take(MOST).flat_map(|(start, name)| [start, name, ">"]).collect();
    format!("`{tags}`{more}")
}
