//! The arguments of `cors-gen diff`.

use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};

use super::{Common, help};

/// Show what changes in behaviour from one configuration to another
///
/// Both are asked the same requests, those that tell their parts apart. What is answered differently is shown with a request
/// that shows it and both answers: widened access first, then narrowed, then the rest. Comments, order where it means nothing, and
/// sections that only moved are no difference. The exit code is 0 when there is none, 1 when there is one, 2 when one of
/// the two has no policy.
#[derive(Debug, clap::Args)]
#[command(after_long_help = help::AFTER_DIFF)]
pub(crate) struct Diff {
    /// The configuration as it was: a file, the folder of a site, - for standard input, or what --emit json printed of it
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(crate) old: PathBuf,
    /// The configuration as it is now, or what --emit json printed of it
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(crate) new: PathBuf,
    /// Apply a transform to OLD only (repeatable)
    #[arg(long = "old-transform", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) old_transforms: Vec<PathBuf>,
    /// Apply a transform to NEW only (repeatable)
    #[arg(long = "new-transform", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) new_transforms: Vec<PathBuf>,
    /// Read a level above OLD only (repeatable, outermost first)
    #[arg(long = "old-parent", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) old_parents: Vec<PathBuf>,
    /// Read a level above NEW only (repeatable, outermost first)
    #[arg(long = "new-parent", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) new_parents: Vec<PathBuf>,
    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: DiffFormat,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// Text
    #[default]
    Human,
    /// An object with `differences`
    Json,
    /// For a pull request
    Markdown,
}
