//! `<cors>`: the rules of the CORS module (CM-1, CM-2).

use super::collection::{Directive, Keyed, directives};
use super::fields::Fields;
use super::list::entries;
use super::section::{KeyAttribute, Section};
use crate::diagnostic::Bag;
use crate::source::{Span, Spanned};
use crate::xml::Element;

/// A `<cors>` section.
#[derive(Debug, Clone)]
pub struct Cors {
    /// The start tag.
    pub tag: Span,
    /// `enabled`.
    pub enabled: Option<Spanned<bool>>,
    /// `failUnlistedOrigins`.
    pub fail_unlisted_origins: Option<Spanned<bool>>,
    /// The rules.
    pub rules: Vec<Directive<OriginRule>>,
}

/// An `<add origin>`.
#[derive(Debug, Clone)]
pub struct OriginRule {
    /// The start tag.
    pub tag: Span,
    /// `origin`.
    pub origin: Spanned<String>,
    /// `allowed`.
    pub allowed: Option<Spanned<bool>>,
    /// `allowCredentials`.
    pub allow_credentials: Option<Spanned<bool>>,
    /// `maxAge`, in seconds.
    pub max_age: Option<Spanned<i32>>,
    /// `<allowHeaders>`.
    pub allow_headers: Option<AllowHeaders>,
    /// `<allowMethods>`.
    pub allow_methods: Option<NameList>,
    /// `<exposeHeaders>`.
    pub expose_headers: Option<NameList>,
}

/// `<allowHeaders>`.
#[derive(Debug, Clone)]
pub struct AllowHeaders {
    /// `allowAllRequestedHeaders`.
    pub allow_all_requested: Option<Spanned<bool>>,
    /// The names listed.
    pub list: NameList,
}

/// A list of method or header names.
#[derive(Debug, Clone)]
pub struct NameList {
    /// The start tag of the list.
    pub tag: Span,
    /// The names, in the order in which they count.
    pub names: Vec<Spanned<String>>,
}

impl Keyed for OriginRule {
    const NOTES_ABSENCE: bool = true;

    fn key(&self) -> &Spanned<String> {
        &self.origin
    }
}

impl Section for Cors {
    const KEYS: &'static [KeyAttribute] = &[KeyAttribute::with_case("origin")];

    fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of_section(element, bag);
        let enabled = fields.boolean("enabled");
        let fail_unlisted_origins = fields.boolean("failUnlistedOrigins");
        let rules = directives(element, "origin", &mut fields, OriginRule::read);
        fields.finish();
        Self { tag: element.tag, enabled, fail_unlisted_origins, rules }
    }
}

impl OriginRule {
    fn read(element: &Element, bag: &mut Bag) -> Option<Self> {
        let mut fields = Fields::of(element, bag);
        let origin = fields.required("origin");
        let allowed = fields.boolean("allowed");
        let allow_credentials = fields.boolean("allowCredentials");
        let max_age = fields.integer("maxAge");
        let allow_headers =
            fields.child("allowHeaders").map(|e| AllowHeaders::read(e, fields.bag()));
        let allow_methods =
            fields.child("allowMethods").map(|e| NameList::read(e, "method", fields.bag()));
        let expose_headers =
            fields.child("exposeHeaders").map(|e| NameList::read(e, "header", fields.bag()));
        fields.finish();
        Some(Self {
            tag: element.place(),
            origin: origin?,
            allowed,
            allow_credentials,
            max_age,
            allow_headers,
            allow_methods,
            expose_headers,
        })
    }
}

impl AllowHeaders {
    fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of(element, bag);
        let allow_all_requested = fields.boolean("allowAllRequestedHeaders");
        let names =
            directives(element, "header", &mut fields, |e, bag| read_name(e, "header", bag));
        fields.finish();
        let list = NameList { tag: element.tag, names: entries(names, bag) };
        Self { allow_all_requested, list }
    }
}

impl NameList {
    fn read(element: &Element, key: &'static str, bag: &mut Bag) -> Self {
        let mut fields = Fields::of(element, bag);
        let names = directives(element, key, &mut fields, |e, bag| read_name(e, key, bag));
        fields.finish();
        Self { tag: element.tag, names: entries(names, bag) }
    }
}

fn read_name(element: &Element, key: &'static str, bag: &mut Bag) -> Option<Spanned<String>> {
    let mut fields = Fields::of(element, bag);
    let name = fields.required(key);
    fields.finish();
    name
}
