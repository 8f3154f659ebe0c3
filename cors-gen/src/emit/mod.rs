//! A policy as Rust.
//!
//! The product is one constant expression of type `cors_runtime::Policy`: a block that holds what it needs, so that
//! nothing of it can meet a name of the user's. `include_cors!` expands to its tokens, [`expression`], and `Generated` wraps them
//! into a `static` for files (feature `format`).
//!
//! Text of the configuration becomes string literals and, made harmless, comments; names are made of its letters and
//! digits. Each rule, header, handler and scope is an item, named after what it is, with a doc comment that quotes its element.
//! Equal values are one item. No line or column is written down, so that what changes nothing in the policy changes nothing
//! in the code. Nothing needs an `#[allow]`, which a user's `forbid` would refuse.
//!
//! ```
//! use cors_gen::emit::{self, EmitOptions};
//! use cors_gen::pipeline::{self, Input, Options};
//! use cors_gen::policy::Arena;
//!
//! # fn show(input: Input) {
//! let arena = Arena::new();
//! let outcome = pipeline::run(input, &Options::default(), &arena);
//! if let Some(policy) = &outcome.policy {
//!     println!("{}", emit::expression(policy, &outcome.sources, &EmitOptions::default()));
//! }
//! # }
//! ```

mod block;
mod doc;
#[cfg(feature = "format")]
mod file;
mod filtering;
mod filters;
#[cfg(feature = "format")]
mod header;
mod ident;
mod items;
mod name;
mod pool;
mod rewrite;
mod rows;
mod static_files;
#[cfg(all(test, feature = "format"))]
mod tests;
mod text;
mod words;

use proc_macro2::TokenStream;

#[cfg(feature = "format")]
pub use file::{FileOptions, Generated};
#[cfg(feature = "format")]
pub use header::{Input, inputs_of};
pub use name::{BadName, Name, RuntimePath};

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

/// The code of a policy that was made from the files of `sources`: an expression of type `cors_runtime::Policy`, for a
/// `const` or `static`.
#[must_use]
pub fn expression(policy: &Lowered<'_>, sources: &SourceMap, options: &EmitOptions) -> TokenStream {
    block::expression(policy, sources, &options.runtime)
}
