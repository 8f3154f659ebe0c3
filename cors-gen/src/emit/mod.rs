//! A policy as Rust.
//!
//! The product is one constant expression of type `cors_runtime::Policy`: a block that holds what it needs, so that
//! nothing of it can meet a name of the user's. `include_cors!` expands to its tokens, and [`Generated::to_source`] wraps it
//! into a `static` for files.
//!
//! Text of the configuration becomes string literals and, made harmless, comments; names are made of its letters and
//! digits. Each rule, header, handler and scope is an item, named after what it is, with a doc comment that quotes its element.
//! Equal values are one item. No line or column is written down, so that what changes nothing in the policy changes nothing
//! in the code. Nothing needs an `#[allow]`, which a user's `forbid` would refuse.
//!
//! ```
//! use cors_gen::emit::{EmitOptions, Generated};
//! use cors_gen::pipeline::{self, Input, Options};
//! use cors_gen::policy::Arena;
//!
//! # fn show(input: Input) {
//! let arena = Arena::new();
//! let outcome = pipeline::run(input, &Options::default(), &arena);
//! if let Some(policy) = &outcome.policy {
//!     let generated =
//!         Generated::new(policy, &outcome.sources, &outcome.diagnostics, &EmitOptions::default());
//!     println!("{}", generated.expression());
//! }
//! # }
//! ```

mod block;
mod doc;
mod file;
mod filtering;
mod filters;
mod header;
mod ident;
mod items;
mod name;
mod pool;
mod rewrite;
mod rows;
mod static_files;
#[cfg(test)]
mod tests;
mod text;
mod words;

use proc_macro2::TokenStream;

pub use file::FileOptions;
pub use header::{Input, inputs_of};
pub use name::{BadName, Name, RuntimePath};

use crate::diagnostic::Diagnostic;
use crate::policy::Lowered;
use crate::source::SourceMap;

/// How generated code refers to the rest of the world.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct EmitOptions {
    /// Where the crate `cors-runtime` is found.
    pub runtime: RuntimePath,
}

impl EmitOptions {
    /// Options with `cors-runtime` at a path.
    #[must_use]
    pub const fn with_runtime(runtime: RuntimePath) -> Self {
        Self { runtime }
    }
}

/// The Rust that a policy became.
#[derive(Debug, Clone)]
pub struct Generated {
    expression: TokenStream,
    runtime: RuntimePath,
    header: header::Header,
}

impl Generated {
    /// Generates the code of a policy that was made from the files of `sources`, with these findings, silenced ones too.
    #[must_use]
    pub fn new<'d>(
        policy: &Lowered<'_>,
        sources: &SourceMap,
        diagnostics: impl IntoIterator<Item = &'d Diagnostic>,
        options: &EmitOptions,
    ) -> Self {
        let diagnostics: Vec<_> = diagnostics.into_iter().collect();
        Self {
            expression: block::expression(policy, sources, &options.runtime),
            runtime: options.runtime.clone(),
            header: header::Header::new(policy, sources, &diagnostics),
        }
    }

    /// The expression, of type `cors_runtime::Policy`, for a `const` or `static`.
    #[must_use]
    pub fn expression(&self) -> &TokenStream {
        &self.expression
    }
}
