//! The items of the block, in the order in which one reads them.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::name::RuntimePath;

/// The items so far, by what they are.
#[derive(Debug, Default)]
pub(super) struct Items {
    /// The names that the items use of the runtime.
    imports: BTreeSet<&'static str>,
    /// The scopes: who reads on finds all the rest from here.
    pub(super) scopes: TokenStream,
    /// Request filtering.
    pub(super) filtering: TokenStream,
    /// The CORS module: lists and rules.
    pub(super) cors: TokenStream,
    /// Header fields, handlers and verbs.
    pub(super) headers: TokenStream,
    /// The rules of URL Rewrite.
    pub(super) rewrite: TokenStream,
    /// What is sent with static files.
    pub(super) files: TokenStream,
    /// Rewrite maps, and lists of texts.
    pub(super) maps: TokenStream,
    /// Automata, which are not for reading.
    pub(super) automata: TokenStream,
}

impl Items {
    /// A name of the runtime, which the block imports.
    pub(super) fn runtime(&mut self, name: &'static str) -> Ident {
        self.imports.insert(name);
        Ident::new(name, Span::call_site())
    }

    /// The block: the imports, the items, and the value.
    ///
    /// The module is imported by itself: where it is missing, rustc names the one that is there.
    pub(super) fn into_block(self, runtime: &RuntimePath, value: &TokenStream) -> TokenStream {
        let Self { imports, scopes, filtering, cors, headers, rewrite, files, maps, automata } =
            self;
        let imports = imports.into_iter().map(|name| Ident::new(name, Span::call_site()));
        let module = Ident::new(&format!("abi{}", cors_runtime::__private::ABI), Span::call_site());
        quote! {
            {
                use #runtime::__private::#module;
                use #module::{#(#imports),*};
                #scopes
                #filtering
                #cors
                #headers
                #rewrite
                #files
                #maps
                #automata
                #value
            }
        }
    }
}
