//! `<handlers>`: which handler gets a request, of which OPTIONS is what matters here (OP-1…4).

use super::collection::{Directive, Keyed, directives};
use super::fields::Fields;
use super::section::{KeyAttribute, Section};
use crate::diagnostic::Bag;
use crate::source::{Span, Spanned};
use crate::xml::Element;

/// A `<handlers>` section.
#[derive(Debug, Clone)]
pub struct Handlers {
    /// The mappings.
    pub mappings: Vec<Directive<Handler>>,
}

/// A handler mapping, `<add name path verb …>`.
#[derive(Debug, Clone)]
pub struct Handler {
    /// The start tag.
    pub tag: Span,
    /// `name`.
    pub name: Spanned<String>,
    /// `path`, a pattern.
    pub path: Spanned<String>,
    /// `verb`, a list separated by commas, or `*`.
    pub verb: Spanned<String>,
    /// `modules`, a list separated by commas.
    pub modules: Option<Spanned<String>>,
    /// `type`, a managed handler.
    pub managed_type: Option<Spanned<String>>,
    /// `scriptProcessor`, the path of an ISAPI or CGI program.
    pub script_processor: Option<Spanned<String>>,
    /// The names and values of its attributes that decide nothing here, in document order.
    pub others: Vec<(String, Spanned<String>)>,
}

impl Keyed for Handler {
    const NOTES_LETTER_CASE: bool = true;

    fn key(&self) -> &Spanned<String> {
        &self.name
    }
}

impl Handler {
    /// Whether the mapping's verbs cover `method`; verbs compare with case.
    #[must_use]
    pub fn covers(&self, method: &str) -> bool {
        self.verb.value.split(',').map(str::trim).any(|verb| verb == "*" || verb == method)
    }

    fn read(element: &Element, bag: &mut Bag) -> Option<Self> {
        let mut fields = Fields::of(element, bag);
        let name = fields.required("name");
        let path = fields.required("path");
        let verb = fields.required("verb");
        let modules = fields.text("modules");
        let managed_type = fields.text("type");
        let script_processor = fields.text("scriptProcessor");
        let others = fields.others(&[
            "resourceType",
            "requireAccess",
            "allowPathInfo",
            "preCondition",
            "responseBufferLimit",
        ]);
        fields.finish();
        Some(Self {
            tag: element.place(),
            name: name?,
            path: path?,
            verb: verb?,
            modules,
            managed_type,
            script_processor,
            others,
        })
    }
}

impl Section for Handlers {
    const KEYS: &'static [KeyAttribute] = &[KeyAttribute::with_case("name")];

    fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of_section(element, bag);
        fields.ignore_attributes(&["accessPolicy"]);
        let mappings = directives(element, "name", &mut fields, Handler::read);
        fields.finish();
        Self { mappings }
    }
}
