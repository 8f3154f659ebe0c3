//! What is certain about a rule when only the method of a request is known.

use cors_runtime::__private::{Condition, InboundRule, Part, Test, Variable};
use cors_runtime::Request;
use cors_runtime::pattern::{Pattern, Syntax};

/// Whether a rule fires for every request with this method, or for none; `None` when that depends on the rest.
pub(crate) fn fires_for_method(rule: &InboundRule<'_>, method: &str) -> Option<bool> {
    let request = Request::new(method.as_bytes(), b"/");
    let known = |condition: &Condition<'_>| {
        let parts = condition.parts();
        let is_known = match parts.test {
            Test::Always | Test::Never => true,
            Test::Pattern(pattern) if is_found_everywhere(pattern) => true,
            _ => matches!(parts.input, [Part::Variable(Variable::Method)]),
        };
        is_known.then(|| condition.holds(&request))
    };
    let parts = rule.parts();
    let conditions = parts.conditions.parts();
    // One that is decided this way decides all.
    let decisive = conditions.any && !conditions.list.is_empty();
    let mut all = Some(!decisive);
    for condition in conditions.list {
        match known(condition) {
            Some(holds) if holds == decisive => {
                all = Some(decisive);
                break;
            }
            Some(_) => {}
            None => all = None,
        }
    }
    match (known(&parts.matched), all) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), all) => all,
        (None, _) => None,
    }
}

/// Whether a pattern is one of those that are written to refer to a text whatever it is.
fn is_found_everywhere(pattern: &Pattern<'_>) -> bool {
    match pattern.syntax() {
        Syntax::EcmaScript => matches!(pattern.text(), "(.*)" | "^(.*)" | "(.*)$"),
        Syntax::Wildcard => pattern.text() == "*",
        Syntax::ExactMatch => false,
    }
}
