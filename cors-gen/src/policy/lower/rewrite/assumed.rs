//! What nobody has published about rules, or sources disagree about, where it shows in how they are written ("Assumptions" in
//! `docs/iis-behaviour.md`). What shows in the policy is noted by `lint`.

use std::collections::{HashMap, HashSet};

use cors_runtime::__private::{InboundRule, Test as Compiled};

use super::inbound::Lowered as Inbound;
use super::outbound::Lowered as Outbound;
use crate::diagnostic::Bag;
use crate::effective::{Condition, EffectiveScope, LeveledRule, PatternSyntax, Test};
use crate::policy::assumed::{self, about};
use crate::source::Span;

/// Notes what the rules that are carried rest on.
pub(super) fn report(
    scope: &EffectiveScope,
    inbound: &[Inbound<'_>],
    outbound: &[Outbound<'_>],
    bag: &mut Bag,
) {
    // Where there is no policy, nothing rests on anything.
    if bag.has_errors() {
        return;
    }
    let carried: HashMap<Span, &InboundRule<'_>> =
        inbound.iter().map(|(rule, places)| (places.tag, rule)).collect();
    let is_carried = |rule: &Span| carried.contains_key(rule);
    let follows = scope.rules.rules.iter().any(|rule| is_carried(&rule.rule.tag));
    for rule in scope.global_rules.rules.iter().map(|rule| &rule.rule) {
        let stops = rule.stop_processing.is_some_and(|stop| stop.value);
        if stops && follows && is_carried(&rule.tag) {
            let what = about(
                "RW-4",
                "`stopProcessing` of a global rule keeps the site's rules from running",
            );
            bag.push(assumed::note(rule.tag, what));
        }
    }
    for rule in scope.global_rules.rules.iter().chain(scope.rules.rules.iter()) {
        let LeveledRule { rule, level } = &**rule;
        if let Some(lowered) = carried.get(&rule.tag) {
            if level.deeper > 0 && looks_at_path(lowered) {
                bag.push(assumed::note(
                    rule.matched.tag,
                    about("RW-1", "a rule in a `<location>` sees the path from the folder of its file, or from its application"),
                ));
            }
            let values = rule.variables.iter().map(|set| set.value.value.as_str());
            Written {
                tag: rule.tag,
                syntax: rule.syntax.map(|syntax| syntax.value).unwrap_or_default(),
                url: Some(&rule.matched.test),
                own: None,
                conditions: &rule.conditions.list,
                values: values.collect(),
            }
            .report(bag);
        }
    }
    let carried: HashSet<Span> = outbound.iter().map(|(_, places)| places.tag).collect();
    let mut named = HashSet::new();
    for rule in scope.outbound_rules.rules.iter().filter(|rule| carried.contains(&rule.tag)) {
        named.extend(rule.pre_condition.as_ref().map(|name| name.value.to_lowercase()));
        let value = rule.action.as_ref().and_then(|action| action.value.as_ref());
        Written {
            tag: rule.tag,
            syntax: rule.syntax.map(|syntax| syntax.value).unwrap_or_default(),
            url: None,
            own: rule.matched.as_ref().map(|matched| &matched.test),
            conditions: &rule.conditions.list,
            values: value.iter().map(|value| value.value.as_str()).collect(),
        }
        .report(bag);
    }
    let list = scope.outbound_rules.pre_conditions.iter();
    for pre_condition in list.filter(|it| named.contains(&it.name.value.to_lowercase())) {
        Written {
            tag: pre_condition.tag,
            syntax: pre_condition.syntax.map(|syntax| syntax.value).unwrap_or_default(),
            url: None,
            own: None,
            conditions: &pre_condition.list,
            values: Vec::new(),
        }
        .report(bag);
    }
}

/// Whether it depends on the path that a rule sees whether it fires.
fn looks_at_path(rule: &InboundRule<'_>) -> bool {
    !matches!(rule.parts().matched.parts().test, Compiled::Always | Compiled::Never)
}

/// A rule, or a precondition, as written.
struct Written<'e> {
    tag: Span,
    syntax: PatternSyntax,
    url: Option<&'e Test>,
    /// The pattern of an outbound rule.
    own: Option<&'e Test>,
    conditions: &'e [Condition],
    values: Vec<&'e str>,
}

impl Written<'_> {
    fn report(&self, bag: &mut Bag) {
        let assumed = [
            (
                self.syntax == PatternSyntax::ExactMatch,
                about("RW-1", "`ExactMatch` is about the whole text"),
            ),
            (
                self.syntax == PatternSyntax::Wildcard && self.patterns().any(|p| p.contains('?')),
                about("RW-1", "`?` of a `Wildcard` pattern stands for itself"),
            ),
            (
                self.of_paths().any(|pattern| pattern.contains("//")),
                about("RW-1", "slashes in a row are one in the path that rules see"),
            ),
            (
                self.texts().any(|text| has(text, "{HTTP_X_ORIGINAL_URL}")),
                about(
                    "RW-2",
                    "`{HTTP_X_ORIGINAL_URL}` is the URL as it was sent, whatever rules rewrote",
                ),
            ),
            (
                self.conditions.iter().any(|condition| condition.test.is_negated())
                    && self.texts().any(|text| has(text, "{C:")),
                about("RW-6", "`{C:n}` counts groups of conditions that are not negated only"),
            ),
        ];
        assumed::report(self.tag, assumed, bag);
    }

    /// The patterns.
    fn patterns(&self) -> impl Iterator<Item = &str> {
        let conditions = self.conditions.iter().map(|condition| &condition.test);
        let tests = self.url.into_iter().chain(self.own).chain(conditions);
        tests.filter_map(|test| test.pattern.as_ref()).map(|pattern| pattern.value.as_str())
    }

    /// The patterns for paths.
    fn of_paths(&self) -> impl Iterator<Item = &str> {
        const PATHS: [&str; 3] = ["{URL}", "{REQUEST_URI}", "{PATH_INFO}"];
        let is_path = |input: &str| PATHS.iter().any(|path| has(input, path));
        let conditions = self.conditions.iter().filter(move |condition| {
            condition.input.as_ref().is_some_and(|input| is_path(&input.value))
        });
        let tests = self.url.into_iter().chain(conditions.map(|condition| &condition.test));
        tests.filter_map(|test| test.pattern.as_ref()).map(|pattern| pattern.value.as_str())
    }

    /// The texts with references.
    fn texts(&self) -> impl Iterator<Item = &str> {
        let inputs = self.conditions.iter().filter_map(|condition| condition.input.as_ref());
        inputs.map(|input| input.value.as_str()).chain(self.values.iter().copied())
    }
}

/// Whether a text has a reference, whose letter case does not count.
fn has(text: &str, reference: &str) -> bool {
    text.to_ascii_uppercase().contains(reference)
}
