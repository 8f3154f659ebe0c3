//! The rules of URL Rewrite as JSON.

use std::borrow::Cow;
use std::collections::HashMap;

use cors_runtime::__private::{
    Condition, ConditionParts, Conditions, InboundAction, InboundRule, InboundRuleParts, Map,
    MapParts, OutboundRule, OutboundRuleParts, Part, Rewrite, SetParts, Stop, Test,
};
use serde::{Deserialize, Serialize};

use super::Names;
use super::at::At;
use super::chosen::Chosen;
use super::part::JsonPart;
use crate::assume::{CookieLines, EmptyResult, OutboundStop};
use crate::pattern::Syntax;
use crate::policy::places::{Lowered, RewritePlaces, RewriteRulePlaces};
use crate::policy::show;
use crate::policy::texts::{of_inbound, of_outbound};
use crate::source::Span;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonRewrite<'a> {
    pub(super) inbound: Vec<JsonInbound<'a>>,
    pub(super) outbound: Vec<JsonOutbound<'a>>,
}

/// A rule for requests.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonInbound<'a> {
    pub(super) source: At,
    pub(super) name: Cow<'a, str>,
    pub(super) url: JsonCondition<'a>,
    pub(super) conditions: JsonConditions<'a>,
    pub(super) variables: Vec<JsonSet<'a>>,
    pub(super) action: Action,
    pub(super) status: Option<u16>,
    pub(super) body: Option<Cow<'a, str>>,
    pub(super) location: Option<String>,
    pub(super) location_parts: Option<Vec<JsonPart<'a>>>,
    pub(super) relative_to: Option<Cow<'a, str>>,
    pub(super) append_query: Option<bool>,
    pub(super) options_path: Option<Cow<'a, str>>,
    pub(super) stop: bool,
}

/// What a rule for requests does besides setting variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Action {
    None,
    Answer,
    Redirect,
    Rewrite,
    Abort,
}

/// A rule for responses.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonOutbound<'a> {
    pub(super) source: At,
    pub(super) name: Cow<'a, str>,
    pub(super) header: Cow<'a, str>,
    pub(super) pre_condition: JsonConditions<'a>,
    pub(super) before: JsonCondition<'a>,
    pub(super) conditions: JsonConditions<'a>,
    pub(super) value: Option<String>,
    pub(super) value_parts: Option<Vec<JsonPart<'a>>>,
    pub(super) replace: bool,
    pub(super) stop: bool,
    #[serde(default)]
    pub(super) stop_for: Option<Chosen<OutboundStop>>,
    #[serde(default)]
    pub(super) empty_result: Chosen<EmptyResult>,
    #[serde(default)]
    pub(super) cookie_lines: Chosen<CookieLines>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonConditions<'a> {
    pub(super) any: bool,
    pub(super) list: Vec<JsonCondition<'a>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonCondition<'a> {
    pub(super) source: At,
    pub(super) input: String,
    pub(super) input_parts: Vec<JsonPart<'a>>,
    pub(super) test: TestKind,
    pub(super) pattern: Option<Cow<'a, str>>,
    pub(super) syntax: Option<JsonSyntax>,
    pub(super) texts: Option<Vec<Cow<'a, str>>>,
    pub(super) ignore_case: bool,
    pub(super) negate: bool,
}

/// What a text is tested for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum TestKind {
    Always,
    Never,
    Pattern,
    OneOf,
}

/// How a pattern is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum JsonSyntax {
    #[serde(rename = "ECMAScript")]
    EcmaScript,
    Wildcard,
    ExactMatch,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonSet<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) value: String,
    pub(super) value_parts: Vec<JsonPart<'a>>,
    pub(super) replace: bool,
}

/// A rewrite map.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonMap<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) default: Cow<'a, str>,
    pub(super) ignore_case: bool,
    pub(super) entries: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

/// Which rewrite map is which, by their positions.
#[derive(Debug, Clone, Default)]
pub(super) struct Maps<'a>(Vec<&'a Map<'a>>, HashMap<&'a Map<'a>, usize>);

impl<'a> Maps<'a> {
    /// The rewrite maps that rules look values up in, each once, in the order of the rules.
    pub(super) fn of(policy: &'a Lowered<'a>) -> Self {
        let mut maps = Self::default();
        for rules in policy.scopes().filter_map(|(scope, _)| scope.parts().rewrite) {
            let inbound = rules.parts().inbound.iter().flat_map(of_inbound);
            let outbound = rules.parts().outbound.iter().flat_map(of_outbound);
            inbound.chain(outbound).for_each(|text| maps.see(text));
        }
        maps
    }

    fn see(&mut self, text: &'a [Part<'a>]) {
        for part in text {
            if let Part::Lookup(map, _) = *part
                && !self.1.contains_key(map)
            {
                self.1.insert(map, self.0.len());
                self.0.push(map);
            }
            if let Some(inner) = part.inner() {
                self.see(inner);
            }
        }
    }

    /// The position of one of them.
    pub(super) fn position(&self, map: &Map<'a>) -> usize {
        self.1.get(map).copied().unwrap_or_default()
    }

    pub(super) fn json(&self) -> Vec<JsonMap<'a>> {
        let json = self.0.iter().map(|map| {
            let &MapParts { name, entries, default, ignore_case } = map.parts();
            let entries = entries.iter().map(|(key, value)| ((*key).into(), (*value).into()));
            let entries = entries.collect();
            JsonMap { name: name.into(), default: default.into(), ignore_case, entries }
        });
        json.collect()
    }
}

