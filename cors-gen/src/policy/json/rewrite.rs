//! The rules of URL Rewrite as JSON.

use serde::Serialize;

use super::Places;
use crate::policy::rewrite::{
    Condition, Conditions, InboundAction, InboundRule, OutboundRule, Rewrite, Test, show,
};
use crate::source::Spanned;

#[derive(Debug, Clone, Serialize)]
pub(super) struct JsonRewrite<'a> {
    inbound: Vec<JsonInbound<'a>>,
    outbound: Vec<JsonOutbound<'a>>,
}

#[derive(Debug, Clone, Serialize)]
struct JsonInbound<'a> {
    source: String,
    name: &'a str,
    url: JsonCondition<'a>,
    conditions: JsonConditions<'a>,
    variables: Vec<JsonSet<'a>>,
    action: &'static str,
    status: Option<u16>,
    body: Option<&'a str>,
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

impl Places<'_> {
    pub(super) fn rewrite<'a>(&self, rules: &'a Rewrite) -> JsonRewrite<'a> {
        JsonRewrite {
            inbound: rules.inbound.iter().map(|rule| self.inbound(rule)).collect(),
            outbound: rules.outbound.iter().map(|rule| self.outbound(rule)).collect(),
        }
    }

    fn inbound<'a>(&self, rule: &'a Spanned<InboundRule>) -> JsonInbound<'a> {
        let InboundRule { name, matched, conditions, sets, action, stop } = &rule.value;
        let (action, status, body) = match action {
            InboundAction::Nothing => ("none", None, None),
            InboundAction::Answer { status, body } => ("answer", Some(*status), Some(body)),
            InboundAction::Abort => ("abort", None, None),
        };
        let variables = sets.iter().map(|set| JsonSet {
            name: &set.name,
            value: show(&set.value),
            replace: set.replace,
        });
        JsonInbound {
            source: self.name(rule.span),
            name,
            url: self.condition(matched),
            conditions: self.conditions(conditions),
            variables: variables.collect(),
            action,
            status,
            body: body.map(String::as_str),
            stop: *stop,
        }
    }

    fn outbound<'a>(&self, rule: &'a Spanned<OutboundRule>) -> JsonOutbound<'a> {
        let rule_ = &rule.value;
        JsonOutbound {
            source: self.name(rule.span),
            name: &rule_.name,
            header: &rule_.field,
            pre_condition: self.conditions(&rule_.pre_condition),
            before: self.condition(&rule_.matched),
            conditions: self.conditions(&rule_.conditions),
            value: rule_.value.as_ref().map(show),
            replace: rule_.replace,
            stop: rule_.stop,
        }
    }

    fn conditions<'a>(&self, conditions: &'a Conditions) -> JsonConditions<'a> {
        let list = conditions.list.iter().map(|condition| self.condition(condition));
        JsonConditions { any: conditions.any, list: list.collect() }
    }

    fn condition<'a>(&self, condition: &'a Condition) -> JsonCondition<'a> {
        let (test, pattern, texts, ignore_case) = match &condition.test {
            Test::Always => ("always", None, None, false),
            Test::Never => ("never", None, None, false),
            Test::Pattern(pattern) => {
                ("pattern", Some(pattern.text.as_str()), None, pattern.ignore_case)
            }
            Test::OneOf(list) => {
                let texts = list.entries.iter().map(|(text, _)| text.as_str()).collect();
                ("one-of", Some(list.name.as_str()), Some(texts), list.ignore_case)
            }
        };
        JsonCondition {
            source: self.name(condition.span),
            input: show(&condition.input),
            test,
            pattern,
            texts,
            ignore_case,
            negate: condition.negate,
        }
    }
}
