//! The arguments of `cors-gen report`.

use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};

use super::Common;
use crate::cli::help;

/// Make a page of a configuration, for those who would rather look than read
///
/// Who may read what, what each path sends and which line says so, who answers OPTIONS, the findings with their cure, what becomes
/// of each section, what is assumed, and requests to try. The page is one file that needs nothing else. It has the lines of
/// the configuration that it speaks of, and leaves out the others. Where there is no policy, it has the findings, and the exit
/// code is that of the other commands.
#[derive(Debug, clap::Args)]
#[command(after_long_help = help::AFTER_REPORT)]
pub(crate) struct Report {
    /// The configuration: a file, the folder of a site, or - for standard input
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(crate) config: PathBuf,
    /// Write to FILE, only when the content changes; never one of the files that are read
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    /// Compare what `cors-gen verify --record` kept with the policy, and show what differs
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) recorded: Option<PathBuf>,
    /// What to make
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: PageFormat,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
    /// A page for browsers, which can be printed
    #[default]
    Html,
    /// The same as text
    Markdown,
}
