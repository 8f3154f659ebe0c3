//! `cors-gen check`: the findings of configurations.

use std::cmp::Reverse;
use std::path::PathBuf;

use serde::Serialize;

use super::args::{Check, ReportFormat};
use super::checked::Checked;
use super::console::{Console, count, product};
use super::exit::{Exit, Failure};
use super::fix;
use super::input::{Around, DASH, cannot_read, name};
use super::json;
use super::progress;
use super::summary::Summary;
use super::talk::Volume;
use crate::diagnostic::Diagnostic;
use crate::inventory;
use crate::pipeline::Sites;
use crate::report::json::{JsonDiagnostic, JsonEntry, JsonSilenced};
use crate::report::junit::Suite;
use crate::report::sarif::Sarif;
use crate::report::{concise, github, human, junit, listing};
use crate::text::escape;

pub(super) fn run(args: &Check, console: &Console) -> Result<Exit, Failure> {
    let configs = configs(args);
    let mut exit = if args.mending.fix || args.mending.diff {
        fix::run(args, &configs, console)?
    } else {
        Exit::Done
    };
    let around = Around::read(&args.common, &args.config)?;
    let results = progress::each(&configs, |config| {
        Checked::new(config.as_ref().map_err(Clone::clone)?, args, &around)
    });
    let mut checked = Vec::new();
    for result in results {
        match result {
            Ok(one) => {
                exit = exit.max(one.exit);
                console.sources(&one.sources);
                say(&one_by_one(&one, args, console), args, console)?;
                checked.push(one);
            }
            // The others are still worth checking.
            Err(Failure::Message(message)) => {
                console.error(&message);
                exit = Exit::Failed;
            }
            Err(failure) => return Err(failure),
        }
    }
    if let Some(document) = whole(&checked, args)? {
        heard(product(&document))?;
    }
    say(&sum(&checked, configs.len(), args, console), args, console)?;
    Ok(exit)
}

/// What is to be checked, and what cannot be, in the order in which it is told.
fn configs(args: &Check) -> Vec<Result<PathBuf, Failure>> {
    let mut configs = Vec::new();
    for config in &args.config {
        if !args.recursive || config.as_os_str() == DASH || !config.is_dir() {
            configs.push(Ok(config.clone()));
            continue;
        }
        let Sites { found, unreadable } = Sites::below(config);
        if found.is_empty() && unreadable.is_empty() {
            let message = "there is no web.config in it, nor in the folders below";
            configs.push(Err(cannot_read(config, &message)));
        }
        configs.extend(unreadable.iter().map(|(path, error)| Err(cannot_read(path, error))));
        configs.extend(found.into_iter().map(Ok));
    }
    configs
}

/// Says something of findings to people: on standard output, or beside the diff that was asked for.
fn say(text: &str, args: &Check, console: &Console) -> Result<(), Failure> {
    if args.mending.diff {
        console.report(text);
        Ok(())
    } else {
        heard(console.show(text))
    }
}

/// A reader that stops reading takes nothing back of what was found.
fn heard(written: Result<(), Failure>) -> Result<(), Failure> {
    match written {
        Err(Failure::NobodyReads) => Ok(()),
        written => written,
    }
}

/// The findings of one configuration in a format that shows them one by one, and its inventory.
fn one_by_one(one: &Checked, args: &Check, console: &Console) -> String {
    let is_said = |finding: &Diagnostic| match console.volume {
        Volume::Silent => false,
        Volume::Errors => finding.severity >= one.deny,
        Volume::Normal | Volume::All => true,
    };
    let said = one.shown().filter(|(finding, _)| is_said(finding));
    let color = if args.mending.diff { console.color_reports } else { console.color_products };
    let mut text: String = match args.format {
        ReportFormat::Human => {
            said.map(|(finding, sources)| human::render(finding, sources, color) + "\n").collect()
        }
        ReportFormat::Concise => {
            said.map(|(finding, sources)| concise::render(finding, sources) + "\n").collect()
        }
        _ => String::new(),
    };
    if one.left_out().any(is_said) {
        let (left_out, name) = (count(one.left_out().filter(|it| is_said(it))), &one.name);
        console.note(&format!("and {left_out} more in {name}: `--max-findings 0` shows all"));
    }
    if args.also.inventory && !one.inventory.is_empty() {
        let listing = listing::render(&one.inventory, &one.sources);
        match args.format {
            ReportFormat::Human | ReportFormat::Concise => text += &listing,
            ReportFormat::Json => {}
            // Nothing may stand beside the document.
            _ => console.report(&listing),
        }
    }
    if args.also.silenced && args.format.is_for_people() {
        let lines = one.silenced.iter().map(|it| concise::render_silenced(it, &one.sources) + "\n");
        text.extend(lines);
    }
    text
}

