//! `<requestFiltering>`: what is refused before anything else sees it (OP-5, RF-1…11).

use std::borrow::Cow;

use super::collection::{Directive, Keyed, directives};
use super::fields::Fields;
use super::section::{KeyAttribute, Section};
use crate::diagnostic::{Bag, Code, Diagnostic, Severity};
use crate::source::{Span, Spanned};
use crate::xml::Element;

/// A `<requestFiltering>` section.
#[derive(Debug, Clone, Default)]
pub struct RequestFiltering {
    /// `allowDoubleEscaping`.
    pub allow_double_escaping: Option<Spanned<bool>>,
    /// `allowHighBitCharacters`.
    pub allow_high_bit_characters: Option<Spanned<bool>>,
    /// `unescapeQueryString`.
    pub unescape_query_string: Option<Spanned<bool>>,
    /// `removeServerHeader`.
    pub remove_server_header: Option<Spanned<bool>>,
    /// `<fileExtensions>`.
    pub file_extensions: AllowList<ExtensionEntry>,
    /// `<requestLimits>`.
    pub limits: RequestLimits,
    /// `<verbs>`.
    pub verbs: AllowList<VerbEntry>,
    /// `<hiddenSegments>`.
    pub hidden_segments: Vec<Directive<FilterText>>,
    /// `<alwaysAllowedUrls>`.
    pub always_allowed_urls: Vec<Directive<FilterText>>,
    /// `<alwaysAllowedQueryStrings>`.
    pub always_allowed_query_strings: Vec<Directive<FilterText>>,
    /// `<denyUrlSequences>`.
    pub deny_url_sequences: Vec<Directive<FilterText>>,
    /// `<denyQueryStringSequences>`.
    pub deny_query_string_sequences: Vec<Directive<FilterText>>,
}

/// A list of what may pass and what may not.
#[derive(Debug, Clone)]
pub struct AllowList<T> {
    /// `allowUnlisted`.
    pub allow_unlisted: Option<Spanned<bool>>,
    /// What is listed.
    pub entries: Vec<Directive<T>>,
}

/// `<requestLimits>`.
#[derive(Debug, Clone, Default)]
pub struct RequestLimits {
    /// `maxAllowedContentLength`, in bytes.
    pub max_allowed_content_length: Option<Spanned<u32>>,
    /// `maxUrl`, in bytes.
    pub max_url: Option<Spanned<u32>>,
    /// `maxQueryString`, in bytes.
    pub max_query_string: Option<Spanned<u32>>,
    /// `<headerLimits>`.
    pub headers: Vec<Directive<HeaderLimit>>,
}

/// An `<add verb allowed>`.
#[derive(Debug, Clone)]
pub struct VerbEntry {
    /// The start tag.
    pub tag: Span,
    /// `verb`.
    pub verb: Spanned<String>,
    /// `allowed`.
    pub allowed: Spanned<bool>,
}

/// An `<add fileExtension allowed>`.
#[derive(Debug, Clone)]
pub struct ExtensionEntry {
    /// The start tag.
    pub tag: Span,
    /// `fileExtension`.
    pub extension: Spanned<String>,
    /// `allowed`.
    pub allowed: Spanned<bool>,
}

/// An `<add header sizeLimit>`.
#[derive(Debug, Clone)]
pub struct HeaderLimit {
    /// The start tag.
    pub tag: Span,
    /// `header`.
    pub header: Spanned<String>,
    /// `sizeLimit`, in bytes.
    pub size_limit: Spanned<u32>,
}

/// An entry that is one text: a segment, a URL, a query or a sequence.
#[derive(Debug, Clone)]
pub struct FilterText {
    /// The start tag.
    pub tag: Span,
    /// The text.
    pub text: Spanned<String>,
}

impl<T> Default for AllowList<T> {
    fn default() -> Self {
        Self { allow_unlisted: None, entries: Vec::new() }
    }
}

impl Keyed for VerbEntry {
    fn key(&self) -> &Spanned<String> {
        &self.verb
    }
}

macro_rules! keyed_without_case {
    ($($entry:ident by $key:ident),+) => {$(
        impl Keyed for $entry {
            fn key(&self) -> &Spanned<String> {
                &self.$key
            }

            fn fold(key: &str) -> Cow<'_, str> {
                Cow::Owned(key.to_ascii_lowercase())
            }
        }
    )+};
}
keyed_without_case!(ExtensionEntry by extension, HeaderLimit by header, FilterText by text);

