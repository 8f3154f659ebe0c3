//! `<rewrite>`: the rules of URL Rewrite (RW-1…10), as written.
//!
//! The element is a group: its sections are `<rules>`, `<globalRules>`, `<outboundRules>`, `<rewriteMaps>` and a few that
//! decide nothing here. One file a section; what they share is in `parts`.

mod inbound;
mod maps;
mod outbound;
mod parts;

pub use inbound::{InboundAction, InboundRule, SetVariable, UrlMatch};
pub use maps::{MapEntry, RewriteMap};
pub use outbound::{OutboundAction, OutboundMatch, OutboundRule, OutboundRules, PreCondition};
pub use parts::{Condition, Conditions, Grouping, MatchType, PatternSyntax, Test};

use super::collection::Directive;
use super::fields::Fields;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::Spanned;
use crate::xml::Element;

/// The sections of a `<rewrite>` group.
#[derive(Debug, Clone, Default)]
pub struct Rewrite {
    /// `<globalRules>`.
    pub global_rules: Vec<Directive<InboundRule>>,
    /// `<rules>`.
    pub rules: Vec<Directive<InboundRule>>,
    /// `<outboundRules>`.
    pub outbound: OutboundRules,
    /// `<rewriteMaps>`.
    pub maps: Vec<Directive<RewriteMap>>,
    /// The names in `<allowedServerVariables>`.
    pub allowed_variables: Vec<Directive<Spanned<String>>>,
}

/// The names of the sections.
pub(super) const SECTIONS: [&str; 6] =
    ["rules", "globalRules", "outboundRules", "rewriteMaps", "providers", "allowedServerVariables"];

impl Rewrite {
    /// Reads one section into the group.
    pub(super) fn read_section(&mut self, element: &Element, bag: &mut Bag) {
        match element.name.value.as_str() {
            "rules" => self.rules = inbound::read_rules(element, bag),
            "globalRules" => self.global_rules = inbound::read_rules(element, bag),
            "outboundRules" => self.outbound = outbound::read(element, bag),
            "rewriteMaps" => self.maps = maps::read(element, bag),
            "allowedServerVariables" => self.allowed_variables = parts::names(element, bag),
            _ => read_providers(element, bag),
        }
    }

    /// Reads a rule that stands alone, as people paste it; its `<match>` says of which kind it is.
    pub(super) fn read_rule(&mut self, element: &Element, bag: &mut Bag) {
        let matched = element.elements().find(|child| child.name.value == "match");
        let outbound = ["serverVariable", "filterByTags", "customTags"];
        let is_outbound =
            matched.is_some_and(|m| outbound.iter().any(|name| m.attribute(name).is_some()));
        if is_outbound || element.attribute("preCondition").is_some() {
            self.outbound.rules.extend(OutboundRule::read(element, bag).map(Directive::Add));
        } else {
            self.rules.extend(InboundRule::read(element, bag).map(Directive::Add));
        }
    }
}

/// Custom providers are programs that IIS loads; what they return is known to nobody else.
fn read_providers(element: &Element, bag: &mut Bag) {
    let mut fields = Fields::of_section(element, bag);
    fields.ignore_children(&["remove", "clear"]);
    for provider in fields.children("provider") {
        let message = "custom providers of URL Rewrite are not carried";
        let help = "rules that use it are reported; write what it does as code of the service";
        fields.bag().push(Diagnostic::new(Code::NotCarried, provider.tag, message).help(help));
    }
    fields.finish();
}
