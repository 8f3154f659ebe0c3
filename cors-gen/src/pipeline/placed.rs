//! A file with its place.

use std::path::PathBuf;

use crate::config::ConfigFile;
use crate::effective::ConfigPath;

/// A file that was read, and what is known of its place.
pub(super) struct Placed {
    pub(super) file: ConfigFile,
    /// Its path below the configuration that the user asked for; `None` for a parent.
    pub(super) below: Option<ConfigPath>,
    /// The folder that it was read from; `None` for text that is no file.
    pub(super) folder: Option<PathBuf>,
}
