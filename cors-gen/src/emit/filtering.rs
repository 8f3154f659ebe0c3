//! What request filtering refuses: an item for each scope's settings, and one for each list.

use cors_runtime::__private::{FileExtensions, RequestFilteringParts};
use cors_runtime::FieldName;
use cors_runtime::policy::RequestFiltering;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::block::Block;
use super::doc::{comment, element};
use super::filters::{Key, TextPool};
use crate::policy::FilteringPlaces;
use crate::source::Span;

/// A list of texts, about to become an item.
struct Texts<'p, 'a> {
    list: &'p [&'p str],
    places: &'a [Span],
    /// What the item is called.
    name: &'static str,
    /// The element that it comes from.
    section: &'static str,
    /// The method that takes it.
    method: TokenStream,
    /// Where its item is found again.
    pool: TextPool<'p>,
}

impl<'p> Block<'_, 'p> {
    /// The item of what a scope refuses.
    pub(super) fn filtering(
        &mut self,
        filtering: &'p RequestFiltering<'p>,
        places: Option<&FilteringPlaces<'p>>,
        scope: &str,
    ) -> Ident {
        let none = FilteringPlaces::default();
        let places = places.unwrap_or(&none);
        let &RequestFilteringParts {
            max_allowed_content_length,
            max_url,
            max_query_string,
            header_limits,
            deny_double_escaping,
            deny_high_bit_characters,
            file_extensions,
            keep_query_string_escaped,
            // What `texts_of` prints.
            deny_url_sequences: _,
            always_allowed_urls: _,
            hidden_segments: _,
            deny_query_string_sequences: _,
            always_allowed_query_strings: _,
        } = filtering.parts();
        let headers = self.header_limits(header_limits, places.header_limits, scope);
        let extensions = self.file_extensions(file_extensions, places, scope);
        let texts = self.texts_of(filtering, places, scope);
        let mut lists: Vec<Option<Ident>> = texts.iter().map(|(_, item)| item.clone()).collect();
        lists.extend([headers.clone(), extensions.clone()]);
        let key = Key { settings: without_lists(filtering.parts()), lists };
        if let Some(known) = self.filters.all.get(&key) {
            return known.clone();
        }
        let kind = self.items.runtime("RequestFiltering");
        let mut row = quote! { #kind::new() };
        for (limit, method) in [
            (max_allowed_content_length, quote! { max_allowed_content_length }),
            (max_url, quote! { max_url }),
            (max_query_string, quote! { max_query_string }),
        ] {
            if let Some(bytes) = limit.map(number) {
                row.extend(quote! { .#method(#bytes) });
            }
        }
        if let Some(list) = headers {
            row.extend(quote! { .header_limits(&#list) });
        }
        for (is_set, method) in [
            (deny_double_escaping, quote! { deny_double_escaping }),
            (deny_high_bit_characters, quote! { deny_high_bit_characters }),
            (keep_query_string_escaped, quote! { keep_query_string_escaped }),
        ] {
            if is_set {
                row.extend(quote! { .#method() });
            }
        }
        if let (Some(list), Some(extensions)) = (extensions, file_extensions) {
            let allow_unlisted = extensions.allow_unlisted;
            row.extend(quote! { .file_extensions(&#list, #allow_unlisted) });
        }
        for (method, item) in texts {
            row.extend(item.map(|item| quote! { .#method(&#item) }));
        }
        let item = self.names.of("FILTERING", scope);
        let docs = self.filtering_docs(places);
        self.items.filtering.extend(quote! { #docs static #item: #kind = #row; });
        self.filters.all.insert(key, item.clone());
        item
    }

    /// The lists of texts, each with the method that takes it and its item, if there is anything in it.
    fn texts_of(
        &mut self,
        filtering: &RequestFiltering<'p>,
        places: &FilteringPlaces<'p>,
        scope: &str,
    ) -> [(TokenStream, Option<Ident>); 5] {
        let parts = *filtering.parts();
        let texts = [
            Texts {
                list: parts.hidden_segments,
                places: places.hidden_segments,
                name: "HIDDEN_SEGMENTS",
                section: "hiddenSegments",
                method: quote! { hidden_segments },
                pool: |filters| &mut filters.hidden_segments,
            },
            Texts {
                list: parts.deny_url_sequences,
                places: places.deny_url_sequences,
                name: "DENY_URL_SEQUENCES",
                section: "denyUrlSequences",
                method: quote! { deny_url_sequences },
                pool: |filters| &mut filters.url_sequences,
            },
            Texts {
                list: parts.always_allowed_urls,
                places: places.always_allowed_urls,
                name: "ALWAYS_ALLOWED_URLS",
                section: "alwaysAllowedUrls",
                method: quote! { always_allowed_urls },
                pool: |filters| &mut filters.urls,
            },
            Texts {
                list: parts.deny_query_string_sequences,
                places: places.deny_query_string_sequences,
                name: "DENY_QUERY_STRING_SEQUENCES",
                section: "denyQueryStringSequences",
                method: quote! { deny_query_string_sequences },
                pool: |filters| &mut filters.query_sequences,
            },
            Texts {
                list: parts.always_allowed_query_strings,
                places: places.always_allowed_query_strings,
                name: "ALWAYS_ALLOWED_QUERY_STRINGS",
                section: "alwaysAllowedQueryStrings",
                method: quote! { always_allowed_query_strings },
                pool: |filters| &mut filters.queries,
            },
        ];
        texts.map(|texts| {
            let item = self.texts(&texts, scope);
            (texts.method, item)
        })
    }

    /// What the settings are that are no lists, each with its place.
    fn filtering_docs(&self, places: &FilteringPlaces<'p>) -> TokenStream {
        let mut docs =
            vec!["What request filtering refuses before anything else sees it.".to_owned()];
        let limits = [places.max_allowed_content_length, places.max_url, places.max_query_string];
        let switches =
            [places.double_escaping, places.high_bit_characters, places.keep_query_string_escaped];
        for (list, section) in [(limits, "requestLimits"), (switches, "requestFiltering")] {
            let said = list.into_iter().flatten();
            docs.extend(said.map(|span| element(self.sources, span, section)));
        }
        comment(&docs)
    }

    /// The first of some entries, and how many there are beside it.
    fn entries_doc(&self, places: &[Span], section: &str) -> TokenStream {
        let Some(first) = places.first() else { return TokenStream::new() };
        let others = match places.len() {
            1 => String::new(),
            all => format!(", and {} more", all - 1),
        };
        comment(&[element(self.sources, *first, section) + &others])
    }

    fn header_limits(
        &mut self,
        limits: &'p [(FieldName<'p>, u32)],
        places: &[Span],
        scope: &str,
    ) -> Option<Ident> {
        if limits.is_empty() {
            return None;
        }
        if let Some(known) = self.filters.headers.find(limits) {
            return Some(known);
        }
        let (kind, field_name) =
            (self.items.runtime("FieldName"), self.items.runtime("field_name"));
        let rows = limits.iter().map(|(name, bytes)| {
            let (name, bytes) = (name.as_written(), number(*bytes));
            quote! { (#field_name!(#name), #bytes) }
        });
        let (item, length) = (self.names.of("HEADER_LIMITS", scope), limits.len());
        let length = Literal::usize_unsuffixed(length);
        let docs = self.entries_doc(places, "headerLimits");
        self.items.filtering.extend(quote! {
            #docs
            static #item: [(#kind, u32); #length] = [#(#rows),*];
        });
        self.filters.headers.insert(limits, &item);
        Some(item)
    }

    fn file_extensions(
        &mut self,
        extensions: Option<FileExtensions<'p>>,
        places: &FilteringPlaces<'p>,
        scope: &str,
    ) -> Option<Ident> {
        let FileExtensions { listed, allow_unlisted: _ } = extensions?;
        if let Some(known) = self.filters.extensions.find(listed) {
            return Some(known);
        }
        let places = places.file_extensions.map_or(&[][..], |extensions| extensions.listed);
        let (names, allowed): (Vec<&str>, Vec<bool>) = listed.iter().copied().unzip();
        let item = self.names.of("FILE_EXTENSIONS", scope);
        let length = Literal::usize_unsuffixed(listed.len());
        let docs = self.entries_doc(places, "fileExtensions");
        self.items.filtering.extend(quote! {
            #docs
            static #item: [(&str, bool); #length] = [#((#names, #allowed)),*];
        });
        self.filters.extensions.insert(listed, &item);
        Some(item)
    }

    fn texts(&mut self, texts: &Texts<'p, '_>, scope: &str) -> Option<Ident> {
        let &Texts { list, places, name, section, method: _, pool } = texts;
        if list.is_empty() {
            return None;
        }
        if let Some(known) = pool(&mut self.filters).find(list) {
            return Some(known);
        }
        let item = self.names.of(name, scope);
        let length = Literal::usize_unsuffixed(list.len());
        let docs = self.entries_doc(places, section);
        self.items.filtering.extend(quote! {
            #docs
            static #item: [&str; #length] = [#(#list),*];
        });
        pool(&mut self.filters).insert(list, &item);
        Some(item)
    }
}

/// A number as people read it: `52_428_800`; lints that users may forbid ask for it.
fn number(number: u32) -> Literal {
    let digits = number.to_string();
    let grouped: Vec<&str> = (0..digits.len().div_ceil(3))
        .rev()
        .map(|group| {
            let end = digits.len() - 3 * group;
            &digits[end.saturating_sub(3)..end]
        })
        .collect();
    grouped.join("_").parse().unwrap_or_else(|_| Literal::u32_unsuffixed(number))
}

/// The settings that are no lists.
fn without_lists<'p>(parts: &RequestFilteringParts<'p>) -> RequestFilteringParts<'p> {
    RequestFilteringParts {
        header_limits: &[],
        deny_url_sequences: &[],
        always_allowed_urls: &[],
        file_extensions: parts
            .file_extensions
            .map(|extensions| FileExtensions { listed: &[], ..extensions }),
        hidden_segments: &[],
        deny_query_string_sequences: &[],
        always_allowed_query_strings: &[],
        ..*parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (value, text) in [
            (0, "0"),
            (12, "12"),
            (123, "123"),
            (1_000, "1_000"),
            (52_428_800, "52_428_800"),
            (u32::MAX, "4_294_967_295"),
        ] {
            assert_eq!(number(value).to_string(), text);
        }
    }
}
