//! The effective configuration of each path: what IIS would have in hand there.
//!
//! Layers are laid over each other from the outside in: the server's file or its defaults, the files between, the file's
//! own level, then each `<location>` and folder by depth (CF-3, CF-4); what a level locked stays locked (CF-7). Every value that
//! comes out still carries the place it was written at.

mod collection;
mod layers;
mod locks;
mod path;
mod rewrite;
mod scope;

pub(crate) use collection::fresh;
pub use layers::{Hierarchy, Level, resolve};
pub use path::ConfigPath;
pub use rewrite::{Leveled, Rewrite, RuleLevel};
pub use scope::{Cors, EffectiveScope, Verbs};

/// The defaults of the server, as a configuration file of their own: see [`resolve`].
pub const DEFAULTS: &str = include_str!("defaults.config");

/// What messages call [`DEFAULTS`].
pub const DEFAULTS_NAME: &str = "IIS 10 defaults";
