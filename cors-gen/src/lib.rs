//! Turns the CORS and header settings of an IIS `web.config` into Rust.

pub mod builder;
pub mod config;
pub mod diagnostic;
pub mod effective;
pub mod emit;
pub mod lint;
mod output;
pub mod pipeline;
pub mod policy;
pub mod report;
pub mod source;
mod text;
pub mod xml;

pub use builder::Builder;
