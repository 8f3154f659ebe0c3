//! What inbound and outbound rules share: patterns, conditions, lists of names.

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
        Self {
            pattern: fields.text(name),
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
    pub(super) fn of_rule(fields: &mut Fields<'_, '_>) -> Self {
        let Some(element) = fields.child("conditions") else { return Self::default() };
        let mut fields = Fields::of(element, fields.bag());
        let grouping = grouping(&mut fields);
        let track_all_captures = fields.boolean("trackAllCaptures");
        let list = read_list(element, &mut fields);
        fields.finish();
        Self { grouping, track_all_captures, list }
    }
}

impl Condition {
    fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of(element, bag);
        let input = fields.text("input");
        let match_type =
            fields.word("matchType", &["Pattern", "IsFile", "IsDirectory"]).map(|word| {
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

/// The conditions that are the children of `fields`' element. They have no levels, so that directives count at once.
pub(super) fn read_list(element: &Element, fields: &mut Fields<'_, '_>) -> Vec<Condition> {
    fields.ignore_children(&["add", "remove", "clear"]);
    let mut list: Vec<Condition> = Vec::new();
    for child in element.elements() {
        match child.name.value.as_str() {
            "add" => list.push(Condition::read(child, fields.bag())),
            "remove" => {
                let removed = Condition::read(child, fields.bag());
                let text = |text: &Option<Spanned<String>>| text.as_ref().map(|t| t.value.clone());
                list.retain(|kept| {
                    text(&kept.input) != text(&removed.input)
                        || text(&kept.test.pattern) != text(&removed.test.pattern)
                });
            }
            "clear" => {
                Fields::of(child, fields.bag()).finish();
                list.clear();
            }
            _ => {}
        }
    }
    list
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
