//! The arguments of `cors-gen effective`.

use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};

use super::Common;
use crate::cli::help;

/// Print the effective <system.webServer> of a path, each value with the file and line it came from
///
/// What is printed is itself a configuration, with the same effect as the levels it came from: alone, or below the same
/// parents as the file of that path. Three things cannot be said so. <globalRules> belongs in the server's file, so that it is
/// read back with --allow CG019. What a parent locks may not be repeated below it (CG017): leave it out there. And rules of
/// URL Rewrite that were written at different levels each see the path from their own.
#[derive(Debug, clap::Args)]
#[command(after_long_help = help::AFTER_EFFECTIVE)]
pub(crate) struct Effective {
    /// The configuration: a file, the folder of a site, or - for standard input
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(crate) config: PathBuf,
    /// The path of a request, or its URL; with --app the path in the application, as the service sees it
    #[arg(default_value = "/")]
    pub(crate) path: String,
    /// What to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: EffectiveFormat,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum EffectiveFormat {
    /// A configuration, with places as comments
    #[default]
    Xml,
    /// An object
    Json,
}
