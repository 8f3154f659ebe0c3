//! Rules of URL Rewrite, each in a sentence.

use cors_runtime::__private::{
    Condition, ConditionParts, Conditions, InboundAction, InboundRuleParts, MapParts,
    OutboundRuleParts, Rewrite, SetParts, Stop, Test,
};

use super::Rows;
use crate::page::text::Prose;
use crate::policy::{RewritePlaces, show};

/// How many conditions are told.
const MOST: usize = 12;

pub(super) fn inbound(rules: &Rewrite<'_>, at: &RewritePlaces<'_>, rows: &mut Rows<'_, '_>) {
    for (rule, place) in rules.parts().inbound.iter().zip(at.inbound) {
        let InboundRuleParts { name, matched, conditions, sets, action, stop } = rule.parts();
        rows.push(Some(place.tag), || {
            let sets = sets.iter().take(MOST).map(|set| {
                let &SetParts { name, value, replace } = set.parts();
                let when = if replace { "" } else { " unless it is set" };
                Prose::words("sets ").quote(name).and(" to ").quote(&show(value)).and(when)
            });
            let action = match *action {
                InboundAction::Nothing => Prose::words("does nothing else"),
                InboundAction::Answer { status, body: "" } => {
                    Prose::words(&format!("answers {status}"))
                }
                InboundAction::Answer { status, body } => {
                    Prose::words(&format!("answers {status} with the text ")).quote(body)
                }
                InboundAction::Redirect { status, location } => {
                    Prose::words(&format!("redirects with {status} to ")).quote(&show(location))
                }
                InboundAction::Rewrite { path: Some(path) } => {
                    Prose::words("rewrites; OPTIONS is for ").quote(path)
                }
                InboundAction::Rewrite { path: None } => {
                    Prose::words("rewrites; OPTIONS is for the application")
                }
                InboundAction::Abort => Prose::words("drops the connection"),
            };
            let does = Prose::joined(sets.chain([action]), "; ");
            let tests = [test(matched), when(conditions)];
            (
                Prose::code(name),
                sentence(tests, does, if *stop { "; no rule after it" } else { "" }),
            )
        });
    }
}

pub(super) fn outbound(rules: &Rewrite<'_>, at: &RewritePlaces<'_>, rows: &mut Rows<'_, '_>) {
    for (rule, place) in rules.parts().outbound.iter().zip(at.outbound) {
        let OutboundRuleParts {
            name,
            field,
            pre_condition,
            matched,
            conditions,
            value,
            replace,
            stop,
            sends_empty,
            first_line,
        } = rule.parts();
        rows.push(Some(place.tag), || {
            let does = match value {
                Some([]) => Prose::words("removes ").quote(field.name()),
                Some(value) if *replace => {
                    Prose::words("sets ").quote(field.name()).and(" to ").quote(&show(value))
                }
                Some(value) => Prose::words("sets ")
                    .quote(field.name())
                    .and(", where there is none, to ")
                    .quote(&show(value)),
                None => Prose::words("leaves ").quote(field.name()),
            };
            let does = if *sends_empty { does.and(", also where that is empty") } else { does };
            let does = if *first_line { does.and(", once for all its lines") } else { does };
            let tests = [when(pre_condition), test(matched), when(conditions)];
            (
                Prose::code(name),
                sentence(
                    tests,
                    does,
                    match stop {
                        Stop::Nothing => "",
                        Stop::Run => "; no rule after it",
                        Stop::Field => "; no rule about this field after it",
                    },
                ),
            )
        });
    }
}

/// What a rule does when all the tests hold.
fn sentence(tests: impl IntoIterator<Item = Option<Prose>>, does: Prose, stop: &str) -> Prose {
    let when = Prose::joined(tests.into_iter().flatten(), " and ");
    let does = if when.is_empty() { does } else { does.and(", when ").then(when) };
    if stop.is_empty() { does } else { does.and(stop) }
}

/// A list of conditions; `None` where all of them always hold.
fn when(conditions: &Conditions<'_>) -> Option<Prose> {
    let parts = conditions.parts();
    let told: Vec<Prose> = parts.list.iter().filter_map(test).take(MOST + 1).collect();
    let (count, is_any) = (told.len(), parts.any);
    let between = if is_any { " or " } else { " and " };
    let when = Prose::joined(told.into_iter().take(MOST), between);
    let when = if count > MOST { when.and(between).and("more conditions") } else { when };
    let when = if is_any && count > 1 { Prose::words("(").then(when).and(")") } else { when };
    (count > 0).then_some(when)
}

fn test(condition: &Condition<'_>) -> Option<Prose> {
    let &ConditionParts { input, test, negate } = condition.parts();
    let not = if negate { "not " } else { "" };
    let input = Prose::code(&show(input));
    Some(match test {
        Test::Always | Test::Never if (test == Test::Always) != negate => return None,
        Test::Always | Test::Never => Prose::words("never"),
        Test::Pattern(pattern) => {
            input.and(if negate { " does not match " } else { " matches " }).quote(pattern.text())
        }
        Test::OneOf(list) => {
            let &MapParts { name, entries: _, default: _, ignore_case: _ } = list.parts();
            input.and(&format!(" is {not}one of ")).quote(name)
        }
    })
}
