//! The constructor calls of origin rules, headers, handlers, verbs and HSTS. Each takes a value apart whole, so that a setting that
//! comes later cannot be left out.

use cors_runtime::__private::{
    AllowHeaders, CorsParts, HeaderParts, HstsParts, OptionsAnswer, OptionsHandlerParts,
    OriginPattern, OriginRuleParts, VerbsParts,
};
use cors_runtime::policy::{BothSet, OnErrors, UnlistedPreflight, Vary};
use proc_macro2::TokenStream;
use quote::quote;

use super::items::Items;

/// The calls that set what a `<cors>` says beside its rules.
pub(super) fn of_cors(parts: &CorsParts<'_>, items: &mut Items) -> TokenStream {
    let &CorsParts {
        origins: _,
        fail_unlisted,
        vary,
        vary_line,
        unlisted_preflight,
        both_set,
        on_errors,
    } = parts;
    let mut calls = TokenStream::new();
    if fail_unlisted {
        calls.extend(quote! { .fail_unlisted_origins() });
    }
    let answer = match vary {
        Vary::Section => None,
        Vary::Cors => Some(quote! { Cors }),
        Vary::Matched => Some(quote! { Matched }),
        Vary::Never => Some(quote! { Never }),
    };
    if let Some(answer) = answer {
        let kind = items.runtime("Vary");
        calls.extend(quote! { .vary(#kind::#answer) });
    }
    if vary_line {
        calls.extend(quote! { .vary_line() });
    }
    let answer = match unlisted_preflight {
        UnlistedPreflight::Next => None,
        UnlistedPreflight::Answered => Some(quote! { Answered }),
        UnlistedPreflight::Forbidden => Some(quote! { Forbidden }),
    };
    if let Some(answer) = answer {
        let kind = items.runtime("UnlistedPreflight");
        calls.extend(quote! { .unlisted_preflight(#kind::#answer) });
    }
    let answer = match both_set {
        BothSet::Application => None,
        BothSet::Module => Some(quote! { Module }),
        BothSet::Both => Some(quote! { Both }),
    };
    if let Some(answer) = answer {
        let kind = items.runtime("BothSet");
        calls.extend(quote! { .both_set(#kind::#answer) });
    }
    match on_errors {
        OnErrors::Sent => {}
        OnErrors::LeftOut => {
            let kind = items.runtime("OnErrors");
            calls.extend(quote! { .on_errors(#kind::LeftOut) });
        }
    }
    calls
}

pub(super) fn rule(parts: &OriginRuleParts<'_>, items: &mut Items) -> TokenStream {
    let &OriginRuleParts {
        pattern,
        allowed,
        credentials,
        max_age,
        allow_methods,
        allow_headers,
        expose_headers,
    } = parts;
    let kind = items.runtime("OriginRule");
    let mut row = match pattern {
        OriginPattern::Exact(origin) => quote! { #kind::exact(#origin) },
        OriginPattern::Wildcard { scheme, suffix } => quote! { #kind::wildcard(#scheme, #suffix) },
        OriginPattern::Any => quote! { #kind::any() },
    };
    if !allowed {
        row.extend(quote! { .denied() });
    }
    if credentials {
        row.extend(quote! { .allow_credentials() });
    }
    if let Some(seconds) = max_age {
        row.extend(quote! { .max_age(#seconds) });
    }
    match allow_methods {
        None => {}
        Some("") => row.extend(quote! { .empty_methods() }),
        Some(methods) => row.extend(quote! { .allow_methods(#methods) }),
    }
    match allow_headers {
        AllowHeaders::None => {}
        AllowHeaders::Listed(names) => row.extend(quote! { .allow_headers(#names) }),
        AllowHeaders::Requested => row.extend(quote! { .allow_requested_headers() }),
    }
    if let Some(names) = expose_headers {
        row.extend(quote! { .expose_headers(#names) });
    }
    row
}

pub(super) fn header(parts: &HeaderParts<'_>, items: &mut Items) -> TokenStream {
    let &HeaderParts { name, value, joined } = parts;
    let (kind, field_name) = (items.runtime("Header"), items.runtime("field_name"));
    let name = name.as_written();
    if joined {
        quote! { #kind::joined(#field_name!(#name), #value) }
    } else {
        quote! { #kind::line(#field_name!(#name), #value) }
    }
}

pub(super) fn hsts(parts: &HstsParts<'_>, items: &mut Items) -> TokenStream {
    let &HstsParts { value, redirects } = parts;
    let kind = items.runtime("Hsts");
    let redirects = redirects.then(|| quote! { .redirect_http_to_https() });
    quote! { #kind::new(#value)#redirects }
}

pub(super) fn handler(parts: &OptionsHandlerParts<'_>, items: &mut Items) -> TokenStream {
    let &OptionsHandlerParts { name, path, answer } = parts;
    let kind = items.runtime("OptionsHandler");
    match answer {
        OptionsAnswer::Application => quote! { #kind::application(#name, #path) },
        OptionsAnswer::VerbHandler => quote! { #kind::verb_handler(#name, #path) },
        OptionsAnswer::MethodNotAllowed => quote! { #kind::static_file(#name, #path) },
        OptionsAnswer::NotFound => quote! { #kind::not_found(#name, #path) },
    }
}

pub(super) fn verbs(parts: &VerbsParts<'_>, items: &mut Items) -> TokenStream {
    let &VerbsParts { listed, allow_unlisted } = parts;
    let kind = items.runtime("Verbs");
    let (verbs, allowed): (Vec<&str>, Vec<bool>) = listed.iter().copied().unzip();
    quote! { #kind::new(&[#((#verbs, #allowed)),*], #allow_unlisted) }
}
