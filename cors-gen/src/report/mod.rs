//! Diagnostics and effective configurations as people and programs read them: one file each, without logic.
//!
//! What these write is safe to show: text from a configuration has its control, bidirectional and invisible characters
//! replaced or escaped, in messages, in file names and in the lines of source that are shown.

#[cfg(feature = "cli")]
pub mod concise;
#[cfg(all(feature = "explain", feature = "json"))]
pub mod effective;
#[cfg(feature = "cli")]
pub mod github;
pub mod human;
#[cfg(feature = "json")]
pub mod json;
#[cfg(feature = "cli")]
pub mod junit;
#[cfg(feature = "cli")]
pub mod listing;
#[cfg(feature = "json")]
pub mod sarif;
#[cfg(feature = "json")]
mod uri;
mod window;
pub mod wording;

use crate::source::{SourceMap, Span};
use crate::text::escape;

/// Where a span starts, as `file:line:column`, safe to show: the name of a file may hold anything.
fn place(sources: &SourceMap, span: Span) -> String {
    escape(&sources.locate(span).to_string()).into_owned()
}
