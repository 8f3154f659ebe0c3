//! The rules of URL Rewrite, built in memory.

use cors_runtime::Field;
use cors_runtime::pattern::Pattern;
use cors_runtime::rewrite as rt;

use super::{leak, leak_all, text};
use crate::policy::rewrite::{
    Condition, Conditions, InboundAction, InboundRule, Map, OutboundRule, Part, Rewrite, Test,
    Text, Variable,
};

pub(super) fn rewrite(rules: &Rewrite) -> &'static rt::Rewrite {
    let inbound = leak_all(rules.inbound.iter().map(|rule| inbound(&rule.value)));
    let outbound = leak_all(rules.outbound.iter().map(|rule| outbound(&rule.value)));
    let keeps = leak_all(rules.keeps().into_iter().map(text));
    leak(rt::Rewrite::new(inbound, outbound).keeps(keeps))
}

fn inbound(rule: &InboundRule) -> rt::InboundRule {
    let mut built = rt::InboundRule::new(condition(&rule.matched))
        .conditions(conditions(&rule.conditions))
        .sets(leak_all(rule.sets.iter().map(|set| {
            let built = rt::Set::new(set.variable, parts(&set.value));
            if set.replace { built } else { built.keep() }
        })));
    match &rule.action {
        InboundAction::Nothing => {}
        InboundAction::Answer { status, body } => built = built.answer(*status, text(body)),
        InboundAction::Abort => built = built.abort(),
    }
    if rule.stop { built.stop() } else { built }
}

fn outbound(rule: &OutboundRule) -> rt::OutboundRule {
    let mut built = rt::OutboundRule::new(field(&rule.field), condition(&rule.matched))
        .pre_condition(conditions(&rule.pre_condition))
        .conditions(conditions(&rule.conditions));
    if let Some(value) = &rule.value {
        built = built.value(parts(value));
    }
    if !rule.replace {
        built = built.keep();
    }
    if rule.stop { built.stop() } else { built }
}

fn conditions(conditions: &Conditions) -> rt::Conditions {
    let list = leak_all(conditions.list.iter().map(condition));
    if conditions.any { rt::Conditions::any(list) } else { rt::Conditions::all(list) }
}

fn condition(condition: &Condition) -> rt::Condition {
    let test = match &condition.test {
        Test::Always => rt::Test::Always,
        Test::Never => rt::Test::Never,
        Test::Pattern(pattern) => {
            let table = leak_all(pattern.table.iter().copied());
            let (syntax, ignore_case) = (pattern.syntax, pattern.ignore_case);
            rt::Test::Pattern(leak(Pattern::new(text(&pattern.text), syntax, ignore_case, table)))
        }
        Test::OneOf(list) => rt::Test::OneOf(map(list)),
    };
    let built = rt::Condition::new(parts(&condition.input), test);
    if condition.negate { built.negate() } else { built }
}

fn parts(value: &Text) -> &'static [rt::Part] {
    leak_all(value.iter().map(part))
}

fn part(part: &Part) -> rt::Part {
    match part {
        Part::Literal(literal) => rt::Part::Literal(text(literal)),
        Part::Variable(name) => rt::Part::Variable(variable(name)),
        Part::Set { variable, otherwise, .. } => {
            rt::Part::Set { variable: *variable, otherwise: parts(otherwise) }
        }
        Part::Status => rt::Part::Status,
        Part::Response(name) => rt::Part::Response(field(name)),
        Part::RuleGroup(group) => rt::Part::RuleGroup(*group),
        Part::ConditionGroup { condition, group } => {
            rt::Part::ConditionGroup { condition: *condition, group: *group }
        }
        Part::AnyConditionGroup(group) => rt::Part::AnyConditionGroup(*group),
        Part::Lower(inner) => rt::Part::Lower(parts(inner)),
        Part::Encoded(inner) => rt::Part::Encoded(parts(inner)),
        Part::Decoded(inner) => rt::Part::Decoded(parts(inner)),
        Part::Lookup(table, key) => rt::Part::Lookup(map(table), parts(key)),
    }
}

fn variable(variable: &Variable) -> rt::Variable {
    match variable {
        Variable::Method => rt::Variable::Method,
        Variable::Path { skipped } => rt::Variable::Path { skipped: *skipped },
        Variable::Url => rt::Variable::Url,
        Variable::RequestUri => rt::Variable::RequestUri,
        Variable::UnencodedUrl => rt::Variable::UnencodedUrl,
        Variable::Query => rt::Variable::Query,
        Variable::Https => rt::Variable::Https,
        Variable::ServerPort => rt::Variable::ServerPort,
        Variable::ServerPortSecure => rt::Variable::ServerPortSecure,
        Variable::ServerName => rt::Variable::ServerName,
        Variable::Header(name) => rt::Variable::Header(text(name)),
    }
}

fn map(map: &Map) -> &'static rt::Map {
    let entries = leak_all(map.entries.iter().map(|(key, value)| (text(key), text(value))));
    let mut slots = vec![0; map.index_size()];
    if !slots.is_empty() {
        rt::fill_map_index(entries, &mut slots);
    }
    let mut built = rt::Map::new(entries, slots.leak());
    if map.ignore_case {
        built = built.ignore_case();
    }
    leak(built.default_value(text(&map.default)))
}

/// The field of this name, in the form that the runtime has for it.
fn field(name: &str) -> Field {
    Field::named(text(name), text(&name.to_ascii_lowercase()))
}
