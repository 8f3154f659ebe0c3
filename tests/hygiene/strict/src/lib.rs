//! Generated code in a crate that forbids what can be forbidden and has no prelude.

#![no_implicit_prelude]
#![forbid(
    clippy::all,
    clippy::pedantic,
    dead_code,
    deprecated,
    future_incompatible,
    missing_docs,
    nonstandard_style,
    rust_2018_idioms,
    rust_2021_compatibility,
    rust_2024_compatibility,
    unreachable_pub,
    unsafe_code,
    unused,
    unused_qualifications,
    warnings
)]

/// A generated file as a module.
pub mod policy;

/// A generated file as a part of a module.
pub mod included {
    ::core::include!("policy.rs");
}

/// From the macro.
pub static EXPANDED: ::cors_runtime::Policy = ::cors_macros::include_cors!("web.config");
