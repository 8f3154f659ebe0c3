//! Rules for requests that answer OPTIONS badly, or that never see it (RW-4).

use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::policy::rewrite::{InboundAction, InboundRule, Rewrite};
use crate::source::Spanned;

pub(super) fn lint(rules: &Rewrite, bag: &mut Bag) {
    // The first rule after which no rule sees OPTIONS.
    let mut end: Option<&Spanned<InboundRule>> = None;
    for rule in &rules.inbound {
        let takes = rule.value.takes("OPTIONS");
        let answers = rule.value.action != InboundAction::Nothing;
        if let Some(end) = end {
            if answers && takes != Some(false) && takes != rule.value.takes("GET") {
                shadowed(rule, end, bag);
            }
            continue;
        }
        if takes == Some(true) && rule.value.ends_run() {
            end = Some(rule);
            if let InboundAction::Answer { status: 400.., .. } | InboundAction::Abort =
                rule.value.action
            {
                refuses(rule, bag);
            }
        }
    }
}

fn shadowed(rule: &Spanned<InboundRule>, end: &Spanned<InboundRule>, bag: &mut Bag) {
    let message = format!(
        "the rule `{}` never sees OPTIONS: `{}` ends the run before it",
        rule.value.name, end.value.name
    );
    bag.push(
        Diagnostic::new(Code::ShadowedRule, rule.span, message)
            .label("never fires for OPTIONS (RW-4)")
            .related(end.span, "no rule after this one runs")
            .help("move the rule for OPTIONS before it"),
    );
}

fn refuses(rule: &Spanned<InboundRule>, bag: &mut Bag) {
    let message = format!("the rule `{}` refuses every preflight", rule.value.name);
    bag.push(
        Diagnostic::new(Code::PreflightFails, rule.span, message)
            .label("it catches OPTIONS of every path (RW-4)")
            .help("leave OPTIONS out: `<add input=\"{REQUEST_METHOD}\" pattern=\"^OPTIONS$\" negate=\"true\" />`"),
    );
}
