//! Why a build script could not do its work.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::assume::ChooseError;
use crate::diagnostic::CannotBeAllowed;
use crate::emit::BadName;

/// Why a build script could not generate a policy.
///
/// Its `Debug` form is the same text: that is what `unwrap` shows, and a `main` that returns it.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A variable that cargo sets for build scripts is not set.
    #[error("`{0}` is not set: `Builder::compile` is for build scripts, which cargo runs")]
    NoBuildScript(&'static str),
    /// The name or the runtime's path cannot be one.
    #[error(transparent)]
    BadName(#[from] BadName),
    /// A code that was allowed is of errors that cannot be.
    #[error(transparent)]
    CannotBeAllowed(#[from] CannotBeAllowed),
    /// What was chosen with [`Builder::assume`](super::Builder::assume) is no choice.
    #[error(transparent)]
    NoChoice(#[from] ChooseError),
    /// The configuration could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file, as a full path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The configuration has errors; displays as all of them, with the lines they are about.
    #[error("\n{0}")]
    Configuration(String),
    /// The generated file could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file, as a full path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
