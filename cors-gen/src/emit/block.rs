//! The block: what it imports, the items in the order of their first use, and the policy as its value.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, Span as TokenSpan, TokenStream};
use quote::quote;

use super::doc::{code, count, doc, place, place_and_text, places};
use super::name::RuntimePath;
use super::pool::{Pool, numbered};
use super::rows;
use crate::policy::{
    Cors, Header, OptionsHandler, Policy, Rule, Scope, Verbs, index_size, schemes,
};
use crate::source::{SourceMap, Span, Spanned};

/// The policy as one constant expression.
pub(super) fn expression(
    policy: &Policy,
    sources: &SourceMap,
    runtime: &RuntimePath,
) -> TokenStream {
    let mut block = Block::new(sources);
    let root = Ident::new("ROOT", TokenSpan::call_site());
    block.scope(&root, &policy.root);
    let mut deeper = Vec::new();
    for scope in &policy.deeper {
        let name = numbered("SCOPE", deeper.len() + 1);
        block.scope(&name, scope);
        deeper.push(name);
    }
    let Block { items, imports, .. } = block;
    let imports = imports.iter().map(|name| Ident::new(name, TokenSpan::call_site()));
    let abi = Literal::u32_unsuffixed(cors_runtime::__private::ABI);
    quote! {
        {
            use #runtime::policy::{#(#imports),*};
            #(#items)*
            #runtime::__private::policy(#abi, #root, &[#(#deeper),*])
        }
    }
}

/// The block while it grows.
struct Block<'p> {
    sources: &'p SourceMap,
    imports: BTreeSet<&'static str>,
    items: Vec<TokenStream>,
    rules: Pool<'p, Rule>,
    rule_lists: Pool<'p, [Rule]>,
    headers: Pool<'p, Spanned<Header>>,
    header_lists: Pool<'p, [Spanned<Header>]>,
    handlers: Pool<'p, Spanned<OptionsHandler>>,
    handler_lists: Pool<'p, [Spanned<OptionsHandler>]>,
    verbs: Pool<'p, Verbs>,
}

impl<'p> Block<'p> {
    fn new(sources: &'p SourceMap) -> Self {
        Self {
            sources,
            imports: BTreeSet::new(),
            items: Vec::new(),
            rules: Pool::new("RULE"),
            rule_lists: Pool::new("RULES"),
            headers: Pool::new("HEADER"),
            header_lists: Pool::new("HEADERS"),
            handlers: Pool::new("HANDLER"),
            handler_lists: Pool::new("HANDLERS"),
            verbs: Pool::new("VERBS"),
        }
    }

