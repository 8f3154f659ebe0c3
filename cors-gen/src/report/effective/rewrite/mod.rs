//! The sections of `<rewrite>`, printed; here what their rules share, and the lists of names.

mod inbound;
mod maps;
mod outbound;

use std::borrow::Cow;

use super::Section;
use super::json::{Object, Places, Value};
use super::xml::{self, Attribute, Xml, optional, present, switch, text};
use crate::effective::{
    AllowedServerVariables, Condition, Conditions, Grouping, MatchType, PatternSyntax, Test,
};
use crate::source::Spanned;

impl Section for AllowedServerVariables {
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>) {
        xml.group(name, |xml| {
            if let Some(names) = &self.names {
                xml.clear();
                for name in names.iter() {
                    xml.empty("add", &[text("name", name)], xml::Places::Lines);
                }
            }
        });
    }

    fn json(&self, group: &mut Object, places: &Places<'_>) {
        let names = self.names.as_ref();
        let names = names.map(|names| places.names(names.iter().map(|name| &**name)));
        group.set("allowed_server_variables", names);
    }
}

/// Prints `<conditions>`, where a rule has any.
fn print_conditions(conditions: &Conditions, xml: &mut Xml<'_>) {
    if conditions.list.is_empty() {
        return;
    }
    let attributes = present([
        word("logicalGrouping", conditions.grouping, grouping),
        switch("trackAllCaptures", conditions.track_all_captures),
    ]);
    xml.element("conditions", &attributes, xml::Places::Lines, |xml| {
        conditions.list.iter().for_each(|condition| print_condition(condition, xml));
    });
}

fn print_condition(condition: &Condition, xml: &mut Xml<'_>) {
    let mut attributes = present([
        optional("input", condition.input.as_ref()),
        word("matchType", condition.match_type, match_type),
    ]);
    attributes.extend(test_attributes("pattern", &condition.test));
    xml.empty("add", &attributes, xml::Places::Files(condition.tag));
}

fn test_attributes<'a>(name: &'static str, test: &'a Test) -> Vec<Attribute<'a>> {
    present([
        optional(name, test.pattern.as_ref()),
        switch("ignoreCase", test.ignore_case),
        switch("negate", test.negate),
    ])
}

fn conditions(conditions: &Conditions, places: &Places<'_>) -> Object {
    Object::default()
        .with("logical_grouping", conditions.grouping.map(|it| grouping(it.value)))
        .with("track_all_captures", conditions.track_all_captures)
        .with("list", list(&conditions.list, places))
}

fn list(conditions: &[Condition], places: &Places<'_>) -> Value {
    let condition = |condition: &Condition| {
        let object = places
            .at(condition.tag)
            .with("input", condition.input.as_ref())
            .with("match_type", condition.match_type.map(|it| match_type(it.value)));
        with_test(object, "pattern", &condition.test)
    };
    conditions.iter().map(condition).collect()
}

fn with_test(object: Object, name: &'static str, test: &Test) -> Object {
    object
        .with(name, test.pattern.as_ref())
        .with("ignore_case", test.ignore_case)
        .with("negate", test.negate)
}

/// An attribute whose value is one out of a few words.
fn word<T>(
    name: &'static str,
    value: Option<Spanned<T>>,
    word: fn(T) -> &'static str,
) -> Option<Attribute<'static>> {
    let value = value.map(|value| value.map(word))?;
    Some(Attribute { name, value: Cow::Borrowed(value.value), span: value.span })
}

const fn syntax(syntax: PatternSyntax) -> &'static str {
    match syntax {
        PatternSyntax::EcmaScript => "ECMAScript",
        PatternSyntax::Wildcard => "Wildcard",
        PatternSyntax::ExactMatch => "ExactMatch",
    }
}

const fn grouping(grouping: Grouping) -> &'static str {
    match grouping {
        Grouping::MatchAll => "MatchAll",
        Grouping::MatchAny => "MatchAny",
    }
}

const fn match_type(kind: MatchType) -> &'static str {
    match kind {
        MatchType::Pattern => "Pattern",
        MatchType::IsFile => "IsFile",
        MatchType::IsDirectory => "IsDirectory",
    }
}