/// What people read at the end; empty where there is nothing for them to read.
fn sum(checked: &[Checked], configs: usize, args: &Check, console: &Console) -> String {
    let is_human = args.format == ReportFormat::Human;
    let mut text = String::new();
    if checked.is_empty() || !args.format.is_for_people() || console.volume < Volume::Normal {
        return text;
    }
    let what = if args.recursive { "site" } else { "file" };
    if args.also.summary || (is_human && configs > 1) {
        text += &Summary::new(checked).render(what);
    }
    if is_human {
        let findings = || checked.iter().flat_map(|one| &one.diagnostics);
        let place = match (args.config.as_slice(), configs, checked.len()) {
            ([config], 1, _) => name(config),
            (_, _, 1) => format!("1 {what}"),
            (_, _, read) => format!("{read} {what}s"),
        };
        text.extend([&count(findings()), " in ", &escape(&place), "\n"]);
        text += &fix::hint(checked.iter().flat_map(Checked::findings));
        text += &silenced(checked.iter().map(|one| one.silenced.len()).sum());
        let entries = checked.iter().flat_map(|one| &one.inventory);
        text.extend(inventory::summary(entries).map(|settings| settings + "\n"));
        text.extend(more_about(findings()).map(|command| command + "\n"));
    }
    text
}

/// How many findings are silenced, in a line; empty where none is.
fn silenced(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "1 finding silenced; --silenced lists it\n".to_owned(),
        many => format!("{many} findings silenced; --silenced lists them\n"),
    }
}

/// How to read more about the finding that matters most; `None` when there are none.
fn more_about<'a>(findings: impl Iterator<Item = &'a Diagnostic>) -> Option<String> {
    let first_of_worst = findings.min_by_key(|finding| Reverse(finding.severity))?;
    Some(format!("to read more about a finding, run: cors-gen rule {}", first_of_worst.code))
}

/// The report that is one document of all findings; `None` for formats that show them one by one.
fn whole(checked: &[Checked], args: &Check) -> Result<Option<String>, Failure> {
    let findings = || checked.iter().flat_map(Checked::shown);
    Ok(Some(match args.format {
        ReportFormat::Human | ReportFormat::Concise => return Ok(None),
        ReportFormat::Json => in_json(checked, args)?,
        ReportFormat::Sarif => {
            let silenced =
                checked.iter().flat_map(Checked::silenced).filter(|_| args.also.silenced);
            json::pretty(&Sarif::new(findings(), silenced))?
        }
        ReportFormat::Github => {
            findings().map(|(finding, sources)| github::render(finding, sources) + "\n").collect()
        }
        ReportFormat::Junit => {
            let suites = checked.iter().map(|one| Suite {
                name: &one.name,
                findings: one.shown().map(|(finding, _)| finding).collect(),
                deny: one.deny,
                sources: &one.sources,
            });
            junit::render(&suites.collect::<Vec<_>>())
        }
    }))
}

/// The array of findings; with more than that, an object that has it among others.
fn in_json(checked: &[Checked], args: &Check) -> Result<String, Failure> {
    let findings = checked.iter().flat_map(Checked::shown);
    let findings = findings.map(|(finding, sources)| JsonDiagnostic::new(finding, sources));
    let findings: Vec<_> = findings.collect();
    if !args.also.inventory && !args.also.silenced && !args.also.summary {
        return json::pretty(&findings);
    }
    let entries = || {
        let entries = checked
            .iter()
            .flat_map(|one| one.inventory.iter().map(|entry| JsonEntry::new(entry, &one.sources)));
        entries.collect()
    };
    let silenced = || {
        let silenced = checked.iter().flat_map(Checked::silenced);
        silenced.map(|(silenced, sources)| JsonSilenced::new(silenced, sources)).collect()
    };
    json::pretty(&All {
        findings,
        inventory: args.also.inventory.then(entries),
        silenced: args.also.silenced.then(silenced),
        summary: args.also.summary.then(|| Summary::new(checked)),
    })
}

/// All that `check` has to say.
#[derive(Serialize)]
struct All<'a> {
    findings: Vec<JsonDiagnostic<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inventory: Option<Vec<JsonEntry<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    silenced: Option<Vec<JsonSilenced<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Summary<'a>>,
}
