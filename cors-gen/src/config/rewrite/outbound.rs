//! `<outboundRules>`: what happens to a response on its way out (RW-5, RW-6, RW-8).

use std::borrow::Cow;

use super::inbound::written;
use super::parts::{Condition, Conditions, Grouping, PatternSyntax, Test};
use super::parts::{Place, grouping, read_list, syntax};
use crate::config::collection::{Directive, Keyed, directives_named};
use crate::config::fields::Fields;
use crate::config::section::{KeyAttribute, Section};
use crate::diagnostic::Bag;
use crate::source::{Span, Spanned};
use crate::xml::Element;

/// An `<outboundRules>` section.
#[derive(Debug, Clone, Default)]
pub struct OutboundRules {
    /// The rules.
    pub rules: Vec<Directive<OutboundRule>>,
    /// `<preConditions>`.
    pub pre_conditions: Vec<Directive<PreCondition>>,
}

/// An outbound `<rule>`.
#[derive(Debug, Clone)]
pub struct OutboundRule {
    /// The start tag.
    pub tag: Span,
    /// `name`.
    pub name: Spanned<String>,
    /// `preCondition`, the name of one.
    pub pre_condition: Option<Spanned<String>>,
    /// `enabled`.
    pub enabled: Option<Spanned<bool>>,
    /// `stopProcessing`.
    pub stop_processing: Option<Spanned<bool>>,
    /// `patternSyntax`.
    pub syntax: Option<Spanned<PatternSyntax>>,
    /// `<match>`; `None` when there is none.
    pub matched: Option<OutboundMatch>,
    /// `<conditions>`.
    pub conditions: Conditions,
    /// `<action>`; `None` when there is none, which does nothing.
    pub action: Option<OutboundAction>,
}

/// The `<match>` of an outbound rule.
#[derive(Debug, Clone)]
pub struct OutboundMatch {
    /// The start tag.
    pub tag: Span,
    /// `serverVariable`, the header to rewrite; `None` for a rule about the body.
    pub server_variable: Option<Spanned<String>>,
    /// The pattern.
    pub test: Test,
    /// The attributes that are about bodies, as written.
    pub others: Vec<(String, Spanned<String>)>,
}

/// The `<action>` of an outbound rule.
#[derive(Debug, Clone)]
pub struct OutboundAction {
    /// The start tag.
    pub tag: Span,
    /// Whether it rewrites (`type="Rewrite"`) or does nothing (`type="None"`).
    pub rewrites: bool,
    /// `value`.
    pub value: Option<Spanned<String>>,
    /// `replace`.
    pub replace: Option<Spanned<bool>>,
}

/// A `<preCondition>`: conditions with a name, which rules refer to.
#[derive(Debug, Clone)]
pub struct PreCondition {
    /// The start tag.
    pub tag: Span,
    /// `name`.
    pub name: Spanned<String>,
    /// `logicalGrouping`.
    pub grouping: Option<Spanned<Grouping>>,
    /// `patternSyntax`.
    pub syntax: Option<Spanned<PatternSyntax>>,
    /// The conditions, in document order.
    pub list: Vec<Condition>,
}

impl Keyed for OutboundRule {
    const NOTES_ABSENCE: bool = true;

    fn key(&self) -> &Spanned<String> {
        &self.name
    }

    fn fold(key: &str) -> Cow<'_, str> {
        Cow::Owned(key.to_lowercase())
    }
}

impl Keyed for PreCondition {
    const NOTES_ABSENCE: bool = true;

    fn key(&self) -> &Spanned<String> {
        &self.name
    }

    fn fold(key: &str) -> Cow<'_, str> {
        Cow::Owned(key.to_lowercase())
    }
}

impl OutboundRule {
    pub(in crate::config) fn read(element: &Element, bag: &mut Bag) -> Option<Self> {
        let mut fields = Fields::of(element, bag);
        let name = fields.required("name");
        let pre_condition = fields.text("preCondition").filter(|name| !name.value.is_empty());
        let enabled = fields.boolean("enabled");
        let stop_processing = fields.boolean("stopProcessing");
        let syntax = syntax(&mut fields);
        let matched = fields.child("match").map(|e| OutboundMatch::read(e, fields.bag()));
        let conditions = Conditions::of_rule(Place::OutboundRules, &mut fields);
        let action = fields.child("action").map(|e| OutboundAction::read(e, fields.bag()));
        fields.finish();
        Some(Self {
            tag: element.tag,
            name: name?,
            pre_condition,
            enabled,
            stop_processing,
            syntax,
            matched,
            conditions,
            action,
        })
    }
}

impl OutboundMatch {
    fn read(element: &Element, bag: &mut Bag) -> Self {
        const OTHERS: [&str; 3] = ["filterByTags", "customTags", "occurrences"];
        let mut fields = Fields::of(element, bag);
        let server_variable = fields.text("serverVariable").filter(|name| !name.value.is_empty());

        fields.ignore_attributes(&OTHERS);
        let mut others = written(element);
        others.retain(|(name, _)| OTHERS.contains(&name.as_str()));
        let test = Test::read("pattern", &mut fields);
        fields.finish();
        Self { tag: element.tag, server_variable, test, others }
    }
}

impl OutboundAction {
    fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of(element, bag);
        let kind = fields.word("type", &["Rewrite", "None"]);
        let value = fields.text("value");
        let replace = fields.boolean("replace");
        if kind.is_none() && element.attribute("type").is_some() {
            // What belongs to an action of a rule for requests is part of the slip that was told.
            fields.ignore_attributes(&[
                "url",
                "statusCode",
                "subStatusCode",
                "statusReason",
                "statusDescription",
                "redirectType",
                "appendQueryString",
                "logRewrittenUrl",
            ]);
        }
        fields.finish();
        let rewrites = kind.is_some_and(|kind| kind.value == "Rewrite");
        Self { tag: element.tag, rewrites, value, replace }
    }
}

impl Section for OutboundRules {
    const KEYS: &'static [KeyAttribute] = &[KeyAttribute::without_case("name")];

    fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of_section(element, bag);
        // When the rewriting happens is of no account without a cache, and tags are about bodies.
        let _ = fields.boolean("rewriteBeforeCache");
        fields.ignore_children(&["customTags"]);
        let pre_conditions =
            fields.child("preConditions").map(|e| read_pre_conditions(e, fields.bag()));
        let rules = directives_named("rule", element, "name", &mut fields, OutboundRule::read);
        fields.finish();
        Self { rules, pre_conditions: pre_conditions.unwrap_or_default() }
    }
}

fn read_pre_conditions(element: &Element, bag: &mut Bag) -> Vec<Directive<PreCondition>> {
    let mut fields = Fields::of(element, bag);
    let read = |element: &Element, bag: &mut Bag| {
        let mut fields = Fields::of(element, bag);
        let name = fields.required("name");
        let grouping = grouping(&mut fields);
        let syntax = syntax(&mut fields);
        let list = read_list(Place::OutboundRules, &mut fields);
        fields.finish();
        Some(PreCondition { tag: element.tag, name: name?, grouping, syntax, list })
    };
    let list = directives_named("preCondition", element, "name", &mut fields, read);
    fields.finish();
    list
}
