//! A file as read, within a limit.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The size, in bytes, up to which files are read. IIS itself stops at 250 kB unless told otherwise.
pub const MAX_FILE_SIZE: u64 = 16 * 1024 * 1024;

/// A file as read.
#[derive(Debug, Clone)]
pub struct Source {
    /// What messages and the generated code call it: a relative path with forward slashes, or `<stdin>`.
    pub name: String,
    /// Where it was read from; `None` for text that is no file.
    pub path: Option<PathBuf>,
    /// The bytes, at most one more than [`MAX_FILE_SIZE`].
    pub bytes: Vec<u8>,
}

impl Source {
    /// Reads a file; `name` is what messages call it.
    ///
    /// Reads at most one byte more than [`MAX_FILE_SIZE`]: enough to find the file too large.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened or read.
    pub fn read(name: impl Into<String>, path: &Path) -> io::Result<Self> {
        let file = std::fs::File::open(path)?;
        Ok(Self { path: Some(path.to_owned()), ..Self::from_reader(name, file)? })
    }

    /// Reads what is no file, such as standard input, within the same limit.
    ///
    /// # Errors
    ///
    /// When reading fails.
    pub fn from_reader(name: impl Into<String>, reader: impl Read) -> io::Result<Self> {
        let mut bytes = Vec::new();
        reader.take(MAX_FILE_SIZE + 1).read_to_end(&mut bytes)?;
        Ok(Self { name: name.into(), path: None, bytes })
    }
}
