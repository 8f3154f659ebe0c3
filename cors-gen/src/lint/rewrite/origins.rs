//! Patterns for origins that let others' origins pass, and rules that ask for none.

use cors_runtime::__private::{Condition, Part, Test};
use cors_runtime::Field;
use cors_runtime::pattern::{Pattern, Syntax};

use super::{
    is_origin, lets_anyone_pass, lets_pass, looks_up, restricts_origin, sets_allow_origin,
};
use crate::budget::Budget;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::lint::{Inbound, Looked, Outbound};
use crate::pattern::{self, analysis, example};
use crate::policy::texts::of_outbound;
use crate::source::Span;

pub(super) fn lint_outbound((rule, places): Outbound<'_>, looked: &Looked<'_, '_>, bag: &mut Bag) {
    let parts = rule.parts();
    let Some(value) = parts.value.filter(|_| sets_allow_origin(rule)) else { return };
    let lists = || {
        let lists = [
            (parts.conditions.parts(), places.conditions),
            (parts.pre_condition.parts(), places.pre_condition),
        ];
        lists.into_iter().filter(|(list, _)| !list.list.is_empty())
    };
    let restricted = lists().any(|(list, _)| {
        let mut conditions = list.list.iter();
        let restricts = |condition| restricts_origin(condition, list.list);
        if list.any { conditions.all(restricts) } else { conditions.any(restricts) }
    });
    let conditions = parts.conditions.parts().list;
    if !restricted && echoes(value, conditions, ANYONE) {
        echo_of_any(places.tag, parts.name, looked, bag);
        return;
    }
    let guards = lists().flat_map(|(list, spans)| list.list.iter().zip(spans.iter().copied()));
    // A condition that captures whatever there is leaves the choice to another.
    let guards: Vec<Guard<'_>> =
        guards.filter(|(guard, _)| !(restricted && lets_anyone_pass(guard))).collect();
    lax(&guards, value, conditions, looked.budget, bag);
}

/// An inbound rule may keep the origin in a variable for a rule that sends it back.
pub(super) fn lint_inbound((rule, places): Inbound<'_>, looked: &Looked<'_, '_>, bag: &mut Bag) {
    let conditions = rule.parts().conditions.parts().list;
    let rules = looked.outbound().map(|(rule, _)| rule);
    let allowing: Vec<_> = rules.filter(|rule| sets_allow_origin(rule)).collect();
    let has_list =
        !allowing.is_empty() && allowing.iter().all(|rule| of_outbound(rule).any(looks_up));
    // What only captures the origin for a rule that looks it up lets nobody pass.
    let only_captures = |guard: &Condition<'_>| has_list && lets_anyone_pass(guard);
    let guards = conditions.iter().zip(places.conditions.iter().copied());
    let guards: Vec<Guard<'_>> = guards.filter(|(guard, _)| !only_captures(guard)).collect();
    for set in rule.parts().sets {
        lax(&guards, set.parts().value, conditions, looked.budget, bag);
    }
}

/// A condition with its place.
type Guard<'p> = (&'p Condition<'p>, Span);

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

/// Reports the conditions on the origin that let another's pass, where `value` then sends that back.
fn lax(
    guards: &[Guard<'_>],
    value: &[Part<'_>],
    conditions: &[Condition<'_>],
    budget: &Budget,
    bag: &mut Bag,
) {
    for (guard, place) in guards {
        let Test::Pattern(pattern) = guard.parts().test else { continue };
        if guard.parts().negate || !is_origin(guard.parts().input) {
            continue;
        }
        let passes = |origin: &String| {
            let mut together = guards.iter().filter(|(guard, _)| is_origin(guard.parts().input));
            together.all(|(guard, _)| lets_pass(guard, origin)) && echoes(value, conditions, origin)
        };
        let strangers = strangers(pattern, budget).into_iter();
        if let Some((origin, why)) = strangers.into_iter().find(|(origin, _)| passes(origin)) {
            let message = format!("the origin `{origin}` passes the pattern `{}`", pattern.text());
            bag.push(Diagnostic::new(Code::LaxOriginPattern, *place, message).label(why).help(
                "begin the pattern with `^https://`, end it with `$`, and write `\\.` for a dot",
            ));
        }
    }
}

/// Origins of others that a pattern might let pass, and why it would.
fn strangers(pattern: &Pattern<'_>, budget: &Budget) -> Vec<(String, &'static str)> {
    let dots = match pattern.syntax() {
        Syntax::EcmaScript => analysis::unescaped_dots(pattern.text()),
        Syntax::Wildcard | Syntax::ExactMatch => Vec::new(),
    };
    let Some(meant) = example_with_dots(pattern, &dots, None, budget) else { return Vec::new() };
    let (scheme, host) = meant.split_once("://").unwrap_or(("https", &meant));
    if host.is_empty() || host.contains(['/', ' ']) {
        return Vec::new();
    }
    let before = "what stands before the name of the host is not limited";
    let mut strangers = vec![
        (format!("{scheme}://{host}.evil.example"), "it has no `$` at its end"),
        (format!("{scheme}://evil{host}"), before),
        (format!("{scheme}://evil-{host}"), before),
    ];
    for dot in dots.iter().rev() {
        let example = example_with_dots(pattern, &dots, Some(*dot), budget);
        let why = "a `.` that is not escaped stands for any character";
        let whole = |example: String| {
            if example.contains("://") { example } else { format!("{scheme}://{example}") }
        };
        strangers.extend(example.map(|example| (whole(example), why)));
    }
    strangers
        .retain(|(origin, _)| pattern.is_match(origin.as_bytes()) && is_other_site(origin, &meant));
    strangers
}

/// A text that the pattern passes with these dots taken as dots, but for one, which is an `x`.
fn example_with_dots(
    pattern: &Pattern<'_>,
    dots: &[usize],
    x: Option<usize>,
    budget: &Budget,
) -> Option<String> {
    let mut text = pattern.text().to_owned();
    for dot in dots.iter().rev() {
        text.replace_range(*dot..=*dot, if Some(*dot) == x { "x" } else { "\\." });
    }
    let (syntax, ignore_case) = (pattern.syntax(), pattern.ignores_case());
    let table = pattern::compile(&text, syntax, ignore_case, &[], budget).ok()?.table();
    example(&Pattern::new(&text, syntax, ignore_case, &table), budget)
}

/// Whether two hosts belong to different owners, as far as their last two labels tell.
fn is_other_site(a: &str, b: &str) -> bool {
    let site = |origin: &str| {
        let host = origin.split_once("://").map_or(origin, |(_, host)| host);
        let host = host.split(':').next().unwrap_or(host);
        let mut labels: Vec<String> = host.rsplit('.').take(2).map(str::to_owned).collect();
        labels.reverse();
        labels.join(".")
    };
    site(a) != site(b)
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
