//! Patterns for origins that let others' origins pass, and rules that ask for none.

use cors_runtime::__private::{Condition, Part, Test};
use cors_runtime::Field;

use super::echoed;
use super::strangers::{self, Guards};
use super::{is_origin, lets_pass, restricts_origin, sets_allow_origin};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::lint::{Facts, Inbound, Looked, Outbound};
use crate::source::Span;

pub(super) fn lint_outbound(
    (rule, places): Outbound<'_>,
    looked: &Looked<'_, '_>,
    facts: &Facts,
    bag: &mut Bag,
) {
    let parts = rule.parts();
    let Some(value) = parts.value.filter(|_| sets_allow_origin(rule)) else { return };
    let lists =
        [(&parts.conditions, places.conditions), (&parts.pre_condition, places.pre_condition)];
    let restricted = lists.iter().any(|(list, _)| {
        let list = list.parts();
        let mut conditions = list.list.iter();
        let restricts = |condition| restricts_origin(condition, list.list);
        !list.list.is_empty()
            && if list.any { conditions.all(restricts) } else { conditions.any(restricts) }
    });
    let conditions = parts.conditions.parts().list;
    if !restricted && echoes(value, conditions, ANYONE) {
        echo_of_any(places.tag, parts.name, looked, bag);
        return;
    }
    let read: Vec<_> = conditions.iter().chain(parts.pre_condition.parts().list).collect();
    let (guards, paths) = (Guards::of(&lists), strangers::paths(looked, &read));
    let host = strangers::host(looked, &read);
    let looked = &Looked { host: host.as_deref().unwrap_or(looked.host), ..*looked };
    strangers::lint(&guards, &paths, looked, bag);
    echoed::lint(&guards, &paths, looked, facts, bag);
}

/// An inbound rule may keep the origin in a variable for a rule that sends it back.
pub(super) fn lint_inbound(
    (rule, places): Inbound<'_>,
    looked: &Looked<'_, '_>,
    facts: &Facts,
    bag: &mut Bag,
) {
    let parts = rule.parts();
    if parts.sets.is_empty() || !looked.outbound().any(|(rule, _)| sets_allow_origin(rule)) {
        return;
    }
    let read: Vec<_> = parts.conditions.parts().list.iter().chain([&parts.matched]).collect();
    let guards = Guards::of(&[(&parts.conditions, places.conditions)]);
    let paths = strangers::paths(looked, &read);
    let host = strangers::host(looked, &read);
    let looked = &Looked { host: host.as_deref().unwrap_or(looked.host), ..*looked };
    strangers::lint(&guards, &paths, looked, bag);
    echoed::lint(&guards, &paths, looked, facts, bag);
}

const ANYONE: &str = "https://anyone.example";

fn echo_of_any(place: Span, name: &str, looked: &Looked<'_, '_>, bag: &mut Bag) {
    let by_custom = looked.custom_header("Access-Control-Allow-Credentials").map(|(_, at)| at);
    let by_rule = looked.outbound().find(|(rule, _)| rule.parts().field == Field::AllowCredentials);
    let credentials = by_custom.or(by_rule.map(|(_, places)| places.tag));
    let message = if credentials.is_some() {
        format!("the rule `{name}` lets every site read responses with the visitor's credentials")
    } else {
        format!("the rule `{name}` sends every origin back as an allowed one")
    };
    let mut diagnostic = Diagnostic::new(Code::EchoesAnyOrigin, place, message)
        .help("add a condition: `<add input=\"{HTTP_ORIGIN}\" pattern=\"^https://app\\.example\\.com$\" />`");
    if let Some(credentials) = credentials {
        diagnostic = diagnostic.related(credentials, "credentials are allowed here");
    }
    bag.push(diagnostic);
}

/// Whether a text comes to the whole origin when that is `origin`.
fn echoes(value: &[Part<'_>], conditions: &[Condition<'_>], origin: &str) -> bool {
    if is_origin(value) {
        return true;
    }
    let (condition, group) = match *value {
        [Part::ConditionGroup { condition, group }] => {
            (conditions.get(usize::from(condition)), group)
        }
        [Part::AnyConditionGroup(group)] => {
            (conditions.iter().find(|condition| lets_pass(condition, origin)), group)
        }
        [Part::Lower(text)] => return echoes(text, conditions, origin),
        _ => return false,
    };
    let Some(condition) = condition.filter(|condition| is_origin(condition.parts().input)) else {
        return false;
    };
    match condition.parts().test {
        Test::Pattern(pattern) => {
            let captures = pattern.captures(origin.as_bytes());
            captures.and_then(|c| c.get(usize::from(group))) == Some(0..origin.len())
        }
        _ => group == 0,
    }
}
