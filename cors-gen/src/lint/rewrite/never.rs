//! Rules that can never fire (RW-8).

use cors_runtime::__private::{Condition, Test};
use cors_runtime::Field;
use cors_runtime::pattern::Syntax;

use super::is_origin;
use crate::budget::Budget;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::lint::Outbound;
use crate::lint::origins::problem;
use crate::pattern::example;
use crate::source::Span;

/// Reports a rule that never fires; whether it is one.
pub(super) fn lint((rule, places): Outbound<'_>, budget: &Budget, bag: &mut Bag) -> bool {
    let parts = rule.parts();
    let reason =
        value_never_fits(parts.field, &parts.matched, places.matched, budget).or_else(|| {
            let lists = [
                (parts.conditions.parts(), places.conditions),
                (parts.pre_condition.parts(), places.pre_condition),
            ];
            let all = lists.into_iter().filter(|(conditions, _)| !conditions.any);
            let mut conditions =
                all.flat_map(|(conditions, spans)| conditions.list.iter().zip(spans));
            conditions.find_map(|(condition, span)| never_holds(condition, *span))
        });
    let never_fires = reason.is_some();
    if let Some(reason) = reason {
        let message = format!("the outbound rule `{}` never fires: {}", parts.name, reason.message);
        bag.push(
            Diagnostic::new(Code::RuleNeverFires, reason.span, message)
                .label(reason.label)
                .related(places.tag, "this rule")
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
fn value_never_fits(
    field: Field<'_>,
    matched: &Condition<'_>,
    span: Span,
    budget: &Budget,
) -> Option<Reason> {
    const USUAL: [&str; 4] = ["", "*", "null", "true"];
    let reason = |message: String, label, help| Some(Reason { span, message, label, help });
    let negate = matched.parts().negate;
    let always = "write `pattern=\".*\"` to set the header whatever it was";
    match matched.parts().test {
        Test::Never if !negate => {
            reason("its pattern matches nothing".to_owned(), "this matches no text", always)
        }
        Test::Always if negate => reason(
            "its pattern matches everything, negated".to_owned(),
            "this matches every text",
            always,
        ),
        Test::Pattern(pattern) if !negate => {
            let is_usual = USUAL.iter().any(|value| pattern.is_match(value.as_bytes()));
            if pattern.syntax() == Syntax::Wildcard && pattern.text() == ".*" {
                return reason(
                    "in `Wildcard` syntax `.*` is a dot and then anything (RW-8)".to_owned(),
                    "no value of this header starts with a dot",
                    "write `pattern=\"*\"`, or leave `patternSyntax` out",
                );
            }
            let is_cors = field.lower_name().starts_with("access-control-");
            let is_about_origins = pattern.text().contains("//") || pattern.text().contains("http");
            let example = example(pattern, budget).unwrap_or_default();
            if is_cors && !is_usual && !is_about_origins && example.starts_with('.') {
                return reason(
                    format!("no `{}` has a value such as `{example}` (RW-8)", field.name()),
                    "the pattern is tested against the header, not against the URL",
                    "write `pattern=\".*\"` here, and test the URL in a condition: `<add input=\"{URL}\" … />`",
                );
            }
            None
        }
        Test::OneOf(list) if !negate && field == Field::AllowOrigin => {
            let is_dot = list.parts().entries.iter().all(|(text, _)| text.starts_with('.'));
            is_dot.then(|| {
                reason("no origin starts with a dot".to_owned(), "this never matches", always)
            })?
        }
        _ => None,
    }
}

fn never_holds(condition: &Condition<'_>, span: Span) -> Option<Reason> {
    let reason =
        |message: String, help| Some(Reason { span, message, label: "this never holds", help });
    let negate = condition.parts().negate;
    match condition.parts().test {
        Test::Never if !negate => reason(
            "one of its conditions matches nothing".to_owned(),
            "correct the condition, or remove the rule",
        ),
        Test::Always if negate => reason(
            "one of its conditions matches everything, negated".to_owned(),
            "correct the condition, or remove the rule",
        ),
        Test::OneOf(list) if !negate && is_origin(condition.parts().input) => {
            let problems: Option<Vec<_>> = list
                .parts()
                .entries
                .iter()
                .map(|(text, _)| problem(text).map(|p| (text, p)))
                .collect();
            let (text, problem) = problems?.into_iter().next()?;
            reason(
                format!("no browser sends the origin `{text}`: {}", problem.what()),
                "write the origin as a browser sends it: `https://app.example.com`",
            )
        }
        _ => None,
    }
}