impl Section for RequestFiltering {
    const KEYS: &'static [KeyAttribute] = &[
        KeyAttribute::with_case("verb"),
        KeyAttribute::without_case("fileExtension"),
        KeyAttribute::without_case("header"),
        KeyAttribute::without_case("segment"),
        KeyAttribute::without_case("url"),
        KeyAttribute::without_case("queryString"),
        KeyAttribute::without_case("sequence"),
    ];

    fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of_section(element, bag);
        let read = Self {
            allow_double_escaping: fields.boolean("allowDoubleEscaping"),
            allow_high_bit_characters: fields.boolean("allowHighBitCharacters"),
            unescape_query_string: fields.boolean("unescapeQueryString"),
            remove_server_header: fields.boolean("removeServerHeader"),
            file_extensions: within(&mut fields, "fileExtensions", read_extensions),
            limits: within(&mut fields, "requestLimits", read_limits),
            verbs: within(&mut fields, "verbs", read_verbs),
            hidden_segments: within(&mut fields, "hiddenSegments", |element, bag| {
                let mut fields = Fields::of_section(element, bag);
                let _ = fields.boolean("applyToWebDAV");
                read_entries(element, "segment", fields)
            }),
            always_allowed_urls: texts(&mut fields, "alwaysAllowedUrls", "url"),
            always_allowed_query_strings: texts(
                &mut fields,
                "alwaysAllowedQueryStrings",
                "queryString",
            ),
            deny_url_sequences: texts(&mut fields, "denyUrlSequences", "sequence"),
            deny_query_string_sequences: texts(&mut fields, "denyQueryStringSequences", "sequence"),
        };
        if let Some(rules) = fields.child("filteringRules") {
            let message = "`<filteringRules>` of request filtering are not carried";
            let mut note = Diagnostic::new(Code::NotCarried, rules.tag, message)
                .help("let the service refuse such requests itself, if it has to (RF-10)");
            note.severity = Severity::Note;
            fields.bag().push(note);
        }
        fields.finish();
        read
    }
}

/// What the only child of this name says; nothing where there is none.
fn within<T: Default>(
    fields: &mut Fields<'_, '_>,
    name: &'static str,
    read: impl FnOnce(&Element, &mut Bag) -> T,
) -> T {
    fields.child(name).map(|element| read(element, fields.bag())).unwrap_or_default()
}

pub(super) fn read_verbs(element: &Element, bag: &mut Bag) -> AllowList<VerbEntry> {
    read_list("verb", element, bag, |tag, verb, allowed| VerbEntry { tag, verb, allowed })
}

fn read_extensions(element: &Element, bag: &mut Bag) -> AllowList<ExtensionEntry> {
    let entry = |tag, extension, allowed| ExtensionEntry { tag, extension, allowed };
    read_list("fileExtension", element, bag, entry)
}

fn read_list<T>(
    key: &'static str,
    element: &Element,
    bag: &mut Bag,
    entry: impl Fn(Span, Spanned<String>, Spanned<bool>) -> T,
) -> AllowList<T> {
    let mut fields = Fields::of_section(element, bag);
    let allow_unlisted = fields.boolean("allowUnlisted");
    let _ = fields.boolean("applyToWebDAV");
    let entries = directives(element, key, &mut fields, |element, bag| {
        let mut fields = Fields::of(element, bag);
        let text = fields.required_text(key);
        let allowed = fields.required_boolean("allowed");
        fields.finish();
        Some(entry(element.place(), text?, allowed?))
    });
    fields.finish();
    AllowList { allow_unlisted, entries }
}

fn read_limits(element: &Element, bag: &mut Bag) -> RequestLimits {
    let mut fields = Fields::of_section(element, bag);
    let limits = RequestLimits {
        max_allowed_content_length: fields.unsigned("maxAllowedContentLength"),
        max_url: fields.unsigned("maxUrl"),
        max_query_string: fields.unsigned("maxQueryString"),
        headers: within(&mut fields, "headerLimits", read_header_limits),
    };
    fields.finish();
    limits
}

fn read_header_limits(element: &Element, bag: &mut Bag) -> Vec<Directive<HeaderLimit>> {
    let mut fields = Fields::of_section(element, bag);
    let entries = directives(element, "header", &mut fields, |element, bag| {
        let mut fields = Fields::of(element, bag);
        let header = fields.required_text("header");
        let size_limit = fields.required_unsigned("sizeLimit");
        fields.finish();
        Some(HeaderLimit { tag: element.place(), header: header?, size_limit: size_limit? })
    });
    fields.finish();
    entries
}

/// A collection whose entries have one text, in the child of this name.
fn texts(
    fields: &mut Fields<'_, '_>,
    name: &'static str,
    key: &'static str,
) -> Vec<Directive<FilterText>> {
    within(fields, name, |element, bag| {
        read_entries(element, key, Fields::of_section(element, bag))
    })
}

fn read_entries(
    element: &Element,
    key: &'static str,
    mut fields: Fields<'_, '_>,
) -> Vec<Directive<FilterText>> {
    let entries = directives(element, key, &mut fields, |element, bag| {
        let mut fields = Fields::of(element, bag);
        let text = fields.required_text(key);
        fields.finish();
        Some(FilterText { tag: element.place(), text: text? })
    });
    fields.finish();
    entries
}
