//! `<staticContent>`: caching and types of static files (SC-1…10).

use std::borrow::Cow;

use super::collection::{Directive, Keyed, directives_named};
use super::fields::Fields;
use super::section::{KeyAttribute, Section};
use super::time_span::TimeSpan;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::{Span, Spanned};
use crate::xml::Element;

/// A `<staticContent>` section.
#[derive(Debug, Clone, Default)]
pub struct StaticContent {
    /// The start tag.
    pub tag: Option<Span>,
    /// `defaultDocFooter`.
    pub footer: Option<Spanned<String>>,
    /// `enableDocFooter`.
    pub footer_enabled: Option<Spanned<bool>>,
    /// `isDocFooterFileName`.
    pub footer_is_file: Option<Spanned<bool>>,
    /// `<clientCache>`.
    pub client_cache: Option<ClientCache>,
    /// The `<mimeMap>` entries.
    pub mime_maps: Vec<Directive<MimeMap>>,
}

/// `<clientCache>`.
#[derive(Debug, Clone, Default)]
pub struct ClientCache {
    /// `cacheControlMode`.
    pub mode: Option<Spanned<CacheMode>>,
    /// `cacheControlMaxAge`.
    pub max_age: Option<Spanned<TimeSpan>>,
    /// `cacheControlCustom`.
    pub custom: Option<Spanned<String>>,
    /// `httpExpires`.
    pub expires: Option<Spanned<String>>,
    /// `setEtag`.
    pub set_etag: Option<Spanned<bool>>,
}

/// A word of `cacheControlMode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheMode {
    /// Nothing is sent (SC-2).
    NoControl,
    /// `no-cache` (SC-5).
    DisableCache,
    /// `max-age` (SC-3).
    UseMaxAge,
    /// `Expires` (SC-4).
    UseExpires,
}

impl CacheMode {
    const ALL: [Self; 4] = [Self::NoControl, Self::DisableCache, Self::UseMaxAge, Self::UseExpires];

    /// The word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoControl => "NoControl",
            Self::DisableCache => "DisableCache",
            Self::UseMaxAge => "UseMaxAge",
            Self::UseExpires => "UseExpires",
        }
    }
}

/// A `<mimeMap fileExtension mimeType>`.
#[derive(Debug, Clone)]
pub struct MimeMap {
    /// The start tag.
    pub tag: Span,
    /// `fileExtension`.
    pub extension: Spanned<String>,
    /// `mimeType`.
    pub mime_type: Spanned<String>,
}

impl Keyed for MimeMap {
    fn key(&self) -> &Spanned<String> {
        &self.extension
    }

    /// Extensions compare without case (SC-10).
    fn fold(key: &str) -> Cow<'_, str> {
        Cow::Owned(key.to_ascii_lowercase())
    }
}

impl Section for StaticContent {
    const KEYS: &'static [KeyAttribute] = &[KeyAttribute::without_case("fileExtension")];

    fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of_section(element, bag).for_static_files();
        let footer = fields.text("defaultDocFooter");
        let footer_enabled = fields.boolean("enableDocFooter");
        let footer_is_file = fields.boolean("isDocFooterFileName");
        if let Some(enabled) = footer_enabled.filter(|enabled| enabled.value) {
            let message = "the footer that IIS adds to static documents is not carried";
            fields.bag().push(
                Diagnostic::new(Code::NotCarried, enabled.span, message)
                    .help("put it into the documents themselves"),
            );
        }
        let client_cache = fields.child("clientCache").map(|e| read_client_cache(e, fields.bag()));
        let mime_maps =
            directives_named("mimeMap", element, "fileExtension", &mut fields, |element, bag| {
                let mut fields = Fields::of(element, bag).for_static_files();
                let extension = fields.required_text("fileExtension");
                let mime_type = fields.required_text("mimeType");
                fields.finish();
                Some(MimeMap { tag: element.place(), extension: extension?, mime_type: mime_type? })
            });
        fields.finish();
        let tag = Some(element.place());
        Self { tag, footer, footer_enabled, footer_is_file, client_cache, mime_maps }
    }
}

fn read_client_cache(element: &Element, bag: &mut Bag) -> ClientCache {
    let mut fields = Fields::of_section(element, bag).for_static_files();
    let mode = fields.word_of("cacheControlMode", &CacheMode::ALL, CacheMode::name);
    let max_age = fields.time_span("cacheControlMaxAge");
    let custom = fields.text("cacheControlCustom");
    let expires = fields.text("httpExpires");
    let set_etag = fields.boolean("setEtag");
    fields.finish();
    ClientCache { mode, max_age, custom, expires, set_etag }
}
