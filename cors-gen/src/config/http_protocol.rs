//! `<httpProtocol>`: custom headers and redirect headers (CH-1…10).

use std::borrow::Cow;

use super::collection::{Directive, Keyed, directives};
use super::fields::Fields;
use super::section::{KeyAttribute, Section};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::{Span, Spanned};
use crate::xml::Element;

/// An `<httpProtocol>` section.
#[derive(Debug, Clone, Default)]
pub struct HttpProtocol {
    /// `<customHeaders>`.
    pub custom_headers: Vec<Directive<HeaderEntry>>,
    /// `<redirectHeaders>`.
    pub redirect_headers: Vec<Directive<HeaderEntry>>,
}

/// An `<add name value>`.
#[derive(Debug, Clone)]
pub struct HeaderEntry {
    /// The start tag.
    pub tag: Span,
    /// `name`.
    pub name: Spanned<String>,
    /// `value`; without one the field is not sent, as with an empty one (CH-4).
    pub value: Option<Spanned<String>>,
}

impl Keyed for HeaderEntry {
    fn key(&self) -> &Spanned<String> {
        &self.name
    }

    /// Field names are compared without case (CH-2).
    fn fold(key: &str) -> Cow<'_, str> {
        Cow::Owned(key.to_ascii_lowercase())
    }
}

impl Section for HttpProtocol {
    const KEYS: &'static [KeyAttribute] = &[KeyAttribute::without_case("name")];

    fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of_section(element, bag);
        if let Some(refused) = fields.boolean("allowKeepAlive").filter(|allowed| !allowed.value) {
            let message = "`allowKeepAlive=\"false\"` is not carried";
            let help = "let the server that the service runs on close connections, if it has to";
            fields.bag().push(Diagnostic::new(Code::NotCarried, refused.span, message).help(help));
        }
        let custom_headers = fields.child("customHeaders").map(|e| read_headers(e, fields.bag()));
        let redirect_headers =
            fields.child("redirectHeaders").map(|e| read_headers(e, fields.bag()));
        fields.finish();
        Self {
            custom_headers: custom_headers.unwrap_or_default(),
            redirect_headers: redirect_headers.unwrap_or_default(),
        }
    }
}

pub(super) fn read_headers(element: &Element, bag: &mut Bag) -> Vec<Directive<HeaderEntry>> {
    let mut fields = Fields::of_section(element, bag);
    let entries = directives(element, "name", &mut fields, |element, bag| {
        let mut fields = Fields::of(element, bag);
        let name = fields.required("name");
        let value = fields.text("value");
        fields.finish();
        Some(HeaderEntry { tag: element.place(), name: name?, value })
    });
    fields.finish();
    entries
}
