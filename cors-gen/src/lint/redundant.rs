//! Origin rules without which the others would say the same (CM-14).

use cors_runtime::__private::{OriginPattern, OriginRuleParts};
use cors_runtime::policy::OriginRule;

use super::Looked;
use crate::budget::Work;
use crate::diagnostic::{Bag, Code, Diagnostic};

/// How many pairs of rules of a list are compared: more than people write.
const MOST_PAIRS: usize = 1 << 20;
/// How many findings a list gets.
const MOST_FINDINGS: usize = 20;

pub(super) fn lint(looked: &Looked<'_, '_>, bag: &mut Bag) {
    let rules: Vec<_> = looked.rules().collect();
    // Exact ones stand first.
    // One for `*` sends `*`, which is not what others send.
    let rules = match rules.split_last() {
        Some(((last, _), rest)) if last.parts().pattern == OriginPattern::Any => rest,
        _ => &rules[..],
    };
    let has_any = rules.len() < looked.rules().count();
    let general = rules.iter().position(|(rule, _)| !is_exact(rule)).unwrap_or(rules.len());
    let pairs = rules.len() * (rules.len() - general);
    let mut found = 0;
    if pairs > MOST_PAIRS || looked.budget.spend(Work::Entries, pairs).is_err() {
        return;
    }
    for (rule, places) in rules {
        let parts = rule.parts();
        let rest = &rules[general..];
        if found == MOST_FINDINGS {
            return;
        }
        let covers = |pattern| covers(pattern, parts.pattern);
        let next = rest.iter().filter(|(other, _)| covers(other.parts().pattern));
        let next = next.max_by_key(|(other, _)| rank(other.parts().pattern));
        let tag = places.tag;
        let finding = match next {
            Some((other, other_places)) if says_the_same(parts, other.parts()) => {
                let message = format!(
                    "`{}` says the same as `{}`, which is about it too",
                    name(parts.pattern),
                    name(other.parts().pattern)
                );
                Diagnostic::new(Code::RedundantOrigin, tag, message)
                    .label("without this rule, responses would be the same (CM-14)")
                    .related(other_places.tag, "the other one")
            }
            None if !parts.allowed && !has_any => {
                let message =
                    format!("`{}` is refused, and no rule would let it in", name(parts.pattern));
                Diagnostic::new(Code::RedundantOrigin, tag, message)
                    .label("origins without a rule are refused in the same way (CM-17)")
            }
            _ => continue,
        };
        found += 1;
        bag.push(finding.help("remove this rule, or let it say something else"));
    }
}

fn is_exact(rule: &OriginRule<'_>) -> bool {
    matches!(rule.parts().pattern, OriginPattern::Exact(_))
}

/// Whether every origin of the one pattern is one of the other.
fn covers(pattern: OriginPattern<'_>, other: OriginPattern<'_>) -> bool {
    match (pattern, other) {
        (OriginPattern::Wildcard { scheme, suffix }, OriginPattern::Exact(origin)) => {
            origin.strip_prefix(scheme).is_some_and(|rest| rest.ends_with(suffix))
        }
        (
            OriginPattern::Wildcard { scheme, suffix },
            OriginPattern::Wildcard { scheme: of, suffix: end },
        ) => scheme == of && end.len() > suffix.len() && end.ends_with(suffix),
        _ => false,
    }
}

/// More for what is more specific.
fn rank(pattern: OriginPattern<'_>) -> usize {
    match pattern {
        OriginPattern::Any => 0,
        OriginPattern::Wildcard { suffix, .. } => 1 + suffix.len(),
        OriginPattern::Exact(_) => usize::MAX,
    }
}

fn name(pattern: OriginPattern<'_>) -> String {
    match pattern {
        OriginPattern::Any => "*".to_owned(),
        OriginPattern::Exact(origin) => origin.to_owned(),
        OriginPattern::Wildcard { scheme, suffix } => format!("{scheme}*{suffix}"),
    }
}

/// Whether two rules send the same to an origin that both are about.
fn says_the_same(a: &OriginRuleParts<'_>, b: &OriginRuleParts<'_>) -> bool {
    let &OriginRuleParts {
        pattern: _,
        allowed,
        credentials,
        max_age,
        allow_methods,
        allow_headers,
        expose_headers,
    } = a;
    let granted = (credentials, max_age, allow_methods, allow_headers, expose_headers)
        == (b.credentials, b.max_age, b.allow_methods, b.allow_headers, b.expose_headers);
    allowed == b.allowed && (granted || !allowed)
}
