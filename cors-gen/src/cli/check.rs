//! `cors-gen check`: the findings of configurations.

use serde::Serialize;

use super::args::{Check, ReportFormat};
use super::console::{Console, count, finding_in_brief, product, report};
use super::exit::{Exit, Failure};
use super::input::{Around, name};
use super::json;
use crate::diagnostic::Severity;
use crate::inventory;
use crate::pipeline::Outcome;
use crate::policy::Arena;
use crate::report::json::{JsonDiagnostic, JsonEntry};
use crate::report::listing;
use crate::text::escape;

pub(super) fn run(args: &Check, console: &Console) -> Result<Exit, Failure> {
    let around = Around::read(&args.common, &args.config)?;
    let deny = Severity::from(args.deny);
    let arena = Arena::new();
    let mut exit = Exit::Done;
    let mut outcomes = Vec::new();
    for config in &args.config {
        match around.load(config, &arena) {
            Ok(outcome) => {
                exit = exit.max(verdict(&outcome, deny));
                show(&outcome, args, console);
                outcomes.push(outcome);
            }
            // The others are still worth checking.
            Err(Failure::Message(message)) => {
                console.error(&message);
                exit = Exit::Failed;
            }
            Err(failure) => return Err(failure),
        }
    }
    match args.format {
        // A reader that stops reading takes nothing back of what was found.
        ReportFormat::Json => match product(&in_json(&outcomes, args.inventory)?) {
            Ok(()) | Err(Failure::NobodyReads) => {}
            Err(failure) => return Err(failure),
        },
        ReportFormat::Human if !outcomes.is_empty() => {
            let findings = outcomes.iter().flat_map(|outcome| &outcome.diagnostics);
            let place = match (args.config.as_slice(), outcomes.len()) {
                ([config], _) => name(config),
                (_, 1) => "1 file".to_owned(),
                (_, read) => format!("{read} files"),
            };
            report(&format!("{} in {}\n", count(findings), escape(&place)));
            let entries = outcomes.iter().flat_map(|outcome| &outcome.inventory);
            if let Some(summary) = inventory::summary(entries) {
                report(&(summary + "\n"));
            }
        }
        ReportFormat::Human | ReportFormat::Concise => {}
    }
    Ok(exit)
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

fn show(outcome: &Outcome<'_>, args: &Check, console: &Console) {
    for diagnostic in &outcome.diagnostics {
        match args.format {
            ReportFormat::Human => console.finding(diagnostic, &outcome.sources),
            ReportFormat::Concise => finding_in_brief(diagnostic, &outcome.sources),
            ReportFormat::Json => {}
        }
    }
    if args.inventory && args.format != ReportFormat::Json && !outcome.inventory.is_empty() {
        report(&listing::render(&outcome.inventory, &outcome.sources));
    }
}

/// The array of findings; with the inventory, an object that has both.
fn in_json(outcomes: &[Outcome<'_>], with_inventory: bool) -> Result<String, Failure> {
    let findings = outcomes.iter().flat_map(|outcome| {
        let Outcome { diagnostics, sources, .. } = outcome;
        diagnostics.iter().map(move |diagnostic| JsonDiagnostic::new(diagnostic, sources))
    });
    let findings: Vec<_> = findings.collect();
    if !with_inventory {
        return json::pretty(&findings);
    }
    let inventory = outcomes.iter().flat_map(|outcome| {
        let Outcome { inventory, sources, .. } = outcome;
        inventory.iter().map(move |entry| JsonEntry::new(entry, sources))
    });
    json::pretty(&Checked { findings, inventory: inventory.collect() })
}

/// All that `check` has to say.
#[derive(Serialize)]
struct Checked<'a> {
    findings: Vec<JsonDiagnostic<'a>>,
    inventory: Vec<JsonEntry<'a>>,
}
