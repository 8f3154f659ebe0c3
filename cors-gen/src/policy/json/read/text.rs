//! The texts of rules.

use cors_runtime::__private::{Part, Variable};

use super::{Broken, Read, Reader};
use crate::policy::json::at::At;
use crate::policy::json::part::{JsonPart, JsonVariable};
use crate::policy::token::{field, is_token};

/// Which references make sense in a text.
#[derive(Clone, Copy)]
pub(super) struct Within<'s> {
    pub(super) source: &'s At,
    /// How many conditions come before it.
    pub(super) conditions: usize,
    /// Whether the rule's own pattern does.
    pub(super) matched: bool,
}

impl<'p> Reader<'_, 'p> {
    pub(super) fn text(&self, parts: &[JsonPart<'_>], within: Within<'_>) -> Read<&'p [Part<'p>]> {
        let mut text = Vec::with_capacity(parts.len());
        for part in parts {
            text.push(self.part(part, within)?);
        }
        Ok(self.arena.list(&text))
    }

    fn part(&self, part: &JsonPart<'_>, within: Within<'_>) -> Read<Part<'p>> {
        let refers_to = |is_there: bool, part| {
            if is_there { Ok(part) } else { Err(self.nothing_there(within)) }
        };
        Ok(match part {
            JsonPart::Literal(text) => Part::Literal(self.arena.text(text)),
            JsonPart::Variable(variable) => Part::Variable(self.variable(variable)),
            JsonPart::Set { name, otherwise } => {
                Part::Set { name: self.arena.text(name), otherwise: self.text(otherwise, within)? }
            }
            JsonPart::Status => Part::Status,
            JsonPart::Response(name) if is_token(name) => Part::Response(field(name, self.arena)),
            JsonPart::Response(_) => return Err(self.nothing_there(within)),
            JsonPart::RuleGroup(group) => refers_to(within.matched, Part::RuleGroup(*group))?,
            JsonPart::ConditionGroup { condition, group } => refers_to(
                usize::from(*condition) < within.conditions,
                Part::ConditionGroup { condition: *condition, group: *group },
            )?,
            JsonPart::AnyConditionGroup(group) => {
                refers_to(within.conditions > 0, Part::AnyConditionGroup(*group))?
            }
            JsonPart::Lower(text) => Part::Lower(self.text(text, within)?),
            JsonPart::UrlEncode(text) => Part::Encoded(self.text(text, within)?),
            JsonPart::HtmlEncode(text) => Part::Html(self.text(text, within)?),
            JsonPart::UrlDecode(text) => Part::Decoded(self.text(text, within)?),
            JsonPart::Lookup { map, key } => {
                let Some(map) = self.known.maps.get(*map) else {
                    return Err(self.nothing_there(within));
                };
                Part::Lookup(map, self.text(key, within)?)
            }
            JsonPart::Location { base, query, text } => Part::Location {
                base: self.arena.text(base),
                query: *query,
                text: self.text(text, within)?,
            },
        })
    }

    pub(super) fn nothing_there(&self, within: Within<'_>) -> Broken {
        self.broken(within.source, "a text refers to what is not there")
    }

    fn variable(&self, variable: &JsonVariable<'_>) -> Variable<'p> {
        match variable {
            JsonVariable::Method => Variable::Method,
            JsonVariable::Path { skipped } => Variable::Path { skipped: *skipped },
            JsonVariable::Suffix { skipped } => Variable::Suffix { skipped: *skipped },
            JsonVariable::Url => Variable::Url,
            JsonVariable::RequestUri => Variable::RequestUri,
            JsonVariable::UnencodedUrl => Variable::UnencodedUrl,
            JsonVariable::Query => Variable::Query,
            JsonVariable::Search => Variable::Search,
            JsonVariable::Https => Variable::Https,
            JsonVariable::ServerPort => Variable::ServerPort,
            JsonVariable::ServerPortSecure => Variable::ServerPortSecure,
            JsonVariable::ServerName => Variable::ServerName,
            JsonVariable::Header(name) => {
                Variable::Header(self.arena.text(&name.to_ascii_lowercase()))
            }
        }
    }
}

impl<'s> Within<'s> {
    /// Before the rule's own pattern, nothing can be referred to.
    pub(super) const fn before_all(source: &'s At) -> Self {
        Self { source, conditions: 0, matched: false }
    }
}
