//! `cors-gen check`: the findings of configurations.

use std::cmp::Reverse;
use std::path::Path;

use serde::Serialize;

use super::args::{Check, ReportFormat};
use super::console::{Console, count, product};
use super::exit::{Exit, Failure};
use super::fix;
use super::input::{Around, name};
use super::json;
use super::talk::Volume;
use crate::diagnostic::{Diagnostic, Severity, Silenced};
use crate::inventory;
use crate::pipeline::Outcome;
use crate::policy::Arena;
use crate::report::json::{JsonDiagnostic, JsonEntry, JsonSilenced};
use crate::report::junit::Suite;
use crate::report::sarif::Sarif;
use crate::report::{concise, github, human, junit, listing};
use crate::source::SourceMap;
use crate::text::escape;

pub(super) fn run(args: &Check, console: &Console) -> Result<Exit, Failure> {
    let mut exit =
        if args.mending.fix || args.mending.diff { fix::run(args, console)? } else { Exit::Done };
    let around = Around::read(&args.common, &args.config)?;
    let deny = args.common.levels.deny_from();
    let arena = Arena::new();
    let mut outcomes = Vec::new();
    for config in &args.config {
        match around.load(config, &arena) {
            Ok(outcome) => {
                exit = exit.max(verdict(&outcome, deny));
                console.sources(&outcome.sources);
                say(&one_by_one(&outcome, args, console), args, console)?;
                outcomes.push(Checked { config, outcome });
            }
            // The others are still worth checking.
            Err(Failure::Message(message)) => {
                console.error(&message);
                exit = Exit::Failed;
            }
            Err(failure) => return Err(failure),
        }
    }
    if let Some(document) = whole(&outcomes, args)? {
        heard(product(&document))?;
    }
    if args.format == ReportFormat::Human
        && console.volume >= Volume::Normal
        && !outcomes.is_empty()
    {
        let findings = || outcomes.iter().flat_map(|checked| &checked.outcome.diagnostics);
        let place = match (args.config.as_slice(), outcomes.len()) {
            ([config], _) => name(config),
            (_, 1) => "1 file".to_owned(),
            (_, read) => format!("{read} files"),
        };
        let entries = outcomes.iter().flat_map(|checked| &checked.outcome.inventory);
        let mut summary = format!("{} in {}\n", count(findings()), escape(&place));
        summary += &fix::hint(outcomes.iter().flat_map(Checked::findings));
        let silenced = match outcomes.iter().map(|it| it.outcome.silenced.len()).sum() {
            0 => String::new(),
            1 => "1 finding silenced; --silenced lists it\n".to_owned(),
            many => format!("{many} findings silenced; --silenced lists them\n"),
        };
        summary += &silenced;
        summary.extend(inventory::summary(entries).map(|settings| settings + "\n"));
        summary.extend(more_about(findings()).map(|command| command + "\n"));
        say(&summary, args, console)?;
    }
    Ok(exit)
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

/// How to read more about the finding that matters most; `None` when there are none.
fn more_about<'a>(findings: impl Iterator<Item = &'a Diagnostic>) -> Option<String> {
    let first_of_worst = findings.min_by_key(|finding| Reverse(finding.severity))?;
    Some(format!("to read more about a finding, run: cors-gen rule {}", first_of_worst.code))
}

fn verdict(outcome: &Outcome<'_>, deny: Severity) -> Exit {
    if outcome.is_unreadable() {
        Exit::Failed
    } else if outcome.worst().is_some_and(|worst| worst >= deny) {
        Exit::Findings
    } else {
        Exit::Done
    }
}

