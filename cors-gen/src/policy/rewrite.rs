//! The rules of URL Rewrite in a policy: references resolved, patterns compiled, what has no effect left out.

mod show;
mod test;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::pattern::Syntax;
use crate::source::{Span, Spanned};

pub use show::show;

/// The rules of one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewrite {
    /// The rules for requests, in the order in which they run; each with the place of its start tag.
    pub inbound: Vec<Spanned<InboundRule>>,
    /// The rules for responses, in the order in which they run; each with the place of its start tag.
    pub outbound: Vec<Spanned<OutboundRule>>,
}

/// A rule for requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundRule {
    /// The name.
    pub name: String,
    /// What the URL has to be.
    pub matched: Condition,
    /// What has to hold besides.
    pub conditions: Conditions,
    /// The server variables that it sets.
    pub sets: Vec<Set>,
    /// What it does besides.
    pub action: InboundAction,
    /// Whether no rule runs after it.
    pub stop: bool,
}

/// What a rule for requests does, as far as it is carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InboundAction {
    /// Nothing; it sets variables or ends the run.
    Nothing,
    /// Answers.
    Answer {
        /// The status.
        status: u16,
        /// The body; empty for none.
        body: String,
    },
    /// Drops the connection.
    Abort,
}

/// A server variable that a rule sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    /// The number that stands for the variable in this scope.
    pub variable: u16,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Text,
    /// Whether it takes the place of what a rule before has set.
    pub replace: bool,
}

/// A rule for responses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboundRule {
    /// The name.
    pub name: String,
    /// The name of the header field that it is about.
    pub field: String,
    /// Its precondition.
    pub pre_condition: Conditions,
    /// What the field has to be before.
    pub matched: Condition,
    /// What has to hold besides.
    pub conditions: Conditions,
    /// What the field becomes; `None` leaves it as it is.
    pub value: Option<Text>,
    /// Whether a field that the response has is replaced.
    pub replace: bool,
    /// Whether no rule runs after it.
    pub stop: bool,
}

/// Conditions that count together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conditions {
    /// Whether one is enough, rather than all.
    pub any: bool,
    /// The conditions, in document order.
    pub list: Vec<Condition>,
}

/// A text and what it is tested for.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Where it stands: the start tag.
    pub span: Span,
    /// The text.
    pub input: Text,
    /// What it is tested for.
    pub test: Test,
    /// Whether the opposite has to hold.
    pub negate: bool,
}

impl PartialEq for Condition {
    /// As everywhere, places do not count.
    fn eq(&self, other: &Self) -> bool {
        (&self.input, &self.test, self.negate) == (&other.input, &other.test, other.negate)
    }
}

impl Eq for Condition {}

/// What a text is tested for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// Nothing: every text passes.
    Always,
    /// No text passes.
    Never,
    /// A pattern is found in it.
    Pattern(Arc<Pattern>),
    /// It is one of a few texts: a pattern that is a list of literal alternatives, recognised as such.
    OneOf(Arc<Map>),
}

/// A pattern, compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The pattern as written.
    pub text: String,
    /// How it is to be read.
    pub syntax: Syntax,
    /// Whether letters compare without case.
    pub ignore_case: bool,
    /// Its automaton, as the table of the runtime's pattern.
    pub table: Vec<u8>,
}

/// A rewrite map, or a list of texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    /// The name of the map; for a list of texts, the pattern that it was.
    pub name: String,
    /// Keys and values; no key twice.
    pub entries: Vec<(String, String)>,
    /// The value of what has no entry.
    pub default: String,
    /// Whether ASCII letters of keys compare without case.
    pub ignore_case: bool,
}

impl Map {
    /// How many slots the index of the map has: a power of two, at least two for each entry.
    #[must_use]
    pub fn index_size(&self) -> usize {
        if self.entries.is_empty() { 0 } else { (2 * self.entries.len()).next_power_of_two() }
    }
}

