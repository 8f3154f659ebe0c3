//! Headers that rules and other settings send together, and `Vary`, which they forget.

use super::{reads_origin, sets_allow_origin};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::policy::rewrite::{OutboundRule, Part};
use crate::policy::{Joining, Scope};
use crate::source::Spanned;

pub(super) fn lint(scope: &Scope, rules: &[&Spanned<OutboundRule>], bag: &mut Bag) {
    for rule in rules {
        twice(rule, scope, bag);
    }
    let depends = |rule: &&&Spanned<OutboundRule>| {
        let texts = rule.value.texts().any(reads_origin);
        sets_allow_origin(rule) && texts
    };
    if let Some(rule) = rules.iter().find(depends)
        && !varies(scope, rules)
    {
        let message = format!(
            "`Access-Control-Allow-Origin` of the rule `{}` depends on the origin, and no `Vary: Origin` says so",
            rule.value.name
        );
        bag.push(
            Diagnostic::new(Code::MissingVary, rule.span, message)
                .label("a cache would give one origin's response to another")
                .help("add `<add name=\"Vary\" value=\"Origin\" />` to `<customHeaders>`"),
        );
    }
}

/// A custom header comes after the rules, as another line (RW-9).
fn twice(rule: &Spanned<OutboundRule>, scope: &Scope, bag: &mut Bag) {
    let OutboundRule { field, value, .. } = &rule.value;
    let same = |name: &str| name.eq_ignore_ascii_case(field);
    let custom = scope.custom_headers.iter().find(|header| same(&header.value.name));
    let Some(custom) = custom.filter(|header| header.value.joining == Joining::Line) else {
        return;
    };
    if value.is_some() {
        let message =
            format!("`{field}` is set by the rule `{}` and added again here", rule.value.name);
        bag.push(
            Diagnostic::new(Code::RewrittenAndCustom, custom.span, message)
                .label("where the rule fires, this is a second line (RW-9); browsers refuse two of CORS")
                .related(rule.span, "the rule")
                .help("keep one of the two"),
        );
    }
}

fn varies(scope: &Scope, rules: &[&Spanned<OutboundRule>]) -> bool {
    let names_origin = |value: &str| {
        value
            .split(',')
            .any(|name| matches!(name.trim(), "*") || name.trim().eq_ignore_ascii_case("Origin"))
    };
    let is_vary = |name: &str| name.eq_ignore_ascii_case("Vary");
    let by_custom = scope
        .custom_headers
        .iter()
        .any(|header| is_vary(&header.value.name) && names_origin(&header.value.value));
    let by_rule = rules.iter().filter(|rule| is_vary(&rule.value.field)).any(|rule| {
        let parts = rule.value.value.iter().flatten();
        parts.into_iter().any(|part| matches!(part, Part::Literal(text) if names_origin(text)))
    });
    by_custom || by_rule || scope.cors.is_some()
}
