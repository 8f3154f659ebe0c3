//! Patterns of URL Rewrite (RW-1), made into automata while generating.
//!
//! A pattern is parsed as ECMAScript does it (`parse`), its characters become UTF-8 (`automaton::utf8`), and the
//! result is determinised with its groups, minimised and written down as the table of a
//! [`cors_runtime::pattern::Pattern`]. What that finds is what a backtracking engine finds: the leftmost match, the first
//! alternative that leads to one, groups of the last round of a repetition only. It finds it in one pass.
//!
//! # Text
//!
//! A character is a Unicode scalar value, where ECMAScript without the flag `u` takes UTF-16 units: `^.$` matches `😀`
//! here. Texts are bytes; what is not UTF-8 reads as U+FFFD, once for each maximal piece, as
//! [`String::from_utf8_lossy`] does it. Without case, letters compare as ECMAScript's `Canonicalize` says: by simple upper case
//! mapping, ASCII never equal to anything else (`k` is not `K`, the Kelvin sign).
//!
//! # Limits
//!
//! What is not regular is refused ([`PatternErrorKind::LookAhead`] and so on, RW-10), as is what would take more than
//! 65 536 table entries or too long to build, and what the run has no [`Budget`] left for. No pattern makes this module panic.

pub mod analysis;
mod automaton;
mod chars;
#[cfg(feature = "explain")]
mod difference;
mod error;
mod example;
mod parse;
mod search;
mod strangers;
mod tables;
mod tree;

use crate::budget::Budget;

pub use cors_runtime::pattern::Syntax;
#[cfg(feature = "explain")]
pub use difference::difference;
pub use error::{PatternError, PatternErrorKind};
pub use example::example;
pub use parse::parse;
pub use strangers::{Guard, Stranger, Why, origin, strangers};
pub use tables::Compiled;
pub use tree::Parsed;

/// Compiles a pattern so that it records the `wanted` groups, 0 for the whole match.
///
/// A group that the pattern does not have is never set; nor are groups above 9, which a rule cannot refer to.
///
/// # Errors
///
/// When the pattern is malformed, is not regular, or is too large, or `budget` has not enough left for it.
pub fn compile(
    text: &str,
    syntax: Syntax,
    ignore_case: bool,
    wanted: &[u8],
    budget: &Budget,
) -> Result<Compiled, PatternError> {
    parse(text, syntax, ignore_case)?.compile(wanted, budget)
}
