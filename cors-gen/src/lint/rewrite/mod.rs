//! What URL Rewrite rules do that their authors hardly want.

mod headers;
mod never;
mod order;
mod origins;

use cors_runtime::__private::{Condition, OutboundRule, Part, Variable};
use cors_runtime::Field;

use super::{Looked, Outbound};
use crate::diagnostic::Bag;
use crate::policy::texts::any;

pub(super) fn lint(looked: &Looked<'_, '_>, bag: &mut Bag) {
    // What never fires does nothing else either.
    let fire: Vec<Outbound<'_>> =
        looked.outbound().filter(|rule| !never::lint(*rule, looked.budget, bag)).collect();
    for rule in &fire {
        origins::lint_outbound(*rule, looked, bag);
    }
    for rule in looked.inbound() {
        origins::lint_inbound(rule, looked, bag);
    }
    headers::lint(looked, &fire, bag);
    order::lint(looked, bag);
}

fn sets_allow_origin(rule: &OutboundRule<'_>) -> bool {
    rule.parts().value.is_some() && rule.parts().field == Field::AllowOrigin
}

/// Whether a text is the request's `Origin` and nothing else.
fn is_origin(text: &[Part<'_>]) -> bool {
    matches!(text, [Part::Variable(Variable::Header("origin"))])
}

/// Whether a text depends on the request's `Origin`, or on a variable that may.
fn reads_origin(text: &[Part<'_>]) -> bool {
    any(text, &|part| matches!(part, Part::Variable(Variable::Header("origin")) | Part::Set { .. }))
}

/// Whether a condition of a list keeps any origin out: it looks at it, or at what another condition or an inbound rule made
/// of it, and refuses some.
fn restricts_origin(condition: &Condition<'_>, list: &[Condition<'_>]) -> bool {
    let input = condition.parts().input;
    if is_origin(input) {
        return !lets_anyone_pass(condition);
    }
    let is_captured = |part: &Part<'_>| match part {
        Part::ConditionGroup { condition, .. } => {
            list.get(usize::from(*condition)).is_some_and(|it| reads_origin(it.parts().input))
        }
        _ => false,
    };
    reads_origin(input) || looks_up(input) && any(input, &is_captured)
}

/// Whether a condition on the origin holds for the origins of strangers, so that it is there to capture at most.
fn lets_anyone_pass(condition: &Condition<'_>) -> bool {
    const ANYONE: [&str; 3] = ["https://anyone.example", "http://192.0.2.1:8080", "null"];
    ANYONE.iter().all(|origin| lets_pass(condition, origin))
}

/// Whether a text asks a map, which may be the list of the origins that are allowed.
fn looks_up(text: &[Part<'_>]) -> bool {
    any(text, &|part| matches!(part, Part::Lookup(..)))
}

/// Whether a condition whose input is `text` holds.
fn lets_pass(condition: &Condition<'_>, text: &str) -> bool {
    condition.parts().test.accepts(text.as_bytes()) != condition.parts().negate
}
