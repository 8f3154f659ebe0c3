//! The options about how a run talks to its user. The doc comments are the help.

use anstream::ColorChoice;
use clap::{ArgAction, ValueEnum};

/// How a run talks, whatever it does.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct Talk {
    /// When to use colour
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, global = true)]
    pub(super) color: Color,
    /// Say less: only what fails; twice, nothing, and the exit code tells
    ///
    /// Products are written all the same, and so are the formats of `check` that programs read.
    #[arg(short, long, action = ArgAction::Count, global = true, conflicts_with = "verbose")]
    quiet: u8,
    /// Say more: all notes, the files that were read, and how long it took
    #[arg(short, long, global = true)]
    verbose: bool,
}

impl Talk {
    pub(super) const fn volume(&self) -> Volume {
        match (self.verbose, self.quiet) {
            (true, _) => Volume::All,
            (false, 0) => Volume::Normal,
            (false, 1) => Volume::Errors,
            (false, _) => Volume::Silent,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal; `NO_COLOR`, `CLICOLOR=0` and `TERM=dumb` mean never, `CLICOLOR_FORCE` always
    #[default]
    Auto,
    /// Also in files and pipes
    Always,
    /// Nowhere
    Never,
}

impl Color {
    pub(super) const fn choice(self) -> ColorChoice {
        match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        }
    }
}

/// How much is said beside the products.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Volume {
    /// Nothing: the exit code tells.
    Silent,
    /// Why the job is not done.
    Errors,
    /// What people should know.
    Normal,
    /// Also what is good to know, and what was done.
    All,
}
