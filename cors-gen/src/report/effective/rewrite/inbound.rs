//! `<rules>` and `<globalRules>`, printed.

use super::parts::{conditions, print_conditions, syntax, test_attributes, with_test};
use crate::effective::{GlobalRules, InboundRule, InboundRules, LeveledRule, List, SetVariable};
use crate::report::effective::json::{Object, Places, Value};
use crate::report::effective::section::Section;
use crate::report::effective::xml::{self, Xml, present, switch, text, word};

impl Section for GlobalRules {
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>) {
        print(name, &self.rules, xml);
    }

    fn json(&self, group: &mut Object, places: &Places<'_>) {
        group.set("global_rules", rules(&self.rules, places));
    }
}

impl Section for InboundRules {
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>) {
        print(name, &self.rules, xml);
    }

    fn json(&self, group: &mut Object, places: &Places<'_>) {
        group.set("rules", rules(&self.rules, places));
    }
}

fn print(name: &'static str, rules: &List<LeveledRule>, xml: &mut Xml<'_>) {
    if !rules.is_given() {
        return;
    }
    xml.group(name, |xml| {
        xml.clear();
        rules.iter().for_each(|leveled| print_rule(&leveled.rule, xml));
    });
}

fn print_rule(rule: &InboundRule, xml: &mut Xml<'_>) {
    let attributes = present([
        Some(text("name", &rule.name)),
        switch("enabled", rule.enabled),
        word("patternSyntax", rule.syntax, syntax),
        switch("stopProcessing", rule.stop_processing),
    ]);
    xml.element("rule", &attributes, xml::ToldApart::Files(rule.tag), |xml| {
        let url = test_attributes("url", &rule.matched.test);
        xml.empty("match", &url, xml::ToldApart::Files(rule.matched.tag));
        print_conditions(&rule.conditions, xml);
        xml.group("serverVariables", |xml| {
            rule.variables.iter().for_each(|set| print_set(set, xml));
        });
        if let Some(action) = &rule.action {
            let written = rule.action_attributes.iter();
            let attributes: Vec<_> = written.map(|(name, value)| text(name, value)).collect();
            xml.empty("action", &attributes, xml::ToldApart::Files(action.span));
        }
    });
}

fn print_set(set: &SetVariable, xml: &mut Xml<'_>) {
    let replace = switch("replace", set.replace);
    let attributes =
        present([Some(text("name", &set.name)), Some(text("value", &set.value)), replace]);
    xml.empty("set", &attributes, xml::ToldApart::Files(set.tag));
}

fn rules(rules: &List<LeveledRule>, places: &Places<'_>) -> Value {
    rules.iter().map(|leveled| rule(leveled, places)).collect()
}

fn rule(LeveledRule { rule, level }: &LeveledRule, places: &Places<'_>) -> Object {
    let set = |set: &SetVariable| {
        places
            .at(set.tag)
            .with("name", &set.name)
            .with("value", &set.value)
            .with("replace", set.replace)
    };
    let action = rule.action.as_ref().map(|action| {
        let mut attributes = Object::default();
        for (name, value) in &rule.action_attributes {
            attributes.set(name.as_str(), value);
        }
        places.at(action.span).with("attributes", attributes)
    });
    let skipped = i64::try_from(level.skipped).unwrap_or(i64::MAX);
    let level = Object::default().with("skipped", skipped).with("prefix", &*level.prefix);
    let matched = with_test(places.at(rule.matched.tag), "url", &rule.matched.test);
    places
        .at(rule.tag)
        .with("name", &rule.name)
        .with("enabled", rule.enabled)
        .with("pattern_syntax", rule.syntax.map(|it| syntax(it.value)))
        .with("stop_processing", rule.stop_processing)
        .with("level", level)
        .with("match", matched)
        .with("conditions", conditions(&rule.conditions, places))
        .with("server_variables", rule.variables.iter().map(set).collect::<Value>())
        .with("action", action)
}
