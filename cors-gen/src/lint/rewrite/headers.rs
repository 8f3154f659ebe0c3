//! Headers that rules and other settings send together, and `Vary`, which they forget.

use cors_runtime::__private::Part;
use cors_runtime::Field;

use super::{reads_origin, sets_allow_origin};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::lint::{Looked, Outbound};
use crate::policy::texts::of_outbound;

pub(super) fn lint(looked: &Looked<'_, '_>, rules: &[Outbound<'_>], bag: &mut Bag) {
    for rule in rules {
        twice(*rule, looked, bag);
    }
    let depends =
        |(rule, _): &&Outbound<'_>| sets_allow_origin(rule) && of_outbound(rule).any(reads_origin);
    if let Some((rule, places)) = rules.iter().find(depends)
        && !varies(looked, rules)
    {
        let message = format!(
            "`Access-Control-Allow-Origin` of the rule `{}` depends on the origin, and no `Vary: Origin` says so",
            rule.parts().name
        );
        bag.push(
            Diagnostic::new(Code::MissingVary, places.tag, message)
                .label("a cache would give one origin's response to another")
                .help("add `<add name=\"Vary\" value=\"Origin\" />` to `<customHeaders>`"),
        );
    }
}

/// A custom header comes after the rules, as another line (RW-9).
fn twice((rule, places): Outbound<'_>, looked: &Looked<'_, '_>, bag: &mut Bag) {
    let parts = rule.parts();
    let field = parts.field.name();
    let Some((header, custom)) = looked.custom_header(field) else { return };
    let is_first = looked.scope.parts().custom_headers_first;
    if is_first || header.joined || parts.value.is_none() {
        return;
    }
    let message = format!("`{field}` is set by the rule `{}` and added again here", parts.name);
    bag.push(
        Diagnostic::new(Code::RewrittenAndCustom, custom, message)
            .label(
                "where the rule fires, this is a second line (RW-9); browsers refuse two of CORS",
            )
            .related(places.tag, "the rule")
            .help("keep one of the two"),
    );
}

fn varies(looked: &Looked<'_, '_>, rules: &[Outbound<'_>]) -> bool {
    let names_origin = |value: &str| {
        value
            .split(',')
            .any(|name| matches!(name.trim(), "*") || name.trim().eq_ignore_ascii_case("Origin"))
    };
    let by_custom = looked
        .custom_headers()
        .any(|(header, _)| header.name.as_lower() == "vary" && names_origin(header.value));
    let by_rule = rules.iter().filter(|(rule, _)| rule.parts().field == Field::Vary);
    let by_rule = by_rule.flat_map(|(rule, _)| rule.parts().value.unwrap_or_default());
    let mut by_rule =
        by_rule.filter(|part| matches!(part, Part::Literal(text) if names_origin(text)));
    by_custom || by_rule.next().is_some() || looked.scope.parts().cors.is_some()
}
