//! Bytes to tree.

use super::file::{MAX_FILE_SIZE, Source};
use super::fingerprint::fingerprint;
use super::outline::outline;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{self, SourceMap, Span};
use crate::xml::{self, Document};

/// Decodes and reads a file, which joins `sources` whatever comes of it.
pub(super) fn parse(source: Source, sources: &mut SourceMap) -> Result<Document, Diagnostic> {
    let Source { name, path, bytes } = source;
    if bytes.len() as u64 > MAX_FILE_SIZE {
        let file = sources.add(name, path, String::new());
        let message = format!("the file is larger than {} MiB", MAX_FILE_SIZE >> 20);
        return Err(Diagnostic::new(Code::Limit, Span::new(file, 0, 0), message)
            .help("IIS reads 250 kB unless told otherwise; is this a configuration?"));
    }
    let text = match source::decode(&bytes) {
        Ok(text) => text,
        Err(error) => {
            let file = sources.add(name, path, error.lossy);
            let place = Span::new(file, error.at, error.at);
            return Err(Diagnostic::new(Code::Encoding, place, error.kind.to_string())
                .help("save the file as UTF-8"));
        }
    };
    let file = sources.add(name, path, text);
    let document = xml::read(file, sources.file(file).text())?;
    sources.set_meaning(file, fingerprint(&document), outline(&document));
    Ok(document)
}
