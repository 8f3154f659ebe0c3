//! Turns the CORS and header settings of an IIS `web.config` into Rust.

pub mod diagnostic;
pub mod explain;
pub mod pipeline;
pub mod policy;
pub mod report;
pub mod source;
mod text;
pub mod xml;
