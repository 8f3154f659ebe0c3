//! The policy: what the effective configuration comes down to, without options left open.
//!
//! Defaults are applied, origins classified, lists joined to the values that are sent, rules in canonical order. Every
//! value knows where it was written. The emitter prints this value as a Rust constant and
//! [`to_runtime`](runtime::to_runtime) builds the same constant in memory.

#[cfg(feature = "json")]
pub mod json;
mod lower;
mod model;
mod origin;
pub mod rewrite;
pub mod runtime;
mod token;

pub use lower::lower;
pub use model::{
    AllowHeaders, Cors, Header, Joining, OptionsAnswer, OptionsHandler, Policy, Rule, Scope, Verbs,
};
pub use origin::{Pattern, index_size, schemes};
