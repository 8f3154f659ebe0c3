//! Turns the CORS and header settings of an IIS `web.config` into Rust.
//!
//! One pipeline with three shells: the `cors-gen` command, [`Builder`] for build scripts, and `include_cors!` of the crate
//! `cors-macros`. As a library it is [`pipeline::run`]: files in, a [`policy::Lowered`] policy and [`diagnostic::Diagnostic`]s out.
//!
//! ```
//! use cors_gen::pipeline::{self, Input, Options};
//! use cors_gen::policy::Arena;
//!
//! let arena = Arena::new();
//! let config = r#"<cors enabled="true"><add origin="https://app.example/" /></cors>"#;
//! let outcome = pipeline::run(Input::from_reader("web.config", config.as_bytes())?, &Options::default(), &arena);
//!
//! let warning = outcome.diagnostics.iter().find(|d| d.code.id() == "CG032").expect("a slash too many");
//! assert_eq!(outcome.sources.locate(warning.span).to_string(), "web.config:1:22");
//! assert!(outcome.policy.is_some());
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! Public is what a library user needs: [`pipeline`], [`emit`], `explain`, `probe`, `diff`, `page`, `repair`, `builder`, [`diagnostic`],
//! [`inventory`] and [`report`], and of
//! [`policy`] and [`source`] what these hand out. The stages between are private. Row ids in these pages (CM-5) name the rows
//! of `docs/iis-behaviour.md` in the repository, which say what IIS does and how that is known.
//!
//! # Features
//!
//! `cli` (default) is the command and `builder` (default) what build scripts use. `explain` says what is sent to a request and
//! shows effective configurations, `format` makes generated files, laid out for people, `render` draws
//! findings for them, `json` is the JSON forms of policies,
//! findings and explanations, `public-suffix` knows under which names anybody can have one (`azurewebsites.net`), for findings about
//! wildcards. `verify` (default) lets the command ask servers. Without any of them the crate is what a macro needs.

pub mod assume;
mod budget;
#[cfg(feature = "builder")]
pub mod builder;
#[cfg(feature = "cli")]
pub mod cli;
mod config;
pub mod diagnostic;
#[cfg(feature = "explain")]
pub mod diff;
mod effective;
pub mod emit;
mod exceptions;
#[cfg(feature = "explain")]
pub mod explain;
mod host;
pub mod inventory;
mod judgement;
mod lint;
#[cfg(any(feature = "builder", feature = "cli"))]
mod output;
#[cfg(feature = "cli")]
pub mod page;
mod pattern;
pub mod pipeline;
pub mod policy;
#[cfg(feature = "explain")]
pub mod probe;
mod project;
#[cfg(feature = "cli")]
pub mod repair;
pub mod report;
mod sorting;
pub mod source;
mod spelling;
mod text;
mod transform;
#[cfg(feature = "cli")]
mod verify;
mod xml;

/// The stages, for the tests of this repository: nothing here is kept from one release to the next.
#[doc(hidden)]
pub mod __private {
    pub mod budget {
        pub use crate::budget::*;
    }
    pub mod config {
        pub use crate::config::*;
    }
    pub mod effective {
        pub use crate::effective::*;
    }
    pub mod pattern {
        pub use crate::pattern::*;
    }
    pub mod transform {
        pub use crate::transform::*;
    }
    pub mod xml {
        pub use crate::xml::*;
    }
}

#[cfg(feature = "builder")]
pub use builder::Builder;
