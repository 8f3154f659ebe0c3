//! One configuration of `cors-gen check`, with what came of it.

use std::cmp::Reverse;
use std::path::Path;

use super::args::Check;
use super::exit::{Exit, Failure};
use super::input::{Around, Ready, name};
use crate::diagnostic::{Diagnostic, Severity, Silenced};
use crate::inventory::Entry;
use crate::pipeline::{self, Outcome};
use crate::policy::Arena;
use crate::source::SourceMap;

/// How many findings of a configuration are shown to people.
const MOST_SHOWN: usize = 50;

/// A configuration with what came of it. The policy itself is not kept.
pub(super) struct Checked {
    /// What messages call it.
    pub(super) name: String,
    pub(super) sources: SourceMap,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The findings that the user chose to live with.
    pub(super) silenced: Vec<Silenced>,
    pub(super) inventory: Vec<Entry>,
    pub(super) exit: Exit,
    /// The least severity that makes the run fail.
    pub(super) deny: Severity,
    /// Whether each finding is shown.
    is_shown: Vec<bool>,
}

impl Checked {
    /// Reads and checks a configuration.
    pub(super) fn new(config: &Path, args: &Check, around: &Around<'_>) -> Result<Self, Failure> {
        let Ready { input, options, deny } = around.ready(config)?;
        let arena = Arena::new();
        let outcome = pipeline::run(input, &options, &arena);
        let deny = args.common.levels.deny_from().or(deny).unwrap_or(Severity::Error);
        let exit = verdict(&outcome, deny);
        let Outcome { sources, diagnostics, silenced, inventory, .. } = outcome;
        let most = if args.format.is_for_people() { MOST_SHOWN } else { 0 };
        let is_shown = shown(&diagnostics, args.max_findings.unwrap_or(most));
        Ok(Self {
            name: name(config),
            sources,
            diagnostics,
            silenced,
            inventory,
            exit,
            deny,
            is_shown,
        })
    }

    /// All findings, each with the files that its places are in.
    pub(super) fn findings(&self) -> impl Iterator<Item = (&Diagnostic, &SourceMap)> {
        self.diagnostics.iter().map(|finding| (finding, &self.sources))
    }

    /// What is silenced, each with the files that its places are in.
    pub(super) fn silenced(&self) -> impl Iterator<Item = (&Silenced, &SourceMap)> {
        self.silenced.iter().map(|silenced| (silenced, &self.sources))
    }

    /// The findings that are shown, each with the files that its places are in.
    pub(super) fn shown(&self) -> impl Iterator<Item = (&Diagnostic, &SourceMap)> {
        let shown = self.diagnostics.iter().zip(&self.is_shown).filter(|(_, is_shown)| **is_shown);
        shown.map(|(finding, _)| (finding, &self.sources))
    }

    /// The findings that are not.
    pub(super) fn left_out(&self) -> impl Iterator<Item = &Diagnostic> {
        let hidden =
            self.diagnostics.iter().zip(&self.is_shown).filter(|(_, is_shown)| !**is_shown);
        hidden.map(|(finding, _)| finding)
    }
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

/// Which findings are shown where at most so many are: the most severe ones, and of those the first. 0 is for all.
fn shown(diagnostics: &[Diagnostic], most: usize) -> Vec<bool> {
    let most = if most == 0 { diagnostics.len() } else { most };
    let mut by_severity: Vec<usize> = (0..diagnostics.len()).collect();
    by_severity.sort_by_key(|at| Reverse(diagnostics[*at].severity));
    let mut is_shown = vec![false; diagnostics.len()];
    for at in by_severity.into_iter().take(most) {
        is_shown[at] = true;
    }
    is_shown
}
