//! Transformed documents, for those who want the document itself.

use super::Options;
use super::file::Source;
use super::parse::parse;
use super::transform::apply_to;
use crate::budget::Budget;
use crate::diagnostic::{Bag, Diagnostic};
use crate::source::{Encoding, SourceMap};
use crate::xml;

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
    let mut bag = Bag::with(options.levels.clone());
    let encoding = Encoding::of(&source.bytes);
    let mut document = parse(source, &mut sources, &mut bag);
    let transforms = transforms.into_iter().map(|it| parse(it, &mut sources, &mut bag));
    // All are read before the first is applied: all that is wrong with them is told.
    let transforms: Vec<_> = transforms.collect();
    let budget = Budget::new();
    for transform in &transforms {
        document = apply_to(document, transform.as_ref(), &sources, &budget, &mut bag);
    }
    let text = document.filter(|_| !bag.has_errors()).map(|it| xml::print(&it, &sources));
    Transformed { sources, diagnostics: bag.finish(false).shown, text, encoding }
}
