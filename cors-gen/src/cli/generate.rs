//! `cors-gen CONFIG`: the policy as Rust or as data.

use std::path::Path;

use super::args::{Common, Emit, Generate};
use super::console::{Console, count, product};
use super::exit::{Exit, Failure};
use super::freshness;
use super::input::{Around, DASH, name};
use super::json;
use super::levels::LevelArgs;
use super::output::{refuse_inputs, write};
use super::talk::Volume;
use crate::diagnostic::Severity;
use crate::emit::{EmitOptions, FileOptions, Generated, Name, RuntimePath};
use crate::pipeline::Outcome;
use crate::policy::json::JsonPolicy;
use crate::policy::{Arena, Lowered};
use crate::source::relative;
use crate::text::shell_word;

pub(super) fn run(args: &Generate, console: &Console) -> Result<Exit, Failure> {
    let config = config(args)?;
    let arena = Arena::new();
    let outcome = Around::read(&args.common, &args.config)?.load(config, &arena)?;
    console.sources(&outcome.sources);
    let Some(policy) = &outcome.policy else {
        return Ok(without_policy(&outcome, config, console));
    };
    for diagnostic in &outcome.diagnostics {
        match diagnostic.severity {
            Severity::Note if diagnostic.code.is_background() && console.volume < Volume::All => {}
            Severity::Note => console.finding_in_brief(diagnostic, &outcome.sources),
            _ => console.finding(diagnostic, &outcome.sources),
        }
    }
    let text = make(args, policy, &outcome)?;
    match &args.output {
        Some(file) if file.as_os_str() != DASH => {
            refuse_inputs(&outcome.sources, file)?;
            if args.check {
                freshness::check(file, &text, &command_for(args, file), console)
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
pub(super) fn without_policy(outcome: &Outcome<'_>, config: &Path, console: &Console) -> Exit {
    for diagnostic in &outcome.diagnostics {
        console.finding(diagnostic, &outcome.sources);
    }
    let findings = count(outcome.diagnostics.iter());
    console.error(&format!("no policy for {}: {findings}", name(config)));
    if outcome.is_unreadable() { Exit::Failed } else { Exit::Findings }
}

fn make(args: &Generate, policy: &Lowered<'_>, outcome: &Outcome<'_>) -> Result<String, Failure> {
    let sources = &outcome.sources;
    match args.emit {
        Emit::Rust => {
            let options = EmitOptions::with_runtime(args.runtime.clone());
            // Without the output file: what is on standard output and what is in a file are the same.
            let mut file = FileOptions::named(args.name.clone());
            file.command = command(args, &portable(args));
            let generated = Generated::new(policy, sources, outcome.all(), &options);
            Ok(generated.to_source(&file))
        }
        Emit::Json => json::pretty(&JsonPolicy::new(policy, sources)),
    }
}

/// The command that makes a file, for a shell in the current folder.
fn command_for(args: &Generate, file: &Path) -> String {
    let mut words = command(args, &argument);
    words.extend(["-o".to_owned(), name(file)]);
    let words: Vec<_> = words.iter().map(|word| shell_word(word)).collect();
    words.join(" ")
}

/// Inputs as they are called in the folder of the configuration, so that the command is the same wherever it was given.
fn portable(args: &Generate) -> impl Fn(&Path) -> String {
    let config = args.config.as_deref();
    let folder = config.filter(|config| config.is_dir()).or(config.and_then(Path::parent));
    move |path| {
        let relative = folder.filter(|_| path.as_os_str() != DASH).and_then(|f| relative(path, f));
        relative.unwrap_or_else(|| argument(path))
    }
}

/// The command that makes the product, word by word, without the file it goes to.
fn command(args: &Generate, argument: &dyn Fn(&Path) -> String) -> Vec<String> {
    let Common { transforms, parents, site, app, levels, assume, project, no_project } =
        &args.common;
    // What is denied makes no other file.
    let LevelArgs { allow, warn, deny: _ } = levels;
    let mut options = Vec::new();
    options.extend(transforms.iter().map(|file| ("--transform", argument(file))));
    options.extend(parents.iter().map(|file| ("--parent", argument(file))));
    options.extend(site.iter().map(|site| ("--site", site.clone())));
    options.extend(app.iter().map(|app| ("--app", app.clone())));
    options.extend(allow.iter().map(|code| ("--allow", code.to_string())));
    options.extend(warn.iter().map(|code| ("--warn", code.to_string())));
    options.extend(assume.iter().map(|words| ("--assume", words.clone())));
    options.extend(project.iter().map(|file| ("--config", argument(file))));
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
    words.extend(no_project.then(|| "--no-config".to_owned()));
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
