//! What the tests share: the rows of `docs/iis-behaviour.md` as a naive model, and the engine made comparable with it.
//!
//! The model ([`model`]) is slow, obvious and written from the rows alone. The engine's policies are built from the
//! model's own input ([`build`]) and run into the model's own output ([`engine`]), so that one `assert_eq!` compares them.
//!
//! What a browser makes of answers is a model too ([`fetch`]), after the Fetch standard, with tables of its own
//! ([`fetch_cases`], [`fetch_table`]) that a real browser is held to as well.
//!
//! The fixtures ([`cases`]) have expectations in files ([`golden`]), among them tables of requests and responses ([`table`],
//! [`wire`]). [`readme`] holds the READMEs of the examples to what their services answer,
//! [`pages`] reads the pages about findings.

pub mod build;
pub mod cases;
pub mod command;
pub mod engine;
pub mod fetch;
pub mod fetch_cases;
pub mod fetch_table;
pub mod golden;
pub mod model;
pub mod pages;
pub mod readme;
pub mod standin;
pub mod table;
pub mod wire;

/// The Rust of the guide compiles.
#[cfg(doctest)]
#[doc = include_str!("../../docs/migrating.md")]
mod migrating {}
