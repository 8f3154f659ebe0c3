//! Two `Access-Control-Allow-Origin` lines on one response (CH-6).

use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::policy::Scope;

pub(super) fn lint(scope: &Scope, bag: &mut Bag) {
    let Some(rule) =
        scope.cors.as_ref().and_then(|cors| cors.rules.iter().find(|rule| rule.allowed))
    else {
        return;
    };
    let is_allow_origin = |name: &str| name.eq_ignore_ascii_case("Access-Control-Allow-Origin");
    if let Some(header) =
        scope.custom_headers.iter().find(|header| is_allow_origin(&header.value.name))
    {
        let message =
            "responses get two `Access-Control-Allow-Origin` lines, from here and from `<cors>`";
        bag.push(
            Diagnostic::new(Code::TwoAllowOrigins, header.span, message)
                .label("browsers refuse the response (CH-6)")
                .related(rule.pattern.span, "the other line is of this rule")
                .help("keep one of the two; `<cors>` can do all that the header can"),
        );
    }
}
