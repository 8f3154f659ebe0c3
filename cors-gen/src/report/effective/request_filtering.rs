//! `<requestFiltering>`, printed.

use super::json::{Object, Places, Value};
use super::section::Section;
use super::xml::{self, Attribute, Xml, number, present, switch, text};
use crate::effective::{AllowList, FilterText, List, RequestFiltering, RequestLimits};
use crate::source::{Span, Spanned};

impl Section for RequestFiltering {
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>) {
        let attributes = present([
            switch("allowDoubleEscaping", self.allow_double_escaping),
            switch("allowHighBitCharacters", self.allow_high_bit_characters),
            switch("unescapeQueryString", self.unescape_query_string),
            switch("removeServerHeader", self.remove_server_header),
        ]);
        let content = |xml: &mut Xml<'_>| {
            allow_list("fileExtensions", &self.file_extensions, xml, |entry| {
                (entry.tag, text("fileExtension", &entry.extension), entry.allowed)
            });
            limits(&self.limits, xml);
            allow_list("verbs", &self.verbs, xml, |entry| {
                (entry.tag, text("verb", &entry.verb), entry.allowed)
            });
            for Texts { element, attribute, list, .. } in texts(self) {
                given(element, list, xml, |entry| (entry.tag, vec![text(attribute, &entry.text)]));
            }
        };
        if attributes.is_empty() {
            xml.group(name, content);
        } else {
            xml.element_or_empty(name, &attributes, content);
        }
    }

    fn json(&self, group: &mut Object, places: &Places<'_>) {
        let verbs = allowed(&self.verbs, places, |entry| {
            (places.at(entry.tag).with("verb", &entry.verb), entry.allowed)
        });
        group.set("verbs", verbs);
        let extensions = allowed(&self.file_extensions, places, |entry| {
            (places.at(entry.tag).with("file_extension", &entry.extension), entry.allowed)
        });
        let mut filtering = Object::default()
            .with("allow_double_escaping", places.setting(self.allow_double_escaping))
            .with("allow_high_bit_characters", places.setting(self.allow_high_bit_characters))
            .with("unescape_query_string", places.setting(self.unescape_query_string))
            .with("remove_server_header", places.setting(self.remove_server_header))
            .with("file_extensions", extensions)
            .with("limits", limits_object(&self.limits, places));
        for Texts { json, list, .. } in texts(self) {
            // What stands there is `text` already.
            let text = |entry: &FilterText| places.at(entry.tag).with("value", &entry.text);
            filtering.set(json, list.iter().map(|entry| text(entry)).collect::<Value>());
        }
        group.set("request_filtering", filtering);
    }
}

/// A collection of texts.
struct Texts<'l> {
    element: &'static str,
    attribute: &'static str,
    json: &'static str,
    list: &'l List<FilterText>,
}

fn texts(filtering: &RequestFiltering) -> [Texts<'_>; 5] {
    let of = |element, attribute, json, list| Texts { element, attribute, json, list };
    let hidden = &filtering.hidden_segments;
    let urls = &filtering.always_allowed_urls;
    let queries = &filtering.always_allowed_query_strings;
    let in_urls = &filtering.deny_url_sequences;
    let in_queries = &filtering.deny_query_string_sequences;
    [
        of("hiddenSegments", "segment", "hidden_segments", hidden),
        of("alwaysAllowedUrls", "url", "always_allowed_urls", urls),
        of("alwaysAllowedQueryStrings", "queryString", "always_allowed_query_strings", queries),
        of("denyUrlSequences", "sequence", "deny_url_sequences", in_urls),
        of("denyQueryStringSequences", "sequence", "deny_query_string_sequences", in_queries),
    ]
}

fn allowed<T>(
    list: &AllowList<T>,
    places: &Places<'_>,
    entry: impl Fn(&T) -> (Object, Spanned<bool>),
) -> Object {
    let entries = list.entries.iter().map(|item| {
        let (object, allowed) = entry(item);
        object.with("allowed", allowed)
    });
    Object::default()
        .with("allow_unlisted", places.setting(list.allow_unlisted))
        .with("entries", entries.collect::<Value>())
}

fn limits_object(limits: &RequestLimits, places: &Places<'_>) -> Object {
    let headers = limits.headers.iter().map(|limit| {
        let object = places.at(limit.tag).with("header", &limit.header);
        object.with("size_limit", limit.size_limit.value)
    });
    let content_length = places.setting(limits.max_allowed_content_length);
    Object::default()
        .with("max_allowed_content_length", content_length)
        .with("max_url", places.setting(limits.max_url))
        .with("max_query_string", places.setting(limits.max_query_string))
        .with("headers", headers.collect::<Value>())
}

fn limits(limits: &RequestLimits, xml: &mut Xml<'_>) {
    let attributes = present([
        number("maxAllowedContentLength", limits.max_allowed_content_length),
        number("maxUrl", limits.max_url),
        number("maxQueryString", limits.max_query_string),
    ]);
    let headers = |xml: &mut Xml<'_>| {
        given("headerLimits", &limits.headers, xml, |limit| {
            let size = number("sizeLimit", Some(limit.size_limit));
            (limit.tag, present([Some(text("header", &limit.header)), size]))
        });
    };
    if attributes.is_empty() {
        xml.group("requestLimits", headers);
    } else {
        xml.element_or_empty("requestLimits", &attributes, headers);
    }
}

fn allow_list<'l, T>(
    name: &'static str,
    list: &'l AllowList<T>,
    xml: &mut Xml<'_>,
    entry: impl Fn(&'l T) -> (Span, Attribute<'l>, Spanned<bool>),
) {
    let attributes = present([switch("allowUnlisted", list.allow_unlisted)]);
    if !list.entries.is_given() {
        if !attributes.is_empty() {
            xml.empty(name, &attributes, xml::ToldApart::Lines);
        }
        return;
    }
    xml.element(name, &attributes, xml::ToldApart::Lines, |xml| {
        entries(&list.entries, xml, |item| {
            let (tag, key, allowed) = entry(item);
            (tag, present([Some(key), switch("allowed", Some(allowed))]))
        });
    });
}

/// A collection without attributes of its own, if any level has it.
fn given<'l, T>(
    name: &'static str,
    list: &'l List<T>,
    xml: &mut Xml<'_>,
    entry: impl Fn(&'l T) -> (Span, Vec<Attribute<'l>>),
) {
    if list.is_given() {
        xml.element(name, &[], xml::ToldApart::Lines, |xml| entries(list, xml, entry));
    }
}

fn entries<'l, T>(
    list: &'l List<T>,
    xml: &mut Xml<'_>,
    entry: impl Fn(&'l T) -> (Span, Vec<Attribute<'l>>),
) {
    xml.clear();
    for item in list.iter() {
        let (tag, attributes) = entry(item);
        xml.empty("add", &attributes, xml::ToldApart::Files(tag));
    }
}
