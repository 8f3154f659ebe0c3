//! The report for programs.

use serde::Serialize;

use super::super::exchange::Response;
use super::super::report::{Between, Difference, Part, Report};
use super::super::settle::{Outcome, Settled};
use super::words::name;
use crate::explain::{Explanation, RequestSpec};

/// The JSON form of a report: an object, so that it can grow.
#[derive(Debug, Serialize)]
pub(crate) struct Json<'r> {
    asked: usize,
    differences: Vec<OfPolicy<'r>>,
    assumptions: Vec<Assumption<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    between: Vec<OfTwo<'r>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    own_cors: &'r [String],
}

#[derive(Debug, Serialize)]
struct OfPolicy<'r> {
    request: &'r RequestSpec,
    expected: &'r Explanation,
    got: Option<&'r Response>,
    row: &'static str,
    source: &'r str,
    browser: &'r str,
    parts: Vec<OfPart<'r>>,
    curl: &'r str,
}

#[derive(Debug, Serialize)]
struct OfPart<'r> {
    part: String,
    expected: &'r [String],
    got: &'r [String],
    row: &'static str,
    source: &'r str,
}

#[derive(Debug, Serialize)]
struct OfTwo<'r> {
    request: &'r RequestSpec,
    old: Option<&'r Response>,
    new: Option<&'r Response>,
    parts: Vec<OfServers<'r>>,
    browser: &'r str,
}

#[derive(Debug, Serialize)]
struct OfServers<'r> {
    part: String,
    old: &'r [String],
    new: &'r [String],
}

#[derive(Debug, Serialize)]
struct Assumption<'r> {
    id: &'static str,
    result: &'static str,
    choose: Option<&'static str>,
    about: &'static str,
    request: Option<&'r RequestSpec>,
}

impl<'r> Json<'r> {
    pub(crate) fn new(report: &'r Report) -> Self {
        Self {
            asked: report.asked,
            differences: report.differences.iter().map(difference).collect(),
            assumptions: report.assumptions.iter().map(assumption).collect(),
            between: report.between.iter().map(between).collect(),
            own_cors: &report.own_cors,
        }
    }
}

fn difference(difference: &Difference) -> OfPolicy<'_> {
    let parts: Vec<OfPart<'_>> = difference.parts.iter().map(part).collect();
    OfPolicy {
        request: &difference.request,
        expected: &difference.expected,
        got: difference.got.as_ref(),
        row: parts[0].row,
        source: parts[0].source,
        browser: &difference.browser,
        parts,
        curl: &difference.curl,
    }
}

fn part(part: &Part) -> OfPart<'_> {
    OfPart {
        part: name(&part.misfit.item),
        expected: &part.misfit.expected,
        got: &part.misfit.got,
        row: part.row,
        source: &part.source.source,
    }
}

fn between(between: &Between) -> OfTwo<'_> {
    let parts = between.parts.iter().map(|part| OfServers {
        part: name(&part.item),
        old: &part.expected,
        new: &part.got,
    });
    OfTwo {
        request: &between.request,
        old: between.old.as_ref(),
        new: between.new.as_ref(),
        parts: parts.collect(),
        browser: &between.browser,
    }
}

fn assumption(settled: &Settled) -> Assumption<'_> {
    let (result, choose) = match settled.result {
        Outcome::Confirmed => ("confirmed", None),
        Outcome::Contradicted { choose, .. } => ("contradicted", Some(choose)),
        Outcome::NotSeen => ("not-seen", None),
    };
    let request = settled.shown_by.as_ref().map(|shown| &shown.request);
    Assumption { id: settled.row, result, choose, about: settled.about, request }
}
