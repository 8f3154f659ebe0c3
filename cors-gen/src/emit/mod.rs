//! A policy as Rust.
//!
//! The product is one constant expression of type `cors_runtime::Policy`: a block that holds what it needs, so that
//! nothing of it can meet a name of the user's. `include_cors!` expands to it, and [`Generated::to_source`] wraps it into
//! a `static` for files.
//!
//! Text of the configuration becomes string literals and, made harmless, comments; never names. Each rule, header, handler
//! and scope is an item with a doc comment that says where it was written. What several scopes have in common, because
//! they inherit it, is one item that they share. Nothing needs an `#[allow]`, which a user's `forbid` would refuse.
//!
//! ```
//! use cors_gen::emit::{EmitOptions, FileOptions, Generated};
//! use cors_gen::pipeline::{self, Input, Options};
//!
//! # fn show(input: Input) {
//! let outcome = pipeline::run(input, &Options::default());
//! if let Some(policy) = &outcome.policy {
//!     let generated = Generated::new(policy, &outcome.sources, &EmitOptions::default());
//!     let file = FileOptions { name: "SITE".parse().expect("a name"), ..FileOptions::default() };
//!     println!("{}", generated.to_source(&file));
//! }
//! # }
//! ```

mod block;
mod doc;
mod file;
mod name;
mod pool;
mod rewrite;
mod rows;
mod write;

use std::collections::BTreeSet;

pub use file::FileOptions;
pub use name::{BadName, Name, RuntimePath};

use crate::policy::Policy;
use crate::source::SourceMap;

/// How generated code refers to the rest of the world.
#[derive(Debug, Clone, Default)]
pub struct EmitOptions {
    /// Where the crate `cors-runtime` is found.
    pub runtime: RuntimePath,
}

/// The Rust that a policy became.
#[derive(Debug, Clone)]
pub struct Generated {
    expression: String,
    runtime: RuntimePath,
    summary: String,
    inputs: Vec<file::InputHash>,
}

impl Generated {
    /// Generates the code of a policy that was made from the files of `sources`.
    #[must_use]
    pub fn new(policy: &Policy, sources: &SourceMap, options: &EmitOptions) -> Self {
        let (expression, rules) = block::expression(policy, sources, &options.runtime);
        let rules = doc::count(rules, "origin rule");
        let rewrite = rewrite_rules(policy);
        let rewrite = if rewrite == 0 {
            String::new()
        } else {
            format!("{}, ", doc::count(rewrite, "URL Rewrite rule"))
        };
        let scopes = doc::count(policy.scopes().count(), "scope");
        Self {
            expression,
            runtime: options.runtime.clone(),
            summary: format!(
                "The CORS rules and response headers of the site: {rules}, {rewrite}{scopes}."
            ),
            inputs: file::inputs(sources),
        }
    }

    /// The expression, of type `cors_runtime::Policy`, for a `const` or `static`.
    #[must_use]
    pub fn expression(&self) -> &str {
        &self.expression
    }
}

/// How many rules of URL Rewrite there are; those that several scopes inherit count once.
fn rewrite_rules(policy: &Policy) -> usize {
    let rules = policy.scopes().filter_map(|scope| scope.rewrite.as_ref());
    let places = rules.flat_map(|rules| {
        let inbound = rules.inbound.iter().map(|rule| rule.span);
        inbound.chain(rules.outbound.iter().map(|rule| rule.span))
    });
    places.collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests;
