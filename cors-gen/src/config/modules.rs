//! `<modules>`: the one setting that changes who sees OPTIONS (OP-7).

use super::collection::{Directive, Keyed, directives};
use super::fields::Fields;
use super::section::{KeyAttribute, Section};
use crate::diagnostic::Bag;
use crate::source::{Span, Spanned};
use crate::xml::Element;

/// A `<modules>` section.
#[derive(Debug, Clone, Default)]
pub struct Modules {
    /// `runAllManagedModulesForAllRequests`.
    pub run_all_managed: Option<Spanned<bool>>,
    /// The modules added and removed.
    pub entries: Vec<Directive<Module>>,
}

/// A module, `<add name>`.
#[derive(Debug, Clone)]
pub struct Module {
    /// The start tag.
    pub tag: Span,
    /// `name`.
    pub name: Spanned<String>,
}

impl Keyed for Module {
    fn key(&self) -> &Spanned<String> {
        &self.name
    }
}

impl Section for Modules {
    const KEYS: &'static [KeyAttribute] = &[KeyAttribute::with_case("name")];

    fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of_section(element, bag);
        let run_all_managed = fields.boolean("runAllManagedModulesForAllRequests");
        fields.ignore_attributes(&["runManagedModulesForWebDavRequests"]);
        let entries = directives(element, "name", &mut fields, |element, bag| {
            let mut fields = Fields::of(element, bag);
            let name = fields.required("name");
            fields.ignore_attributes(&["type", "preCondition"]);
            fields.finish();
            Some(Module { tag: element.place(), name: name? })
        });
        fields.finish();
        Self { run_all_managed, entries }
    }
}
