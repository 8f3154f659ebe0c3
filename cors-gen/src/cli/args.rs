//! The arguments. The doc comments are the help.

mod compare;
mod effective;
mod report;
mod subject;
mod verify;

use std::path::PathBuf;
use std::sync::LazyLock;

use clap::{Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

pub(super) use self::compare::{Diff, DiffFormat};
pub(super) use self::effective::{Effective, EffectiveFormat};
pub(super) use self::report::{PageFormat, Report};
pub(super) use self::subject::Subject;
use self::subject::subject;
#[cfg(feature = "verify")]
pub(super) use self::verify::Resolve;
pub(super) use self::verify::{Network, Verify, VerifyFormat};
use super::help;
use super::levels::LevelArgs;
use super::talk::Talk;
use crate::emit::{Name, RuntimePath};

/// Turns the CORS and response header settings of an IIS web.config into Rust
///
/// Prints the policy of CONFIG as a Rust `static` for the crate `cors-runtime`. Each setting is carried, or a diagnostic
/// with file, line and column says why not.
#[derive(Debug, Parser)]
#[command(
    name = "cors-gen",
    bin_name = "cors-gen",
    version = version(),
    override_usage = help::USAGE,
    subcommand_negates_reqs = true,
    after_long_help = help::AFTER,
    max_term_width = 100
)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) generate: Generate,
    #[command(flatten)]
    pub(super) talk: Talk,
}

/// The version of the command, and the number of the ABI between generated code and `cors-runtime`.
pub(super) fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let abi = cors_runtime::__private::ABI;
        format!("{} (abi {abi})", env!("CARGO_PKG_VERSION"))
    });
    &VERSION
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Check(Check),
    Diff(Diff),
    Effective(Effective),
    Explain(Explain),
    Report(Report),
    Transform(Transform),
    Rule(Rule),
    Verify(Box<Verify>),
    Completions(Completions),
    Man(Man),
}

/// What is around the configuration, and what of it to live with: common to all that make a policy of it.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Common {
    /// Apply a transform, such as Web.Release.config, to the configuration (repeatable, in the order given)
    #[arg(long = "transform", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) transforms: Vec<PathBuf>,
    /// Read a level above the configuration (repeatable, outermost first): another web.config, or the server's
    /// applicationHost.config in the place of the defaults of IIS
    ///
    /// The server's file counts first wherever it is named. A web.config is for the path that its folder has on disk: as far
    /// above that of the configuration as it lies there, and where it does not lie above, for the root of the site. The
    /// outermost one is taken for the root of the site, unless --app names an application whose name its folder has.
    #[arg(long = "parent", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) parents: Vec<PathBuf>,
    /// The site in the applicationHost.config, when that has several
    #[arg(long, value_name = "NAME")]
    pub(super) site: Option<String>,
    /// The path in the site of the application that the configuration is of, such as /shop
    ///
    /// Paths of requests are then those in the application, as the service sees them: /orders, where the site has
    /// /shop/orders.
    #[arg(long, value_name = "PATH")]
    pub(super) app: Option<String>,
    #[command(flatten)]
    pub(super) levels: LevelArgs,
    /// Choose what is assumed of IIS where nobody has published what it does (repeatable), such as CM-16=matched; `cors-gen rule
    /// ROW` lists the choices
    #[arg(long = "assume", value_name = "ROW=CHOICE")]
    pub(super) assume: Vec<String>,
    /// Read this project file instead of the nearest cors-gen.toml, beside the configuration or above it
    ///
    /// The search for it ends at the folder with .git. What stands on the command line goes first: --transform and --parent
    /// take the place of those in the file, as do --site and --app; --allow, --warn and --deny go first for their codes,
    /// and --assume for its questions.
    #[arg(long = "config", value_name = "FILE", conflicts_with = "no_project")]
    pub(super) project: Option<PathBuf>,
    /// Read no project file
    #[arg(long = "no-config")]
    pub(super) no_project: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Generate {
    /// The configuration: a file, the folder of a site, or - for standard input
    #[arg(required = true, value_hint = ValueHint::AnyPath)]
    pub(super) config: Option<PathBuf>,
    /// Write to FILE, only when the content changes; never one of the files that are read
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) output: Option<PathBuf>,
    /// Write nothing; exit with 1 when FILE is out of date
    #[arg(long, requires = "output")]
    pub(super) check: bool,
    /// The name of the static
    #[arg(long, value_name = "IDENT", default_value_t)]
    pub(super) name: Name,
    /// Where the generated code finds the crate cors-runtime
    #[arg(long, value_name = "PATH", default_value_t)]
    pub(super) runtime: RuntimePath,
    /// What to make of the policy
    #[arg(long, value_name = "FORM", value_enum, default_value_t)]
    pub(super) emit: Emit,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Emit {
    /// Rust source
    #[default]
    Rust,
    /// The policy as data
    Json,
}

/// Report what is wrong with configurations
#[derive(Debug, clap::Args)]
#[command(after_long_help = help::AFTER_CHECK)]
pub(super) struct Check {
    /// The configurations: files, folders of sites, or - for standard input; the options count for each
    #[arg(required = true, value_hint = ValueHint::AnyPath)]
    pub(super) config: Vec<PathBuf>,
    /// Check every site below the folders that are named
    ///
    /// A site is a folder with a web.config that has none in a folder above it; the files in the folders below it belong to it.
    #[arg(short, long)]
    pub(super) recursive: bool,
    /// How to report, on standard output
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: ReportFormat,
    #[command(flatten)]
    pub(super) also: Also,
    /// Show at most so many findings of each configuration, the most severe ones; 0 for all [default: 50 where people read, all
    /// where programs do]
    #[arg(long, value_name = "N")]
    pub(super) max_findings: Option<usize>,
    #[command(flatten)]
    pub(super) mending: Mending,
    #[command(flatten)]
    pub(super) common: Common,
}

