//! Rules that others keep from counting (RW-4, RW-5).

use cors_runtime::__private::{InboundRule, OutboundRule, Part, Stop, Test};

use super::order::is_for_options;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::lint::{Looked, Outbound};
use crate::policy::certain::fires_for_method;

pub(super) fn lint(looked: &Looked<'_, '_>, fire: &[Outbound<'_>], bag: &mut Bag) {
    inbound(looked, bag);
    outbound(fire, bag);
}

/// Rules behind one that every request ends at.
fn inbound(looked: &Looked<'_, '_>, bag: &mut Bag) {
    let mut rules = looked.inbound();
    let Some((end, ends)) = rules.find(|(rule, _)| rule.ends_run() && always_fires(rule)) else {
        return;
    };
    // A rule for OPTIONS is told as one that never sees it.
    let Some((rule, places)) = rules.find(|(rule, _)| !is_for_options(rule)) else { return };
    let message = format!(
        "the rule `{}` never runs: `{}` ends the run for every request",
        rule.name(),
        end.name()
    );
    bag.push(
        Diagnostic::new(Code::UnreachableRule, places.tag, message)
            .label("no request comes here, nor to the rules behind it (RW-4)")
            .related(ends.tag, "no rule after this one runs")
            .help("move it before that one, or remove it"),
    );
}

/// Rules whose header a later one always replaces, or behind one that ends every run.
fn outbound(rules: &[Outbound<'_>], bag: &mut Bag) {
    // From the last to the first, with the rule behind that always sets each header.
    let mut setters: Vec<Outbound<'_>> = Vec::new();
    for looked_at in rules.iter().rev() {
        let (rule, places) = looked_at;
        let parts = rule.parts();
        if always_sets(rule) {
            // What stands behind has its turn only where this one does not fire, which is never.
            match parts.stop {
                Stop::Run => setters.clear(),
                Stop::Field => setters.retain(|(later, _)| later.parts().field != parts.field),
                Stop::Nothing => {}
            }
        }
        let later = setters.iter().find(|(later, _)| later.parts().field == parts.field);
        if let Some((later, later_places)) = later {
            if parts.value.is_some() && parts.stop == Stop::Nothing {
                let message = format!(
                    "what the rule `{}` sets never counts: `{}` always sets `{}` after it",
                    parts.name,
                    later.parts().name,
                    parts.field.name()
                );
                bag.push(
                    Diagnostic::new(Code::UnreachableRule, places.tag, message)
                        .label("its value is replaced in every response (RW-5)")
                        .related(later_places.tag, "this one fires whatever the value is")
                        .help("remove it, or give the later one a condition"),
                );
            }
        } else if always_sets(rule) {
            setters.push(*looked_at);
        }
    }
}

/// Whether a rule fires whatever the request is, by its method or anything else.
fn always_fires(rule: &InboundRule<'_>) -> bool {
    let methods = ["GET", "POST", "OPTIONS", "ANY"];
    methods.iter().all(|method| fires_for_method(rule, method) == Some(true))
}

/// Whether a rule sets its header in every response, whatever was there.
fn always_sets(rule: &OutboundRule<'_>) -> bool {
    let parts = rule.parts();
    let matched = parts.matched.parts();
    parts.value.is_some_and(|value| matches!(value, [Part::Literal(_)]))
        && parts.replace
        && matches!(matched.test, Test::Always)
        && !matched.negate
        && parts.conditions.parts().list.is_empty()
        && parts.pre_condition.parts().list.is_empty()
}
