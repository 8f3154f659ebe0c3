//! The lists and values that a scope states about CORS, wherever they are written.

use std::collections::{HashMap, HashSet};

use cors_runtime::__private::{AllowHeaders, Part};
use cors_runtime::Field;

use super::{Looked, Seen};
use crate::policy::RulePlaces;
use crate::source::Span;

/// A value of a CORS header that is written in the configuration.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stated<'p> {
    /// Which header it is the value of.
    pub(super) field: Field<'p>,
    pub(super) value: &'p str,
    pub(super) place: Span,
    /// What allows credentials beside it.
    pub(super) credentials: Option<Span>,
    /// Whether any origin is allowed beside it; the application may do that too.
    pub(super) allows: bool,
}

const FIELDS: [Field<'static>; 5] = [
    Field::AllowOrigin,
    Field::AllowMethods,
    Field::AllowHeaders,
    Field::ExposeHeaders,
    Field::MaxAge,
];

impl<'p> Stated<'p> {
    /// The names of a list.
    pub(super) fn names(&self) -> impl Iterator<Item = &'p str> {
        self.value.split(',').map(str::trim).filter(|name| !name.is_empty())
    }
}

impl<'p> Looked<'_, 'p> {
    /// What allows credentials beside headers that rules and custom headers send.
    pub(super) fn credentials(&self) -> Option<Span> {
        let name = Field::AllowCredentials.name();
        let custom = self.custom_header(name).filter(|(header, _)| header.value == "true");
        let by_rule = || {
            self.outbound().find_map(|(rule, places)| {
                let is_it = rule.parts().field == Field::AllowCredentials;
                let value = rule.parts().value.filter(|_| is_it);
                value.is_some_and(|value| *value == [Part::Literal("true")]).then_some(places.tag)
            })
        };
        custom.map(|(_, place)| place).or_else(by_rule)
    }

    /// Whether a custom header or a rule sends `*` as the origin that is allowed.
    fn sends_wildcard(&self) -> bool {
        let custom = self.custom_header(Field::AllowOrigin.name());
        let is_it = |(rule, _): super::Outbound<'_>| {
            let parts = rule.parts();
            parts.field == Field::AllowOrigin && parts.value == Some(&[Part::Literal("*")])
        };
        custom.is_some_and(|(header, _)| header.value == "*") || self.outbound().any(is_it)
    }

    /// The values that are stated in lists which were not looked at yet.
    pub(super) fn stated(&self, seen: &mut Seen) -> Vec<Stated<'p>> {
        let mut stated = if self.places.cors.is_some_and(|cors| seen.is_new(cors.rules)) {
            self.stated_by_module()
        } else {
            Vec::new()
        };
        // Whether credentials are allowed, both have a say in.
        let outbound = self.places.rewrite.map_or(&[][..], |rules| rules.outbound);
        if seen.is_new_beside(self.places.custom_headers, outbound) {
            stated.extend(self.stated_beside_module());
        }
        stated
    }

    /// The values that custom headers and rules of URL Rewrite state.
    pub(super) fn stated_beside_module(&self) -> Vec<Stated<'p>> {
        let allowed = self.credentials();
        let allows = self.custom_header(Field::AllowOrigin.name()).is_some()
            || self.allowing_rule().is_some()
            || self.outbound().any(|(rule, _)| rule.parts().field == Field::AllowOrigin);
        // Where `*` is what is sent, credentials are in vain, and the rest means what it does without.
        let in_use = allowed.filter(|_| !self.sends_wildcard());
        let stated = |field: Field<'p>, value: &'p str, place: Span| {
            let credentials = if field == Field::AllowOrigin { allowed } else { in_use };
            Stated { field, value, place, credentials, allows }
        };
        let custom = self.custom_headers().filter_map(|(header, place)| {
            let is_it = |field: &&Field<'_>| field.lower_name() == header.name.as_lower();
            Some(stated(*FIELDS.iter().find(is_it)?, header.value, place))
        });
        let outbound = self.outbound().filter_map(|(rule, places)| {
            let parts = rule.parts();
            let field = FIELDS.iter().find(|field| **field == parts.field)?;
            let Some([Part::Literal(value)]) = parts.value else { return None };
            Some(stated(*field, value, places.tag))
        });
        custom.chain(outbound).collect()
    }

    /// The values that the rules of the CORS module state.
    pub(super) fn stated_by_module(&self) -> Vec<Stated<'p>> {
        let mut stated = Vec::new();
        for (rule, places) in self.rules() {
            let parts = rule.parts();
            let allow_headers = match parts.allow_headers {
                AllowHeaders::Listed(names) => Some(names),
                AllowHeaders::None | AllowHeaders::Requested => None,
            };
            for (field, value, place) in [
                (Field::AllowMethods, parts.allow_methods, places.allow_methods),
                (Field::AllowHeaders, allow_headers, places.allow_headers),
                (Field::ExposeHeaders, parts.expose_headers, places.expose_headers),
                (Field::MaxAge, parts.max_age, places.max_age),
            ] {
                if let Some(value) = value.filter(|it| parts.allowed && !it.is_empty()) {
                    let place = place.unwrap_or(places.tag);
                    let credentials = places.credentials;
                    stated.push(Stated { field, value, place, credentials, allows: true });
                }
            }
        }
        stated
    }
}

/// The lists of methods that scopes state; those of the CORS module are looked for once.
#[derive(Default)]
pub(super) struct Methods<'p>(HashMap<usize, Vec<Stated<'p>>>);

impl<'p> Methods<'p> {
    /// What the lists of a scope depend on: the places of lists.
    pub(super) fn key(looked: &Looked<'_, 'p>) -> [usize; 3] {
        let parts = looked.scope.parts();
        let address = |list: &[RulePlaces]| list.as_ptr().addr();
        [
            looked.places.cors.map_or(0, |cors| address(cors.rules)),
            parts.custom_headers.as_ptr().addr(),
            parts.rewrite.map_or(0, |rules| std::ptr::from_ref(rules).addr()),
        ]
    }

    /// The lists of a scope, those that are alike once.
    pub(super) fn of(&mut self, looked: &Looked<'_, 'p>) -> Vec<Stated<'p>> {
        let [module, ..] = Self::key(looked);
        let of_module = self.0.entry(module).or_insert_with(|| lists(looked.stated_by_module()));
        let mut all = of_module.clone();
        all.extend(looked.stated_beside_module());
        lists(all)
    }
}

/// The lists of methods, those that are alike once.
fn lists(mut stated: Vec<Stated<'_>>) -> Vec<Stated<'_>> {
    let mut seen = HashSet::new();
    stated.retain(|it| it.field == Field::AllowMethods && seen.insert(it.value));
    stated
}
