//! What URL Rewrite rules do that their authors hardly want.

mod headers;
mod never;
mod order;
mod origins;

use crate::budget::Budget;
use crate::diagnostic::Bag;
use crate::policy::Scope;
use crate::policy::rewrite::{Condition, OutboundRule, Part, Text, Variable, any};
use crate::source::Spanned;

pub(super) fn lint(scope: &Scope, budget: &Budget, bag: &mut Bag) {
    let Some(rules) = &scope.rewrite else { return };
    // What never fires does nothing else either.
    let fire: Vec<_> =
        rules.outbound.iter().filter(|rule| !never::lint(rule, budget, bag)).collect();
    for rule in &fire {
        origins::lint_outbound(rule, scope, budget, bag);
    }
    for rule in &rules.inbound {
        origins::lint_inbound(rule, budget, bag);
    }
    headers::lint(scope, &fire, bag);
    order::lint(rules, bag);
}

const ALLOW_ORIGIN: &str = "Access-Control-Allow-Origin";

fn sets_allow_origin(rule: &Spanned<OutboundRule>) -> bool {
    rule.value.value.is_some() && rule.value.field.eq_ignore_ascii_case(ALLOW_ORIGIN)
}

/// Whether a text is the request's `Origin` and nothing else.
fn is_origin(text: &Text) -> bool {
    matches!(text.as_slice(), [Part::Variable(Variable::Header(name))] if name == "origin")
}

/// Whether a text depends on the request's `Origin`, or on a variable that may.
fn reads_origin(text: &Text) -> bool {
    any(text, &|part| match part {
        Part::Variable(Variable::Header(name)) => name == "origin",
        Part::Set { .. } => true,
        _ => false,
    })
}

/// Whether a condition keeps any origin out: it looks at it, or at what an inbound rule made of it, and refuses some.
fn restricts_origin(condition: &Condition) -> bool {
    const ANYONE: [&str; 3] = ["https://anyone.example", "http://192.0.2.1:8080", "null"];
    reads_origin(&condition.input)
        && (!is_origin(&condition.input)
            || ANYONE.iter().any(|origin| condition.test.accepts(origin) == condition.negate))
}
