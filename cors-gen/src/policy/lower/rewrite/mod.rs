//! URL Rewrite (RW-1…10): patterns compiled, references resolved, preconditions put where they are named.
//!
//! What cannot be carried is an error that names the rule; `--allow` makes the policy without that rule.

mod cost;
mod inbound;
mod names;
mod outbound;
mod patterns;
mod reads;
mod redirects;
mod resolve;
mod rule;
mod text;

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

pub(super) use patterns::Patterns;

use self::outbound::Outbound;
use self::resolve::Shared;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::effective::{EffectiveScope, LeveledRule, RewriteMap};
use crate::policy::rewrite::{Map, Rewrite};

/// Lowers the rules of one path; `None` where no rule has a say.
pub(super) fn lower(
    scope: &EffectiveScope,
    patterns: &mut Patterns,
    bag: &mut Bag,
) -> Option<Rewrite> {
    let shared = Shared { maps: maps(&scope.rewrite_maps.maps), variables: variables(scope) };
    report_not_allowed(scope, bag);
    let rules: Vec<_> = inbound_rules(scope).collect();
    let (inbound, before) = inbound::lower(&rules, &shared, patterns, bag);
    if is_about_cors(scope) {
        let enabled = rules.iter().map(|rule| &*rule.rule);
        let enabled = enabled.filter(|rule| rule.enabled.is_none_or(|enabled| enabled.value));
        redirects::report(enabled, &inbound, patterns, bag);
    }
    let outbound =
        Outbound { shared: &shared, pre_conditions: &scope.outbound_rules.pre_conditions, before };
    let outbound = outbound.lower(&scope.outbound_rules.rules, patterns, bag);
    (!inbound.is_empty() || !outbound.is_empty()).then_some(Rewrite { inbound, outbound })
}

/// The rules for requests, in the order in which they run.
fn inbound_rules(scope: &EffectiveScope) -> impl Iterator<Item = &LeveledRule> {
    scope.global_rules.rules.iter().chain(scope.rules.rules.iter()).map(|rule| &**rule)
}

/// Whether anything here sends CORS headers, so that preflights matter.
fn is_about_cors(scope: &EffectiveScope) -> bool {
    let is_cors = |name: &str| name.to_ascii_lowercase().starts_with("access-control-");
    scope.cors.tag.is_some()
        || scope.http_protocol.custom_headers.iter().any(|header| is_cors(&header.name.value))
        || scope.outbound_rules.rules.iter().any(|rule| {
            let variable = rule.matched.as_ref().and_then(|m| m.server_variable.as_ref());
            variable.and_then(|v| names::response_field(&v.value)).is_some_and(|f| is_cors(&f))
        })
}

/// Numbers for the variables that inbound rules set and that any rule reads.
fn variables(scope: &EffectiveScope) -> BTreeMap<String, u16> {
    let read = reads::names(scope);
    let mut variables = BTreeMap::new();
    for rule in inbound_rules(scope) {
        if rule.rule.enabled.is_some_and(|enabled| !enabled.value) {
            continue;
        }
        for set in inbound::variables(&rule.rule) {
            let name = set.name.value.to_ascii_uppercase();
            if read.contains(&name) {
                let number = u16::try_from(variables.len()).unwrap_or(u16::MAX);
                variables.entry(name).or_insert(number);
            }
        }
    }
    variables
}

/// Rules of a site may set only the variables that the server allows; which these are its own file says.
fn report_not_allowed(scope: &EffectiveScope, bag: &mut Bag) {
    let Some(allowed) = &scope.allowed_server_variables.names else { return };
    for rule in scope.rules.rules.iter() {
        for set in inbound::variables(&rule.rule) {
            let name = &set.name;
            if !allowed.iter().any(|allowed| allowed.value.eq_ignore_ascii_case(&name.value)) {
                let message = format!("the server does not allow rules to set `{}`", name.value);
                bag.push(
                    Diagnostic::new(Code::VariableNotAllowed, name.span, message)
                        .label("IIS answers 500.50 when the rule fires")
                        .help("add it to `<allowedServerVariables>` of the server"),
                );
            }
        }
    }
}

fn maps(written: &[Rc<RewriteMap>]) -> BTreeMap<String, Arc<Map>> {
    written.iter().map(|map| (map.name.value.to_lowercase(), Arc::new(lower_map(map)))).collect()
}

/// Where case does not count, neither do entries whose keys differ in case only: the first one is found.
fn lower_map(map: &RewriteMap) -> Map {
    let ignore_case = map.ignore_case.is_none_or(|ignore| ignore.value);
    let mut seen = std::collections::BTreeSet::new();
    let entries = map.entries.iter().filter_map(|entry| {
        let key = entry.key.value.clone();
        let folded = if ignore_case { key.to_ascii_lowercase() } else { key.clone() };
        let value = entry.value.as_ref().map_or_else(String::new, |value| value.value.clone());
        seen.insert(folded).then_some((key, value))
    });
    let entries = entries.collect();
    let default = map.default_value.as_ref().map_or_else(String::new, |d| d.value.clone());
    Map { name: map.name.value.clone(), entries, default, ignore_case }
}
