//! What inbound and outbound rules share: patterns, conditions, lists of names.

use std::collections::HashMap;

use crate::config::fields::Fields;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::{Span, Spanned};
use crate::xml::Element;

/// How the patterns of a rule are to be read (`patternSyntax`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PatternSyntax {
    /// A regular expression, searched for.
    #[default]
    EcmaScript,
    /// The whole text, `*` standing for any characters.
    Wildcard,
    /// The whole text.
    ExactMatch,
}

/// How conditions count together (`logicalGrouping`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grouping {
    /// All have to hold.
    #[default]
    MatchAll,
    /// One has to hold.
    MatchAny,
}

/// Which rules a condition belongs to: what it may have differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::config) enum Place {
    /// `<rules>`.
    Rules,
    /// `<globalRules>`.
    GlobalRules,
    /// `<outboundRules>`, preconditions too.
    OutboundRules,
}

/// What a condition asks (`matchType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MatchType {
    /// Whether the pattern matches.
    #[default]
    Pattern,
    /// Whether the input is the path of a file.
    IsFile,
    /// Whether the input is the path of a directory.
    IsDirectory,
}

/// A pattern with its settings, as a `<match>` and a condition have it.
#[derive(Debug, Clone)]
pub struct Test {
    /// The pattern; `None` when the attribute is missing, which matches everything.
    pub pattern: Option<Spanned<String>>,
    /// `ignoreCase`.
    pub ignore_case: Option<Spanned<bool>>,
    /// `negate`.
    pub negate: Option<Spanned<bool>>,
}

/// A condition, `<add input pattern …>`.
#[derive(Debug, Clone)]
pub struct Condition {
    /// The start tag.
    pub tag: Span,
    /// `input`.
    pub input: Option<Spanned<String>>,
    /// `matchType`.
    pub match_type: Option<Spanned<MatchType>>,
    /// The pattern.
    pub test: Test,
}

/// `<conditions>`.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    /// `logicalGrouping`.
    pub grouping: Option<Spanned<Grouping>>,
    /// `trackAllCaptures`.
    pub track_all_captures: Option<Spanned<bool>>,
    /// The conditions, in document order.
    pub list: Vec<Condition>,
}

impl Test {
    /// Reads the pattern from the attribute called `name`.
    pub(super) fn read(name: &'static str, fields: &mut Fields<'_, '_>) -> Self {
        let pattern = fields.text(name);
        // The URL's must not be empty; an empty pattern of anything else matches everything.
        let pattern = if name == "url" { not_empty(name, pattern, fields) } else { pattern };
        Self {
            pattern,
            ignore_case: fields.boolean("ignoreCase"),
            negate: fields.boolean("negate"),
        }
    }

    /// Whether letters are compared without case: they are unless the configuration says otherwise (RW-1).
    #[must_use]
    pub fn ignores_case(&self) -> bool {
        self.ignore_case.is_none_or(|ignore| ignore.value)
    }

    /// Whether the opposite of the pattern is asked for.
    #[must_use]
    pub fn is_negated(&self) -> bool {
        self.negate.is_some_and(|negate| negate.value)
    }
}

impl Conditions {
    /// Reads the `<conditions>` of a rule; a rule without them has none.
    pub(super) fn of_rule(place: Place, fields: &mut Fields<'_, '_>) -> Self {
        let Some(element) = fields.child("conditions") else { return Self::default() };
        let mut fields = Fields::of(element, fields.bag());
        let grouping = grouping(&mut fields);
        let track_all_captures = fields.boolean("trackAllCaptures");
        let list = read_list(place, &mut fields);
        fields.finish();
        Self { grouping, track_all_captures, list }
    }
}

impl Condition {
    fn read(place: Place, element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of(element, bag);
        let input = fields.text("input");
        let match_type = if place == Place::Rules {
            fields.word("matchType", &["Pattern", "IsFile", "IsDirectory"])
        } else {
            None
        };
        let match_type = match_type.map(|word| {
            word.map(|word| match word {
                "IsFile" => MatchType::IsFile,
                "IsDirectory" => MatchType::IsDirectory,
                _ => MatchType::Pattern,
            })
        });
        let test = Test::read("pattern", &mut fields);
        fields.finish();
        if match_type.is_none_or(|kind| kind.value == MatchType::Pattern) && input.is_none() {
            let message = "this condition has no `input`: the pattern is tested against nothing";
            bag.push(
                Diagnostic::new(Code::MissingAttribute, element.tag, message)
                    .help("say what to test: `input=\"{HTTP_ORIGIN}\"`"),
            );
        }
        Self { tag: element.tag, input, match_type, test }
    }
}

/// The conditions that are the children of `fields`' element; IIS knows no `<remove>` and no `<clear/>` here.
pub(super) fn read_list(place: Place, fields: &mut Fields<'_, '_>) -> Vec<Condition> {
    let added = fields.children("add");
    let list = added.map(|child| Condition::read(place, child, fields.bag()));
    let list: Vec<Condition> = list.collect();
    if place == Place::OutboundRules {
        report_twice(&list, fields.bag());
    }
    list
}

/// Conditions of outbound rules have all that they say as their key.
fn report_twice(list: &[Condition], bag: &mut Bag) {
    let mut seen = HashMap::new();
    for condition in list {
        let Condition { tag, input, match_type: _, test } = condition;
        let text = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.value.clone());
        let key = (text(input), text(&test.pattern), test.ignores_case(), test.is_negated());
        let Some(first) = seen.get(&key) else {
            seen.insert(key, *tag);
            continue;
        };
        bag.push(
            Diagnostic::new(Code::DuplicateEntry, *tag, "this condition stands a second time")
                .label("IIS answers 500.19: cannot add duplicate collection entry")
                .related(*first, "first here")
                .help("remove one of them"),
        );
    }
}

/// A text that must not be empty, where it is given.
pub(super) fn not_empty(
    name: &str,
    text: Option<Spanned<String>>,
    fields: &mut Fields<'_, '_>,
) -> Option<Spanned<String>> {
    if let Some(text) = text.as_ref().filter(|text| text.value.is_empty()) {
        let message = format!("`{name}` is empty");
        fields.bag().push(
            Diagnostic::new(Code::BadValue, text.span, message)
                .label("IIS answers 500.19 to every request")
                .help("write what is meant: `.*` is a pattern that matches every text"),
        );
    }
    text
}

pub(super) fn grouping(fields: &mut Fields<'_, '_>) -> Option<Spanned<Grouping>> {
    let word = fields.word("logicalGrouping", &["MatchAll", "MatchAny"])?;
    Some(word.map(|w| if w == "MatchAny" { Grouping::MatchAny } else { Grouping::MatchAll }))
}

pub(super) fn syntax(fields: &mut Fields<'_, '_>) -> Option<Spanned<PatternSyntax>> {
    let word = fields.word("patternSyntax", &["ECMAScript", "Wildcard", "ExactMatch"])?;
    Some(word.map(|word| match word {
        "Wildcard" => PatternSyntax::Wildcard,
        "ExactMatch" => PatternSyntax::ExactMatch,
        _ => PatternSyntax::EcmaScript,
    }))
}
