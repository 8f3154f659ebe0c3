//! Redirects that catch OPTIONS: they break preflights (RW-4).

use cors_runtime::__private::Test;

use super::inbound::Lowered;
use super::patterns::{Patterns, Tested};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::effective::{self, Grouping};
use crate::policy::certain::fires_for_method;

/// Reports the redirects among `rules` that OPTIONS of any path can come to; `lowered` is what was made of the rules.
pub(super) fn report<'r>(
    rules: impl Iterator<Item = &'r effective::InboundRule>,
    lowered: &[Lowered<'_>],
    patterns: &mut Patterns<'_, '_>,
    bag: &mut Bag,
) {
    // Rules after one that answers every OPTIONS see none.
    let answers = |(rule, _): &&Lowered<'_>| {
        rule.ends_run() && fires_for_method(rule, "OPTIONS") == Some(true)
    };
    let last = lowered.iter().find(answers).map(|(_, places)| places.tag);
    for rule in rules {
        let redirects = rule.action.as_ref().map(|action| &action.value);
        if matches!(redirects, Some(effective::InboundAction::Redirect { .. }))
            && catches_options(rule, patterns)
        {
            let message = format!("the redirect `{}` also catches OPTIONS", rule.name.value);
            bag.push(
                Diagnostic::new(Code::RedirectsPreflights, rule.tag, message)
                    .label("browsers do not follow redirects of preflights (RW-4)")
                    .help("leave OPTIONS out: `<add input=\"{REQUEST_METHOD}\" pattern=\"^OPTIONS$\" negate=\"true\" />`"),
            );
        }
        if Some(rule.tag) == last {
            return;
        }
    }
}

fn catches_options(rule: &effective::InboundRule, patterns: &mut Patterns<'_, '_>) -> bool {
    const PATHS: [&str; 2] = ["api/orders", "index.html"];
    let syntax = rule.syntax.map(|syntax| syntax.value).unwrap_or_default();
    let mut compile = |written: &effective::Test, attribute| -> Option<(Test<'_>, bool)> {
        let tested = Tested::read(written, attribute, syntax).ok()?;
        let compiled = patterns.compile(&tested, &[]).ok()?;
        Some((compiled, tested.negate))
    };
    let Some((url, negate)) = compile(&rule.matched.test, "url") else { return false };
    if PATHS.iter().any(|path| url.accepts(path.as_bytes()) == negate) {
        return false;
    }
    let grouping = rule.conditions.grouping.map(|grouping| grouping.value).unwrap_or_default();
    let mut refuses = rule.conditions.list.iter().map(|condition| {
        let input = condition.input.as_ref().map_or("", |input| input.value.as_str());
        input.eq_ignore_ascii_case("{REQUEST_METHOD}")
            && compile(&condition.test, "pattern")
                .is_some_and(|(test, negate)| test.accepts(b"OPTIONS") == negate)
    });
    match grouping {
        Grouping::MatchAll => !refuses.any(|refuses| refuses),
        Grouping::MatchAny => rule.conditions.list.is_empty() || !refuses.all(|refuses| refuses),
    }
}
