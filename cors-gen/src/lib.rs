//! Turns the CORS and header settings of an IIS `web.config` into Rust.

pub mod builder;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod effective;
pub mod emit;
pub mod explain;
pub mod lint;
mod output;
pub mod pattern;
pub mod pipeline;
pub mod policy;
pub mod report;
pub mod source;
mod text;
pub mod transform;
pub mod xml;

pub use builder::Builder;
