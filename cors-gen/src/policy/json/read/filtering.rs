//! What request filtering refuses, read back.

use cors_runtime::__private::{is_extension, is_segment};
use cors_runtime::FieldName;
use cors_runtime::policy::RequestFiltering;

use super::{Read, Reader};
use crate::policy::json::filtering::{JsonExtensions, JsonFiltering, JsonSetting, JsonText};
use crate::policy::places::{AllowListPlaces, FilteringPlaces};
use crate::source::Span;

type Texts<'p> = (&'p [&'p str], &'p [Span]);
type Limits<'p> = &'p [(FieldName<'p>, u32)];

impl<'p> Reader<'_, 'p> {
    pub(super) fn filtering(
        &self,
        json: &JsonFiltering<'_>,
    ) -> Read<(&'p RequestFiltering<'p>, FilteringPlaces<'p>)> {
        let is_set = |setting: &Option<JsonSetting<bool>>| {
            setting.as_ref().filter(|setting| setting.value).map(|setting| self.at(&setting.source))
        };
        let place = |setting: &Option<JsonSetting<u32>>| {
            setting.as_ref().map(|setting| self.at(&setting.source))
        };
        let some = |text: &str| !text.is_empty();
        let any = |_: &str| true;
        let (limits, limits_at) = self.limits(json)?;
        let (segments, segments_at) = self.texts(&json.hidden_segments, is_segment)?;
        let (urls, urls_at) = self.texts(&json.deny_url_sequences, some)?;
        let (allowed_urls, allowed_urls_at) = self.texts(&json.always_allowed_urls, any)?;
        let (queries, queries_at) = self.texts(&json.deny_query_string_sequences, some)?;
        let (allowed_queries, allowed_queries_at) =
            self.texts(&json.always_allowed_query_strings, any)?;

        let mut filtering = RequestFiltering::new()
            .header_limits(limits)
            .hidden_segments(segments)
            .deny_url_sequences(urls)
            .always_allowed_urls(allowed_urls)
            .deny_query_string_sequences(queries)
            .always_allowed_query_strings(allowed_queries);
        if let Some(limit) = &json.max_allowed_content_length {
            filtering = filtering.max_allowed_content_length(limit.value);
        }
        if let Some(limit) = &json.max_url {
            filtering = filtering.max_url(limit.value);
        }
        if let Some(limit) = &json.max_query_string {
            filtering = filtering.max_query_string(limit.value);
        }
        let mut places = FilteringPlaces {
            max_allowed_content_length: place(&json.max_allowed_content_length),
            max_url: place(&json.max_url),
            max_query_string: place(&json.max_query_string),
            header_limits: limits_at,
            double_escaping: is_set(&json.deny_double_escaping),
            high_bit_characters: is_set(&json.deny_high_bit_characters),
            deny_url_sequences: urls_at,
            always_allowed_urls: allowed_urls_at,
            file_extensions: None,
            hidden_segments: segments_at,
            deny_query_string_sequences: queries_at,
            always_allowed_query_strings: allowed_queries_at,
            keep_query_string_escaped: is_set(&json.keep_query_string_escaped),
        };
        if places.double_escaping.is_some() {
            filtering = filtering.deny_double_escaping();
        }
        if places.high_bit_characters.is_some() {
            filtering = filtering.deny_high_bit_characters();
        }
        if places.keep_query_string_escaped.is_some() {
            filtering = filtering.keep_query_string_escaped();
        }
        if let Some(extensions) = &json.file_extensions {
            let (listed, extensions_at) = self.extensions(extensions)?;
            filtering = filtering.file_extensions(listed, extensions.allow_unlisted);
            places.file_extensions = Some(extensions_at);
        }
        Ok((self.arena.one(filtering), places))
    }

    fn limits(&self, json: &JsonFiltering<'_>) -> Read<(Limits<'p>, &'p [Span])> {
        let mut limits = Vec::with_capacity(json.header_limits.len());
        for limit in &json.header_limits {
            let name = self.name(&limit.source, &limit.name)?;
            limits.push(((name, limit.bytes), self.at(&limit.source)));
        }
        let (limits, places): (Vec<_>, Vec<_>) = limits.into_iter().unzip();
        Ok((self.arena.list(&limits), self.arena.list(&places)))
    }

    fn texts(&self, json: &[JsonText<'_>], is_good: impl Fn(&str) -> bool) -> Read<Texts<'p>> {
        if let Some(bad) = json.iter().find(|text| !is_good(&text.text)) {
            let message = format!("`{}` is in no such list", bad.text);
            return Err(self.broken(&bad.source, message));
        }
        let texts = json.iter().map(|text| (self.arena.text(&text.text), self.at(&text.source)));
        let (texts, places): (Vec<_>, Vec<_>) = texts.unzip();
        Ok((self.arena.list(&texts), self.arena.list(&places)))
    }

    fn extensions(
        &self,
        json: &JsonExtensions<'_>,
    ) -> Read<(&'p [(&'p str, bool)], AllowListPlaces<'p>)> {
        if let Some(bad) = json.listed.iter().find(|entry| !is_extension(&entry.extension)) {
            let message = format!("`{}` is no file name extension", bad.extension);
            return Err(self.broken(&bad.source, message));
        }
        let listed = json.listed.iter().map(|entry| {
            ((self.arena.text(&entry.extension), entry.allowed), self.at(&entry.source))
        });
        let (listed, places): (Vec<_>, Vec<_>) = listed.unzip();
        let places = AllowListPlaces {
            allow_unlisted: self.at(&json.source),
            listed: self.arena.list(&places),
        };
        Ok((self.arena.list(&listed), places))
    }
}
