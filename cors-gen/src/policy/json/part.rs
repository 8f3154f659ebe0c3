//! The texts of rules, taken apart: what [`show`](crate::policy::show) leaves out for people counts for programs.

use std::borrow::Cow;

use cors_runtime::__private::{Part, Variable};
use serde::{Deserialize, Serialize};

use super::Names;

/// A part of a text: `{"literal": "https://"}`, `{"condition_group": {"condition": 0, "group": 1}}`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum JsonPart<'a> {
    Literal(Cow<'a, str>),
    Variable(JsonVariable<'a>),
    Set {
        name: Cow<'a, str>,
        otherwise: Vec<Self>,
    },
    Status,
    Response(Cow<'a, str>),
    RuleGroup(u8),
    ConditionGroup {
        condition: u8,
        group: u8,
    },
    AnyConditionGroup(u8),
    Lower(Vec<Self>),
    UrlEncode(Vec<Self>),
    HtmlEncode(Vec<Self>),
    UrlDecode(Vec<Self>),
    /// `map` is a position in the list of maps.
    Lookup {
        map: usize,
        key: Vec<Self>,
    },
    Location {
        base: Cow<'a, str>,
        query: bool,
        text: Vec<Self>,
    },
}

/// A server variable that comes from the request.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum JsonVariable<'a> {
    Method,
    Path {
        skipped: u8,
    },
    Suffix {
        skipped: u8,
    },
    Url,
    RequestUri,
    UnencodedUrl,
    Query,
    Search,
    Https,
    ServerPort,
    ServerPortSecure,
    ServerName,
    /// The name of the field, in lower case.
    Header(Cow<'a, str>),
}

impl<'a> Names<'_, 'a> {
    pub(super) fn parts(self, text: &[Part<'a>]) -> Vec<JsonPart<'a>> {
        text.iter().map(|part| self.part(*part)).collect()
    }

    fn part(self, part: Part<'a>) -> JsonPart<'a> {
        match part {
            Part::Literal(text) => JsonPart::Literal(text.into()),
            Part::Variable(variable) => JsonPart::Variable(of_variable(variable)),
            Part::Set { name, otherwise } => {
                JsonPart::Set { name: name.into(), otherwise: self.parts(otherwise) }
            }
            Part::Status => JsonPart::Status,
            Part::Response(field) => JsonPart::Response(field.name().into()),
            Part::RuleGroup(group) => JsonPart::RuleGroup(group),
            Part::ConditionGroup { condition, group } => {
                JsonPart::ConditionGroup { condition, group }
            }
            Part::AnyConditionGroup(group) => JsonPart::AnyConditionGroup(group),
            Part::Lower(text) => JsonPart::Lower(self.parts(text)),
            Part::Encoded(text) => JsonPart::UrlEncode(self.parts(text)),
            Part::Html(text) => JsonPart::HtmlEncode(self.parts(text)),
            Part::Decoded(text) => JsonPart::UrlDecode(self.parts(text)),
            Part::Lookup(map, key) => {
                JsonPart::Lookup { map: self.maps.position(map), key: self.parts(key) }
            }
            Part::Location { base, query, text } => {
                JsonPart::Location { base: base.into(), query, text: self.parts(text) }
            }
        }
    }
}

fn of_variable(variable: Variable<'_>) -> JsonVariable<'_> {
    match variable {
        Variable::Method => JsonVariable::Method,
        Variable::Path { skipped } => JsonVariable::Path { skipped },
        Variable::Suffix { skipped } => JsonVariable::Suffix { skipped },
        Variable::Url => JsonVariable::Url,
        Variable::RequestUri => JsonVariable::RequestUri,
        Variable::UnencodedUrl => JsonVariable::UnencodedUrl,
        Variable::Query => JsonVariable::Query,
        Variable::Search => JsonVariable::Search,
        Variable::Https => JsonVariable::Https,
        Variable::ServerPort => JsonVariable::ServerPort,
        Variable::ServerPortSecure => JsonVariable::ServerPortSecure,
        Variable::ServerName => JsonVariable::ServerName,
        Variable::Header(name) => JsonVariable::Header(name.into()),
    }
}
