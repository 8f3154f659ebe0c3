//! The rules of URL Rewrite as JSON.

use std::collections::HashSet;

use cors_runtime::__private::{
    Condition, ConditionParts, Conditions, InboundAction, InboundRule, InboundRuleParts, Map,
    MapParts, OutboundRule, OutboundRuleParts, Part, Rewrite, SetParts, Test,
};
use serde::Serialize;

use super::Names;
use crate::policy::places::{Lowered, RewritePlaces, RewriteRulePlaces};
use crate::policy::show;
use crate::policy::texts::{of_inbound, of_outbound};
use crate::source::Span;

#[derive(Debug, Clone, Serialize)]
pub(super) struct JsonRewrite<'a> {
    inbound: Vec<JsonInbound<'a>>,
    outbound: Vec<JsonOutbound<'a>>,
}

/// A rule for requests.
#[derive(Debug, Clone, Serialize)]
pub(super) struct JsonInbound<'a> {
    source: String,
    name: &'a str,
    url: JsonCondition<'a>,
    conditions: JsonConditions<'a>,
    variables: Vec<JsonSet<'a>>,
    action: &'static str,
    status: Option<u16>,
    body: Option<&'a str>,
    location: Option<String>,
    relative_to: Option<&'a str>,
    append_query: Option<bool>,
    options_path: Option<&'a str>,
    stop: bool,
}

#[derive(Debug, Clone, Serialize)]
struct JsonOutbound<'a> {
    source: String,
    name: &'a str,
    header: &'a str,
    pre_condition: JsonConditions<'a>,
    before: JsonCondition<'a>,
    conditions: JsonConditions<'a>,
    value: Option<String>,
    replace: bool,
    stop: bool,
}

#[derive(Debug, Clone, Serialize)]
struct JsonConditions<'a> {
    any: bool,
    list: Vec<JsonCondition<'a>>,
}

#[derive(Debug, Clone, Serialize)]
struct JsonCondition<'a> {
    source: String,
    input: String,
    test: &'static str,
    pattern: Option<&'a str>,
    texts: Option<Vec<&'a str>>,
    ignore_case: bool,
    negate: bool,
}

#[derive(Debug, Clone, Serialize)]
struct JsonSet<'a> {
    name: &'a str,
    value: String,
    replace: bool,
}

/// A rewrite map.
#[derive(Debug, Clone, Serialize)]
pub(super) struct JsonMap<'a> {
    name: &'a str,
    default: &'a str,
    ignore_case: bool,
    entries: &'a [(&'a str, &'a str)],
}

/// The rewrite maps that rules look values up in, each once, in the order of the rules.
pub(super) fn maps<'a>(policy: &'a Lowered<'a>) -> Vec<JsonMap<'a>> {
    let mut found: Vec<&'a Map<'a>> = Vec::new();
    let mut seen = HashSet::new();
    for rules in policy.scopes().filter_map(|(scope, _)| scope.parts().rewrite) {
        let inbound = rules.parts().inbound.iter().flat_map(of_inbound);
        let outbound = rules.parts().outbound.iter().flat_map(of_outbound);
        inbound.chain(outbound).for_each(|text| see(text, &mut seen, &mut found));
    }
    let json = found.into_iter().map(|map| {
        let &MapParts { name, entries, default, ignore_case } = map.parts();
        JsonMap { name, default, ignore_case, entries }
    });
    json.collect()
}

fn see<'a>(text: &'a [Part<'a>], seen: &mut HashSet<&'a Map<'a>>, found: &mut Vec<&'a Map<'a>>) {
    for part in text {
        if let Part::Lookup(map, _) = *part
            && seen.insert(map)
        {
            found.push(map);
        }
        if let Some(inner) = part.inner() {
            see(inner, seen, found);
        }
    }
}

impl Names<'_> {
    pub(super) fn rewrite<'a>(
        self,
        rules: &'a Rewrite<'a>,
        at: &RewritePlaces<'a>,
    ) -> JsonRewrite<'a> {
        let outbound = rules.parts().outbound.iter().zip(at.outbound);
        JsonRewrite {
            inbound: self.requests(rules, at),
            outbound: outbound.map(|(rule, at)| self.outbound(rule, at)).collect(),
        }
    }

    /// The rules for requests.
    pub(super) fn requests<'a>(
        self,
        rules: &'a Rewrite<'a>,
        at: &RewritePlaces<'a>,
    ) -> Vec<JsonInbound<'a>> {
        let inbound = rules.parts().inbound.iter().zip(at.inbound);
        inbound.map(|(rule, at)| self.inbound(rule, at)).collect()
    }

    fn inbound<'a>(self, rule: &'a InboundRule<'a>, at: &RewriteRulePlaces<'a>) -> JsonInbound<'a> {
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
            Some([Part::Location { base, query, text: _ }]) => (Some(*base), Some(*query)),
            _ => (None, None),
        };
        let (action, status, body) = match *action {
            InboundAction::Nothing => ("none", None, None),
            InboundAction::Answer { status, body } => ("answer", Some(status), Some(body)),
            InboundAction::Redirect { status, .. } => ("redirect", Some(status), None),
            InboundAction::Rewrite { .. } => ("rewrite", None, None),
            InboundAction::Abort => ("abort", None, None),
        };
        let variables = sets.iter().map(|set| {
            let &SetParts { name, value, replace } = set.parts();
            JsonSet { name, value: show(value), replace }
        });
        JsonInbound {
            source: self.of(at.tag),
            name,
            url: self.condition(matched, at.matched),
            conditions: self.conditions(conditions, at.conditions),
            variables: variables.collect(),
            action,
            status,
            body,
            location: location.map(show),
            relative_to,
            append_query,
            options_path,
            stop: *stop,
        }
    }

    fn outbound<'a>(
        self,
        rule: &'a OutboundRule<'a>,
        at: &RewriteRulePlaces<'a>,
    ) -> JsonOutbound<'a> {
        let OutboundRuleParts {
            name,
            field,
            pre_condition,
            matched,
            conditions,
            value,
            replace,
            stop,
        } = rule.parts();
        JsonOutbound {
            source: self.of(at.tag),
            name,
            header: field.name(),
            pre_condition: self.conditions(pre_condition, at.pre_condition),
            before: self.condition(matched, at.matched),
            conditions: self.conditions(conditions, at.conditions),
            value: value.map(show),
            replace: *replace,
            stop: *stop,
        }
    }

    fn conditions<'a>(self, conditions: &'a Conditions<'a>, at: &[Span]) -> JsonConditions<'a> {
        let parts = conditions.parts();
        let list = parts.list.iter().zip(at);
        let list = list.map(|(condition, at)| self.condition(condition, *at));
        JsonConditions { any: parts.any, list: list.collect() }
    }

    fn condition<'a>(self, condition: &'a Condition<'a>, at: Span) -> JsonCondition<'a> {
        let &ConditionParts { input, test, negate } = condition.parts();
        let (test, pattern, texts, ignore_case) = match test {
            Test::Always => ("always", None, None, false),
            Test::Never => ("never", None, None, false),
            Test::Pattern(pattern) => {
                ("pattern", Some(pattern.text()), None, pattern.ignores_case())
            }
            Test::OneOf(list) => {
                let &MapParts { name, entries, default: _, ignore_case } = list.parts();
                let texts = entries.iter().map(|(text, _)| *text).collect();
                ("one-of", Some(name), Some(texts), ignore_case)
            }
        };
        JsonCondition {
            source: self.of(at),
            input: show(input),
            test,
            pattern,
            texts,
            ignore_case,
            negate,
        }
    }
}
