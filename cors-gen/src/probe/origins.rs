//! Requests about the rules of the CORS module.

use std::collections::HashSet;

use cors_runtime::__private::{AllowHeaders, OriginPattern, OriginRuleParts};
use cors_runtime::policy::OriginRule;

use super::{Asked, Probes, misses};

/// An origin that no configuration lists.
pub(crate) const UNLISTED: &str = "https://unlisted.invalid";

/// How many rules of a list have their near misses asked about.
const WITH_MISSES: usize = 5;

/// Each rule with its origins, near misses and preflights.
pub(super) fn ask(asked: Asked<'_, '_>, probes: &mut Probes) {
    let Some(cors) = asked.scope.parts().cors else { return };
    let rules = cors.parts().origins.rules();
    let most = asked.wanted.most_origins.unwrap_or(usize::MAX);
    let mut settings = HashSet::new();
    for (index, rule) in rules.iter().enumerate().take(most) {
        let Some(origin) = origin_of(rule) else {
            preflights(asked, rule, UNLISTED, probes);
            continue;
        };
        probes.add(asked.get().origin(&origin), format!("an origin of {}", written(rule)));
        // The pattern decides who is spoken of, the rest what is said.
        let said = OriginRuleParts { pattern: OriginPattern::Any, ..*rule.parts() };
        if settings.insert(said) {
            preflights(asked, rule, &origin, probes);
        }
        if index < WITH_MISSES || asked.wanted.most_origins.is_none() {
            near(asked, rule, &origin, probes);
        }
    }
}

/// One rule of those that allow.
pub(super) fn ask_one(asked: Asked<'_, '_>, probes: &mut Probes) {
    let Some(cors) = asked.scope.parts().cors else { return };
    let allows = |rule: &&OriginRule<'_>| rule.parts().allowed;
    if let Some(rule) = cors.parts().origins.rules().iter().find(allows) {
        let origin = origin_of(rule).unwrap_or_else(|| UNLISTED.to_owned());
        probes.add(asked.get().origin(&origin), format!("an origin of {}", written(rule)));
        let (methods, headers) = lists(rule);
        let about = format!("a preflight of {}", written(rule));
        probes.add(asked.get().origin(&origin).preflight(&methods[0], &headers[0]), about);
    }
}

fn near(asked: Asked<'_, '_>, rule: &OriginRule<'_>, origin: &str, probes: &mut Probes) {
    for (miss, how) in misses::of(origin) {
        probes.add_near(asked.get().origin(&miss), format!("{how} {}", written(rule)));
    }
    if let OriginPattern::Wildcard { scheme, suffix } = rule.parts().pattern {
        if !suffix.is_empty() {
            let deeper = format!("{scheme}a.b{suffix}");
            probes.add_near(
                asked.get().origin(&deeper),
                format!("a deeper origin of {}", written(rule)),
            );
        }
        if let Some(bare) = suffix.strip_prefix('.') {
            let bare = format!("{scheme}{bare}");
            probes
                .add_near(asked.get().origin(&bare), format!("the bare host of {}", written(rule)));
            let stranger = asked.get().origin(&bare.replacen("://", "://evil", 1));
            let about =
                format!("a stranger's host that ends as the bare host of {}", written(rule));
            probes.add_near(stranger, about);
        }
    }
}

/// Preflights for what the rule lists, and for what it does not.
fn preflights(asked: Asked<'_, '_>, rule: &OriginRule<'_>, origin: &str, probes: &mut Probes) {
    let (methods, headers) = lists(rule);
    let listed = asked.get().origin(origin).preflight(&methods[0], &headers[0]);
    probes.add(listed, format!("a preflight of {}", written(rule)));
    let others = ["DELETE", "PATCH", "PUT", "PROPFIND"];
    let other = others.iter().find(|it| !methods.iter().any(|listed| listed == *it));
    let other = asked.get().origin(origin).preflight(other.unwrap_or(&"X-PROBE"), "x-unlisted");
    probes.add(other, format!("a preflight for what is not listed in {}", written(rule)));
}

/// The methods and the header fields that a rule lists, at least one of each: where it lists none, some that it does not.
fn lists(rule: &OriginRule<'_>) -> (Vec<String>, Vec<String>) {
    let parts = rule.parts();
    let words = |list: &str| list.split(',').map(|it| it.trim().to_owned()).collect::<Vec<_>>();
    let methods = parts
        .allow_methods
        .filter(|it| !it.is_empty())
        .map_or_else(|| vec!["PUT".to_owned()], words);
    let headers = match parts.allow_headers {
        AllowHeaders::Listed(names) => words(names),
        _ => vec!["x-probe".to_owned()],
    };
    (methods, headers)
}

/// An origin that the rule is about; `None` for the rule about all.
pub(crate) fn origin_of(rule: &OriginRule<'_>) -> Option<String> {
    match rule.parts().pattern {
        OriginPattern::Exact(origin) => Some(origin.to_owned()),
        OriginPattern::Wildcard { scheme, suffix: "" } => Some(format!("{scheme}any.invalid")),
        OriginPattern::Wildcard { scheme, suffix } => Some(format!("{scheme}probe{suffix}")),
        OriginPattern::Any => None,
    }
}

fn written(rule: &OriginRule<'_>) -> String {
    match rule.parts().pattern {
        OriginPattern::Exact(origin) => format!("`{origin}`"),
        OriginPattern::Wildcard { scheme, suffix } => format!("`{scheme}*{suffix}`"),
        OriginPattern::Any => "`*`".to_owned(),
    }
}
