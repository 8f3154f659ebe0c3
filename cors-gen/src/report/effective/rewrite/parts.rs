//! What inbound and outbound rules share: patterns, conditions, words.

use crate::effective::{Condition, Conditions, Grouping, MatchType, PatternSyntax, Test};
use crate::report::effective::json::{Object, Places, Value};
use crate::report::effective::xml::{self, Attribute, Xml, optional, present, switch, word};

/// Prints `<conditions>`, where a rule has any.
pub(super) fn print_conditions(conditions: &Conditions, xml: &mut Xml<'_>) {
    if conditions.list.is_empty() {
        return;
    }
    let attributes = present([
        word("logicalGrouping", conditions.grouping, grouping),
        switch("trackAllCaptures", conditions.track_all_captures),
    ]);
    xml.element("conditions", &attributes, xml::ToldApart::Lines, |xml| {
        conditions.list.iter().for_each(|condition| print_condition(condition, xml));
    });
}

pub(super) fn print_condition(condition: &Condition, xml: &mut Xml<'_>) {
    let mut attributes = present([
        optional("input", condition.input.as_ref()),
        word("matchType", condition.match_type, match_type),
    ]);
    attributes.extend(test_attributes("pattern", &condition.test));
    xml.empty("add", &attributes, xml::ToldApart::Files(condition.tag));
}

pub(super) fn test_attributes<'a>(name: &'static str, test: &'a Test) -> Vec<Attribute<'a>> {
    present([
        optional(name, test.pattern.as_ref()),
        switch("ignoreCase", test.ignore_case),
        switch("negate", test.negate),
    ])
}

pub(super) fn conditions(conditions: &Conditions, places: &Places<'_>) -> Object {
    Object::default()
        .with("logical_grouping", conditions.grouping.map(|it| grouping(it.value)))
        .with("track_all_captures", conditions.track_all_captures)
        .with("list", list(&conditions.list, places))
}

pub(super) fn list(conditions: &[Condition], places: &Places<'_>) -> Value {
    let condition = |condition: &Condition| {
        let object = places
            .at(condition.tag)
            .with("input", condition.input.as_ref())
            .with("match_type", condition.match_type.map(|it| match_type(it.value)));
        with_test(object, "pattern", &condition.test)
    };
    conditions.iter().map(condition).collect()
}

pub(super) fn with_test(object: Object, name: &'static str, test: &Test) -> Object {
    object
        .with(name, test.pattern.as_ref())
        .with("ignore_case", test.ignore_case)
        .with("negate", test.negate)
}

pub(super) const fn syntax(syntax: PatternSyntax) -> &'static str {
    match syntax {
        PatternSyntax::EcmaScript => "ECMAScript",
        PatternSyntax::Wildcard => "Wildcard",
        PatternSyntax::ExactMatch => "ExactMatch",
    }
}

pub(super) const fn grouping(grouping: Grouping) -> &'static str {
    match grouping {
        Grouping::MatchAll => "MatchAll",
        Grouping::MatchAny => "MatchAny",
    }
}

pub(super) const fn match_type(kind: MatchType) -> &'static str {
    match kind {
        MatchType::Pattern => "Pattern",
        MatchType::IsFile => "IsFile",
        MatchType::IsDirectory => "IsDirectory",
    }
}
