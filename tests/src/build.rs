//! Policies for the engine, made of the model's rules as generated code would make them, and leaked to be `'static`.

use std::collections::{BTreeMap, BTreeSet};

use cors_runtime::policy::{Cors, Policy, Rule, Scheme, Scope, fill_index};

use crate::model::{self, Form, Section};

/// A policy of one scope that holds the whole site.
#[must_use]
pub fn policy(section: &Section) -> &'static Policy {
    Box::leak(Box::new(Policy::new(Scope::new("").cors(cors(section)), &[])))
}

/// The rules of a section in canonical order (exact, wildcard, any), with their index.
#[must_use]
pub fn cors(section: &Section) -> Cors {
    let mut ordered: Vec<&model::Rule> = section.rules.iter().collect();
    ordered.sort_by_key(|rule| match model::form(&rule.origin) {
        Form::Exact(_) => 0,
        Form::Wildcard { .. } => 1,
        Form::Any => 2,
    });
    let rules: &[Rule] = ordered.into_iter().map(rule).collect::<Vec<_>>().leak();
    let schemes: &[Scheme] = schemes(section).leak();
    let index = vec![0; (2 * rules.len()).next_power_of_two()].leak();
    if !rules.is_empty() {
        fill_index(rules, schemes, index);
    }
    let cors = Cors::new(rules, index, schemes);
    if section.fail_unlisted { cors.fail_unlisted_origins() } else { cors }
}

/// The schemes of the wildcard rules, each with its suffix lengths in ascending order.
fn schemes(section: &Section) -> Vec<Scheme> {
    let mut schemes: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for rule in &section.rules {
        if let Form::Wildcard { scheme, suffix } = model::form(&rule.origin) {
            schemes.entry(scheme).or_default().insert(suffix.len());
        }
    }
    let scheme = |(prefix, lengths): (&str, BTreeSet<usize>)| {
        Scheme::new(text(prefix), lengths.into_iter().collect::<Vec<_>>().leak())
    };
    schemes.into_iter().map(scheme).collect()
}

fn rule(from: &model::Rule) -> Rule {
    let mut rule = match model::form(&from.origin) {
        Form::Any => Rule::any(),
        Form::Wildcard { scheme, suffix } => Rule::wildcard(text(scheme), text(suffix)),
        Form::Exact(origin) => Rule::exact(text(origin)),
    };
    if !from.allowed {
        rule = rule.denied();
    }
    if from.credentials {
        rule = rule.allow_credentials();
    }
    if from.max_age != -1 {
        rule = rule.max_age(text(&from.max_age.to_string()));
    }
    if !from.methods.is_empty() {
        rule = rule.allow_methods(text(&from.methods.join(",")));
    }
    if from.all_requested {
        rule = rule.allow_requested_headers();
    } else if !from.headers.is_empty() {
        rule = rule.allow_headers(text(&from.headers.join(",")));
    }
    if !from.expose.is_empty() {
        rule = rule.expose_headers(text(&from.expose.join(",")));
    }
    rule
}

fn text(text: &str) -> &'static str {
    text.to_owned().leak()
}
