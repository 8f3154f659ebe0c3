//! Transforms from bytes to text, for those who want the transformed document itself.

use std::path::PathBuf;

use super::apply;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::{Encoding, SourceMap, Span, decode};
use crate::xml::{self, Document};

/// The size, in bytes, up to which files are taken.
const MAX_FILE_SIZE: usize = 16 * 1024 * 1024;

/// A file to transform, or a transform.
#[derive(Debug, Clone)]
pub struct File {
    /// What messages call it.
    pub name: String,
    /// Where it was read from; `None` for text that is no file.
    pub path: Option<PathBuf>,
    /// The bytes as read.
    pub bytes: Vec<u8>,
}

/// What came of a transformation.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The files, in the order given.
    pub sources: SourceMap,
    /// The findings, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
    /// The transformed document, without byte-order mark; `None` exactly when a finding is an error.
    pub text: Option<String>,
    /// How the source was encoded, and so how the document declares that it is.
    pub encoding: Encoding,
}

/// Applies transforms to a file, one after the other.
///
/// Never fails in itself: what is wrong is in [`Outcome::diagnostics`]. A transform is not tried on the result of one that
/// failed.
#[must_use]
pub fn transform(source: File, transforms: impl IntoIterator<Item = File>) -> Outcome {
    let mut sources = SourceMap::default();
    let mut bag = Bag::default();
    let encoding = Encoding::of(&source.bytes);
    let source = read(source, &mut sources, &mut bag);
    let transforms: Vec<_> =
        transforms.into_iter().map(|file| read(file, &mut sources, &mut bag)).collect();
    let mut text = None;
    if let Some(mut document) = source {
        for transform in transforms.iter().flatten() {
            if bag.has_errors() {
                break;
            }
            apply(&mut document, transform, &sources, &mut bag);
        }
        text = (!bag.has_errors()).then(|| xml::print(&document, &sources));
    }
    Outcome { sources, diagnostics: bag.into_sorted(), text, encoding }
}

fn read(file: File, sources: &mut SourceMap, bag: &mut Bag) -> Option<Document> {
    let (text, error) = match decode(&file.bytes) {
        _ if file.bytes.len() > MAX_FILE_SIZE => (
            String::new(),
            Some((
                Code::Limit,
                0,
                format!("the file is larger than {} MiB", MAX_FILE_SIZE / 1024 / 1024),
            )),
        ),
        Ok(text) => (text, None),
        Err(error) => (error.lossy, Some((Code::Encoding, error.at, error.kind.to_string()))),
    };
    let id = sources.add(file.name, file.path, text);
    let result = match error {
        Some((code, at, message)) => Err(Diagnostic::new(code, Span::new(id, at, at), message)),
        None => xml::read(id, sources.file(id).text()),
    };
    result.map_err(|error| bag.push(error)).ok()
}
