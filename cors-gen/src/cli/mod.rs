//! The `cors-gen` command: reads arguments, calls the pipeline, presents the result.
//!
//! Products go to standard output, what there is to say about making them to standard error. A product is what was asked
//! for: Rust or JSON, an explanation, an effective configuration, a transformed document, a rule's page, and of `check` the
//! findings.

mod args;
mod behaviour;
mod check;
mod checked;
mod console;
mod diff;
mod effective;
mod exit;
mod explain;
mod fix;
mod freshness;
mod generate;
mod help;
mod input;
mod json;
mod levels;
mod output;
mod parse;
mod progress;
mod report;
mod rule;
mod shell;
mod summary;
mod talk;
mod transform;
mod verify;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;
use std::time::Instant;

use args::{Args, Command};
use console::Console;
use exit::{Exit, Failure};

/// Runs the command with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    main_of(&env::args_os().collect::<Vec<_>>())
}

/// Runs the command with these words, of which the first is its name.
#[must_use]
pub fn main_of(words: &[OsString]) -> ExitCode {
    let start = Instant::now();
    let args = match parse::parse(words) {
        Ok(args) => args,
        Err(error) => {
            parse::color(words).choice().write_global();
            // Help and version are what was asked for; anything else is a usage error. A closed pipe is no concern.
            let _ = error.print();
            let exit = if error.use_stderr() { Exit::Failed } else { Exit::Done };
            return exit.into();
        }
    };
    let console = Console::new(&args.talk);
    let exit = match run(&args, &console) {
        Ok(exit) => exit,
        Err(Failure::Message(message)) => {
            console.error(&message);
            Exit::Failed
        }
        Err(Failure::NobodyReads) => Exit::Done,
    };
    console.detail(&format!("done in {} ms", start.elapsed().as_millis()));
    exit.into()
}

fn run(args: &Args, console: &Console) -> Result<Exit, Failure> {
    match &args.command {
        Some(Command::Check(args)) => check::run(args, console),
        Some(Command::Diff(args)) => diff::run(args, console),
        Some(Command::Effective(args)) => effective::run(args, console),
        Some(Command::Explain(args)) => explain::run(args, console),
        Some(Command::Report(args)) => report::run(args, console),
        Some(Command::Transform(args)) => transform::run(args, console),
        Some(Command::Rule(args)) => rule::run(args),
        Some(Command::Verify(args)) => verify::run(args, console),
        Some(Command::Completions(args)) => shell::completions(args),
        Some(Command::Man(args)) => shell::man(args),
        None => generate::run(&args.generate, console),
    }
}