    /// Adds a documented constant of a runtime type.
    fn constant(&mut self, name: &Ident, kind: &'static str, docs: &[String], value: TokenStream) {
        self.imports.insert(kind);
        let docs = doc(docs);
        let kind = Ident::new(kind, TokenSpan::call_site());
        self.items.push(quote! { #docs const #name: #kind = #value; });
    }

    fn scope(&mut self, name: &Ident, scope: &'p Scope) {
        let path = &scope.path.value;
        let mut value = quote! { Scope::new(#path) };
        let shown = if path.is_empty() { "`/`".to_owned() } else { code(path) };
        let mut docs = vec![format!("{shown} from {}", place_and_text(self.sources, scope.span()))];
        if let Some(verbs) = &scope.verbs {
            let verbs = self.verbs(verbs);
            value.extend(quote! { .verbs(#verbs) });
        }
        if let Some(cors) = &scope.cors {
            docs.push(self.cors_doc(cors));
            let cors = self.cors(cors);
            value.extend(quote! { .cors(#cors) });
        }
        let handlers = self.handlers(&scope.options);
        value.extend(quote! { .options(&#handlers) });
        if !scope.custom_headers.is_empty() {
            let headers = self.headers(&scope.custom_headers);
            value.extend(quote! { .custom_headers(&#headers) });
        }
        if !scope.redirect_headers.is_empty() {
            let headers = self.headers(&scope.redirect_headers);
            value.extend(quote! { .redirect_headers(&#headers) });
        }
        self.constant(name, "Scope", &docs, value);
    }

    fn cors_doc(&self, cors: &Cors) -> String {
        let section = place(self.sources, cors.section.span);
        let rules = count(cors.rules.len(), "origin rule");
        let mut text = format!("CORS module from {section}, {rules}");
        if cors.fail_unlisted.value {
            let place = place(self.sources, cors.fail_unlisted.span);
            text += &format!(", other origins get 403 by {place}");
        }
        text
    }

    /// The CORS module: `Cors::new(&RULES_0, &INDEX_0, &SCHEMES_0)`.
    fn cors(&mut self, cors: &'p Cors) -> TokenStream {
        self.imports.insert("Cors");
        let mut value = if cors.rules.is_empty() {
            quote! { Cors::new(&[], &[], &[]) }
        } else {
            self.rules(&cors.rules)
        };
        if cors.fail_unlisted.value {
            value.extend(quote! { .fail_unlisted_origins() });
        }
        value
    }

    fn rules(&mut self, rules: &'p [Rule]) -> TokenStream {
        let schemes = schemes(rules);
        let slots = index_size(rules);
        let known = self.rule_lists.name(rules, rules.iter().flat_map(rows::rule_key).collect());
        let (Ok(name) | Err(name)) = &known;
        let beside = |prefix: &str| {
            let name = name.to_string().replacen("RULES", prefix, 1);
            Ident::new(&name, TokenSpan::call_site())
        };
        let (index_name, schemes_name) = (beside("INDEX"), beside("SCHEMES"));
        if known.is_err() {
            let names: Vec<Ident> = rules.iter().map(|rule| self.rule(rule)).collect();
            self.items.push(rows::list(name, "Rule", &names));
            if !schemes.is_empty() {
                self.imports.insert("Scheme");
                let length = Literal::usize_unsuffixed(schemes.len());
                let rows = schemes.iter().map(|(prefix, lengths)| {
                    let lengths = lengths.iter().map(|length| Literal::usize_unsuffixed(*length));
                    quote! { Scheme::new(#prefix, &[#(#lengths),*]) }
                });
                self.items.push(quote! {
                    static #schemes_name: [Scheme; #length] = [#(#rows),*];
                });
            }
            if slots > 0 {
                let call = if schemes.is_empty() {
                    self.imports.insert("index");
                    quote! { index(&#name) }
                } else {
                    self.imports.insert("index_with");
                    quote! { index_with(&#name, &#schemes_name) }
                };
                let length = Literal::usize_unsuffixed(slots);
                self.items.push(quote! { static #index_name: [u64; #length] = #call; });
            }
        }
        let index = if slots > 0 {
            quote! { &#index_name }
        } else {
            quote! { &[] }
        };
        let schemes = if schemes.is_empty() {
            quote! { &[] }
        } else {
            quote! { &#schemes_name }
        };
        quote! { Cors::new(&#name, #index, #schemes) }
    }

    fn rule(&mut self, rule: &'p Rule) -> Ident {
        self.rules.name(rule, rows::rule_key(rule).collect()).unwrap_or_else(|name| {
            let tag = rule.pattern.span;
            let elsewhere: Vec<String> = rows::rule_places(rule)
                .filter(|(_, span)| !contains(tag, *span))
                .map(|(what, span)| format!("{what} {}", place(self.sources, span)))
                .collect();
            let mut docs = vec![place_and_text(self.sources, tag)];
            if !elsewhere.is_empty() {
                docs.push(elsewhere.join(", "));
            }
            self.constant(&name, "Rule", &docs, rows::rule(rule));
            name
        })
    }

    fn headers(&mut self, headers: &'p [Spanned<Header>]) -> Ident {
        self.header_lists.name(headers, spans(headers)).unwrap_or_else(|list| {
            let names: Vec<Ident> = headers.iter().map(|header| self.header(header)).collect();
            self.items.push(rows::list(&list, "Header", &names));
            list
        })
    }

    fn header(&mut self, header: &'p Spanned<Header>) -> Ident {
        self.headers.name(header, vec![header.span]).unwrap_or_else(|name| {
            let docs = [place_and_text(self.sources, header.span)];
            self.constant(&name, "Header", &docs, rows::header(&header.value));
            name
        })
    }

    fn handlers(&mut self, handlers: &'p [Spanned<OptionsHandler>]) -> Ident {
        self.handler_lists.name(handlers, spans(handlers)).unwrap_or_else(|list| {
            let names: Vec<Ident> = handlers.iter().map(|handler| self.handler(handler)).collect();
            self.items.push(rows::list(&list, "OptionsHandler", &names));
            list
        })
    }

    fn handler(&mut self, handler: &'p Spanned<OptionsHandler>) -> Ident {
        self.handlers.name(handler, vec![handler.span]).unwrap_or_else(|name| {
            self.imports.insert("OptionsAnswer");
            let mapping = code(&handler.value.name);
            let docs =
                [format!("Handler mapping {mapping}, {}", place(self.sources, handler.span))];
            self.constant(&name, "OptionsHandler", &docs, rows::handler(&handler.value));
            name
        })
    }

    fn verbs(&mut self, verbs: &'p Verbs) -> Ident {
        let listed = spans(&verbs.listed);
        let mut key = vec![verbs.allow_unlisted.span];
        key.extend(&listed);
        self.verbs.name(verbs, key).unwrap_or_else(|name| {
            let mut docs = vec![place_and_text(self.sources, verbs.allow_unlisted.span)];
            if !listed.is_empty() {
                docs.push(format!("listed at {}", places(self.sources, &listed)));
            }
            self.constant(&name, "Verbs", &docs, rows::verbs(verbs));
            name
        })
    }
}

fn spans<T>(values: &[Spanned<T>]) -> Vec<Span> {
    values.iter().map(|value| value.span).collect()
}

fn contains(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}
