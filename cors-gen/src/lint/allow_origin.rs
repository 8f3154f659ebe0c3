//! Two `Access-Control-Allow-Origin` lines on one response (CH-6).

use super::Looked;
use crate::diagnostic::{Bag, Code, Diagnostic};

pub(super) fn lint(looked: &Looked<'_, '_>, bag: &mut Bag) {
    let Some(rule) = looked.allowing_rule() else { return };
    if let Some((_, header)) = looked.custom_header("Access-Control-Allow-Origin") {
        let message =
            "responses get two `Access-Control-Allow-Origin` lines, from here and from `<cors>`";
        bag.push(
            Diagnostic::new(Code::TwoAllowOrigins, header, message)
                .label("browsers refuse the response (CH-6)")
                .related(rule, "the other line is of this rule")
                .help("keep one of the two; `<cors>` can do all that the header can"),
        );
    }
}
