//! What request filtering refuses, as JSON.

use cors_runtime::__private::{FileExtensions, RequestFilteringParts};
use cors_runtime::policy::RequestFiltering;
use serde::Serialize;

use super::Names;
use crate::policy::places::{AllowListPlaces, FilteringPlaces};
use crate::source::Span;

#[derive(Debug, Clone, Serialize)]
pub(super) struct JsonFiltering<'a> {
    max_allowed_content_length: Option<JsonSetting<u32>>,
    max_url: Option<JsonSetting<u32>>,
    max_query_string: Option<JsonSetting<u32>>,
    header_limits: Vec<JsonHeaderLimit<'a>>,
    deny_double_escaping: Option<JsonSetting<bool>>,
    deny_high_bit_characters: Option<JsonSetting<bool>>,
    file_extensions: Option<JsonExtensions<'a>>,
    hidden_segments: Vec<JsonText<'a>>,
    deny_url_sequences: Vec<JsonText<'a>>,
    always_allowed_urls: Vec<JsonText<'a>>,
    deny_query_string_sequences: Vec<JsonText<'a>>,
    always_allowed_query_strings: Vec<JsonText<'a>>,
    keep_query_string_escaped: Option<JsonSetting<bool>>,
}

#[derive(Debug, Clone, Serialize)]
struct JsonSetting<T> {
    source: String,
    value: T,
}

#[derive(Debug, Clone, Serialize)]
struct JsonHeaderLimit<'a> {
    source: String,
    name: &'a str,
    bytes: u32,
}

#[derive(Debug, Clone, Serialize)]
struct JsonExtensions<'a> {
    source: String,
    allow_unlisted: bool,
    listed: Vec<JsonExtension<'a>>,
}

#[derive(Debug, Clone, Serialize)]
struct JsonExtension<'a> {
    source: String,
    extension: &'a str,
    allowed: bool,
}

#[derive(Debug, Clone, Serialize)]
struct JsonText<'a> {
    source: String,
    text: &'a str,
}

impl Names<'_> {
    pub(super) fn filtering<'a>(
        self,
        filtering: &'a RequestFiltering<'a>,
        at: &FilteringPlaces<'a>,
    ) -> JsonFiltering<'a> {
        let &RequestFilteringParts {
            max_allowed_content_length,
            max_url,
            max_query_string,
            header_limits,
            deny_double_escaping,
            deny_high_bit_characters,
            deny_url_sequences,
            always_allowed_urls,
            file_extensions,
            hidden_segments,
            deny_query_string_sequences,
            always_allowed_query_strings,
            keep_query_string_escaped,
        } = filtering.parts();
        let limits = header_limits.iter().zip(at.header_limits);
        let limits = limits.map(|((name, bytes), at)| JsonHeaderLimit {
            source: self.of(*at),
            name: name.as_written(),
            bytes: *bytes,
        });
        let is_set = |value: bool| value.then_some(true);
        JsonFiltering {
            max_allowed_content_length: self
                .setting(max_allowed_content_length, at.max_allowed_content_length),
            max_url: self.setting(max_url, at.max_url),
            max_query_string: self.setting(max_query_string, at.max_query_string),
            header_limits: limits.collect(),
            deny_double_escaping: self.setting(is_set(deny_double_escaping), at.double_escaping),
            deny_high_bit_characters: self
                .setting(is_set(deny_high_bit_characters), at.high_bit_characters),
            file_extensions: file_extensions
                .zip(at.file_extensions)
                .map(|(extensions, at)| self.extensions(extensions, at)),
            hidden_segments: self.texts(hidden_segments, at.hidden_segments),
            deny_url_sequences: self.texts(deny_url_sequences, at.deny_url_sequences),
            always_allowed_urls: self.texts(always_allowed_urls, at.always_allowed_urls),
            deny_query_string_sequences: self
                .texts(deny_query_string_sequences, at.deny_query_string_sequences),
            always_allowed_query_strings: self
                .texts(always_allowed_query_strings, at.always_allowed_query_strings),
            keep_query_string_escaped: self
                .setting(is_set(keep_query_string_escaped), at.keep_query_string_escaped),
        }
    }

    fn setting<T>(self, value: Option<T>, at: Option<Span>) -> Option<JsonSetting<T>> {
        value.zip(at).map(|(value, at)| JsonSetting { source: self.of(at), value })
    }

    fn texts<'a>(self, texts: &'a [&'a str], at: &[Span]) -> Vec<JsonText<'a>> {
        let text = |(text, at): (&&'a str, &Span)| JsonText { source: self.of(*at), text };
        texts.iter().zip(at).map(text).collect()
    }

    fn extensions<'a>(
        self,
        extensions: FileExtensions<'a>,
        at: AllowListPlaces<'a>,
    ) -> JsonExtensions<'a> {
        let FileExtensions { listed, allow_unlisted } = extensions;
        let listed = listed.iter().zip(at.listed).map(|((extension, allowed), at)| JsonExtension {
            source: self.of(*at),
            extension,
            allowed: *allowed,
        });
        JsonExtensions {
            source: self.of(at.allow_unlisted),
            allow_unlisted,
            listed: listed.collect(),
        }
    }
}
