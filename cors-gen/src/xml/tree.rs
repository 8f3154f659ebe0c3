//! The tree.

use crate::source::{Span, Spanned};

/// A document: one root element with what stands before and after it.
#[derive(Debug, Clone)]
pub struct Document {
    /// XML declaration, comments and white space before the root.
    pub prolog: Vec<Node>,
    /// The root element.
    pub root: Element,
    /// Comments and white space after the root.
    pub epilog: Vec<Node>,
}

/// An element.
#[derive(Debug, Clone)]
pub struct Element {
    /// The name as written, with its prefix.
    pub name: Spanned<String>,
    /// The attributes in document order; no two have the same name.
    pub attributes: Vec<Attribute>,
    /// What is between the tags, in document order.
    pub children: Vec<Node>,
    /// The start tag, `<` to `>`.
    pub tag: Span,
    /// The element, start tag to end tag.
    pub span: Span,
    /// The start tag in a transform that set attributes of this element, the last one if there were several.
    pub set_by: Option<Span>,
}

/// An attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// The name as written, with its prefix.
    pub name: Spanned<String>,
    /// The value with references resolved and white space normalised; its span is what stands between the quotes.
    pub value: Spanned<String>,
}

/// Something between tags.
#[derive(Debug, Clone)]
pub enum Node {
    /// An element.
    Element(Element),
    /// A run of text, references resolved; CDATA sections are text. A span without length means that a transform made it.
    Text(Spanned<String>),
    /// A comment.
    Comment(Comment),
    /// A processing instruction or the XML declaration, `<?` to `?>`.
    Instruction(Span),
}

/// A comment.
#[derive(Debug, Clone)]
pub enum Comment {
    /// One that stands in a file, `<!--` to `-->`.
    Written(Span),
    /// An element that a transform made a comment of.
    Out(Box<Element>),
}

impl Element {
    /// The child elements in document order.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) | Node::Comment(_) | Node::Instruction(_) => None,
        })
    }

    /// The text between the tags that is not white space.
    pub fn texts(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.children.iter().filter_map(|node| match node {
            Node::Text(text) if !text.value.trim().is_empty() => Some(text),
            Node::Element(_) | Node::Text(_) | Node::Comment(_) | Node::Instruction(_) => None,
        })
    }

    /// The start tag that says what the element says: its own, or that of the transform that set its attributes.
    #[must_use]
    pub fn place(&self) -> Span {
        self.set_by.unwrap_or(self.tag)
    }

    /// The attribute of this name, compared with case.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name.value == name)
    }
}

impl Attribute {
    /// The place of the whole attribute, name to closing quote; of the value alone when a transform set it.
    #[must_use]
    pub fn span(&self) -> Span {
        if self.name.span.file != self.value.span.file {
            return self.value.span;
        }
        Span { end: self.value.span.end + 1, ..self.name.span }
    }
}