/// A text that is put together for each request.
pub type Text = Vec<Part>;

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The text itself; never empty.
    Literal(String),
    /// A value of the request.
    Variable(Variable),
    /// A server variable that rules set.
    Set {
        /// The number that stands for it.
        variable: u16,
        /// Its name.
        name: String,
        /// The text where no rule has set it.
        otherwise: Text,
    },
    /// The status of the response.
    Status,
    /// A header field of the response.
    Response(String),
    /// A group of the rule's own pattern.
    RuleGroup(u8),
    /// A group of the pattern of one of the rule's conditions.
    ConditionGroup {
        /// The position of the condition.
        condition: u8,
        /// The group in its pattern.
        group: u8,
    },
    /// A group of the first condition that holds.
    AnyConditionGroup(u8),
    /// A text in lower case.
    Lower(Text),
    /// A text percent-encoded.
    Encoded(Text),
    /// A text with percent-encoding undone.
    Decoded(Text),
    /// What a map holds for a text.
    Lookup(Arc<Map>, Text),
}

/// A value of the request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variable {
    /// `REQUEST_METHOD`
    Method,
    /// The path that `<match url>` is about.
    Path {
        /// How many of its segments the rule does not see.
        skipped: u8,
    },
    /// `URL`
    Url,
    /// `REQUEST_URI`
    RequestUri,
    /// `UNENCODED_URL`
    UnencodedUrl,
    /// `QUERY_STRING`
    Query,
    /// `HTTPS`
    Https,
    /// `SERVER_PORT`
    ServerPort,
    /// `SERVER_PORT_SECURE`
    ServerPortSecure,
    /// `SERVER_NAME`
    ServerName,
    /// A header field, its name in lower case.
    Header(String),
}

impl Rewrite {
    /// The request header fields that the rules for responses read, by name.
    ///
    /// What inbound rules read counts as well where a rule for responses reads a variable that they set.
    #[must_use]
    pub fn keeps(&self) -> BTreeSet<&str> {
        let outbound: Vec<&Text> =
            self.outbound.iter().flat_map(|rule| rule.value.texts()).collect();
        let mut names = BTreeSet::new();
        for text in &outbound {
            collect(text, &mut names);
        }
        let is_set = |part: &Part| matches!(part, Part::Set { .. });
        if outbound.iter().any(|text| any(text, &is_set)) {
            let inbound = self.inbound.iter().flat_map(|rule| rule.value.texts());
            inbound.for_each(|text| collect(text, &mut names));
        }
        names
    }
}

impl InboundRule {
    /// Every text that the rule reads.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        let conditions = std::iter::once(&self.matched).chain(&self.conditions.list);
        conditions.map(|c| &c.input).chain(self.sets.iter().map(|set| &set.value))
    }
}

impl OutboundRule {
    /// Every text that the rule reads.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        let conditions = self.pre_condition.list.iter().chain([&self.matched]);
        conditions.chain(&self.conditions.list).map(|c| &c.input).chain(&self.value)
    }
}

impl Part {
    /// The text in this part; `None` for a part without one.
    #[must_use]
    pub const fn inner(&self) -> Option<&Text> {
        match self {
            Self::Lower(text)
            | Self::Encoded(text)
            | Self::Decoded(text)
            | Self::Lookup(_, text)
            | Self::Set { otherwise: text, .. } => Some(text),
            _ => None,
        }
    }
}

/// Whether a text has such a part, at any depth.
pub(crate) fn any(text: &Text, is_it: &impl Fn(&Part) -> bool) -> bool {
    text.iter().any(|part| is_it(part) || part.inner().is_some_and(|text| any(text, is_it)))
}

fn collect<'t>(text: &'t Text, names: &mut BTreeSet<&'t str>) {
    for part in text {
        match part {
            Part::Variable(Variable::Header(name)) => {
                names.insert(name);
            }
            Part::Variable(Variable::ServerName | Variable::ServerPort) => {
                names.insert("host");
            }
            _ => part.inner().into_iter().for_each(|text| collect(text, names)),
        }
    }
}
