//! XML with the place of everything: quick-xml behind one door.
//!
//! The tree keeps order, comments and layout, so that a transform can print what it did not touch as it was, and every name
//! and value has its span. Only namespaces are left to those who need them: names are kept as written, prefix included.

mod read;
mod tree;
#[cfg(feature = "explain")]
mod write;

pub use read::{MAX_DEPTH, MAX_NODES, read};
pub use tree::{Attribute, Comment, Document, Element, Node, Text};
#[cfg(feature = "explain")]
pub use write::print;
