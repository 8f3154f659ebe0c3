//! `<modules>`: what acts on requests at all (OP-7, OP-12).

use super::collection::{Directive, Keyed, directives};
use super::fields::Fields;
use super::locks::locked;
use super::section::{KeyAttribute, Section};
use crate::diagnostic::Bag;
use crate::source::{Span, Spanned};
use crate::xml::Element;

/// A `<modules>` section.
#[derive(Debug, Clone)]
pub struct Modules {
    /// The start tag.
    pub tag: Span,
    /// `runAllManagedModulesForAllRequests`.
    pub run_all_managed: Option<Spanned<bool>>,
    /// The modules added and removed.
    pub entries: Vec<Directive<Module>>,
}

/// A module, `<add name …>`.
#[derive(Debug, Clone)]
pub struct Module {
    /// The start tag.
    pub tag: Span,
    /// `name`.
    pub name: Spanned<String>,
    /// `type`, a managed module; `None` for a native one, which the server has by this name.
    pub managed_type: Option<Spanned<String>>,
    /// `preCondition`.
    pub pre_condition: Option<Spanned<String>>,
    /// Whether it is locked, so that no level below can change it.
    pub locked: bool,
}

impl Keyed for Module {
    const NOTES_LETTER_CASE: bool = true;

    fn key(&self) -> &Spanned<String> {
        &self.name
    }
}

impl Module {
    fn read(element: &Element, bag: &mut Bag) -> Option<Self> {
        let mut fields = Fields::of(element, bag);
        let name = fields.required("name");
        let managed_type = fields.text("type");
        let pre_condition = fields.text("preCondition");
        fields.finish();
        Some(Self {
            tag: element.place(),
            name: name?,
            managed_type: managed_type.filter(|name| !name.value.is_empty()),
            pre_condition,
            locked: locked(element).is_some(),
        })
    }
}

impl Section for Modules {
    const KEYS: &'static [KeyAttribute] = &[KeyAttribute::with_case("name")];

    fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of_section(element, bag);
        let run_all_managed = fields.boolean("runAllManagedModulesForAllRequests");
        fields.ignore_attributes(&["runManagedModulesForWebDavRequests"]);
        let entries = directives(element, "name", &mut fields, Module::read);
        fields.finish();
        Self { tag: element.tag, run_all_managed, entries }
    }
}
