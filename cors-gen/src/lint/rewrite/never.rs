//! Rules that can never fire (RW-8).

use super::{ALLOW_ORIGIN, is_origin};
use crate::budget::Budget;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::lint::origins::problem;
use crate::pattern::Syntax;
use crate::policy::rewrite::{Condition, OutboundRule, Test};
use crate::source::{Span, Spanned};

/// Reports a rule that never fires; whether it is one.
pub(super) fn lint(rule: &Spanned<OutboundRule>, budget: &Budget, bag: &mut Bag) -> bool {
    let OutboundRule { name, field, matched, conditions, pre_condition, .. } = &rule.value;
    let reason = value_never_fits(field, matched, budget).or_else(|| {
        let all = [conditions, pre_condition].into_iter().filter(|conditions| !conditions.any);
        all.flat_map(|conditions| &conditions.list).find_map(never_holds)
    });
    let never_fires = reason.is_some();
    if let Some(reason) = reason {
        let message = format!("the outbound rule `{name}` never fires: {}", reason.message);
        bag.push(
            Diagnostic::new(Code::RuleNeverFires, reason.span, message)
                .label(reason.label)
                .related(rule.span, "this rule")
                .help(reason.help),
        );
    }
    never_fires
}

struct Reason {
    span: Span,
    message: String,
    label: &'static str,
    help: &'static str,
}

/// The header's own value before the rule, which is what the rule's pattern is about.
fn value_never_fits(field: &str, matched: &Condition, budget: &Budget) -> Option<Reason> {
    const USUAL: [&str; 4] = ["", "*", "null", "true"];
    let reason =
        |message: String, label, help| Some(Reason { span: matched.span, message, label, help });
    let always = "write `pattern=\".*\"` to set the header whatever it was";
    match &matched.test {
        Test::Never if !matched.negate => {
            reason("its pattern matches nothing".to_owned(), "this matches no text", always)
        }
        Test::Always if matched.negate => reason(
            "its pattern matches everything, negated".to_owned(),
            "this matches every text",
            always,
        ),
        Test::Pattern(pattern) if !matched.negate => {
            let is_usual = USUAL.iter().any(|value| pattern.is_match(value));
            if pattern.syntax == Syntax::Wildcard && pattern.text == ".*" {
                return reason(
                    "in `Wildcard` syntax `.*` is a dot and then anything (RW-8)".to_owned(),
                    "no value of this header starts with a dot",
                    "write `pattern=\"*\"`, or leave `patternSyntax` out",
                );
            }
            let is_cors = field.to_ascii_lowercase().starts_with("access-control-");
            let is_about_origins = pattern.text.contains("//") || pattern.text.contains("http");
            let example = pattern.example(budget).unwrap_or_default();
            if is_cors && !is_usual && !is_about_origins && example.starts_with('.') {
                return reason(
                    format!("no `{field}` has a value such as `{example}` (RW-8)"),
                    "the pattern is tested against the header, not against the URL",
                    "write `pattern=\".*\"` here, and test the URL in a condition: `<add input=\"{URL}\" … />`",
                );
            }
            None
        }
        Test::OneOf(list) if !matched.negate && field.eq_ignore_ascii_case(ALLOW_ORIGIN) => {
            let is_dot = list.entries.iter().all(|(text, _)| text.starts_with('.'));
            is_dot.then(|| {
                reason("no origin starts with a dot".to_owned(), "this never matches", always)
            })?
        }
        _ => None,
    }
}

fn never_holds(condition: &Condition) -> Option<Reason> {
    let reason = |message: String, help| {
        Some(Reason { span: condition.span, message, label: "this never holds", help })
    };
    match &condition.test {
        Test::Never if !condition.negate => reason(
            "one of its conditions matches nothing".to_owned(),
            "correct the condition, or remove the rule",
        ),
        Test::Always if condition.negate => reason(
            "one of its conditions matches everything, negated".to_owned(),
            "correct the condition, or remove the rule",
        ),
        Test::OneOf(list) if !condition.negate && is_origin(&condition.input) => {
            let problems: Option<Vec<_>> =
                list.entries.iter().map(|(text, _)| problem(text).map(|p| (text, p))).collect();
            let (text, problem) = problems?.into_iter().next()?;
            reason(
                format!("no browser sends the origin `{text}`: {}", problem.what()),
                "write the origin as a browser sends it: `https://app.example.com`",
            )
        }
        _ => None,
    }
}
