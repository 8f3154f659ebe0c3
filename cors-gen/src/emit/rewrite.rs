//! The rules of URL Rewrite: a documented item a rule, with its patterns and maps as items of their own.

use cors_runtime::__private::{
    Condition, ConditionParts, Conditions, ConditionsParts, InboundAction, InboundRule,
    InboundRuleParts, Map, MapParts, OutboundRule, OutboundRuleParts, Rewrite, RewriteParts, Set,
    SetParts, Stop, Test,
};
use cors_runtime::pattern::{Pattern, Syntax};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::block::Block;
use super::doc::{code, comment, element};
use super::words;
use crate::policy::{RewritePlaces, RewriteRulePlaces};

/// Whose rules for requests they are.
#[derive(Clone, Copy)]
enum RulesOf {
    UrlRewrite,
    HttpRedirect,
}

impl RulesOf {
    const fn item(self) -> &'static str {
        match self {
            Self::UrlRewrite => "REWRITE",
            Self::HttpRedirect => "HTTP_REDIRECT",
        }
    }

    const fn prefix(self) -> &'static str {
        match self {
            Self::UrlRewrite => "INBOUND",
            Self::HttpRedirect => "REDIRECT",
        }
    }

    const fn section(self) -> &'static str {
        match self {
            Self::UrlRewrite => "rewrite/rules",
            Self::HttpRedirect => "httpRedirect",
        }
    }

    const fn doc(self) -> &'static str {
        match self {
            Self::UrlRewrite => "The rules of URL Rewrite, in the order in which they run.",
            Self::HttpRedirect => "Where `httpRedirect` sends requests: the first rule that fits.",
        }
    }
}

