//! `<caching>`: of the output cache, the profiles that put a word into `Cache-Control` (OC-1…3).

use std::borrow::Cow;

use super::collection::{Directive, Keyed, directives};
use super::fields::Fields;
use super::section::{KeyAttribute, Section};
use super::time_span::TimeSpan;
use crate::diagnostic::Bag;
use crate::source::{Span, Spanned};
use crate::xml::Element;

/// A `<caching>` section.
#[derive(Debug, Clone, Default)]
pub struct Caching {
    /// The start tag.
    pub tag: Option<Span>,
    /// `enabled`; the word of a profile is sent all the same.
    pub enabled: Option<Spanned<bool>>,
    /// `enableKernelCache`.
    pub kernel_cache: Option<Spanned<bool>>,
    /// `maxCacheSize`.
    pub max_cache_size: Option<Spanned<u32>>,
    /// `maxResponseSize`.
    pub max_response_size: Option<Spanned<u32>>,
    /// `<profiles>`.
    pub profiles: Vec<Directive<Profile>>,
}

/// A profile, `<add extension …>`.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The start tag.
    pub tag: Span,
    /// `extension`.
    pub extension: Spanned<String>,
    /// `policy`; `DontCache` when absent.
    pub policy: Option<Spanned<CachePolicy>>,
    /// `kernelCachePolicy`, which sends nothing.
    pub kernel_policy: Option<Spanned<CachePolicy>>,
    /// `duration`, which sends nothing (OC-2).
    pub duration: Option<Spanned<TimeSpan>>,
    /// `location`; `Server` when absent.
    pub location: Option<Spanned<CacheLocation>>,
    /// `varyByHeaders` (OC-2).
    pub vary_by_headers: Option<Spanned<String>>,
    /// `varyByQueryString` (OC-2).
    pub vary_by_query: Option<Spanned<String>>,
}

/// A word of `policy` and `kernelCachePolicy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CachePolicy {
    /// Not stored.
    DontCache,
    /// Stored until the file changes.
    CacheUntilChange,
    /// Stored for the profile's duration.
    CacheForTimePeriod,
    /// Not stored.
    DisableCache,
}

impl CachePolicy {
    const ALL: [Self; 4] =
        [Self::DontCache, Self::CacheUntilChange, Self::CacheForTimePeriod, Self::DisableCache];

    /// The word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DontCache => "DontCache",
            Self::CacheUntilChange => "CacheUntilChange",
            Self::CacheForTimePeriod => "CacheForTimePeriod",
            Self::DisableCache => "DisableCache",
        }
    }

    /// Whether IIS stores responses, and so sends the word of the location (OC-1).
    #[must_use]
    pub const fn stores(self) -> bool {
        matches!(self, Self::CacheUntilChange | Self::CacheForTimePeriod)
    }
}

/// A word of `location`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheLocation {
    /// Everywhere.
    Any,
    /// With the client.
    Client,
    /// Not on the server.
    Downstream,
    /// On the server.
    Server,
    /// Nowhere.
    None,
    /// On the server and with the client.
    ServerAndClient,
}

impl CacheLocation {
    const ALL: [Self; 6] = [
        Self::Any,
        Self::Client,
        Self::Downstream,
        Self::Server,
        Self::None,
        Self::ServerAndClient,
    ];

    /// The word of the configuration.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Any => "Any",
            Self::Client => "Client",
            Self::Downstream => "Downstream",
            Self::Server => "Server",
            Self::None => "None",
            Self::ServerAndClient => "ServerAndClient",
        }
    }

    /// The word of `Cache-Control` (OC-1).
    #[must_use]
    pub const fn sent(self) -> &'static str {
        match self {
            Self::Any | Self::Downstream => "public",
            Self::Client | Self::ServerAndClient => "private",
            Self::Server | Self::None => "no-cache",
        }
    }
}

impl Keyed for Profile {
    fn key(&self) -> &Spanned<String> {
        &self.extension
    }

    /// Extensions compare without case (OC-1).
    fn fold(key: &str) -> Cow<'_, str> {
        Cow::Owned(key.to_ascii_lowercase())
    }
}

impl Section for Caching {
    const KEYS: &'static [KeyAttribute] = &[KeyAttribute::without_case("extension")];

    fn read(element: &Element, bag: &mut Bag) -> Self {
        let mut fields = Fields::of_section(element, bag);
        let enabled = fields.boolean("enabled");
        let kernel_cache = fields.boolean("enableKernelCache");
        let max_cache_size = fields.unsigned("maxCacheSize");
        let max_response_size = fields.unsigned("maxResponseSize");
        let profiles = fields.child("profiles").map(|e| read_profiles(e, fields.bag()));
        fields.finish();
        Self {
            tag: Some(element.place()),
            enabled,
            kernel_cache,
            max_cache_size,
            max_response_size,
            profiles: profiles.unwrap_or_default(),
        }
    }
}

fn read_profiles(element: &Element, bag: &mut Bag) -> Vec<Directive<Profile>> {
    let mut fields = Fields::of_section(element, bag);
    let profiles = directives(element, "extension", &mut fields, |element, bag| {
        let mut fields = Fields::of(element, bag);
        let extension = fields.required_text("extension");
        let policy = fields.word_of("policy", &CachePolicy::ALL, CachePolicy::name);
        let kernel_policy =
            fields.word_of("kernelCachePolicy", &CachePolicy::ALL, CachePolicy::name);
        let duration = fields.time_span("duration");
        let location = fields.word_of("location", &CacheLocation::ALL, CacheLocation::name);
        let vary_by_headers = fields.text("varyByHeaders");
        let vary_by_query = fields.text("varyByQueryString");
        fields.finish();
        Some(Profile {
            tag: element.place(),
            extension: extension?,
            policy,
            kernel_policy,
            duration,
            location,
            vary_by_headers,
            vary_by_query,
        })
    });
    fields.finish();
    profiles
}
