//! `<rules>` and `<globalRules>`: what happens to a request before anybody else sees it (RW-1…4).

use std::borrow::Cow;

use super::parts::{Conditions, PatternSyntax, Place, Test, syntax};
use crate::config::collection::{Directive, Keyed, directives_named};
use crate::config::fields::Fields;
use crate::config::list::entries;
use crate::config::section::{KeyAttribute, Section};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::{Span, Spanned};
use crate::xml::Element;

/// A `<rules>` section.
#[derive(Debug, Clone)]
pub struct InboundRules {
    /// The rules.
    pub rules: Vec<Directive<InboundRule>>,
}

/// A `<globalRules>` section.
#[derive(Debug, Clone)]
pub struct GlobalRules {
    /// The rules.
    pub rules: Vec<Directive<InboundRule>>,
}

/// An inbound `<rule>`.
#[derive(Debug, Clone)]
pub struct InboundRule {
    /// The start tag.
    pub tag: Span,
    /// `name`.
    pub name: Spanned<String>,
    /// `enabled`.
    pub enabled: Option<Spanned<bool>>,
    /// `stopProcessing`.
    pub stop_processing: Option<Spanned<bool>>,
    /// `patternSyntax`.
    pub syntax: Option<Spanned<PatternSyntax>>,
    /// `<match>`.
    pub matched: UrlMatch,
    /// `<conditions>`.
    pub conditions: Conditions,
    /// `<serverVariables>`, in the order in which they are set.
    pub variables: Vec<SetVariable>,
    /// `<action>`; `None` when there is none, which does nothing.
    pub action: Option<Spanned<InboundAction>>,
    /// The attributes of `<action>` as written.
    pub action_attributes: Vec<(String, Spanned<String>)>,
}

/// A `<match url>`.
#[derive(Debug, Clone)]
pub struct UrlMatch {
    /// The start tag.
    pub tag: Span,
    /// The pattern for the URL.
    pub test: Test,
}

/// A `<set name value>`: a server variable that later rules see.
#[derive(Debug, Clone)]
pub struct SetVariable {
    /// The start tag.
    pub tag: Span,
    /// `name`.
    pub name: Spanned<String>,
    /// `value`.
    pub value: Spanned<String>,
    /// `replace`.
    pub replace: Option<Spanned<bool>>,
}

/// What an inbound rule does.
#[derive(Debug, Clone)]
pub enum InboundAction {
    /// Nothing.
    None,
    /// Changes the URL.
    Rewrite {
        /// `url`.
        url: Option<Spanned<String>>,
    },
    /// Sends the browser elsewhere.
    Redirect {
        /// `url`.
        url: Option<Spanned<String>>,
        /// `appendQueryString`.
        append_query: Option<Spanned<bool>>,
        /// `redirectType`, as the status that it names; 301 where there is none.
        status: u16,
    },
    /// Answers.
    CustomResponse {
        /// `statusCode`.
        status: Option<Spanned<u16>>,
        /// `statusDescription`, the body of a 2xx.
        description: Option<Spanned<String>>,
    },
    /// Drops the connection.
    AbortRequest,
}

impl Keyed for InboundRule {
    fn key(&self) -> &Spanned<String> {
        &self.name
    }

    fn fold(key: &str) -> Cow<'_, str> {
        Cow::Owned(key.to_lowercase())
    }
}

impl Keyed for SetVariable {
    fn key(&self) -> &Spanned<String> {
        &self.name
    }

    fn fold(key: &str) -> Cow<'_, str> {
        Cow::Owned(key.to_ascii_uppercase())
    }
}

impl InboundRule {
    pub(in crate::config) fn read(place: Place, element: &Element, bag: &mut Bag) -> Option<Self> {
        let mut fields = Fields::of(element, bag);
        let name = fields.required("name");
        let enabled = fields.boolean("enabled");
        let stop_processing = fields.boolean("stopProcessing");
        let syntax = syntax(&mut fields);
        let matched = fields.child("match").map(|e| UrlMatch::read(e, fields.bag()));
        let conditions = Conditions::of_rule(place, &mut fields);
        let variables = fields.child("serverVariables").map(|e| read_variables(e, fields.bag()));
        let action = fields.child("action").map(|e| InboundAction::read(e, fields.bag()));
        let action_attributes = fields.child("action").map_or_else(Vec::new, written);
        fields.finish();
        let everything = || UrlMatch {
            tag: element.tag,
            test: Test { pattern: None, ignore_case: None, negate: None },
        };
        Some(Self {
            tag: element.tag,
            name: name?,
            enabled,
            stop_processing,
            syntax,
            matched: matched.unwrap_or_else(everything),
            conditions,
            variables: variables.unwrap_or_default(),
            action,
            action_attributes,
        })
    }
}

impl UrlMatch {
    fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of(element, bag);
        let test = Test::read("url", &mut fields);
        fields.finish();
        Self { tag: element.tag, test }
    }
}

