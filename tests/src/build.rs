//! Policies for the engine, made of the model's rules as generated code would make them, and leaked to be `'static`.

use cors_runtime::__private::{
    SuffixLength, fill_origin_slots, fill_scope_slots, fill_suffix_lengths, scope_slot_count,
    slot_count, suffix_count,
};
use cors_runtime::Policy;
use cors_runtime::policy::{Cors, OriginRule, Origins, Scope, Scopes};

use crate::model::{self, Assumed, Form, Section};

/// A policy of one scope that holds the whole site.
#[must_use]
pub fn policy(section: &Section) -> &'static Policy {
    policy_where(section, Assumed::default())
}

/// As [`policy`], under these assumptions.
#[must_use]
pub fn policy_where(section: &Section, assumed: Assumed) -> &'static Policy {
    let Assumed { vary, unlisted_preflight } = assumed;
    let cors = cors(section).vary(vary).unlisted_preflight(unlisted_preflight);
    Box::leak(Box::new(Policy::new(Scope::new("").cors(cors), Scopes::NONE)))
}

/// A policy with a scope for each path, in none of which anything is set.
#[must_use]
pub fn policy_of_paths(paths: impl Iterator<Item = String>) -> &'static Policy {
    let scopes: &'static [Scope<'static>] =
        paths.map(|path| Scope::new(text(&path))).collect::<Vec<_>>().leak();
    let slots = vec![0; scope_slot_count(scopes)].leak();
    fill_scope_slots(scopes, slots);
    Box::leak(Box::new(Policy::new(Scope::new(""), Scopes::new(scopes, slots))))
}

/// The rules of a section in canonical order (exact, wildcards by scheme and length, any), with their table.
#[must_use]
pub fn cors(section: &Section) -> Cors<'static> {
    let mut ordered: Vec<&model::Rule> = section.rules.iter().collect();
    ordered.sort_by_key(|rule| match model::form(&rule.origin) {
        Form::Exact(_) => (0, "", 0),
        Form::Wildcard { scheme, suffix } => (1, scheme, suffix.len()),
        Form::Any => (2, "", 0),
    });
    let rules: Vec<OriginRule<'static>> = ordered.into_iter().map(rule).collect();
    let cors = Cors::new(origins(rules));
    if section.fail_unlisted { cors.fail_unlisted_origins() } else { cors }
}

/// Rules in canonical order, with their table.
#[must_use]
pub fn origins(rules: Vec<OriginRule<'static>>) -> Origins<'static> {
    let rules: &'static [OriginRule<'static>] = rules.leak();
    let suffixes = vec![SuffixLength::UNSET; suffix_count(rules)].leak();
    fill_suffix_lengths(rules, suffixes);
    let slots = vec![0; slot_count(rules)].leak();
    fill_origin_slots(rules, slots);
    Origins::new(rules, suffixes, slots)
}

/// Scopes below the root, with their table.
#[must_use]
pub fn scopes(scopes: Vec<Scope<'static>>) -> Scopes<'static> {
    let scopes: &'static [Scope<'static>] = scopes.leak();
    let slots = vec![0; scope_slot_count(scopes)].leak();
    fill_scope_slots(scopes, slots);
    Scopes::new(scopes, slots)
}

fn rule(from: &model::Rule) -> OriginRule<'static> {
    let mut rule = match model::form(&from.origin) {
        Form::Any => OriginRule::any(),
        Form::Wildcard { scheme, suffix } => OriginRule::wildcard(text(scheme), text(suffix)),
        Form::Exact(origin) => OriginRule::exact(text(origin)),
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
