//! White space around what is inserted and removed, so that a transformed document reads like a written one.

use crate::source::Span;
use crate::xml::{Document, Element, Node, Text};

/// How a document is laid out.
#[derive(Debug)]
pub(super) struct Layout {
    newline: &'static str,
    /// What one level of depth adds to the indentation.
    unit: String,
}

impl Layout {
    /// The layout of a document with this text.
    pub(super) fn of(document: &Document, text: &str) -> Self {
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let children = &document.root.children;
        let first = children.iter().position(|node| matches!(node, Node::Element(_)));
        let unit = first.and_then(|at| indent(children, at)).filter(|unit| !unit.is_empty());
        Self { newline, unit: unit.unwrap_or("    ").to_owned() }
    }

    /// A line end and an indentation, as a node made at `span`.
    pub(super) fn line(&self, indent: &str, span: Span) -> Node {
        Node::Text(Text::made(format!("{}{indent}", self.newline), span))
    }

    /// One level deeper.
    pub(super) fn deeper(&self, indent: &str) -> String {
        format!("{indent}{}", self.unit)
    }

    /// Moves what is inside an element from one indentation to another.
    pub(super) fn move_inside(&self, element: &mut Element, from: &str, to: &str) {
        for node in &mut element.children {
            match node {
                Node::Element(child) => self.move_inside(child, from, to),
                Node::Text(text) if is_blank(&text.value) && text.value.contains('\n') => {
                    let mut lines = text.value.split('\n').skip(1).peekable();
                    let mut moved = String::new();
                    while let Some(line) = lines.next() {
                        moved.push_str(self.newline);
                        // Only the last one stands before something.
                        if lines.peek().is_none() {
                            match line.strip_prefix(from) {
                                Some(rest) => moved.extend([to, rest]),
                                None => moved.push_str(line),
                            }
                        }
                    }
                    *text = Text::made(moved, text.span);
                }
                Node::Text(_) | Node::Comment(_) | Node::Instruction(_) => {}
            }
        }
    }
}

/// The indentation of a child that starts a line; `None` for one that does not.
pub(super) fn indent(children: &[Node], index: usize) -> Option<&str> {
    match children.get(index.checked_sub(1)?)? {
        Node::Text(text) => {
            let line = text.value.rsplit_once('\n')?.1;
            is_blank(line).then_some(line)
        }
        Node::Element(_) | Node::Comment(_) | Node::Instruction(_) => None,
    }
}

/// Whether a child and the white space before it make up whole lines, so that they go together.
pub(super) fn has_own_line(children: &[Node], index: usize) -> bool {
    let is_line_end = |node: &Node| match node {
        Node::Text(text) => is_blank(&text.value) && text.value.contains('\n'),
        Node::Element(_) | Node::Comment(_) | Node::Instruction(_) => false,
    };
    index.checked_sub(1).and_then(|before| children.get(before)).is_some_and(is_line_end)
        && children.get(index + 1).is_none_or(is_line_end)
}

/// Whether a text is nothing but white space.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| matches!(c, ' ' | '\t' | '\r' | '\n'))
}
