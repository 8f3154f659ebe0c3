//! Turns the CORS and header settings of an IIS `web.config` into Rust.

#[cfg(feature = "cli")]
pub mod cli;
pub mod diagnostic;
pub mod emit;
pub mod explain;
mod output;
pub mod pipeline;
pub mod policy;
pub mod report;
pub mod source;
mod text;
pub mod xml;
