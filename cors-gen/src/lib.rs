//! Turns the CORS and header settings of an IIS `web.config` into Rust.

pub mod config;
pub mod diagnostic;
pub mod effective;
pub mod lint;
pub mod pattern;
pub mod pipeline;
pub mod policy;
pub mod source;
pub mod xml;
