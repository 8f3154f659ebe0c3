//! What is sent with static files: an item for each scope's, one for each list.

use cors_runtime::__private::{FileCacheParts, FileTypeParts, StaticFilesParts};
use cors_runtime::policy::{FileCache, FileType, OtherTypes, StaticFiles};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::block::Block;
use super::doc::{comment, element};
use super::items::Items;
use crate::policy::StaticPlaces;
use crate::source::{SourceMap, Span};

impl<'p> Block<'_, 'p> {
    pub(super) fn static_files(
        &mut self,
        files: &'p StaticFiles<'p>,
        places: Option<&StaticPlaces<'p>>,
        path: &str,
    ) -> Ident {
        if let Some(known) = self.static_files.find(files) {
            return known;
        }
        let &StaticFilesParts { cache_control, by_extension, expires, etag, types, other_types } =
            files.parts();
        let kind = self.items.runtime("StaticFiles");
        let mut row = quote! { #kind::new() };
        if let Some(value) = cache_control {
            row.extend(quote! { .cache_control(#value) });
        }
        if !by_extension.is_empty() {
            let list = self.file_caches(by_extension, path);
            row.extend(quote! { .cache_control_by_extension(&#list) });
        }
        if let Some(date) = expires {
            row.extend(quote! { .expires(#date) });
        }
        if !etag {
            row.extend(quote! { .without_etag() });
        }
        if !types.is_empty() {
            let list = self.file_types(types, path);
            row.extend(quote! { .types(&#list) });
        }
        if other_types != OtherTypes::AsServed {
            let others = other(other_types, &mut self.items);
            row.extend(quote! { .other_types(#others) });
        }
        let item = self.names.of("STATIC_FILES", path);
        let docs = comment(&places.map(|places| self.static_docs(places)).unwrap_or_default());
        self.items.files.extend(quote! { #docs static #item: #kind = #row; });
        self.static_files.insert(files, &item);
        item
    }

    /// What the values for all files come from.
    fn static_docs(&self, places: &StaticPlaces<'_>) -> Vec<String> {
        let section = element(self.sources, places.section, "");
        let mut docs = vec![format!("Static files, by {section}; `StaticLayer` sends this.")];
        let settings = [places.expires, places.without_etag, places.other_types];
        let settings = places.cache_control.iter().copied().chain(settings.into_iter().flatten());
        docs.extend(
            settings.map(|place| element(self.sources, place, section_of(self.sources, place))),
        );
        docs
    }

    fn file_caches(&mut self, list: &'p [FileCache<'p>], path: &str) -> Ident {
        if let Some(known) = self.file_caches.find(list) {
            return known;
        }
        let kind = self.items.runtime("FileCache");
        let rows = list.iter().map(|entry| {
            let &FileCacheParts { extension, value } = entry.parts();
            let Some(value) = value else { return quote! { #kind::none(#extension) } };
            quote! { #kind::new(#extension, #value) }
        });
        let docs = "`Cache-Control` by extension: the profiles of `caching`.";
        let item = self.names.of("FILE_CACHES", path);
        let length = Literal::usize_unsuffixed(list.len());
        let docs = comment(&[docs.to_owned()]);
        self.items.files.extend(quote! { #docs static #item: [#kind; #length] = [#(#rows),*]; });
        self.file_caches.insert(list, &item);
        item
    }

    fn file_types(&mut self, list: &'p [FileType<'p>], path: &str) -> Ident {
        if let Some(known) = self.file_types.find(list) {
            return known;
        }
        let kind = self.items.runtime("FileType");
        let rows = list.iter().map(|entry| {
            let &FileTypeParts { extension, mime } = entry.parts();
            let Some(mime) = mime else { return quote! { #kind::not_found(#extension) } };
            quote! { #kind::new(#extension, #mime) }
        });
        let docs = "Types by extension: what `mimeMap` adds, and what `remove` takes away.";
        let item = self.names.of("FILE_TYPES", path);
        let length = Literal::usize_unsuffixed(list.len());
        let docs = comment(&[docs.to_owned()]);
        self.items.files.extend(quote! { #docs static #item: [#kind; #length] = [#(#rows),*]; });
        self.file_types.insert(list, &item);
        item
    }
}

/// The section that a place is in.
fn section_of(sources: &SourceMap, place: Span) -> &str {
    sources.section(place).unwrap_or_default()
}

fn other(types: OtherTypes<'_>, items: &mut Items) -> TokenStream {
    let kind = items.runtime("OtherTypes");
    match types {
        OtherTypes::AsServed => quote! { #kind::AsServed },
        OtherTypes::WhereUnknown(mime) => quote! { #kind::WhereUnknown(#mime) },
        OtherTypes::Always(mime) => quote! { #kind::Always(#mime) },
        OtherTypes::NotFound => quote! { #kind::NotFound },
    }
}
