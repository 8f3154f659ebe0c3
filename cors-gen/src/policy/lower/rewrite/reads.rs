//! Which server variables rules read.

use std::collections::HashSet;

use crate::effective::{Condition, EffectiveScope, InboundAction};

/// The names, in capitals, that stand in braces anywhere in the rules.
pub(super) fn names(scope: &EffectiveScope) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut see = |text: &str| {
        // Functions and maps are among them, which does no harm: nobody sets a variable of their name.
        for reference in text.split('{').skip(1) {
            let end = reference.find([':', '}']).unwrap_or(reference.len());
            names.insert(reference[..end].to_ascii_uppercase());
        }
    };
    let input = |condition: &Condition| condition.input.as_ref().map(|input| input.value.clone());
    for rule in
        scope.global_rules.rules.iter().chain(scope.rules.rules.iter()).map(|leveled| &leveled.rule)
    {
        rule.conditions.list.iter().filter_map(input).for_each(|text| see(&text));
        rule.variables.iter().for_each(|set| see(&set.value.value));
        let action = rule.action.as_ref().map(|action| &action.value);
        if let Some(InboundAction::Redirect { url: Some(url), .. }) = action {
            see(&url.value);
        }
    }
    for rule in scope.outbound_rules.rules.iter() {
        rule.conditions.list.iter().filter_map(input).for_each(|text| see(&text));
        if let Some(value) = rule.action.as_ref().and_then(|action| action.value.as_ref()) {
            see(&value.value);
        }
    }
    let listed = scope.outbound_rules.pre_conditions.iter().flat_map(|known| &known.list);
    listed.filter_map(input).for_each(|text| see(&text));
    names
}
