//! The files that were read, and places in them.
//!
//! Everything later carries [`Span`]s instead of copies, so that whatever is said about a setting can name its file, line
//! and column. Text is decoded once, here; spans count bytes of the decoded text.

mod decode;
#[cfg(feature = "explain")]
mod encode;
mod lines;
mod map;
mod span;

pub use decode::{DecodeError, decode};
#[cfg(feature = "explain")]
pub use encode::Encoding;
pub use map::{Place, SourceFile, SourceMap};
pub(crate) use map::{normal, relative};
pub use span::{FileId, Span, Spanned};
