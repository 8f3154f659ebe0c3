//! The rules of URL Rewrite.

use std::borrow::Cow;
use std::rc::Rc;

use super::{Attribute, Places, Printer, present, switch, text};
use crate::effective::{
    Condition, Conditions, EffectiveScope, Grouping, LeveledRule, MatchType, OutboundRule,
    PatternSyntax, PreCondition, RewriteMap, SetVariable, Test,
};
use crate::source::Spanned;

impl Printer<'_> {
    pub(super) fn rewrite(&mut self, scope: &EffectiveScope) {
        self.group("rewrite", |printer| {
            printer.inbound("globalRules", &scope.global_rules.rules);
            printer.inbound("rules", &scope.rules.rules);
            printer.group("outboundRules", |printer| {
                for rule in scope.outbound_rules.rules.iter() {
                    printer.outbound(rule);
                }
                printer.group("preConditions", |printer| {
                    for known in scope.outbound_rules.pre_conditions.iter() {
                        printer.pre_condition(known);
                    }
                });
            });
            printer.group("rewriteMaps", |printer| {
                for map in scope.rewrite_maps.maps.iter() {
                    printer.map(map);
                }
            });
            printer.group("allowedServerVariables", |printer| {
                for name in
                    scope.allowed_server_variables.names.iter().flat_map(|names| names.iter())
                {
                    printer.empty("add", &[text("name", name)], Places::Lines);
                }
            });
        });
    }

    fn inbound(&mut self, section: &'static str, rules: &[Rc<LeveledRule>]) {
        self.group(section, |printer| {
            for rule in rules.iter().map(|leveled| &leveled.rule) {
                let attributes = present([
                    Some(text("name", &rule.name)),
                    switch("enabled", rule.enabled),
                    syntax(rule.syntax),
                    switch("stopProcessing", rule.stop_processing),
                ]);
                printer.element("rule", &attributes, Places::Files(rule.tag), |printer| {
                    let url = test("url", &rule.matched.test);
                    printer.empty("match", &url, Places::Files(rule.matched.tag));
                    printer.conditions(&rule.conditions);
                    printer.group("serverVariables", |printer| {
                        for set in &rule.variables {
                            printer.set(set);
                        }
                    });
                    if let Some(action) = &rule.action {
                        let attributes: Vec<_> = rule
                            .action_attributes
                            .iter()
                            .map(|(name, value)| text(name, value))
                            .collect();
                        printer.empty("action", &attributes, Places::Files(action.span));
                    }
                });
            }
        });
    }

    fn set(&mut self, set: &SetVariable) {
        let replace = switch("replace", set.replace);
        let attributes =
            present([Some(text("name", &set.name)), Some(text("value", &set.value)), replace]);
        self.empty("set", &attributes, Places::Files(set.tag));
    }

    fn outbound(&mut self, rule: &OutboundRule) {
        let attributes = present([
            Some(text("name", &rule.name)),
            rule.pre_condition.as_ref().map(|name| text("preCondition", name)),
            switch("enabled", rule.enabled),
            syntax(rule.syntax),
            switch("stopProcessing", rule.stop_processing),
        ]);
        self.element("rule", &attributes, Places::Files(rule.tag), |printer| {
            if let Some(matched) = &rule.matched {
                let variable = matched.server_variable.as_ref();
                let mut attributes = present([variable.map(|name| text("serverVariable", name))]);
                attributes.extend(matched.others.iter().map(|(name, value)| text(name, value)));
                attributes.extend(test("pattern", &matched.test));
                printer.empty("match", &attributes, Places::Files(matched.tag));
            }
            printer.conditions(&rule.conditions);
            if let Some(action) = &rule.action {
                let kind = if action.rewrites { "Rewrite" } else { "None" };
                let attributes = present([
                    Some(Attribute { name: "type", value: Cow::Borrowed(kind), span: action.tag }),
                    action.value.as_ref().map(|value| text("value", value)),
                    switch("replace", action.replace),
                ]);
                printer.empty("action", &attributes, Places::Files(action.tag));
            }
        });
    }

    fn pre_condition(&mut self, known: &PreCondition) {
        let attributes = present([
            Some(text("name", &known.name)),
            grouping(known.grouping),
            syntax(known.syntax),
        ]);
        self.element("preCondition", &attributes, Places::Files(known.tag), |printer| {
            for condition in &known.list {
                printer.condition(condition);
            }
        });
    }

    fn conditions(&mut self, conditions: &Conditions) {
        if conditions.list.is_empty() {
            return;
        }
        let track = switch("trackAllCaptures", conditions.track_all_captures);
        let attributes = present([grouping(conditions.grouping), track]);
        self.element("conditions", &attributes, Places::Lines, |printer| {
            for condition in &conditions.list {
                printer.condition(condition);
            }
        });
    }

    fn condition(&mut self, condition: &Condition) {
        let kind = condition.match_type.map(|kind| Attribute {
            name: "matchType",
            value: Cow::Borrowed(match kind.value {
                MatchType::Pattern => "Pattern",
                MatchType::IsFile => "IsFile",
                MatchType::IsDirectory => "IsDirectory",
            }),
            span: kind.span,
        });
        let input = condition.input.as_ref().map(|input| text("input", input));
        let mut attributes = present([input, kind]);
        attributes.extend(test("pattern", &condition.test));
        self.empty("add", &attributes, Places::Files(condition.tag));
    }

    fn map(&mut self, map: &RewriteMap) {
        let attributes = present([
            Some(text("name", &map.name)),
            map.default_value.as_ref().map(|value| text("defaultValue", value)),
            switch("ignoreCase", map.ignore_case),
        ]);
        self.element("rewriteMap", &attributes, Places::Files(map.tag), |printer| {
            for entry in &map.entries {
                let value = entry.value.as_ref().map(|value| text("value", value));
                let attributes = present([Some(text("key", &entry.key)), value]);
                printer.empty("add", &attributes, Places::Files(entry.tag));
            }
        });
    }
}

fn test<'a>(name: &'static str, test: &'a Test) -> Vec<Attribute<'a>> {
    present([
        test.pattern.as_ref().map(|pattern| text(name, pattern)),
        switch("ignoreCase", test.ignore_case),
        switch("negate", test.negate),
    ])
}

fn syntax(syntax: Option<Spanned<PatternSyntax>>) -> Option<Attribute<'static>> {
    syntax.map(|syntax| Attribute {
        name: "patternSyntax",
        value: Cow::Borrowed(match syntax.value {
            PatternSyntax::EcmaScript => "ECMAScript",
            PatternSyntax::Wildcard => "Wildcard",
            PatternSyntax::ExactMatch => "ExactMatch",
        }),
        span: syntax.span,
    })
}

fn grouping(grouping: Option<Spanned<Grouping>>) -> Option<Attribute<'static>> {
    grouping.map(|grouping| Attribute {
        name: "logicalGrouping",
        value: Cow::Borrowed(match grouping.value {
            Grouping::MatchAll => "MatchAll",
            Grouping::MatchAny => "MatchAny",
        }),
        span: grouping.span,
    })
}
