//! `cors-gen CONFIG`: the policy as Rust or as data.

use std::fs;
use std::io;
use std::path::Path;

use super::args::{Common, Emit, Generate};
use super::console::{Console, count, finding_in_brief, product};
use super::exit::{Exit, Failure};
use super::input::{Around, DASH, name};
use super::json;
use super::output::{refuse_inputs, write};
use crate::diagnostic::{Code, Severity};
use crate::emit::{EmitOptions, FileOptions, Generated, Name, RuntimePath};
use crate::pipeline::Outcome;
use crate::policy::Policy;
use crate::policy::json::JsonPolicy;

pub(super) fn run(args: &Generate, console: &Console) -> Result<Exit, Failure> {
    let config = config(args)?;
    let outcome = Around::read(&args.common, &args.config)?.load(config)?;
    let Some(policy) = &outcome.policy else {
        return Ok(without_policy(&outcome, config, console));
    };
    for diagnostic in &outcome.diagnostics {
        match diagnostic.severity {
            // Most configurations rest on some: `check` tells.
            Severity::Note if diagnostic.code == Code::Assumption => {}
            Severity::Note => finding_in_brief(diagnostic, &outcome.sources),
            _ => console.finding(diagnostic, &outcome.sources),
        }
    }
    let text = make(args, policy, &outcome)?;
    match &args.output {
        Some(file) if file.as_os_str() != DASH => {
            refuse_inputs(&outcome.sources, file)?;
            if args.check {
                compare(args, file, &text, console)
            } else {
                write(file, text.as_bytes())
            }
        }
        Some(_) if args.check => {
            Err(Failure::Message("--check needs a file to compare with, not -".to_owned()))
        }
        _ => product(&text).map(|()| Exit::Done),
    }
}

/// The argument parser asks for it, unless there is a subcommand.
fn config(args: &Generate) -> Result<&Path, Failure> {
    let missing = || Failure::Message("pass a configuration, or see --help".to_owned());
    args.config.as_deref().ok_or_else(missing)
}

/// Shows why there is no policy.
pub(super) fn without_policy(outcome: &Outcome, config: &Path, console: &Console) -> Exit {
    for diagnostic in &outcome.diagnostics {
        console.finding(diagnostic, &outcome.sources);
    }
    let findings = count(outcome.diagnostics.iter());
    console.error(&format!("no policy for {}: {findings}", name(config)));
    if outcome.is_unreadable() { Exit::Failed } else { Exit::Findings }
}

fn make(args: &Generate, policy: &Policy, outcome: &Outcome) -> Result<String, Failure> {
    let sources = &outcome.sources;
    match args.emit {
        Emit::Rust => {
            let options = EmitOptions { runtime: args.runtime.clone() };
            // Without the output file: what is on standard output and what is in a file are the same.
            let file = FileOptions { name: args.name.clone(), command: command(args) };
            Ok(Generated::new(policy, sources, &options).to_source(&file))
        }
        Emit::Json => json::pretty(&JsonPolicy::new(policy, sources)),
    }
}

/// Whether the file is up to date. Line endings do not count: version control may have changed them.
fn compare(
    args: &Generate,
    file: &Path,
    product: &str,
    console: &Console,
) -> Result<Exit, Failure> {
    let state = match fs::read_to_string(file) {
        Ok(text) if text == product || text.replace("\r\n", "\n") == product => {
            return Ok(Exit::Done);
        }
        Ok(_) => "is out of date",
        Err(error) if error.kind() == io::ErrorKind::InvalidData => "is out of date",
        Err(error) if error.kind() == io::ErrorKind::NotFound => "does not exist",
        Err(error) => {
            return Err(Failure::Message(format!("cannot read {}: {error}", name(file))));
        }
    };
    let mut words = command(args);
    words.extend(["-o".to_owned(), name(file)]);
    let words: Vec<String> = words.iter().map(|word| quote(word)).collect();
    console.error(&format!("{} {state}; to make it, run: {}", name(file), words.join(" ")));
    Ok(Exit::Findings)
}

/// The command that makes the product, word by word, without the file it goes to.
fn command(args: &Generate) -> Vec<String> {
    let Common { transforms, parents, site, app, allow } = &args.common;
    let mut options = Vec::new();
    options.extend(transforms.iter().map(|file| ("--transform", argument(file))));
    options.extend(parents.iter().map(|file| ("--parent", argument(file))));
    options.extend(site.iter().map(|site| ("--site", site.clone())));
    options.extend(app.iter().map(|app| ("--app", app.clone())));
    options.extend(allow.iter().map(|code| ("--allow", code.to_string())));
    if args.name != Name::default() {
        options.push(("--name", args.name.to_string()));
    }
    if args.runtime != RuntimePath::default() {
        options.push(("--runtime", args.runtime.to_string()));
    }
    if args.emit == Emit::Json {
        options.push(("--emit", "json".to_owned()));
    }
    let mut words = vec!["cors-gen".to_owned()];
    for (name, value) in options {
        if value.starts_with('-') && value != DASH {
            // Apart, it would be taken for an option itself.
            words.push(format!("{name}={value}"));
        } else {
            words.extend([name.to_owned(), value]);
        }
    }
    words.extend(args.config.iter().map(|config| argument(config)));
    words
}

/// An input as the argument it was.
fn argument(path: &Path) -> String {
    if path.as_os_str() == DASH { DASH.to_owned() } else { name(path) }
}

/// A word as shells want it.
fn quote(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=,+@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else if cfg!(windows) {
        format!("\"{word}\"")
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