/// What to say beside the findings.
#[derive(Debug, clap::Args)]
pub(super) struct Also {
    /// Also list what becomes of each section; json is then an object with `findings` and `inventory`
    #[arg(long)]
    pub(super) inventory: bool,
    /// Also count the findings by code and by site, which human does of several configurations anyway; json is then an object
    /// with `findings` and `summary`
    #[arg(long)]
    pub(super) summary: bool,
    /// Also list what exceptions and --allow silence; json is then an object with `findings` and `silenced`
    #[arg(long)]
    pub(super) silenced: bool,
}

/// What of the findings to mend.
#[derive(Debug, clap::Args)]
pub(super) struct Mending {
    /// Mend what needs nobody to look at it, in the configuration's own files and the transforms, and check what is left
    ///
    /// A fix is safe when IIS sends the same afterwards, or when IIS refuses the file as it stands and it can have meant one
    /// thing only. All that is not changed stays as it is, to the byte.
    #[arg(long)]
    pub(super) fix: bool,
    /// With --fix or --diff, also apply fixes that are guesses, or that let in somebody who was kept out
    #[arg(long)]
    pub(super) unsafe_fixes: bool,
    /// Write nothing, and show on standard output what --fix would change
    #[arg(long, conflicts_with_all = ["fix", "format"])]
    pub(super) diff: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// With the lines in question
    #[default]
    Human,
    /// One line per finding
    Concise,
    /// An array of objects
    Json,
    /// SARIF 2.1.0, for code scanning services and editors
    Sarif,
    /// Workflow commands of GitHub Actions, which shows them in pull requests
    Github,
    /// A report as of unit tests: a case for each finding, which fails from the severity of --deny on
    Junit,
}

impl ReportFormat {
    /// Whether people read it, rather than programs.
    pub(super) const fn is_for_people(self) -> bool {
        matches!(self, Self::Human | Self::Concise)
    }
}

/// Show what is sent to a request, and which setting says so
///
/// With --requests, many requests: one JSON object a line, each answered by one line.
#[derive(Debug, clap::Args)]
#[command(after_long_help = help::AFTER_EXPLAIN)]
pub(super) struct Explain {
    /// The configuration: a file, the folder of a site, or - for standard input
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(super) config: PathBuf,
    /// The path of the request, or its URL; with --app the path in the application, as the service sees it
    #[arg(default_value = "/")]
    pub(super) path: String,
    /// The method of the request
    #[arg(short = 'X', long, default_value = "GET")]
    pub(super) method: String,
    /// A header field of the request (repeatable)
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = header)]
    pub(super) headers: Vec<(String, String)>,
    /// Take the path for that of a static file, whose response goes through `StaticLayer`, inside `CorsLayer`
    #[arg(long = "static")]
    pub(super) is_static: bool,
    /// Read requests from FILE, or from standard input with -
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    #[arg(conflicts_with_all = ["path", "method", "headers", "is_static"])]
    pub(super) requests: Option<PathBuf>,
    /// How to answer [default: human, with --requests json]
    #[arg(long, value_enum)]
    pub(super) format: Option<ExplainFormat>,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExplainFormat {
    /// The response line by line, with the settings behind it
    Human,
    /// An object a request
    Json,
}

/// Print a document as transforms leave it
///
/// Works as deployment does, also for files that are no web.config. What a transform does not touch keeps its comments and
/// layout, and the result the encoding of SOURCE, its byte-order mark included; only a terminal gets text. With an error
/// nothing is written.
#[derive(Debug, clap::Args)]
#[command(after_long_help = help::AFTER_TRANSFORM)]
pub(super) struct Transform {
    /// The document, or - for standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub(super) source: PathBuf,
    /// The transforms, such as Web.Release.config, in the order they are applied
    #[arg(value_name = "TRANSFORM", required = true, value_hint = ValueHint::FilePath)]
    pub(super) transforms: Vec<PathBuf>,
    /// Write to FILE, only when the content changes; never one of the files that are read
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) output: Option<PathBuf>,
}

/// Describe a kind of finding, or what IIS does; or list all kinds of findings
#[derive(Debug, clap::Args)]
#[command(after_long_help = help::AFTER_RULE)]
pub(super) struct Rule {
    /// A code or its name, such as CG031 or wildcard-with-credentials, or a row about IIS that a message names, such as CM-16;
    /// all codes when absent
    #[arg(value_name = "CODE", value_parser = subject)]
    pub(super) subject: Option<Subject>,
}

/// Print the script that completes words of the command in a shell
#[derive(Debug, clap::Args)]
#[command(after_long_help = help::AFTER_COMPLETIONS)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: Shell,
}

/// Print the manual page of the command, or of one of its commands, as roff
#[derive(Debug, clap::Args)]
#[command(after_long_help = help::AFTER_MAN)]
pub(super) struct Man {
    /// One of the commands; the whole when absent
    pub(super) command: Option<String>,
}

fn header(text: &str) -> Result<(String, String), String> {
    match text.split_once(':') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err("write it as `Name: value`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn headers_are_split_at_the_first_colon() {
        let split = Ok(("Origin".to_owned(), "https://a.example".to_owned()));
        assert_eq!(header("Origin: https://a.example"), split);
        assert_eq!(header("X:"), Ok(("X".to_owned(), String::new())));
        assert!(header("Origin").is_err() && header(": x").is_err());
    }
}
