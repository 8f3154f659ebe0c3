//! Writing products to files.

use std::fs;
use std::io;
use std::path::Path;

use super::exit::{Exit, Failure};
use super::input::name;
use crate::output::{can_write, write_if_changed};
use crate::source::SourceMap;

/// Refuses a file to write that is one of those read: a slip of the hand would cost a configuration.
pub(super) fn refuse_inputs(sources: &SourceMap, file: &Path) -> Result<(), Failure> {
    if sources.paths().any(|source| is_same(source, file)) {
        let file = name(file);
        let message = format!("{file} is one of the files that were read: write to another file");
        return Err(Failure::Message(message));
    }
    Ok(())
}

/// Fails where a product could not be written to a file, before it is made.
pub(super) fn check_writable(file: &Path) -> Result<(), Failure> {
    can_write(file).map_err(|error| cannot_write(file, &error))
}

/// Writes a product to a file, when that changes it.
pub(super) fn write(file: &Path, product: &[u8]) -> Result<Exit, Failure> {
    write_if_changed(file, product).map(|_| Exit::Done).map_err(|error| cannot_write(file, &error))
}

fn cannot_write(file: &Path, error: &io::Error) -> Failure {
    Failure::Message(format!("cannot write {}: {error}", name(file)))
}

fn is_same(a: &Path, b: &Path) -> bool {
    matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}
