//! What all reports for people say in the same words, with the texts of servers made harmless.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::super::judge::{Item, Misfit};
use super::super::report::{Difference, Part, Report};
use super::super::settle::{Outcome, Settled};
use crate::explain::Place;
use crate::text::{escape, shorten};

/// The most characters of a line of a response that are shown.
const LONGEST: usize = 160;

/// The most lines of one field that are shown.
const MOST_LINES: usize = 5;

/// Differences of which the same is to be said: the first, and how many requests show it.
pub(super) struct Group<'r> {
    pub(super) first: &'r Difference,
    pub(super) parts: Vec<&'r Part>,
    pub(super) requests: usize,
}

/// The differences by what differs, in their order.
pub(super) fn groups(differences: &[Difference]) -> Vec<Group<'_>> {
    let mut known: HashMap<Vec<Key<'_>>, usize> = HashMap::new();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for difference in differences {
        let key = difference.parts.iter().map(|it| key(difference, it)).collect();
        match known.entry(key) {
            Entry::Occupied(at) => groups[*at.get()].requests += 1,
            Entry::Vacant(at) => {
                at.insert(groups.len());
                let parts = difference.parts.iter().collect();
                groups.push(Group { first: difference, parts, requests: 1 });
            }
        }
    }
    groups
}

/// What makes two differences one: the origin that asks is named alike whichever it is.
type Key<'r> = (&'r Item, &'static str, &'r str, Vec<&'r str>, Vec<&'r str>);

fn key<'r>(difference: &'r Difference, part: &'r Part) -> Key<'r> {
    let origin = difference.request.header("Origin");
    let alike = |lines: &'r [String]| -> Vec<&'r str> {
        lines.iter().map(|line| if Some(line.as_str()) == origin { "" } else { line }).collect()
    };
    let Misfit { item, expected, got } = &part.misfit;
    let source = part.source.source.as_str();
    (item, part.row, source, alike(expected), alike(got))
}

/// What differs, in a word.
pub(super) fn name(item: &Item) -> String {
    match item {
        Item::Status => "status".to_owned(),
        Item::Field(field) => titled(field),
    }
}

/// The lines of a part, each with its name.
pub(super) fn lines(item: &Item, lines: &[String]) -> Vec<String> {
    let name = name(item);
    if lines.is_empty() {
        return vec![format!("no {name}")];
    }
    let shown = lines.iter().take(MOST_LINES).map(|line| {
        let line = escape(&shorten(line, LONGEST)).into_owned();
        match item {
            Item::Status => line,
            Item::Field(_) => format!("{name}: {line}"),
        }
    });
    let mut shown: Vec<String> = shown.collect();
    if lines.len() > MOST_LINES {
        shown.push(format!("and {} lines more", lines.len() - MOST_LINES));
    }
    shown
}

/// Where the setting is, with what is written there.
pub(super) fn place(place: &Place) -> String {
    format!("{}  {}", escape(&place.source), shorten(&place.text, 100))
}

/// What became of an assumption, and what to do about it.
pub(super) fn settled(settled: &Settled) -> String {
    match settled.result {
        Outcome::Confirmed => "confirmed".to_owned(),
        Outcome::NotSeen => "not seen".to_owned(),
        Outcome::Contradicted { choose, meaning } => {
            format!("contradicted: {meaning}; add --assume {}={choose}", settled.row)
        }
    }
}

/// How many requests were asked, and what came of them.
pub(super) fn sum(report: &Report) -> String {
    let number = |count: usize, one: &str| {
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {one}{plural}")
    };
    let asked = number(report.asked, "response");
    if report.is_same() {
        return format!("{asked}: all as the configuration says");
    }
    let mut sum = format!("{asked}: {} not as the configuration says", report.differences.len());
    if !report.between.is_empty() {
        let between = number(report.between.len(), "difference");
        sum = format!("{sum}, {between} between the two servers");
    }
    sum
}

/// `x-frame-options` as people write it: `X-Frame-Options`.
fn titled(name: &str) -> String {
    if name == "etag" {
        return "ETag".to_owned();
    }
    let words = name.split('-').map(|word| {
        let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        first.to_ascii_uppercase() + rest
    });
    words.collect::<Vec<_>>().join("-")
}
