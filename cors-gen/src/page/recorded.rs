//! What a server answered, beside what the policy says. The comparison is somebody else's; here it is laid out.

use super::judged::First;
use super::source::{Files, Link};
use super::text::{Prose, Text};
use crate::explain::RequestSpec;
use crate::source::Span;

/// The most differences that are shown.
const MOST: usize = 200;
/// The most lines of one part.
const MOST_LINES: usize = 10;

/// What came of comparing recorded responses with the policy.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    /// What the recording is called.
    pub name: String,
    /// How many responses were compared.
    pub asked: usize,
    /// What the policy does not explain.
    pub differences: Vec<Differs>,
    /// What became of what is assumed of IIS.
    pub assumptions: Vec<Settled>,
}

/// A response that the policy does not explain.
#[derive(Debug, Clone)]
pub struct Differs {
    /// The request.
    pub request: RequestSpec,
    /// What differs.
    pub parts: Vec<Part>,
    /// What it means for scripts of pages, in a clause.
    pub browser: String,
}

/// A part of a response that differs.
#[derive(Debug, Clone)]
pub struct Part {
    /// The part: `status`, or the name of a field.
    pub name: String,
    /// What the policy says, line by line.
    pub expected: Vec<String>,
    /// What came.
    pub got: Vec<String>,
    /// The row about what IIS does.
    pub row: &'static str,
    /// The setting behind it.
    pub place: Option<Span>,
}

/// What became of an assumption about IIS.
#[derive(Debug, Clone)]
pub struct Settled {
    /// The row.
    pub row: &'static str,
    /// What is assumed, in a clause.
    pub about: String,
    /// What became of it.
    pub result: SettledAs,
}

/// What became of an assumption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettledAs {
    /// A response is as assumed, and as with no other answer.
    Confirmed,
    /// Another answer explains the responses.
    Contradicted {
        /// Its name.
        choose: String,
        /// What it means, in a clause.
        meaning: String,
    },
    /// No response tells.
    NotSeen,
}

/// The same as it is shown.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) name: Text,
    pub(super) asked: usize,
    pub(super) differences: First<Different>,
    pub(super) assumptions: Vec<(Text, Prose)>,
}

#[derive(Debug)]
pub(super) struct Different {
    pub(super) request: Text,
    pub(super) fields: Vec<Text>,
    pub(super) browser: Prose,
    pub(super) parts: Vec<DifferentPart>,
}

#[derive(Debug)]
pub(super) struct DifferentPart {
    pub(super) name: Text,
    pub(super) row: &'static str,
    pub(super) place: Option<Link>,
    pub(super) expected: First<Text>,
    pub(super) got: First<Text>,
}

impl Answered {
    pub(super) fn new(recorded: &Recorded, files: &Files<'_>) -> Self {
        let differences = recorded.differences.iter().collect();
        let settled = |it: &Settled| {
            let about = Prose::of(&it.about).and(": ");
            let about = match &it.result {
                SettledAs::Confirmed => about.and("confirmed"),
                SettledAs::NotSeen => about.and("not seen"),
                SettledAs::Contradicted { choose, meaning } => about
                    .and("contradicted, ")
                    .then(Prose::of(meaning))
                    .and(": ")
                    .quote(&format!("--assume {}={choose}", it.row)),
            };
            (Text::new(it.row), about)
        };
        Self {
            name: Text::new(&recorded.name),
            asked: recorded.asked,
            differences: First::of(differences, MOST, |it| Different::new(it, files)),
            assumptions: recorded.assumptions.iter().map(settled).collect(),
        }
    }

    /// How many responses were compared, and what came of it.
    pub(super) fn sum(&self) -> String {
        let responses = super::text::count(self.asked, "response");
        match self.differences.shown.len() + self.differences.more {
            0 => format!("{responses}, all as the policy says"),
            differing => format!("{responses}, {differing} not as the policy says"),
        }
    }
}

impl Different {
    fn new(differs: &Differs, files: &Files<'_>) -> Self {
        let Differs { request, parts, browser } = differs;
        let field = |(name, value): &(String, String)| Text::new(&format!("{name}: {value}"));
        let lines = |lines: &[String]| {
            First::of(lines.iter().collect(), MOST_LINES, |it: &String| Text::new(it))
        };
        let part = |part: &Part| DifferentPart {
            name: Text::new(&part.name),
            row: part.row,
            place: part.place.map(|place| files.link(place)),
            expected: lines(&part.expected),
            got: lines(&part.got),
        };
        Self {
            request: Text::new(&format!("{} {}", request.method, request.path)),
            fields: request.headers.iter().map(field).collect(),
            browser: Prose::of(browser),
            parts: parts.iter().map(part).collect(),
        }
    }
}
