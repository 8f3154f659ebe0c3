//! What URL Rewrite rules do that their authors hardly want.

mod echoed;
mod headers;
mod never;
mod order;
mod origins;
mod strangers;
mod unreachable;

use std::collections::{HashMap, HashSet};

use cors_runtime::__private::{Condition, OutboundRule, Part, Variable};
use cors_runtime::Field;

use super::{Facts, Looked, Outbound};
use crate::diagnostic::Bag;
use crate::policy::texts::any;
use crate::source::Span;

/// What was looked at, since many scopes share their rules.
#[derive(Default)]
pub(super) struct Rules {
    /// The outbound rules that may fire, by where the list is.
    firing: HashMap<usize, Vec<usize>>,
    by_themselves: HashSet<Beside>,
    headers: HashSet<(usize, usize, bool)>,
}

/// Where a list of rules is, and what has a say in what its origins come to: custom headers, and the CORS module.
type Beside = (usize, [Option<Span>; 2], bool);

impl Rules {
    pub(super) fn lint(&mut self, looked: &Looked<'_, '_>, facts: &Facts, bag: &mut Bag) {
        let parts = looked.scope.parts();
        let Some(rules) = parts.rewrite else { return };
        let address = std::ptr::from_ref(rules).addr();
        let budget = looked.budget;
        let outbound: Vec<Outbound<'_>> = looked.outbound().collect();
        // What never fires does nothing else either.
        let firing = self.firing.entry(address).or_insert_with(|| {
            let fires = |at: &usize| !never::lint(outbound[*at], budget, bag);
            (0..outbound.len()).filter(fires).collect()
        });
        let fire: Vec<Outbound<'_>> = firing.iter().map(|at| outbound[*at]).collect();
        let place = |field: Field<'_>| looked.custom_header(field.name()).map(|(_, place)| place);
        let beside = [place(Field::AllowOrigin), place(Field::AllowCredentials)];
        if self.by_themselves.insert((address, beside, parts.cors.is_some())) {
            for rule in &fire {
                origins::lint_outbound(*rule, looked, facts, bag);
            }
            for rule in looked.inbound() {
                origins::lint_inbound(rule, looked, facts, bag);
            }
            order::lint(looked, bag);
            unreachable::lint(looked, &fire, bag);
        }
        let custom = parts.custom_headers.as_ptr().addr();
        if self.headers.insert((address, custom, parts.cors.is_some())) {
            headers::lint(looked, &fire, bag);
        }
    }
}

pub(super) fn sets_allow_origin(rule: &OutboundRule<'_>) -> bool {
    rule.parts().value.is_some() && rule.parts().field == Field::AllowOrigin
}

/// Whether a text is the request's `Origin` and nothing else.
pub(super) fn is_origin(text: &[Part<'_>]) -> bool {
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
