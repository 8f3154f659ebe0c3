//! `<allowedServerVariables>`: what rules may set.

use crate::config::collection::{Directive, directives};
use crate::config::fields::Fields;
use crate::config::section::{KeyAttribute, Section};
use crate::diagnostic::Bag;
use crate::source::Spanned;
use crate::xml::Element;

/// An `<allowedServerVariables>` section.
#[derive(Debug, Clone)]
pub struct AllowedServerVariables {
    /// The names of the variables.
    pub names: Vec<Directive<Spanned<String>>>,
}

impl Section for AllowedServerVariables {
    const KEYS: &'static [KeyAttribute] = &[KeyAttribute::without_case("name")];

    fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of_section(element, bag);
        let names = directives(element, "name", &mut fields, |element, bag| {
            let mut fields = Fields::of(element, bag);
            let name = fields.required("name");
            fields.finish();
            name
        });
        fields.finish();
        Self { names }
    }
}
