//! Documents as transforms leave them: on the way to a policy, and for those who want the document itself.

use super::file::Source;
use super::parse::parse;
use super::{Options, report};
use crate::budget::Budget;
use crate::diagnostic::{Bag, Code, Diagnostic, Severity};
use crate::source::{Encoding, SourceMap};
use crate::transform::apply;
use crate::xml::{self, Document};

/// What came of a transformation.
#[derive(Debug, Clone)]
pub struct Transformed {
    /// The files that were read, in the order given.
    pub sources: SourceMap,
    /// The findings, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
    /// The transformed document, without byte-order mark; `None` exactly when a finding is an error.
    pub text: Option<String>,
    /// How the source was encoded, and so how the document declares that it is.
    pub encoding: Encoding,
}

impl Transformed {
    /// Whether a file could not be read at all, rather than being read and found wrong.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        self.text.is_none() && self.diagnostics.iter().any(|d| d.code.is_unreadable())
    }
}

/// Applies transforms to a document, one after the other, and prints it.
///
/// Never fails in itself: what is wrong is in [`Transformed::diagnostics`]. The document need be no configuration.
#[must_use]
pub fn transform(source: Source, transforms: Vec<Source>, options: &Options) -> Transformed {
    let mut sources = SourceMap::default();
    let mut bag = Bag::allowing(options.allow.clone());
    let encoding = Encoding::of(&source.bytes);
    let document = parse_transformed(source, transforms, &mut sources, &Budget::new(), &mut bag);
    let text = document.filter(|_| !bag.has_errors()).map(|it| xml::print(&it, &sources));
    Transformed { sources, diagnostics: bag.into_sorted(), text, encoding }
}

/// Reads a document and applies transforms to it.
///
/// All files are read, also after one that is wrong, for the sake of their findings. But no transform is tried on what a
/// failed one leaves behind, which is neither document.
pub(super) fn parse_transformed(
    source: Source,
    transforms: Vec<Source>,
    sources: &mut SourceMap,
    budget: &Budget,
    bag: &mut Bag,
) -> Option<Document> {
    let mut document = report(parse(source, sources), bag);
    for transform in transforms {
        let transform = report(parse(transform, sources), bag);
        document = document.zip(transform).and_then(|(mut document, transform)| {
            let before = bag.errors();
            apply(&mut document, &transform, sources, budget, bag);
            (bag.errors() == before).then_some(document)
        });
    }
    document
}

/// Reads transforms that there is no document for, which is an error in itself.
pub(super) fn without_document(transforms: Vec<Source>, sources: &mut SourceMap, bag: &mut Bag) {
    for transform in transforms {
        if let Some(transform) = report(parse(transform, sources), bag) {
            let message = "there is nothing to transform: the folder itself has no `web.config`";
            bag.push(
                Diagnostic::new(Code::TransformTarget, transform.root.tag, message)
                    .severity(Severity::Error)
                    .help("transforms change the `web.config` at the top of a folder; pass the file that is meant"),
            );
        }
    }
}
