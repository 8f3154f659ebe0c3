//! The block: the items that a policy is made of, and the policy as its value.

use cors_runtime::__private::{InboundRule, Map, OriginPattern, OutboundRule, Rewrite, ScopeParts};
use cors_runtime::pattern::Pattern;
use cors_runtime::policy::{
    Cors, FileCache, FileType, Header, Hsts, OptionsHandler, OriginRule, Scope, StaticFiles, Verbs,
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::doc::{code, comment, element};
use super::filters::Filters;
use super::ident::{self, Names};
use super::items::Items;
use super::name::RuntimePath;
use super::pool::Pool;
use super::rows;
use crate::policy::{HandlerPlace, Lowered, RulePlaces, ScopePlaces};
use crate::source::{SourceMap, Span};

/// The policy as one constant expression.
pub(super) fn expression(
    lowered: &Lowered<'_>,
    sources: &SourceMap,
    runtime: &RuntimePath,
) -> TokenStream {
    let mut block = Block::new(sources);
    let mut scopes = Vec::new();
    for (scope, places) in lowered.scopes() {
        scopes.push(block.scope(scope, places));
    }
    let (policy, kind) = (block.items.runtime("Policy"), block.items.runtime("Scope"));
    let (root, deeper) = scopes.split_first().expect("a policy has a root");
    let deeper = if deeper.is_empty() {
        let scopes = block.items.runtime("Scopes");
        quote! { #scopes::NONE }
    } else {
        let length = Literal::usize_unsuffixed(deeper.len());
        let list = block.names.of("SCOPES", "");
        block.items.scopes.extend(quote! { static #list: [#kind; #length] = [#(#deeper),*]; });
        let macro_name = block.items.runtime("scopes");
        quote! { #macro_name!(#list) }
    };
    let hsts = lowered.policy.parts().hsts.map(|hsts| block.hsts(&hsts, lowered.hsts));
    block.items.into_block(runtime, &quote! { #policy::new(#root, #deeper)#hsts })
}

/// The block while it grows.
pub(super) struct Block<'s, 'p> {
    pub(super) sources: &'s SourceMap,
    pub(super) items: Items,
    pub(super) names: Names,
    pub(super) filters: Filters<'p>,
    pub(super) rewrites: Pool<'p, Rewrite<'p>>,
    pub(super) inbound_rules: Pool<'p, InboundRule<'p>>,
    pub(super) outbound_rules: Pool<'p, OutboundRule<'p>>,
    pub(super) maps: Pool<'p, Map<'p>>,
    pub(super) patterns: Pool<'p, Pattern<'p>>,
    pub(super) static_files: Pool<'p, StaticFiles<'p>>,
    pub(super) file_caches: Pool<'p, [FileCache<'p>]>,
    pub(super) file_types: Pool<'p, [FileType<'p>]>,
    rules: Pool<'p, OriginRule<'p>>,
    origins: Pool<'p, [OriginRule<'p>]>,
    headers: Pool<'p, Header<'p>>,
    header_lists: Pool<'p, [Header<'p>]>,
    handlers: Pool<'p, OptionsHandler<'p>>,
    handler_lists: Pool<'p, [OptionsHandler<'p>]>,
}

impl<'s, 'p> Block<'s, 'p> {
    fn new(sources: &'s SourceMap) -> Self {
        Self {
            sources,
            items: Items::default(),
            names: Names::default(),
            filters: Filters::default(),
            rewrites: Pool::default(),
            inbound_rules: Pool::default(),
            outbound_rules: Pool::default(),
            maps: Pool::default(),
            patterns: Pool::default(),
            static_files: Pool::default(),
            file_caches: Pool::default(),
            file_types: Pool::default(),
            rules: Pool::default(),
            origins: Pool::default(),
            headers: Pool::default(),
            header_lists: Pool::default(),
            handlers: Pool::default(),
            handler_lists: Pool::default(),
        }
    }

    fn scope(&mut self, scope: &'p Scope<'p>, places: &ScopePlaces<'p>) -> Ident {
        let &ScopeParts {
            path,
            verbs,
            filtering,
            cors,
            options,
            custom_headers,
            redirect_headers,
            rewrite,
            static_files,
            http_redirect,
            custom_headers_first,
        } = scope.parts();
        let kind = self.items.runtime("Scope");
        let item =
            if path.is_empty() { self.names.of("ROOT", "") } else { self.names.of("SCOPE", path) };
        let mut row = quote! { #kind::new(#path) };
        let shown = if path.is_empty() { "`/`".to_owned() } else { code(&format!("/{path}")) };
        let mut docs =
            vec![format!("{shown}, because of {}.", element(self.sources, places.opened, ""))];
        if let Some(verbs) = &verbs {
            let verbs = self.verbs(verbs);
            row.extend(quote! { .verbs(#verbs) });
        }
        if let Some(filtering) = filtering {
            let filtering = self.filtering(filtering, places.filtering.as_ref(), path);
            row.extend(quote! { .filtering(&#filtering) });
        }
        if let Some(cors) = &cors {
            docs.push(self.cors_doc(cors, places));
            let cors = self.cors(cors, places, path);
            row.extend(quote! { .cors(#cors) });
        }
        let options = self.options(options, places.options, path);
        row.extend(quote! { .options(&#options) });
        for (headers, spans, method, name, section) in [
            (
                custom_headers,
                places.custom_headers,
                quote! { custom_headers },
                "CUSTOM_HEADERS",
                "customHeaders",
            ),
            (
                redirect_headers,
                places.redirect_headers,
                quote! { redirect_headers },
                "REDIRECT_HEADERS",
                "redirectHeaders",
            ),
        ] {
            if !headers.is_empty() {
                let list = self.header_list(headers, spans, name, section, path);
                row.extend(quote! { .#method(&#list) });
            }
        }
        if let Some(rules) = rewrite {
            let places = places.rewrite.as_ref();
            let rules = self.rewrite(rules, places, path);
            row.extend(quote! { .rewrite(&#rules) });
        }
        if let Some(files) = static_files {
            let files = self.static_files(files, places.static_files.as_ref(), path);
            row.extend(quote! { .static_files(&#files) });
        }
        if let Some(rules) = http_redirect {
            let places = places.http_redirect.as_ref();
            let rules = self.http_redirect(rules, places, path);
            row.extend(quote! { .http_redirect(&#rules) });
        }
        if custom_headers_first {
            row.extend(quote! { .custom_headers_first() });
        }
        let docs = comment(&docs);
        // A static: the compiler looks through the references of each constant, again for each that refers to the same.
        self.items.scopes.extend(quote! { #docs static #item: #kind = #row; });
        item
    }

    /// The call that sets what the site says about TLS.
    fn hsts(&mut self, hsts: &Hsts<'p>, place: Option<Span>) -> TokenStream {
        let row = rows::hsts(hsts.parts(), &mut self.items);
        let (kind, item) = (self.items.runtime("Hsts"), self.names.of("HSTS", ""));
        let docs = place.map(|place| element(self.sources, place, "site"));
        let docs = comment(&[docs.unwrap_or_default()]);
        self.items.headers.extend(quote! { #docs const #item: #kind = #row; });
        quote! { .hsts(#item) }
    }

    fn verbs(&mut self, verbs: &Verbs<'p>) -> TokenStream {
        rows::verbs(verbs.parts(), &mut self.items)
    }

    fn cors_doc(&self, cors: &Cors<'p>, places: &ScopePlaces<'p>) -> String {
        let section = places.cors.map(|cors| element(self.sources, cors.section, ""));
        let others = if cors.parts().fail_unlisted { "; other origins get 403" } else { "" };
        format!("CORS by {}{others}.", section.unwrap_or_default())
    }

    fn cors(&mut self, cors: &Cors<'p>, places: &ScopePlaces<'p>, path: &str) -> TokenStream {
        let parts = cors.parts();
        let kind = self.items.runtime("Cors");
        let spans = places.cors.map_or(&[][..], |cors| cors.rules);
        let origins = self.origins(parts.origins.rules(), spans, path);
        let settings = rows::of_cors(parts, &mut self.items);
        quote! { #kind::new(#origins)#settings }
    }

    fn origins(&mut self, rules: &'p [OriginRule<'p>], places: &[RulePlaces], path: &str) -> Ident {
        if let Some(known) = self.origins.find(rules) {
            return known;
        }
        let mut list = Vec::new();
        for (at, rule) in rules.iter().enumerate() {
            list.push(self.rule(rule, places.get(at)));
        }
        let (kind, table) = (self.items.runtime("OriginRule"), self.items.runtime("Origins"));
        let macro_name = self.items.runtime("origins");
        let item = self.names.of("ORIGINS", path);
        let rows = self.names.of("ORIGIN_RULES", path);
        let length = Literal::usize_unsuffixed(list.len());
        let docs = comment(&["The rules, with the table that finds them by origin.".to_owned()]);
        self.items.cors.extend(quote! {
            #docs
            static #item: #table = #macro_name!(#rows);
            static #rows: [#kind; #length] = [#(#list),*];
        });
        self.origins.insert(rules, &item);
        item
    }

    fn rule(&mut self, rule: &'p OriginRule<'p>, places: Option<&RulePlaces>) -> Ident {
        if let Some(known) = self.rules.find(rule) {
            return known;
        }
        let parts = rule.parts();
        let name = match parts.pattern {
            OriginPattern::Exact(origin) => ident::origin(origin),
            OriginPattern::Wildcard { scheme, suffix } => {
                ident::origin(&format!("{scheme}*{suffix}"))
            }
            OriginPattern::Any => ident::origin("*"),
        };
        let item = self.names.of("RULE", &name);
        let kind = self.items.runtime("OriginRule");
        let row = rows::rule(parts, &mut self.items);
        let docs = places.map(|places| element(self.sources, places.tag, "cors"));
        let docs = comment(&[docs.unwrap_or_default()]);
        self.items.cors.extend(quote! { #docs const #item: #kind = #row; });
        self.rules.insert(rule, &item);
        item
    }

    fn header_list(
        &mut self,
        headers: &'p [Header<'p>],
        places: &[Span],
        name: &str,
        section: &str,
        path: &str,
    ) -> Ident {
        if let Some(known) = self.header_lists.find(headers) {
            return known;
        }
        let mut list = Vec::new();
        for (at, header) in headers.iter().enumerate() {
            list.push(self.header(header, places.get(at), section));
        }
        let kind = self.items.runtime("Header");
        let item = self.names.of(name, path);
        let length = Literal::usize_unsuffixed(list.len());
        self.items.headers.extend(quote! { static #item: [#kind; #length] = [#(#list),*]; });
        self.header_lists.insert(headers, &item);
        item
    }

    fn header(&mut self, header: &'p Header<'p>, place: Option<&Span>, section: &str) -> Ident {
        if let Some(known) = self.headers.find(header) {
            return known;
        }
        let item = self.names.of("HEADER", header.parts().name.as_written());
        let kind = self.items.runtime("Header");
        let row = rows::header(header.parts(), &mut self.items);
        let docs = place.map(|span| element(self.sources, *span, section));
        let docs = comment(&[docs.unwrap_or_default()]);
        self.items.headers.extend(quote! { #docs const #item: #kind = #row; });
        self.headers.insert(header, &item);
        item
    }

    fn options(
        &mut self,
        handlers: &'p [OptionsHandler<'p>],
        places: &[HandlerPlace],
        path: &str,
    ) -> Ident {
        if let Some(known) = self.handler_lists.find(handlers) {
            return known;
        }
        let mut list = Vec::new();
        for (at, handler) in handlers.iter().enumerate() {
            list.push(self.handler(handler, places.get(at)));
        }
        let kind = self.items.runtime("OptionsHandler");
        let item = self.names.of("OPTIONS", path);
        let length = Literal::usize_unsuffixed(list.len());
        let docs = comment(&["Who answers OPTIONS: the first whose path fits.".to_owned()]);
        self.items.headers.extend(quote! { #docs static #item: [#kind; #length] = [#(#list),*]; });
        self.handler_lists.insert(handlers, &item);
        item
    }

    fn handler(&mut self, handler: &'p OptionsHandler<'p>, place: Option<&HandlerPlace>) -> Ident {
        if let Some(known) = self.handlers.find(handler) {
            return known;
        }
        let (name, docs) = match place {
            Some(HandlerPlace::Authentication(span)) => (
                "authentication",
                format!(
                    "The application, whose own authentication answers: {}.",
                    element(self.sources, *span, "anonymousAuthentication")
                ),
            ),
            Some(HandlerPlace::Nobody) => {
                ("nobody", "No handler takes OPTIONS, which gets 404.".to_owned())
            }
            Some(HandlerPlace::Mapping(span)) => {
                (handler.name(), element(self.sources, *span, "handlers"))
            }
            None => (handler.name(), String::new()),
        };
        let item = self.names.of("HANDLER", name);
        let kind = self.items.runtime("OptionsHandler");
        let row = rows::handler(handler.parts(), &mut self.items);
        let docs = comment(&[docs]);
        self.items.headers.extend(quote! { #docs const #item: #kind = #row; });
        self.handlers.insert(handler, &item);
        item
    }
}