impl<'p> Block<'_, 'p> {
    /// The item of the rules of URL Rewrite of a scope.
    pub(super) fn rewrite(
        &mut self,
        rules: &'p Rewrite<'p>,
        places: Option<&RewritePlaces<'p>>,
        scope: &str,
    ) -> Ident {
        self.rules(rules, places, RulesOf::UrlRewrite, scope)
    }

    /// The item of the `<httpRedirect>` of a scope.
    pub(super) fn http_redirect(
        &mut self,
        rules: &'p Rewrite<'p>,
        places: Option<&RewritePlaces<'p>>,
        scope: &str,
    ) -> Ident {
        self.rules(rules, places, RulesOf::HttpRedirect, scope)
    }

    fn rules(
        &mut self,
        rules: &'p Rewrite<'p>,
        places: Option<&RewritePlaces<'p>>,
        of: RulesOf,
        scope: &str,
    ) -> Ident {
        if let Some(known) = self.rewrites.find(rules) {
            return known;
        }
        let &RewriteParts { inbound, outbound, keeps } = rules.parts();
        let place = |list: Option<&'p [RewriteRulePlaces<'p>]>, at: usize| list?.get(at);
        let in_places = places.map(|places| places.inbound);
        let out_places = places.map(|places| places.outbound);
        let inbound: Vec<Ident> = inbound
            .iter()
            .enumerate()
            .map(|(at, rule)| self.inbound(rule, place(in_places, at), of))
            .collect();
        let outbound: Vec<Ident> = outbound
            .iter()
            .enumerate()
            .map(|(at, rule)| self.outbound(rule, place(out_places, at)))
            .collect();
        let item = self.names.of(of.item(), scope);
        let kind = self.items.runtime("Rewrite");
        let keeps = if keeps.is_empty() {
            quote! {}
        } else {
            quote! { .keeps(&[#(#keeps),*]) }
        };
        let docs = comment(&[of.doc().to_owned()]);
        self.items.rewrite.extend(quote! {
            #docs
            static #item: #kind = #kind::new(&[#(#inbound),*], &[#(#outbound),*])#keeps;
        });
        self.rewrites.insert(rules, &item);
        item
    }

    fn inbound(
        &mut self,
        rule: &'p InboundRule<'p>,
        places: Option<&RewriteRulePlaces<'p>>,
        of: RulesOf,
    ) -> Ident {
        if let Some(known) = self.inbound_rules.find(rule) {
            return known;
        }
        let parts = rule.parts();
        let &InboundRuleParts { name, matched, conditions, sets, action, stop } = parts;
        let kind = self.items.runtime("InboundRule");
        let matched = self.condition(&matched);
        let mut row = quote! { #kind::new(#name, #matched) };
        if let Some(conditions) = self.conditions(&conditions) {
            row.extend(quote! { .conditions(#conditions) });
        }
        if !sets.is_empty() {
            let sets: Vec<TokenStream> = sets.iter().map(|set| self.set(set)).collect();
            row.extend(quote! { .sets(const { &[#(#sets),*] }) });
        }
        match action {
            InboundAction::Nothing => {}
            InboundAction::Answer { status, body } => {
                let status = Literal::u16_unsuffixed(status);
                row.extend(quote! { .answer(#status, #body) });
            }
            InboundAction::Redirect { status, location } => {
                let (status, location) = (Literal::u16_unsuffixed(status), self.text(location));
                row.extend(quote! { .redirect(#status, #location) });
            }
            InboundAction::Rewrite { path: Some(path) } => row.extend(quote! { .to_path(#path) }),
            InboundAction::Rewrite { path: None } => row.extend(quote! { .to_application() }),
            InboundAction::Abort => row.extend(quote! { .abort() }),
        }
        if stop {
            row.extend(quote! { .stop() });
        }
        let mut docs = self.rule_doc(name, places, of.section());
        docs.extend(words::inbound(parts));
        let item = self.names.of(of.prefix(), name);
        let docs = comment(&docs);
        self.items.rewrite.extend(quote! { #docs const #item: #kind = #row; });
        self.inbound_rules.insert(rule, &item);
        item
    }

    fn outbound(
        &mut self,
        rule: &'p OutboundRule<'p>,
        places: Option<&RewriteRulePlaces<'p>>,
    ) -> Ident {
        if let Some(known) = self.outbound_rules.find(rule) {
            return known;
        }
        let parts = rule.parts();
        let &OutboundRuleParts {
            name,
            field,
            pre_condition,
            matched,
            conditions,
            value,
            replace,
            stop,
            sends_empty,
            first_line,
        } = parts;
        let kind = self.items.runtime("OutboundRule");
        let (field, matched) = (self.field(field), self.condition(&matched));
        let mut row = quote! { #kind::new(#name, #field, #matched) };
        if let Some(conditions) = self.conditions(&pre_condition) {
            row.extend(quote! { .pre_condition(#conditions) });
        }
        if let Some(conditions) = self.conditions(&conditions) {
            row.extend(quote! { .conditions(#conditions) });
        }
        if let Some(value) = value {
            let value = self.text(value);
            row.extend(quote! { .value(#value) });
        }
        if !replace {
            row.extend(quote! { .keep() });
        }
        match stop {
            Stop::Nothing => {}
            Stop::Run => row.extend(quote! { .stop() }),
            Stop::Field => row.extend(quote! { .stop_field() }),
        }
        if sends_empty {
            row.extend(quote! { .send_empty() });
        }
        if first_line {
            row.extend(quote! { .first_line() });
        }
        let mut docs = self.rule_doc(name, places, "rewrite/outboundRules");
        docs.extend(words::outbound(parts));
        let item = self.names.of("OUTBOUND", name);
        let docs = comment(&docs);
        self.items.rewrite.extend(quote! { #docs const #item: #kind = #row; });
        self.outbound_rules.insert(rule, &item);
        item
    }

    fn rule_doc(
        &self,
        name: &str,
        places: Option<&RewriteRulePlaces<'p>>,
        section: &str,
    ) -> Vec<String> {
        let place = places.map(|places| element(self.sources, places.tag, section));
        vec![place.unwrap_or_else(|| code(name)), String::new()]
    }

    fn set(&mut self, set: &Set<'p>) -> TokenStream {
        let &SetParts { name, value, replace } = set.parts();
        let (kind, value) = (self.items.runtime("Set"), self.text(value));
        let keep = if replace {
            quote! {}
        } else {
            quote! { .keep() }
        };
        quote! { #kind::new(#name, #value)#keep }
    }

    /// Conditions that count together; `None` where there are none.
    fn conditions(&mut self, conditions: &Conditions<'p>) -> Option<TokenStream> {
        let &ConditionsParts { list, any } = conditions.parts();
        if list.is_empty() {
            return None;
        }
        let kind = self.items.runtime("Conditions");
        let list: Vec<TokenStream> = list.iter().map(|one| self.condition(one)).collect();
        // What calls make lives on only in a constant of its own.
        let list = quote! { const { &[#(#list),*] } };
        Some(if any {
            quote! { #kind::any(#list) }
        } else {
            quote! { #kind::all(#list) }
        })
    }

    fn condition(&mut self, condition: &Condition<'p>) -> TokenStream {
        let &ConditionParts { input, test, negate } = condition.parts();
        let input = self.text(input);
        let test = match test {
            Test::Always => quote! { Always },
            Test::Never => quote! { Never },
            Test::Pattern(pattern) => {
                let pattern = self.pattern(pattern);
                quote! { Pattern(&#pattern) }
            }
            Test::OneOf(texts) => {
                let texts = self.map(texts, "TEXTS");
                quote! { OneOf(&#texts) }
            }
        };
        let (kind, tests) = (self.items.runtime("Condition"), self.items.runtime("Test"));
        let negate = if negate {
            quote! { .negate() }
        } else {
            quote! {}
        };
        quote! { #kind::new(#input, #tests::#test)#negate }
    }

    pub(super) fn map(&mut self, map: &'p Map<'p>, prefix: &str) -> Ident {
        if let Some(known) = self.maps.find(map) {
            return known;
        }
        let &MapParts { name, entries, default, ignore_case } = map.parts();
        let item = self.names.of(prefix, name);
        let list = self.names.of(&item.to_string(), "entries");
        let (kind, macro_name) = (self.items.runtime("Map"), self.items.runtime("map"));
        let (keys, values): (Vec<&str>, Vec<&str>) = entries.iter().copied().unzip();
        let length = Literal::usize_unsuffixed(entries.len());
        let ignore_case = if ignore_case {
            quote! { .ignore_case() }
        } else {
            quote! {}
        };
        let default = if default.is_empty() {
            quote! {}
        } else {
            quote! { .default_value(#default) }
        };
        let docs = comment(&[if prefix == "MAP" {
            format!("The rewrite map {}.", code(name))
        } else {
            format!("The texts that {} lists.", code(name))
        }]);
        self.items.maps.extend(quote! {
            #docs
            static #item: #kind = #macro_name!(#name, #list)#ignore_case #default;
            static #list: [(&str, &str); #length] = [#((#keys, #values)),*];
        });
        self.maps.insert(map, &item);
        item
    }

    fn pattern(&mut self, pattern: &'p Pattern<'p>) -> Ident {
        if let Some(known) = self.patterns.find(pattern) {
            return known;
        }
        let item = self.names.of("PATTERN", pattern.text());
        let kind = self.items.runtime("Pattern");
        let syntaxes = self.items.runtime("Syntax");
        let syntax = match pattern.syntax() {
            Syntax::EcmaScript => quote! { EcmaScript },
            Syntax::Wildcard => quote! { Wildcard },
            Syntax::ExactMatch => quote! { ExactMatch },
        };
        let (text, ignore_case) = (pattern.text(), pattern.ignores_case());
        let table = Literal::byte_string(pattern.table());
        let mut docs = Vec::new();
        if self.patterns.len() == 0 {
            docs.push(
                "From here on automata, computed from the patterns and not for reading.".to_owned(),
            );
        }
        docs.push(format!("The automaton of {}.", code(text)));
        let docs = comment(&docs);
        self.items.automata.extend(quote! {
            #docs
            static #item: #kind = #kind::new(#text, #syntaxes::#syntax, #ignore_case, #table);
        });
        self.patterns.insert(pattern, &item);
        item
    }
}
