//! XML with the place of everything: quick-xml behind one door.
//!
//! The tree keeps order, comments and layout, so that a transform can print what it did not touch as it was, and every name
//! and value has its span. Only namespaces are left to those who need them: names are kept as written, prefix included.

mod attributes;
mod mend;
mod mistake;
mod nesting;
mod read;
mod tree;
mod typography;
#[cfg(feature = "explain")]
mod write;

pub use read::{MAX_DEPTH, MAX_NODES};
pub use tree::{Attribute, Comment, Document, Element, Forest, Node, Text};
#[cfg(feature = "explain")]
pub use write::print;

use self::mistake::{Reading, not_xml_at};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::FileId;

/// What came of a text that people may have pasted.
pub struct Pasted {
    /// What the text says, or what keeps it from being well-formed within the limits.
    pub forest: Result<Forest, Vec<Diagnostic>>,
    /// What it was read as, byte for byte at the same places; `None` for the text itself.
    pub mended: Option<String>,
    /// What was read past.
    pub notes: Vec<Diagnostic>,
}

/// Reads the text of `file` as a document.
///
/// # Errors
///
/// All that keeps the text from being a well-formed document within the limits.
pub fn read(file: FileId, text: &str) -> Result<Document, Vec<Diagnostic>> {
    let forest = read::read(Reading { file, text, written: text })?;
    forest.into_document().map_err(|forest| vec![several_roots(&forest)])
}

/// Reads the text of `file`, and where it is no XML reads past what a page, a mail or a diff put around it.
#[must_use]
pub fn read_pasted(file: FileId, text: &str) -> Pasted {
    let forest = read::read(Reading { file, text, written: text });
    if let Err(mistakes) = &forest
        && mistakes.iter().all(|mistake| mistake.code == Code::NotXml)
        && let Some((mended, notes)) = mend::mend(file, text)
    {
        let forest = read::read(Reading { file, text: &mended, written: text });
        return Pasted { forest, mended: Some(mended), notes };
    }
    Pasted { forest, mended: None, notes: Vec::new() }
}

/// Says of a text that it is no document because of its roots.
#[must_use]
pub fn several_roots(forest: &Forest) -> Diagnostic {
    let second = forest.roots().nth(1).map_or(forest.first, |root| root.tag);
    not_xml_at(second, "the file has more than one root element")
        .related(forest.first, "the first one")
        .help("wrap them in the elements they belong to, outermost `<configuration>`")
}
