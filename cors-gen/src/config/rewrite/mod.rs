//! The sections of `<rewrite>` (RW-1…10), as written. One file a section; what they share is in `parts`.

mod inbound;
mod maps;
mod outbound;
mod parts;
mod providers;
mod variables;

pub use inbound::{GlobalRules, InboundAction, InboundRule, InboundRules, SetVariable, UrlMatch};
pub use maps::{MapEntry, RewriteMap, RewriteMaps};
pub use outbound::{OutboundAction, OutboundMatch, OutboundRule, OutboundRules, PreCondition};
pub use parts::{Condition, Conditions, Grouping, MatchType, PatternSyntax, Test};
pub(super) use providers::report as report_providers;
pub use variables::AllowedServerVariables;

use std::rc::Rc;

use super::collection::Directive;
use super::sections::Sections;
use crate::diagnostic::Bag;
use crate::xml::Element;

/// Reads a rule that stands alone, as people paste it; its `<match>` says of which kind it is.
pub(super) fn read_rule(element: &Element, into: &mut Sections, bag: &mut Bag) {
    let matched = element.elements().find(|child| child.name.value == "match");
    let outbound = ["serverVariable", "filterByTags", "customTags"];
    let is_outbound =
        matched.is_some_and(|m| outbound.iter().any(|name| m.attribute(name).is_some()));
    if is_outbound || element.attribute("preCondition").is_some() {
        let rule = OutboundRule::read(element, bag).map(Rc::new).map(Directive::Add);
        let rules = rule.into_iter().collect();
        into.outbound_rules = Some(OutboundRules { rules, pre_conditions: Vec::new() });
    } else {
        let rule = InboundRule::read(element, bag).map(Rc::new).map(Directive::Add);
        into.rules = Some(InboundRules { rules: rule.into_iter().collect() });
    }
}
