//! Documents as transforms leave them.

use super::file::Source;
use super::parse::parse;
use crate::budget::Budget;
use crate::diagnostic::{Bag, Code, Diagnostic, Severity};
use crate::source::SourceMap;
use crate::transform::apply;
use crate::xml::Document;

/// Applies a transform to a document, where both could be read.
///
/// No transform is tried on what a failed one leaves behind, which is neither document.
pub(super) fn apply_to(
    document: Option<Document>,
    transform: Option<&Document>,
    sources: &SourceMap,
    budget: &Budget,
    bag: &mut Bag,
) -> Option<Document> {
    let (mut document, transform) = document.zip(transform)?;
    let before = bag.errors();
    apply(&mut document, transform, sources, budget, bag);
    (bag.errors() == before).then_some(document)
}

/// Reads transforms that there is no document for, which is an error in itself.
pub(super) fn without_document(transforms: Vec<Source>, sources: &mut SourceMap, bag: &mut Bag) {
    for transform in transforms {
        if let Some(transform) = parse(transform, sources, bag) {
            let message = "there is nothing to transform: the folder itself has no `web.config`";
            bag.push(
                Diagnostic::new(Code::TransformTarget, transform.root.tag, message)
                    .severity(Severity::Error)
                    .help("transforms change the `web.config` at the top of a folder; pass the file that is meant"),
            );
        }
    }
}
