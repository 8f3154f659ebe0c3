//! Patterns for origins that let others' origins pass, and rules that ask for none.

use super::{is_origin, restricts_origin, sets_allow_origin};
use crate::budget::Budget;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::pattern::{self, Syntax, analysis};
use crate::policy::Scope;
use crate::policy::rewrite::{Condition, InboundRule, OutboundRule, Part, Pattern, Test, Text};
use crate::source::{Span, Spanned};

pub(super) fn lint_outbound(
    rule: &Spanned<OutboundRule>,
    scope: &Scope,
    budget: &Budget,
    bag: &mut Bag,
) {
    let OutboundRule { name, conditions, pre_condition, value: Some(value), .. } = &rule.value
    else {
        return;
    };
    if !sets_allow_origin(rule) {
        return;
    }
    let lists = || [conditions, pre_condition].into_iter().filter(|list| !list.list.is_empty());
    let restricted = lists().any(|list| {
        let mut conditions = list.list.iter();
        if list.any { conditions.all(restricts_origin) } else { conditions.any(restricts_origin) }
    });
    if !restricted && echoes(value, &conditions.list, ANYONE) {
        echo_of_any(rule.span, name, scope, bag);
        return;
    }
    let guards: Vec<&Condition> = lists().flat_map(|list| &list.list).collect();
    lax(&guards, value, &conditions.list, budget, bag);
}

/// An inbound rule may keep the origin in a variable for a rule that sends it back.
pub(super) fn lint_inbound(rule: &Spanned<InboundRule>, budget: &Budget, bag: &mut Bag) {
    let InboundRule { conditions, sets, .. } = &rule.value;
    let guards: Vec<&Condition> = conditions.list.iter().collect();
    for set in sets {
        lax(&guards, &set.value, &conditions.list, budget, bag);
    }
}

const ANYONE: &str = "https://anyone.example";

fn echo_of_any(place: Span, name: &str, scope: &Scope, bag: &mut Bag) {
    let is_credentials = |name: &str| name.eq_ignore_ascii_case("Access-Control-Allow-Credentials");
    let custom = scope.custom_headers.iter();
    let by_custom = custom.filter(|h| is_credentials(&h.value.name)).map(|header| header.span);
    let by_rule = scope.rewrite.iter().flat_map(|rules| &rules.outbound);
    let by_rule = by_rule.filter(|rule| is_credentials(&rule.value.field)).map(|rule| rule.span);
    let credentials = by_custom.chain(by_rule).next();
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
    guards: &[&Condition],
    value: &Text,
    conditions: &[Condition],
    budget: &Budget,
    bag: &mut Bag,
) {
    for guard in guards {
        let Test::Pattern(pattern) = &guard.test else { continue };
        if guard.negate || !is_origin(&guard.input) {
            continue;
        }
        let passes = |origin: &String| {
            let together = guards.iter().filter(|guard| is_origin(&guard.input));
            together.into_iter().all(|g| g.test.accepts(origin) != g.negate)
                && echoes(value, conditions, origin)
        };
        if let Some((origin, why)) =
            strangers(pattern, budget).into_iter().find(|(origin, _)| passes(origin))
        {
            let message = format!("the origin `{origin}` passes the pattern `{}`", pattern.text);
            bag.push(Diagnostic::new(Code::LaxOriginPattern, guard.span, message).label(why).help(
                "begin the pattern with `^https://`, end it with `$`, and write `\\.` for a dot",
            ));
        }
    }
}

/// Origins of others that a pattern might let pass, and why it would.
fn strangers(pattern: &Pattern, budget: &Budget) -> Vec<(String, &'static str)> {
    let dots = match pattern.syntax {
        Syntax::EcmaScript => analysis::unescaped_dots(&pattern.text),
        Syntax::Wildcard | Syntax::ExactMatch => Vec::new(),
    };
    let Some(meant) = meant(pattern, &dots, budget) else {
        return Vec::new();
    };
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
        let example =
            with_dots(pattern, &dots, Some(*dot), budget).and_then(|other| other.example(budget));
        let why = "a `.` that is not escaped stands for any character";
        let whole = |example: String| {
            if example.contains("://") { example } else { format!("{scheme}://{example}") }
        };
        strangers.extend(example.map(|example| (whole(example), why)));
    }
    strangers.retain(|(origin, _)| pattern.is_match(origin) && is_other_site(origin, &meant));
    strangers
}

/// An origin that the pattern is likely meant for: one that it is found in when its dots are dots.
fn meant(pattern: &Pattern, dots: &[usize], budget: &Budget) -> Option<String> {
    match dots {
        [] => pattern.example(budget),
        _ => with_dots(pattern, dots, None, budget)?.example(budget),
    }
}

/// The pattern with these dots taken as dots, but for one, which is an `x`.
fn with_dots(
    pattern: &Pattern,
    dots: &[usize],
    x: Option<usize>,
    budget: &Budget,
) -> Option<Pattern> {
    let mut text = pattern.text.clone();
    for dot in dots.iter().rev() {
        text.replace_range(*dot..=*dot, if Some(*dot) == x { "x" } else { "\\." });
    }
    let compiled =
        pattern::compile(&text, pattern.syntax, pattern.ignore_case, &[], budget).ok()?;
    Some(Pattern { text, table: compiled.table(), ..*pattern })
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
fn echoes(value: &Text, conditions: &[Condition], origin: &str) -> bool {
    if is_origin(value) {
        return true;
    }
    let (condition, group) = match value.as_slice() {
        [Part::ConditionGroup { condition, group }] => {
            (conditions.get(usize::from(*condition)), *group)
        }
        [Part::AnyConditionGroup(group)] => {
            (conditions.iter().find(|c| c.test.accepts(origin) != c.negate), *group)
        }
        [Part::Lower(text)] => return echoes(text, conditions, origin),
        _ => return false,
    };
    let Some(condition) = condition.filter(|condition| is_origin(&condition.input)) else {
        return false;
    };
    match &condition.test {
        Test::Pattern(pattern) => {
            let captures = pattern.runtime().captures(origin.as_bytes());
            captures.and_then(|c| c.get(usize::from(group))) == Some(0..origin.len())
        }
        _ => group == 0,
    }
}
