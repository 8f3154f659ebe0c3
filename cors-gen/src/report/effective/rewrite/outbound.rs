//! `<outboundRules>`, printed.

use std::borrow::Cow;

use super::parts::{
    conditions, grouping, list, print_condition, print_conditions, syntax, test_attributes,
    with_test,
};
use crate::effective::{OutboundRule, OutboundRules, PreCondition};
use crate::report::effective::json::{Object, Places, Value};
use crate::report::effective::section::Section;
use crate::report::effective::xml::{self, Attribute, Xml, optional, present, switch, text, word};

impl Section for OutboundRules {
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>) {
        xml.group(name, |xml| {
            if self.rules.is_given() {
                xml.clear();
                self.rules.iter().for_each(|rule| print(rule, xml));
            }
            if self.pre_conditions.is_given() {
                xml.group("preConditions", |xml| {
                    xml.clear();
                    self.pre_conditions.iter().for_each(|known| print_pre_condition(known, xml));
                });
            }
        });
    }

    fn json(&self, group: &mut Object, places: &Places<'_>) {
        let rules = self.rules.iter().map(|rule| object(rule, places));
        group.set("outbound_rules", rules.collect::<Value>());
        let known = |known: &PreCondition| {
            places
                .at(known.tag)
                .with("name", &known.name)
                .with("logical_grouping", known.grouping.map(|it| grouping(it.value)))
                .with("pattern_syntax", known.syntax.map(|it| syntax(it.value)))
                .with("list", list(&known.list, places))
        };
        let known = self.pre_conditions.iter().map(|it| known(it));
        group.set("pre_conditions", known.collect::<Value>());
    }
}

fn print(rule: &OutboundRule, xml: &mut Xml<'_>) {
    let attributes = present([
        Some(text("name", &rule.name)),
        optional("preCondition", rule.pre_condition.as_ref()),
        switch("enabled", rule.enabled),
        word("patternSyntax", rule.syntax, syntax),
        switch("stopProcessing", rule.stop_processing),
    ]);
    xml.element("rule", &attributes, xml::ToldApart::Files(rule.tag), |xml| {
        if let Some(matched) = &rule.matched {
            let variable = matched.server_variable.as_ref();
            let mut attributes = present([optional("serverVariable", variable)]);
            attributes.extend(matched.others.iter().map(|(name, value)| text(name, value)));
            attributes.extend(test_attributes("pattern", &matched.test));
            xml.empty("match", &attributes, xml::ToldApart::Files(matched.tag));
        }
        print_conditions(&rule.conditions, xml);
        if let Some(action) = &rule.action {
            let value = Cow::Borrowed(kind(action.rewrites));
            let attributes = present([
                Some(Attribute { name: "type", value, span: action.tag }),
                optional("value", action.value.as_ref()),
                switch("replace", action.replace),
            ]);
            xml.empty("action", &attributes, xml::ToldApart::Files(action.tag));
        }
    });
}

fn print_pre_condition(known: &PreCondition, xml: &mut Xml<'_>) {
    let attributes = present([
        Some(text("name", &known.name)),
        word("logicalGrouping", known.grouping, grouping),
        word("patternSyntax", known.syntax, syntax),
    ]);
    xml.element("preCondition", &attributes, xml::ToldApart::Files(known.tag), |xml| {
        known.list.iter().for_each(|condition| print_condition(condition, xml));
    });
}

fn object(rule: &OutboundRule, places: &Places<'_>) -> Object {
    let matched = rule.matched.as_ref().map(|matched| {
        let object =
            places.at(matched.tag).with("server_variable", matched.server_variable.as_ref());
        with_test(object, "pattern", &matched.test)
    });
    let action = rule.action.as_ref().map(|action| {
        places
            .at(action.tag)
            .with("type", kind(action.rewrites))
            .with("value", action.value.as_ref())
            .with("replace", action.replace)
    });
    places
        .at(rule.tag)
        .with("name", &rule.name)
        .with("pre_condition", rule.pre_condition.as_ref())
        .with("enabled", rule.enabled)
        .with("pattern_syntax", rule.syntax.map(|it| syntax(it.value)))
        .with("stop_processing", rule.stop_processing)
        .with("match", matched)
        .with("conditions", conditions(&rule.conditions, places))
        .with("action", action)
}

/// The `type` of an action.
const fn kind(rewrites: bool) -> &'static str {
    if rewrites { "Rewrite" } else { "None" }
}