impl InboundAction {
    fn read(element: &Element, bag: &mut Bag) -> Spanned<Self> {
        let mut fields = Fields::of(element, bag);
        let kind =
            fields.word("type", &["None", "Rewrite", "Redirect", "CustomResponse", "AbortRequest"]);
        let url = fields.text("url");
        let append_query = fields.boolean("appendQueryString");
        let _ = fields.boolean("logRewrittenUrl");
        let redirect = fields.word(
            "redirectType",
            &["Permanent", "Found", "SeeOther", "Temporary", "301", "302", "303", "307"],
        );
        let redirect = match redirect.map_or("Permanent", |kind| kind.value) {
            "Found" | "302" => 302,
            "SeeOther" | "303" => 303,
            "Temporary" | "307" => 307,
            _ => 301,
        };
        let status = fields.integer("statusCode").and_then(|s| status(s, fields.bag()));
        let _ = fields.integer("subStatusCode");
        // HTTP/2 knows no reason phrase, and no service can set one portably.
        fields.ignore_attributes(&["statusReason"]);
        let description = fields.text("statusDescription");
        fields.finish();
        let action = match kind.map_or("None", |kind| kind.value) {
            "Rewrite" => Self::Rewrite { url },
            "Redirect" => Self::Redirect { url, append_query, status: redirect },
            "CustomResponse" => Self::CustomResponse { status, description },
            "AbortRequest" => Self::AbortRequest,
            _ => Self::None,
        };
        if matches!(action, Self::CustomResponse { status: None, .. })
            && element.attribute("statusCode").is_none()
        {
            let message = "`CustomResponse` has no `statusCode`";
            bag.push(
                Diagnostic::new(Code::MissingAttribute, element.tag, message)
                    .help("say which status to answer with: `statusCode=\"204\"`"),
            );
        }
        if matches!(action, Self::Redirect { url: None, .. }) {
            let message = "`Redirect` has no `url`";
            bag.push(
                Diagnostic::new(Code::MissingAttribute, element.tag, message)
                    .label("there is nowhere to redirect to")
                    .help("say where to: `url=\"https://www.example.com/{R:0}\"`"),
            );
        }
        Spanned::new(action, element.tag)
    }
}

/// The attributes of an element, as written.
pub(super) fn written(element: &Element) -> Vec<(String, Spanned<String>)> {
    let attributes = element.attributes.iter();
    attributes
        .map(|a| (a.name.value.clone(), Spanned::new(a.value.value.clone(), a.span())))
        .collect()
}

/// URL Rewrite refuses the statuses of redirects here (RW-3), and HTTP has none below 200 for a last answer.
fn status(status: Spanned<i32>, bag: &mut Bag) -> Option<Spanned<u16>> {
    let value = u16::try_from(status.value).unwrap_or(0);
    let problem = match value {
        300..=307 => "IIS refuses 300 to 307 in a `CustomResponse` (RW-3)",
        200..=999 => return Some(status.map(|_| value)),
        _ => "a response has a status from 200 to 999",
    };
    let message = format!("`{}` is not a valid value of `statusCode` here", status.value);
    bag.push(
        Diagnostic::new(Code::BadValue, status.span, message)
            .label(problem)
            .help("write another status, or `type=\"Redirect\"` to redirect"),
    );
    None
}

fn read_variables(element: &Element, bag: &mut Bag) -> Vec<SetVariable> {
    let mut fields = Fields::of(element, bag);
    let variables = directives_named("set", element, "name", &mut fields, |element, bag| {
        let mut fields = Fields::of(element, bag);
        let name = fields.required("name");
        let value = fields.required("value");
        let replace = fields.boolean("replace");
        fields.finish();
        Some(SetVariable { tag: element.tag, name: name?, value: value?, replace })
    });
    fields.finish();
    entries(variables, bag)
}

impl Section for InboundRules {
    const KEYS: &'static [KeyAttribute] = &[KeyAttribute::without_case("name")];

    fn read(element: &Element, bag: &mut Bag) -> Self {
        Self { rules: read_rules(Place::Rules, element, bag) }
    }
}

impl Section for GlobalRules {
    const KEYS: &'static [KeyAttribute] = &[KeyAttribute::without_case("name")];

    fn read(element: &Element, bag: &mut Bag) -> Self {
        Self { rules: read_rules(Place::GlobalRules, element, bag) }
    }
}

fn read_rules(place: Place, element: &Element, bag: &mut Bag) -> Vec<Directive<InboundRule>> {
    let mut fields = Fields::of_section(element, bag);
    let _ = fields.boolean("useOriginalURLEncoding");
    let read = |element: &Element, bag: &mut Bag| InboundRule::read(place, element, bag);
    let rules = directives_named("rule", element, "name", &mut fields, read);
    fields.finish();
    rules
}
