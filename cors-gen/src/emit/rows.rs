//! The constructor calls: one value of the policy, one expression.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::policy::{
    AllowHeaders, Header, Joining, OptionsAnswer, OptionsHandler, Pattern, Rule, Verbs,
};
use crate::source::Span;

pub(super) fn rule(rule: &Rule) -> TokenStream {
    let mut row = match &rule.pattern.value {
        Pattern::Exact(origin) => quote! { Rule::exact(#origin) },
        Pattern::Wildcard { scheme, suffix } => quote! { Rule::wildcard(#scheme, #suffix) },
        Pattern::Any => quote! { Rule::any() },
    };
    if !rule.allowed {
        row.extend(quote! { .denied() });
    }
    if rule.credentials.is_some() {
        row.extend(quote! { .allow_credentials() });
    }
    if let Some(seconds) = &rule.max_age {
        let seconds = seconds.value.to_string();
        row.extend(quote! { .max_age(#seconds) });
    }
    if let Some(methods) = &rule.allow_methods {
        let methods = &methods.value;
        row.extend(quote! { .allow_methods(#methods) });
    }
    match rule.allow_headers.as_ref().map(|headers| &headers.value) {
        Some(AllowHeaders::Listed(names)) => row.extend(quote! { .allow_headers(#names) }),
        Some(AllowHeaders::Requested) => row.extend(quote! { .allow_requested_headers() }),
        None => {}
    }
    if let Some(names) = &rule.expose_headers {
        let names = &names.value;
        row.extend(quote! { .expose_headers(#names) });
    }
    row
}

/// The places of a rule's values beside its tag's, with a word for each.
pub(super) fn rule_places(rule: &Rule) -> impl Iterator<Item = (&'static str, Span)> {
    [
        ("credentials", rule.credentials.as_ref().map(|it| it.span)),
        ("lifetime", rule.max_age.as_ref().map(|it| it.span)),
        ("methods", rule.allow_methods.as_ref().map(|it| it.span)),
        ("request headers", rule.allow_headers.as_ref().map(|it| it.span)),
        ("exposed headers", rule.expose_headers.as_ref().map(|it| it.span)),
    ]
    .into_iter()
    .filter_map(|(what, span)| Some((what, span?)))
}

/// All places of a rule; equal rules with equal places are one.
pub(super) fn rule_key(rule: &Rule) -> impl Iterator<Item = Span> {
    std::iter::once(rule.pattern.span).chain(rule_places(rule).map(|(_, span)| span))
}

pub(super) fn header(header: &Header) -> TokenStream {
    let Header { name, value, joining } = header;
    let lower = name.to_ascii_lowercase();
    match joining {
        Joining::Line => quote! { Header::line(#name, #lower, #value) },
        Joining::Comma => quote! { Header::joined(#name, #lower, #value) },
    }
}

pub(super) fn handler(handler: &OptionsHandler) -> TokenStream {
    let path = &handler.path;
    let answer = match handler.answer {
        OptionsAnswer::Application => quote! { Application },
        OptionsAnswer::VerbHandler => quote! { VerbHandler },
        OptionsAnswer::MethodNotAllowed => quote! { MethodNotAllowed },
    };
    quote! { OptionsHandler::new(#path, OptionsAnswer::#answer) }
}

pub(super) fn verbs(verbs: &Verbs) -> TokenStream {
    let listed = verbs.listed.iter().map(|listed| {
        let (verb, allowed) = &listed.value;
        quote! { (#verb, #allowed) }
    });
    let allow_unlisted = verbs.allow_unlisted.value;
    quote! { Verbs::new(&[#(#listed),*], #allow_unlisted) }
}

/// `static NAME: [Kind; 2] = [FIRST, SECOND];`
pub(super) fn list(name: &Ident, kind: &str, items: &[Ident]) -> TokenStream {
    let kind = Ident::new(kind, name.span());
    let length = proc_macro2::Literal::usize_unsuffixed(items.len());
    quote! { static #name: [#kind; #length] = [#(#items),*]; }
}
