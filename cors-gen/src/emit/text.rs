//! The texts of rules: lists of parts.

use cors_runtime::__private::{Part, Variable};
use cors_runtime::Field;
use proc_macro2::{Ident, Literal, Span as TokenSpan, TokenStream};
use quote::quote;

use super::block::Block;

impl<'p> Block<'_, 'p> {
    pub(super) fn text(&mut self, text: &'p [Part<'p>]) -> TokenStream {
        let parts: Vec<TokenStream> = text.iter().map(|part| self.part(part)).collect();
        if looks_up(text) {
            // As with calls: what refers to a static lives on only in a constant of its own.
            quote! { const { &[#(#parts),*] } }
        } else {
            quote! { &[#(#parts),*] }
        }
    }

    fn part(&mut self, part: &Part<'p>) -> TokenStream {
        let kind = self.items.runtime("Part");
        let part = match *part {
            Part::Literal(text) => quote! { Literal(#text) },
            Part::Variable(variable) => {
                let variable = self.variable(variable);
                quote! { Variable(#variable) }
            }
            Part::Set { name, otherwise } => {
                let otherwise = self.text(otherwise);
                quote! { Set { name: #name, otherwise: #otherwise } }
            }
            Part::Status => quote! { Status },
            Part::Response(field) => {
                let field = self.field(field);
                quote! { Response(#field) }
            }
            Part::RuleGroup(group) => {
                let group = Literal::u8_unsuffixed(group);
                quote! { RuleGroup(#group) }
            }
            Part::ConditionGroup { condition, group } => {
                let condition = Literal::u8_unsuffixed(condition);
                let group = Literal::u8_unsuffixed(group);
                quote! { ConditionGroup { condition: #condition, group: #group } }
            }
            Part::AnyConditionGroup(group) => {
                let group = Literal::u8_unsuffixed(group);
                quote! { AnyConditionGroup(#group) }
            }
            Part::Lower(text) => {
                let text = self.text(text);
                quote! { Lower(#text) }
            }
            Part::Encoded(text) => {
                let text = self.text(text);
                quote! { Encoded(#text) }
            }
            Part::Html(text) => {
                let text = self.text(text);
                quote! { Html(#text) }
            }
            Part::Decoded(text) => {
                let text = self.text(text);
                quote! { Decoded(#text) }
            }
            Part::Lookup(map, key) => {
                let (map, key) = (self.map(map, "MAP"), self.text(key));
                quote! { Lookup(&#map, #key) }
            }
            Part::Location { base, query, text } => {
                let text = self.text(text);
                quote! { Location { base: #base, query: #query, text: #text } }
            }
        };
        quote! { #kind::#part }
    }

    fn variable(&mut self, variable: Variable<'p>) -> TokenStream {
        let kind = self.items.runtime("Variable");
        let variable = match variable {
            Variable::Method => quote! { Method },
            Variable::Path { skipped } => {
                let skipped = Literal::u8_unsuffixed(skipped);
                quote! { Path { skipped: #skipped } }
            }
            Variable::Suffix { skipped } => {
                let skipped = Literal::u8_unsuffixed(skipped);
                quote! { Suffix { skipped: #skipped } }
            }
            Variable::Url => quote! { Url },
            Variable::RequestUri => quote! { RequestUri },
            Variable::UnencodedUrl => quote! { UnencodedUrl },
            Variable::Search => quote! { Search },
            Variable::Query => quote! { Query },
            Variable::Https => quote! { Https },
            Variable::ServerPort => quote! { ServerPort },
            Variable::ServerPortSecure => quote! { ServerPortSecure },
            Variable::ServerName => quote! { ServerName },
            Variable::Header(name) => quote! { Header(#name) },
        };
        quote! { #kind::#variable }
    }

    pub(super) fn field(&mut self, field: Field<'p>) -> TokenStream {
        let kind = self.items.runtime("Field");
        let known = match field {
            Field::AllowOrigin => "AllowOrigin",
            Field::AllowCredentials => "AllowCredentials",
            Field::AllowMethods => "AllowMethods",
            Field::AllowHeaders => "AllowHeaders",
            Field::MaxAge => "MaxAge",
            Field::ExposeHeaders => "ExposeHeaders",
            Field::Vary => "Vary",
            other => {
                let (field_name, name) = (self.items.runtime("field_name"), other.name());
                return quote! { #kind::Other(#field_name!(#name)) };
            }
        };
        let known = Ident::new(known, TokenSpan::call_site());
        quote! { #kind::#known }
    }
}

/// Whether a part of the text, at any depth, is a look-up in a map.
fn looks_up(text: &[Part<'_>]) -> bool {
    let in_part =
        |part: &Part<'_>| matches!(part, Part::Lookup(..)) || part.inner().is_some_and(looks_up);
    text.iter().any(in_part)
}
