//! Rules for requests that answer OPTIONS badly, or that never see it (RW-4).

use cors_runtime::__private::{InboundAction, InboundRule};

use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::lint::{Inbound, Looked};
use crate::policy::certain::fires_for_method;

pub(super) fn lint(looked: &Looked<'_, '_>, bag: &mut Bag) {
    // The first rule after which no rule sees OPTIONS.
    let mut end: Option<Inbound<'_>> = None;
    for looked_at in looked.inbound() {
        let (rule, _) = looked_at;
        let takes = fires_for_method(rule, "OPTIONS");
        if let Some(end) = end {
            if is_for_options(rule) {
                shadowed(looked_at, end, bag);
            }
            continue;
        }
        if takes == Some(true) && rule.ends_run() {
            end = Some(looked_at);
            if let InboundAction::Answer { status: 400.., .. } | InboundAction::Abort =
                rule.parts().action
            {
                refuses(looked_at, bag);
            }
        }
    }
}

/// Whether a rule answers OPTIONS and not everything else.
pub(super) fn is_for_options(rule: &InboundRule<'_>) -> bool {
    let takes = fires_for_method(rule, "OPTIONS");
    let answers =
        !matches!(rule.parts().action, InboundAction::Nothing | InboundAction::Rewrite { .. });
    answers && takes != Some(false) && takes != fires_for_method(rule, "GET")
}

fn shadowed((rule, places): Inbound<'_>, (end, ends): Inbound<'_>, bag: &mut Bag) {
    let message = format!(
        "the rule `{}` never sees OPTIONS: `{}` ends the run before it",
        rule.name(),
        end.name()
    );
    bag.push(
        Diagnostic::new(Code::ShadowedRule, places.tag, message)
            .label("never fires for OPTIONS (RW-4)")
            .related(ends.tag, "no rule after this one runs")
            .help("move the rule for OPTIONS before it"),
    );
}

fn refuses((rule, places): Inbound<'_>, bag: &mut Bag) {
    let message = format!("the rule `{}` refuses every preflight", rule.name());
    bag.push(
        Diagnostic::new(Code::PreflightFails, places.tag, message)
            .label("it catches OPTIONS of every path (RW-4)")
            .help("leave OPTIONS out: `<add input=\"{REQUEST_METHOD}\" pattern=\"^OPTIONS$\" negate=\"true\" />`"),
    );
}
