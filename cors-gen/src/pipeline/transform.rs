//! Documents as transforms leave them.

use super::file::Source;
use super::parse::parse;
use super::report;
use crate::budget::Budget;
use crate::diagnostic::{Bag, Code, Diagnostic, Severity};
use crate::source::SourceMap;
use crate::transform::apply;
use crate::xml::Document;

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
