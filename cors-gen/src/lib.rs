//! Turns the CORS and header settings of an IIS `web.config` into Rust.

pub mod builder;
pub mod diagnostic;
pub mod emit;
mod output;
pub mod pipeline;
pub mod policy;
pub mod report;
pub mod source;
mod text;
pub mod xml;

pub use builder::Builder;
