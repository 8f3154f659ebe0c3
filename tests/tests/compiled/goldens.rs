//! The golden policies, under lints that users may forbid to break and without a prelude.

#![no_implicit_prelude]
#![forbid(
    clippy::all,
    clippy::pedantic,
    dead_code,
    deprecated,
    missing_docs,
    nonstandard_style,
    rust_2018_idioms,
    unreachable_pub,
    unsafe_code,
    unused,
    unused_qualifications,
    warnings
)]

::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/goldens.rs"));
