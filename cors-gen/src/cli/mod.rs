//! The `cors-gen` command: reads arguments, calls the pipeline, presents the result.
//!
//! Products go to standard output, what there is to say about making them to standard error. A product is what was asked
//! for: Rust or JSON, an explanation, an effective configuration, a transformed document, a rule's page, and of `check` the
//! findings.

mod args;
mod behaviour;
mod check;
mod console;
mod diff;
mod effective;
mod exit;
mod explain;
mod fix;
mod freshness;
mod generate;
mod input;
mod json;
mod levels;
mod output;
mod rule;
mod transform;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use console::Console;
use exit::{Exit, Failure};

/// Runs the command with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version are what was asked for; anything else is a usage error. A closed pipe is no concern.
            let _ = error.print();
            let exit = if error.use_stderr() { Exit::Failed } else { Exit::Done };
            return exit.into();
        }
    };
    let console = Console::new();
    let exit = match run(&args, &console) {
        Ok(exit) => exit,
        Err(Failure::Message(message)) => {
            console.error(&message);
            Exit::Failed
        }
        Err(Failure::NobodyReads) => Exit::Done,
    };
    exit.into()
}

fn run(args: &Args, console: &Console) -> Result<Exit, Failure> {
    match &args.command {
        Some(Command::Check(args)) => check::run(args, console),
        Some(Command::Diff(args)) => diff::run(args, console),
        Some(Command::Effective(args)) => effective::run(args, console),
        Some(Command::Explain(args)) => explain::run(args, console),
        Some(Command::Transform(args)) => transform::run(args, console),
        Some(Command::Rule(args)) => rule::run(args),
        None => generate::run(&args.generate, console),
    }
}
