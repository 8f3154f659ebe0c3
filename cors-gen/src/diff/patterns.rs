//! Requests that tell the patterns of one scope from those of another.

use cors_runtime::__private::{Condition, Part, ScopeParts, Test, Variable};
use cors_runtime::pattern::Pattern;

use crate::budget::Budget;
use crate::explain::RequestSpec;
use crate::pattern::difference;
use crate::probe::Probe;

/// For each pattern about origins of one side and each of the other, an origin that is found by one of them alone.
///
/// Two patterns that find the same texts give none, however they are written.
pub(super) fn probes(scopes: &[ScopeParts<'_>; 2], path: &str) -> Vec<Probe> {
    let budget = Budget::new();
    let [old, new] = scopes.each_ref().map(patterns);
    let mut probes = Vec::new();
    for old in &old {
        for new in &new {
            let origins = [difference(old, new, &budget), difference(new, old, &budget)];
            for origin in origins.into_iter().flatten() {
                let headers = vec![("Origin".to_owned(), origin)];
                let request =
                    RequestSpec { path: path.to_owned(), headers, ..RequestSpec::default() };
                let about = format!("`{}` and `{}`", old.text(), new.text());
                probes.push(Probe::new(request.clone(), about.clone()));
                let request = RequestSpec { method: "OPTIONS".to_owned(), ..request };
                probes.push(Probe::new(request, about));
            }
        }
    }
    probes
}

/// The patterns that are about the request's origin.
fn patterns<'p>(scope: &ScopeParts<'p>) -> Vec<&'p Pattern<'p>> {
    let Some(rewrite) = scope.rewrite else { return Vec::new() };
    let parts = rewrite.parts();
    let inbound = parts.inbound.iter().map(|rule| (rule.parts().conditions, None));
    let outbound = parts.outbound.iter().map(|rule| {
        let rule = rule.parts();
        (rule.conditions, Some(rule.pre_condition))
    });
    let conditions = inbound.chain(outbound).flat_map(|(conditions, others)| {
        let others = others.map_or(&[][..], |it| it.parts().list);
        conditions.parts().list.iter().chain(others)
    });
    let mut patterns: Vec<&Pattern<'p>> = Vec::new();
    for pattern in conditions.filter_map(about_origin) {
        if !patterns.contains(&pattern) {
            patterns.push(pattern);
        }
    }
    patterns
}

fn about_origin<'p>(condition: &Condition<'p>) -> Option<&'p Pattern<'p>> {
    let parts = condition.parts();
    match (parts.input, parts.test) {
        ([Part::Variable(Variable::Header("origin"))], Test::Pattern(pattern)) => Some(pattern),
        _ => None,
    }
}
