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

/// What stands at the top of a text: in a document one element, in what people paste also several.
#[derive(Debug, Clone)]
pub struct Forest {
    /// The elements and what is around them, in the order of the text.
    pub nodes: Vec<Node>,
    /// The start tag of the first element.
    pub first: Span,
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
#[derive(Debug, Clone)]
pub struct Attribute {
    /// The name as written, with its prefix.
    pub name: Spanned<String>,
    /// The value with references resolved and white space normalised; its span is what stands between the quotes.
    pub value: Spanned<String>,
    /// Name to closing quote; `None` when a transform gave it another value than the one that stands beside the name.
    whole: Option<Span>,
}

/// Something between tags.
#[derive(Debug, Clone)]
pub enum Node {
    /// An element.
    Element(Element),
    /// A run of text. References and CDATA sections are text too, each a run of its own.
    Text(Text),
    /// A comment.
    Comment(Comment),
    /// A processing instruction or the XML declaration, `<?` to `?>`.
    Instruction(Span),
}

/// A run of text.
#[derive(Debug, Clone)]
pub struct Text {
    /// The text, with references resolved and line ends as `\n`.
    pub value: String,
    /// How it is written, the markup of references and CDATA sections included; without length when a transform made it.
    pub span: Span,
    /// The first character that is not white space, or the reference that stands for it; without length when there is none.
    ///
    /// It cannot be found by counting in `value`, which is not as long as what is written.
    pub first: Span,
}

/// A comment.
#[derive(Debug, Clone)]
pub enum Comment {
    /// One that stands in a file, `<!--` to `-->`.
    Written(Span),
    /// An element that a transform made a comment of.
    Out(Box<Element>),
}

impl Forest {
    /// The elements at the top.
    pub fn roots(&self) -> impl Iterator<Item = &Element> + Clone {
        self.nodes.iter().filter_map(Node::element)
    }

    /// The document that the text is, or the forest where it has more than one element at its top.
    ///
    /// # Errors
    ///
    /// With the forest itself when it is no document.
    pub fn into_document(mut self) -> Result<Document, Self> {
        let Some(at) = self.nodes.iter().position(|node| node.element().is_some()) else {
            return Err(self);
        };
        if self.roots().nth(1).is_some() {
            return Err(self);
        }
        let epilog = self.nodes.split_off(at + 1);
        match self.nodes.pop() {
            Some(Node::Element(root)) => Ok(Document { prolog: self.nodes, root, epilog }),
            _ => Err(self),
        }
    }
}

impl Node {
    /// The element that it is.
    #[must_use]
    pub const fn element(&self) -> Option<&Element> {
        match self {
            Self::Element(element) => Some(element),
            Self::Text(_) | Self::Comment(_) | Self::Instruction(_) => None,
        }
    }
}

impl Element {
    /// An element that no text has, around nodes that one has from `around`'s start to its end.
    #[must_use]
    pub fn around(name: &str, children: Vec<Node>, around: Span) -> Self {
        let place = around.at_start();
        Self {
            name: Spanned::new(name.to_owned(), place),
            attributes: Vec::new(),
            children,
            tag: place,
            span: around,
            set_by: None,
        }
    }

    /// The child elements in document order.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(Node::element)
    }

    /// The text between the tags that is not white space.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
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
    /// An attribute whose name and value stand beside each other in a start tag, at `whole` with the quotes.
    #[must_use]
    pub const fn new(name: Spanned<String>, value: Spanned<String>, whole: Span) -> Self {
        Self { name, value, whole: Some(whole) }
    }

    /// An attribute that a transform makes where `place` starts.
    #[must_use]
    pub fn made(name: String, value: String, place: Span) -> Self {
        let place = place.at_start();
        Self { name: Spanned::new(name, place), value: Spanned::new(value, place), whole: None }
    }

    /// Gives it a value that stands elsewhere, as transforms do.
    pub fn set(&mut self, value: Spanned<String>) {
        self.value = value;
        self.whole = None;
    }

    /// The place of the whole attribute, name to closing quote; of the value alone when a transform set it.
    #[must_use]
    pub fn span(&self) -> Span {
        self.whole.unwrap_or(self.value.span)
    }
}

impl Text {
    /// Text that a transform puts where `place` starts.
    #[must_use]
    pub fn made(value: String, place: Span) -> Self {
        let place = place.at_start();
        Self { value, span: place, first: place }
    }
}
