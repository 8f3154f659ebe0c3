//! Turns the CORS and header settings of an IIS `web.config` into Rust.

pub mod diagnostic;
pub mod pipeline;
pub mod policy;
pub mod source;
pub mod transform;
pub mod xml;
