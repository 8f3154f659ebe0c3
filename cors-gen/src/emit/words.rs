//! Rules of URL Rewrite in words: what has to hold, and what comes of it.

use cors_runtime::__private::{
    Condition, ConditionParts, Conditions, InboundAction, InboundRuleParts, OutboundRuleParts,
    Part, Stop, Test, Variable,
};

use super::doc::code;
use crate::policy::show;

/// What a rule for requests does.
pub(super) fn inbound(rule: &InboundRuleParts<'_>) -> Vec<String> {
    let mut lines = vec![all(&rule.matched, &rule.conditions, "request")];
    let mut deeds = Vec::new();
    for set in rule.sets {
        let set = set.parts();
        let unless = if set.replace { "" } else { " unless it has a value" };
        deeds.push(format!("sets {} to {}{unless}", code(set.name), quoted(set.value)));
    }
    match rule.action {
        InboundAction::Nothing => {}
        InboundAction::Answer { status, body: "" } => deeds.push(format!("answers {status}")),
        InboundAction::Answer { status, body } => {
            deeds.push(format!("answers {status} with {}", code(body)));
        }
        InboundAction::Redirect { status, location } => {
            let query = matches!(location, [Part::Location { query: true, .. }]);
            let query = if query { " with the query" } else { "" };
            deeds.push(format!("redirects with {status} to {}{query}", quoted(location)));
        }
        InboundAction::Rewrite { path: Some(path) } => {
            deeds.push(format!("has OPTIONS handled as that of {}", code(path)));
        }
        InboundAction::Rewrite { path: None } => {
            deeds.push("has the application handle OPTIONS".to_owned());
        }
        InboundAction::Abort => deeds.push("drops the connection".to_owned()),
    }
    let is_answer = !matches!(rule.action, InboundAction::Nothing | InboundAction::Rewrite { .. });
    match (deeds.is_empty(), rule.stop) {
        (true, true) => {
            lines.push(
                "only here because it stops the run: later rules do not see what it matches."
                    .to_owned(),
            );
        }
        (true, false) => lines.push("does nothing.".to_owned()),
        (false, stop) => {
            let stop = if stop && !is_answer { "; then no later rule runs" } else { "" };
            lines.push(format!("{}{stop}.", deeds.join(", ")));
        }
    }
    lines
}

/// What a rule for responses does.
pub(super) fn outbound(rule: &OutboundRuleParts<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if !rule.pre_condition.parts().list.is_empty() {
        lines.push(format!("Only if {}:", conditions(&rule.pre_condition)));
    }
    lines.push(all(&rule.matched, &rule.conditions, "response"));
    let field = code(rule.field.name());
    let deed = match (rule.value, rule.replace) {
        (Some([]), _) if rule.sends_empty => format!("sends {field} with nothing in it"),
        (Some([]), _) => format!("removes {field}"),
        (Some(value), true) => format!("sets {field} to {}", quoted(value)),
        (Some(value), false) => {
            format!("sets {field} to {} unless the response has it", quoted(value))
        }
        (None, _) => {
            "only here because it stops the run: later rules do not see what it matches".to_owned()
        }
    };
    let stop = match rule.stop {
        Stop::Run if rule.value.is_some() => "; then no later rule runs",
        Stop::Field if rule.value.is_some() => "; then no later rule about it runs",
        Stop::Run | Stop::Field | Stop::Nothing => "",
    };
    lines.push(format!("{deed}{stop}."));
    lines
}

fn all(matched: &Condition<'_>, rest: &Conditions<'_>, what: &str) -> String {
    let is_open = matches!(
        (matched.parts().test, matched.parts().negate),
        (Test::Always, false) | (Test::Never, true)
    );
    match (is_open, rest.parts().list.is_empty()) {
        (true, true) => format!("On every {what}:"),
        (true, false) => format!("Where {}:", conditions(rest)),
        (false, true) => format!("Where {}:", condition(matched)),
        (false, false) => format!("Where {}, and {}:", condition(matched), conditions(rest)),
    }
}

fn conditions(conditions: &Conditions<'_>) -> String {
    let parts = conditions.parts();
    let words: Vec<String> = parts.list.iter().map(condition).collect();
    words.join(if parts.any { ", or " } else { ", and " })
}

fn condition(condition: &Condition<'_>) -> String {
    let ConditionParts { input, test, negate } = condition.parts();
    let input = match input {
        [Part::Variable(Variable::Path { .. })] => "the path".to_owned(),
        [] => "anything".to_owned(),
        input => quoted(input),
    };
    match (test, negate) {
        (Test::Always, false) | (Test::Never, true) => "anything".to_owned(),
        (Test::Never, false) | (Test::Always, true) => "nothing".to_owned(),
        (Test::Pattern(pattern), false) => format!("{input} matches {}", code(pattern.text())),
        (Test::Pattern(pattern), true) => {
            format!("{input} does not match {}", code(pattern.text()))
        }
        (Test::OneOf(texts), false) => format!("{input} is one of {}", code(texts.parts().name)),
        (Test::OneOf(texts), true) => format!("{input} is none of {}", code(texts.parts().name)),
    }
}

fn quoted(text: &[Part<'_>]) -> String {
    match *text {
        [Part::RuleGroup(0)] => return "what the rule's pattern matched".to_owned(),
        [Part::ConditionGroup { condition, group: 0 }] => {
            return format!("what condition {} matched", u16::from(condition) + 1);
        }
        _ => {}
    }
    let text = code(&show(text));
    if text.is_empty() { "nothing".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use cors_runtime::__private::OutboundRule;
    use cors_runtime::{Field, field_name};

    use super::*;

    #[test]
    fn what_a_rule_for_responses_sets() {
        const MATCHED: Condition<'_> = Condition::new(&[], Test::Always);
        let rule = OutboundRule::new("r", Field::Other(field_name!("X")), MATCHED);
        for (value, words) in [
            (&[][..], "removes `X`."),
            (&[Part::Literal("a")], "sets `X` to `a`."),
            (&[Part::RuleGroup(0)], "sets `X` to what the rule's pattern matched."),
            (&[Part::RuleGroup(1)], "sets `X` to `{R:1}`."),
            (
                &[Part::ConditionGroup { condition: 1, group: 0 }],
                "sets `X` to what condition 2 matched.",
            ),
        ] {
            let rule = rule.value(value);
            assert_eq!(outbound(rule.parts()), ["On every response:", words]);
        }
        let stop = rule.stop();
        let only_stops =
            "only here because it stops the run: later rules do not see what it matches.";
        assert_eq!(outbound(stop.parts()), ["On every response:", only_stops]);
    }
}