impl<'a> Names<'_, 'a> {
    pub(super) fn rewrite(self, rules: &'a Rewrite<'a>, at: &RewritePlaces<'a>) -> JsonRewrite<'a> {
        let outbound = rules.parts().outbound.iter().zip(at.outbound);
        JsonRewrite {
            inbound: self.requests(rules, at),
            outbound: outbound.map(|(rule, at)| self.outbound(rule, at)).collect(),
        }
    }

    /// The rules for requests.
    pub(super) fn requests(
        self,
        rules: &'a Rewrite<'a>,
        at: &RewritePlaces<'a>,
    ) -> Vec<JsonInbound<'a>> {
        let inbound = rules.parts().inbound.iter().zip(at.inbound);
        inbound.map(|(rule, at)| self.inbound(rule, at)).collect()
    }

    fn inbound(self, rule: &'a InboundRule<'a>, at: &RewriteRulePlaces<'a>) -> JsonInbound<'a> {
        let InboundRuleParts { name, matched, conditions, sets, action, stop } = rule.parts();
        let options_path = match *action {
            InboundAction::Rewrite { path } => path,
            _ => None,
        };
        let location = match *action {
            InboundAction::Redirect { location, .. } => Some(location),
            _ => None,
        };
        let (relative_to, append_query) = match location {
            Some([Part::Location { base, query, text: _ }]) => (Some((*base).into()), Some(*query)),
            _ => (None, None),
        };
        let (action, status, body) = match *action {
            InboundAction::Nothing => (Action::None, None, None),
            InboundAction::Answer { status, body } => {
                (Action::Answer, Some(status), Some(body.into()))
            }
            InboundAction::Redirect { status, .. } => (Action::Redirect, Some(status), None),
            InboundAction::Rewrite { .. } => (Action::Rewrite, None, None),
            InboundAction::Abort => (Action::Abort, None, None),
        };
        let variables = sets.iter().map(|set| {
            let &SetParts { name, value, replace } = set.parts();
            JsonSet {
                name: name.into(),
                value: show(value),
                value_parts: self.parts(value),
                replace,
            }
        });
        JsonInbound {
            source: self.of(at.tag),
            name: (*name).into(),
            url: self.condition(matched, at.matched),
            conditions: self.conditions(conditions, at.conditions),
            variables: variables.collect(),
            action,
            status,
            body,
            location: location.map(show),
            location_parts: location.map(|location| self.parts(location)),
            relative_to,
            append_query,
            options_path: options_path.map(Cow::from),
            stop: *stop,
        }
    }

    fn outbound(self, rule: &'a OutboundRule<'a>, at: &RewriteRulePlaces<'a>) -> JsonOutbound<'a> {
        let OutboundRuleParts {
            name,
            field,
            pre_condition,
            matched,
            conditions,
            value,
            replace,
            stop,
            sends_empty,
            first_line,
        } = rule.parts();
        JsonOutbound {
            source: self.of(at.tag),
            name: (*name).into(),
            header: field.name().into(),
            pre_condition: self.conditions(pre_condition, at.pre_condition),
            before: self.condition(matched, at.matched),
            conditions: self.conditions(conditions, at.conditions),
            value: value.map(show),
            value_parts: value.map(|value| self.parts(value)),
            replace: *replace,
            stop: *stop != Stop::Nothing,
            stop_for: match stop {
                Stop::Nothing => None,
                Stop::Run => Some(Chosen(OutboundStop::All)),
                Stop::Field => Some(Chosen(OutboundStop::Field)),
            },
            empty_result: Chosen(if *sends_empty {
                EmptyResult::Sent
            } else {
                EmptyResult::Removed
            }),
            cookie_lines: Chosen(if *first_line { CookieLines::First } else { CookieLines::Each }),
        }
    }

    fn conditions(self, conditions: &'a Conditions<'a>, at: &[Span]) -> JsonConditions<'a> {
        let parts = conditions.parts();
        let list = parts.list.iter().zip(at);
        let list = list.map(|(condition, at)| self.condition(condition, *at));
        JsonConditions { any: parts.any, list: list.collect() }
    }

    fn condition(self, condition: &'a Condition<'a>, at: Span) -> JsonCondition<'a> {
        let &ConditionParts { input, test, negate } = condition.parts();
        let (test, pattern, syntax, texts, ignore_case) = match test {
            Test::Always => (TestKind::Always, None, None, None, false),
            Test::Never => (TestKind::Never, None, None, None, false),
            Test::Pattern(pattern) => {
                let syntax = match pattern.syntax() {
                    Syntax::EcmaScript => JsonSyntax::EcmaScript,
                    Syntax::Wildcard => JsonSyntax::Wildcard,
                    Syntax::ExactMatch => JsonSyntax::ExactMatch,
                };
                let text = Some(pattern.text().into());
                (TestKind::Pattern, text, Some(syntax), None, pattern.ignores_case())
            }
            Test::OneOf(list) => {
                let &MapParts { name, entries, default: _, ignore_case } = list.parts();
                let texts = entries.iter().map(|(text, _)| (*text).into()).collect();
                (TestKind::OneOf, Some(name.into()), None, Some(texts), ignore_case)
            }
        };
        JsonCondition {
            source: self.of(at),
            input: show(input),
            input_parts: self.parts(input),
            test,
            pattern,
            syntax,
            texts,
            ignore_case,
            negate,
        }
    }
}
