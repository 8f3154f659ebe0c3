//! `<rewriteMaps>`: tables that rules look values up in (RW-7).

use std::borrow::Cow;

use crate::config::collection::{Directive, Keyed, directives, directives_named};
use crate::config::fields::Fields;
use crate::config::list::entries;
use crate::config::section::{KeyAttribute, Section};
use crate::diagnostic::Bag;
use crate::source::{Span, Spanned};
use crate::xml::Element;

/// A `<rewriteMaps>` section.
#[derive(Debug, Clone)]
pub struct RewriteMaps {
    /// The maps.
    pub maps: Vec<Directive<RewriteMap>>,
}

/// A `<rewriteMap>`.
#[derive(Debug, Clone)]
pub struct RewriteMap {
    /// The start tag.
    pub tag: Span,
    /// `name`.
    pub name: Spanned<String>,
    /// `defaultValue`; without one a miss is the empty text.
    pub default_value: Option<Spanned<String>>,
    /// `ignoreCase`.
    pub ignore_case: Option<Spanned<bool>>,
    /// The entries, no two of which have the same key.
    pub entries: Vec<MapEntry>,
}

/// An `<add key value>`.
#[derive(Debug, Clone)]
pub struct MapEntry {
    /// The start tag.
    pub tag: Span,
    /// `key`.
    pub key: Spanned<String>,
    /// `value`; without one, the empty text.
    pub value: Option<Spanned<String>>,
}

impl Keyed for RewriteMap {
    const NOTES_ABSENCE: bool = true;

    fn key(&self) -> &Spanned<String> {
        &self.name
    }

    fn fold(key: &str) -> Cow<'_, str> {
        Cow::Owned(key.to_lowercase())
    }
}

impl Keyed for MapEntry {
    fn key(&self) -> &Spanned<String> {
        &self.key
    }
}

impl RewriteMap {
    fn read(element: &Element, bag: &mut Bag) -> Option<Self> {
        let mut fields = Fields::of(element, bag);
        let name = fields.required("name");
        let default_value = fields.text("defaultValue");
        let ignore_case = fields.boolean("ignoreCase");
        let added = directives(element, "key", &mut fields, |element, bag| {
            let mut fields = Fields::of(element, bag);
            let key = fields.required("key");
            let value = fields.text("value");
            fields.finish();
            Some(MapEntry { tag: element.tag, key: key?, value })
        });
        fields.finish();
        let entries = entries(added, bag);
        Some(Self { tag: element.tag, name: name?, default_value, ignore_case, entries })
    }
}

impl Section for RewriteMaps {
    const KEYS: &'static [KeyAttribute] = &[KeyAttribute::without_case("name")];

    fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of_section(element, bag);
        let maps = directives_named("rewriteMap", element, "name", &mut fields, RewriteMap::read);
        fields.finish();
        Self { maps }
    }
}
