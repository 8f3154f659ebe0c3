//! Bytes to tree.

use super::file::{MAX_FILE_SIZE, Source};
use super::outline::outline;
use crate::config;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::exceptions::{self, Found};
use crate::source::{self, FileId, SourceMap, Span};
use crate::xml::{self, Document, Pasted};

/// Decodes and reads a file, which joins `sources` whatever comes of it.
///
/// `None` when it cannot be read; then the bag says so.
pub(super) fn parse(source: Source, sources: &mut SourceMap, bag: &mut Bag) -> Option<Document> {
    let Source { name, path, bytes } = source;
    if bytes.len() as u64 > MAX_FILE_SIZE {
        let file = sources.add(name, path, String::new());
        let message = format!("the file is larger than {} MiB", MAX_FILE_SIZE >> 20);
        bag.push(
            Diagnostic::new(Code::Limit, Span::new(file, 0, 0), message)
                .help("IIS reads 250 kB unless told otherwise; is this a configuration?"),
        );
        return None;
    }
    let text = match source::decode(&bytes) {
        Ok(text) => text,
        Err(error) => {
            let file = sources.add(name, path, error.lossy);
            let place = Span::new(file, error.at, error.at);
            bag.push(
                Diagnostic::new(Code::Encoding, place, error.kind.to_string())
                    .help("save the file as UTF-8"),
            );
            return None;
        }
    };
    let file = sources.add(name, path, text);
    let Pasted { forest, mended, notes } = xml::read_pasted(file, sources.file(file).text());
    if let Some(text) = mended {
        sources.set_mended(file, text);
    }
    if let Ok(forest) = &forest {
        let Found { exceptions, diagnostics } = exceptions::find(forest, sources);
        bag.except(exceptions);
        bag.extend(diagnostics);
    }
    bag.extend(notes);
    let forest = forest.map_err(|mistakes| bag.extend(mistakes)).ok()?;
    let document = forest.into_document().map_or_else(|forest| config::adopt(forest, bag), Some)?;
    note(file, &document, sources);
    Some(document)
}

/// Sets what later stages ask of a file as a whole: which sections it has, and what it means, for files that are generated.
pub(super) fn note(file: FileId, document: &Document, sources: &mut SourceMap) {
    sources.set_sections(file, outline(document));
    #[cfg(feature = "format")]
    sources.set_fingerprint(file, super::fingerprint::fingerprint(document));
}
