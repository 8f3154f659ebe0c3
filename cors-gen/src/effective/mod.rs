//! The effective configuration of each path: what IIS would have in hand there.
//!
//! Layers are laid over each other from the outside in: the server's defaults, the file's own level, then each
//! `<location>` by depth (CF-3, CF-4). Every value that comes out still carries the place it was written at.

mod collection;
mod layers;
mod scope;

pub(crate) use collection::fresh;
pub use layers::resolve;
pub use scope::{Cors, EffectiveScope, Verbs};

/// The defaults of the server, as a configuration file of their own: see [`resolve`].
pub const DEFAULTS: &str = include_str!("defaults.config");

/// What messages call [`DEFAULTS`].
pub const DEFAULTS_NAME: &str = "IIS 10 defaults";
