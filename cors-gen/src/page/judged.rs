//! Findings, what is silenced, what is assumed, and what becomes of each section.

use super::source::{Files, Link};
use super::text::{Prose, Text};
use crate::diagnostic::{Code, Diagnostic, Severity, Silenced, SilencedBy};
use crate::inventory::{Disposition, Entry};
use crate::report::page_of;

/// The most findings, and the most sections of one kind, that are shown.
const MOST: usize = 400;

/// The first ones of a list, and how many more there are.
#[derive(Debug)]
pub(super) struct First<T> {
    pub(super) shown: Vec<T>,
    pub(super) more: usize,
}

impl<T> First<T> {
    /// The first `most` items, each made when it is among them.
    pub(super) fn of<I>(items: Vec<I>, most: usize, make: impl FnMut(I) -> T) -> Self {
        let more = items.len().saturating_sub(most);
        Self { shown: items.into_iter().take(most).map(make).collect(), more }
    }
}

#[derive(Debug)]
pub(super) struct Finding {
    pub(super) code: Code,
    pub(super) severity: Severity,
    /// Where the kind is described for everybody.
    pub(super) page: String,
    pub(super) message: Prose,
    pub(super) label: Prose,
    pub(super) place: Link,
    pub(super) related: Vec<(Link, Prose)>,
    /// What to do about it.
    pub(super) cure: Vec<Prose>,
    /// What the command can do about it, and whether it does so without being asked twice.
    pub(super) fix: Option<(Prose, bool)>,
}

#[derive(Debug)]
pub(super) struct Left {
    pub(super) finding: Finding,
    /// Who has silenced it: a comment, with its reason, or an option.
    pub(super) by: Option<(Link, Text)>,
}

/// The sections of which the same becomes.
#[derive(Debug)]
pub(super) struct Sections {
    pub(super) disposition: Disposition,
    pub(super) all: usize,
    pub(super) entries: First<Section>,
}

#[derive(Debug)]
pub(super) struct Section {
    pub(super) name: Text,
    pub(super) place: Link,
    pub(super) why: Prose,
    pub(super) todo: Prose,
}

/// The findings, the weightiest first, but for assumptions; and these.
pub(super) fn findings(all: &[Diagnostic], files: &Files<'_>) -> (First<Finding>, First<Finding>) {
    let mut all: Vec<&Diagnostic> = all.iter().collect();
    all.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let (assumed, found): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|finding| finding.code == Code::Assumption);
    let make = |finding| self::finding(finding, files);
    (First::of(found, MOST, make), First::of(assumed, MOST, make))
}

pub(super) fn silenced(all: &[Silenced], files: &Files<'_>) -> First<Left> {
    First::of(all.iter().collect(), MOST, |silenced: &Silenced| Left {
        finding: finding(&silenced.finding, files),
        by: match &silenced.by {
            SilencedBy::Exception { place, reason } => {
                Some((files.link(*place), Text::new(reason)))
            }
            SilencedBy::Level => None,
        },
    })
}

fn finding(finding: &Diagnostic, files: &Files<'_>) -> Finding {
    let Diagnostic { code, severity, message, span, label, related, help, fix } = finding;
    Finding {
        code: *code,
        severity: *severity,
        page: page_of(*code),
        message: Prose::of(message),
        label: Prose::of(label),
        place: files.link(*span),
        related: related.iter().map(|(at, label)| (files.link(*at), Prose::of(label))).collect(),
        cure: help.iter().map(|help| Prose::of(help)).collect(),
        fix: fix.as_ref().map(|fix| (Prose::of(&fix.message), fix.is_safe)),
    }
}

/// What becomes of the sections, in the order in which they are counted.
pub(super) fn sections(inventory: &[Entry], files: &Files<'_>) -> Vec<Sections> {
    let of_one = |disposition| {
        let entries: Vec<&Entry> =
            inventory.iter().filter(|entry| entry.disposition == disposition).collect();
        let all = entries.len();
        let entries = First::of(entries, MOST, |entry| Section {
            name: Text::of_markup(&entry.section),
            place: files.link(entry.span),
            why: Prose::of(entry.why),
            todo: Prose::of(entry.todo),
        });
        Sections { disposition, all, entries }
    };
    Disposition::ALL.into_iter().map(of_one).filter(|sections| sections.all > 0).collect()
}
