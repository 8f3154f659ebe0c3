//! Turns the CORS and header settings of an IIS `web.config` into Rust.
//!
//! One pipeline with three shells: the `cors-gen` command, [`Builder`] for build scripts, and `include_cors!` of the crate
//! `cors-macros`. As a library it is [`pipeline::run`]: files in, a [`policy::Policy`] and [`diagnostic::Diagnostic`]s out.
//!
//! ```
//! use cors_gen::pipeline::{self, Input, Options};
//!
//! let config = r#"<cors enabled="true"><add origin="https://app.example/" /></cors>"#;
//! let outcome = pipeline::run(Input::from_reader("web.config", config.as_bytes())?, &Options::default());
//!
//! let warning = outcome.diagnostics.iter().find(|d| d.code.id() == "CG032").expect("a slash too many");
//! assert_eq!(outcome.sources.locate(warning.span).to_string(), "web.config:1:22");
//! assert!(outcome.policy.is_some());
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! The stages, in the order of the data, are [`source`], [`xml`], [`transform`], [`config`], [`effective`], [`policy`], and
//! then [`emit`], [`explain`] or [`lint`]; [`report`] shows findings. Row ids in these pages (CM-5) name the rows of
//! `docs/iis-behaviour.md` in the repository, which say what IIS does and how that is known.
//!
//! # Features
//!
//! `cli` (default) is the command, `json` the JSON forms of policies, findings and explanations, and effective configurations
//! as JSON and XML.

pub mod budget;
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
mod spelling;
mod text;
pub mod transform;
pub mod xml;

pub use builder::Builder;