/// The findings of one configuration in a format that shows them one by one, and its inventory.
fn one_by_one(outcome: &Outcome<'_>, args: &Check, console: &Console) -> String {
    let Outcome { diagnostics, sources, inventory, .. } = outcome;
    let is_shown = |finding: &&Diagnostic| match console.volume {
        Volume::Silent => false,
        Volume::Errors => finding.severity >= args.common.levels.deny_from(),
        Volume::Normal | Volume::All => true,
    };
    let shown = || diagnostics.iter().filter(is_shown);
    let color = if args.mending.diff { console.color_reports } else { console.color_products };
    let mut text: String = match args.format {
        ReportFormat::Human => {
            shown().map(|finding| human::render(finding, sources, color) + "\n").collect()
        }
        ReportFormat::Concise => {
            shown().map(|finding| concise::render(finding, sources) + "\n").collect()
        }
        _ => String::new(),
    };
    if args.inventory && !inventory.is_empty() {
        let listing = listing::render(inventory, sources);
        match args.format {
            ReportFormat::Human | ReportFormat::Concise => text += &listing,
            ReportFormat::Json => {}
            // Nothing may stand beside the document.
            _ => console.report(&listing),
        }
    }
    if args.silenced {
        let lines = outcome.silenced.iter().map(|it| concise::render_silenced(it, sources) + "\n");
        match args.format {
            ReportFormat::Human | ReportFormat::Concise => text.extend(lines),
            _ => {}
        }
    }
    text
}

/// The report that is one document of all findings; `None` for formats that show them one by one.
fn whole(outcomes: &[Checked<'_>], args: &Check) -> Result<Option<String>, Failure> {
    let findings = || outcomes.iter().flat_map(Checked::findings);
    Ok(Some(match args.format {
        ReportFormat::Human | ReportFormat::Concise => return Ok(None),
        ReportFormat::Json => in_json(outcomes, args)?,
        ReportFormat::Sarif => {
            let silenced = outcomes.iter().flat_map(Checked::silenced).filter(|_| args.silenced);
            json::pretty(&Sarif::new(findings(), silenced))?
        }
        ReportFormat::Github => {
            findings().map(|(finding, sources)| github::render(finding, sources) + "\n").collect()
        }
        ReportFormat::Junit => {
            let names: Vec<String> = outcomes.iter().map(|checked| name(checked.config)).collect();
            let suites = outcomes.iter().zip(&names).map(|(checked, name)| Suite {
                name,
                findings: &checked.outcome.diagnostics,
                sources: &checked.outcome.sources,
            });
            junit::render(&suites.collect::<Vec<_>>(), args.common.levels.deny_from())
        }
    }))
}

/// The array of findings; with the inventory or what is silenced, an object that has all.
fn in_json(outcomes: &[Checked<'_>], args: &Check) -> Result<String, Failure> {
    let findings = outcomes.iter().flat_map(Checked::findings);
    let findings = findings.map(|(finding, sources)| JsonDiagnostic::new(finding, sources));
    let findings: Vec<_> = findings.collect();
    if !args.inventory && !args.silenced {
        return json::pretty(&findings);
    }
    let inventory = args.inventory.then(|| {
        let entries = outcomes.iter().flat_map(|checked| {
            let Outcome { inventory, sources, .. } = &checked.outcome;
            inventory.iter().map(move |entry| JsonEntry::new(entry, sources))
        });
        entries.collect()
    });
    let silenced = args.silenced.then(|| {
        let silenced = outcomes.iter().flat_map(Checked::silenced);
        silenced.map(|(silenced, sources)| JsonSilenced::new(silenced, sources)).collect()
    });
    json::pretty(&All { findings, inventory, silenced })
}

/// All that `check` has to say.
#[derive(Serialize)]
struct All<'a> {
    findings: Vec<JsonDiagnostic<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inventory: Option<Vec<JsonEntry<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    silenced: Option<Vec<JsonSilenced<'a>>>,
}

/// A configuration with what came of it.
struct Checked<'p> {
    config: &'p Path,
    outcome: Outcome<'p>,
}

impl Checked<'_> {
    /// The findings that the user chose to live with, each with the files that its places are in.
    fn silenced(&self) -> impl Iterator<Item = (&Silenced, &SourceMap)> {
        self.outcome.silenced.iter().map(|silenced| (silenced, &self.outcome.sources))
    }

    /// The findings, each with the files that its places are in.
    fn findings(&self) -> impl Iterator<Item = (&Diagnostic, &SourceMap)> {
        self.outcome.diagnostics.iter().map(|finding| (finding, &self.outcome.sources))
    }
}
