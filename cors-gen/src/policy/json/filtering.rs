//! What request filtering refuses, as JSON.

use std::borrow::Cow;

use cors_runtime::__private::{FileExtensions, RequestFilteringParts};
use cors_runtime::policy::RequestFiltering;
use serde::{Deserialize, Serialize};

use super::Names;
use super::at::At;
use crate::policy::places::{AllowListPlaces, FilteringPlaces};
use crate::source::Span;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonFiltering<'a> {
    pub(super) max_allowed_content_length: Option<JsonSetting<u32>>,
    pub(super) max_url: Option<JsonSetting<u32>>,
    pub(super) max_query_string: Option<JsonSetting<u32>>,
    pub(super) header_limits: Vec<JsonHeaderLimit<'a>>,
    pub(super) deny_double_escaping: Option<JsonSetting<bool>>,
    pub(super) deny_high_bit_characters: Option<JsonSetting<bool>>,
    pub(super) file_extensions: Option<JsonExtensions<'a>>,
    pub(super) hidden_segments: Vec<JsonText<'a>>,
    pub(super) deny_url_sequences: Vec<JsonText<'a>>,
    pub(super) always_allowed_urls: Vec<JsonText<'a>>,
    pub(super) deny_query_string_sequences: Vec<JsonText<'a>>,
    pub(super) always_allowed_query_strings: Vec<JsonText<'a>>,
    pub(super) keep_query_string_escaped: Option<JsonSetting<bool>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonSetting<T> {
    pub(super) source: At,
    pub(super) value: T,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonHeaderLimit<'a> {
    pub(super) source: At,
    pub(super) name: Cow<'a, str>,
    pub(super) bytes: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonExtensions<'a> {
    pub(super) source: At,
    pub(super) allow_unlisted: bool,
    pub(super) listed: Vec<JsonExtension<'a>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonExtension<'a> {
    pub(super) source: At,
    pub(super) extension: Cow<'a, str>,
    pub(super) allowed: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonText<'a> {
    pub(super) source: At,
    pub(super) text: Cow<'a, str>,
}

impl<'a> Names<'_, 'a> {
    pub(super) fn filtering(
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
            name: name.as_written().into(),
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

    fn texts(self, texts: &'a [&'a str], at: &[Span]) -> Vec<JsonText<'a>> {
        let text =
            |(text, at): (&&'a str, &Span)| JsonText { source: self.of(*at), text: (*text).into() };
        texts.iter().zip(at).map(text).collect()
    }

    fn extensions(
        self,
        extensions: FileExtensions<'a>,
        at: AllowListPlaces<'a>,
    ) -> JsonExtensions<'a> {
        let FileExtensions { listed, allow_unlisted } = extensions;
        let listed = listed.iter().zip(at.listed).map(|((extension, allowed), at)| JsonExtension {
            source: self.of(*at),
            extension: (*extension).into(),
            allowed: *allowed,
        });
        JsonExtensions {
            source: self.of(at.allow_unlisted),
            allow_unlisted,
            listed: listed.collect(),
        }
    }
}
