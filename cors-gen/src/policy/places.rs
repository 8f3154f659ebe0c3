//! Where each item of a policy was written: the side table of the policy, list for list in the same order.

use cors_runtime::policy::{Policy, Scope};

use crate::assume::Assumptions;
use crate::source::Span;

/// A policy with the places that its items were written at.
#[derive(Debug, Clone, Copy)]
pub struct Lowered<'p> {
    /// The policy: the value that decides, and the value that is printed.
    pub policy: &'p Policy<'p>,
    /// The places of the root.
    pub root: ScopePlaces<'p>,
    /// The places of the deeper scopes, in their order.
    pub deeper: &'p [ScopePlaces<'p>],
    /// The tag of `<hsts>`; `None` where the policy has none.
    pub hsts: Option<Span>,
    /// What was assumed of IIS.
    pub assume: Assumptions,
}

impl<'p> Lowered<'p> {
    /// All scopes with their places, the root first.
    pub fn scopes(&self) -> impl Iterator<Item = (&'p Scope<'p>, &ScopePlaces<'p>)> {
        let parts = self.policy.parts();
        std::iter::once((&parts.root, &self.root))
            .chain(parts.deeper.as_slice().iter().zip(self.deeper))
    }

    /// The places of a scope of the policy; those of the root for a scope that is none of its.
    #[must_use]
    pub fn places_of(&self, scope: &Scope<'_>) -> &ScopePlaces<'p> {
        let is_it = |(other, _): &(&Scope<'_>, &ScopePlaces<'p>)| std::ptr::eq(*other, scope);
        self.scopes().find(is_it).map_or(&self.root, |(_, places)| places)
    }
}

/// The places of the settings of one path.
#[derive(Debug, Clone, Copy)]
pub struct ScopePlaces<'p> {
    /// What opened the scope: the root element of a file, a `<location>` tag, or an application of the server's file.
    pub opened: Span,
    /// `<verbs>`; `None` where the policy has none.
    pub verbs: Option<AllowListPlaces<'p>>,
    /// What else request filtering refuses; `None` where the policy has nothing of it.
    pub filtering: Option<FilteringPlaces<'p>>,
    /// `<cors>`; `None` where the policy has none.
    pub cors: Option<CorsPlaces<'p>>,
    /// What is behind each handler for OPTIONS.
    pub options: &'p [HandlerPlace],
    /// The tags of the custom headers.
    pub custom_headers: &'p [Span],
    /// The tags of the redirect headers.
    pub redirect_headers: &'p [Span],
    /// The rules of URL Rewrite; `None` where the policy has none.
    pub rewrite: Option<RewritePlaces<'p>>,
    /// What is sent with static files; `None` where the policy has nothing.
    pub static_files: Option<StaticPlaces<'p>>,
    /// The rules of `<httpRedirect>`; `None` where the policy has none.
    pub http_redirect: Option<RewritePlaces<'p>>,
}

/// The places of a list of what may pass and what may not: `<verbs>`, `<fileExtensions>`.
#[derive(Debug, Clone, Copy)]
pub struct AllowListPlaces<'p> {
    /// What says whether what is not listed passes; where nothing does, what opened the scope.
    pub allow_unlisted: Span,
    /// The places of what is listed.
    pub listed: &'p [Span],
}

/// The places of what request filtering refuses beside verbs; `None` or empty where the policy has nothing of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct FilteringPlaces<'p> {
    /// `maxAllowedContentLength`.
    pub max_allowed_content_length: Option<Span>,
    /// `maxUrl`.
    pub max_url: Option<Span>,
    /// `maxQueryString`.
    pub max_query_string: Option<Span>,
    /// The tags of the header limits.
    pub header_limits: &'p [Span],
    /// `allowDoubleEscaping`.
    pub double_escaping: Option<Span>,
    /// `allowHighBitCharacters`.
    pub high_bit_characters: Option<Span>,
    /// The tags of the sequences that are denied in paths.
    pub deny_url_sequences: &'p [Span],
    /// The tags of the paths that pass in spite of them.
    pub always_allowed_urls: &'p [Span],
    /// `<fileExtensions>`.
    pub file_extensions: Option<AllowListPlaces<'p>>,
    /// The tags of the hidden segments.
    pub hidden_segments: &'p [Span],
    /// The tags of the sequences that are denied in queries.
    pub deny_query_string_sequences: &'p [Span],
    /// The tags of the queries that pass in spite of them.
    pub always_allowed_query_strings: &'p [Span],
    /// `unescapeQueryString`.
    pub keep_query_string_escaped: Option<Span>,
}

impl FilteringPlaces<'_> {
    /// The first place of what refuses anything.
    #[must_use]
    pub fn first(&self) -> Option<Span> {
        let settings = [
            self.max_allowed_content_length,
            self.max_url,
            self.max_query_string,
            self.double_escaping,
            self.high_bit_characters,
            self.file_extensions
                .filter(|extensions| extensions.listed.is_empty())
                .map(|extensions| extensions.allow_unlisted),
        ];
        let entries = [
            self.header_limits,
            self.deny_url_sequences,
            self.file_extensions.map_or(&[][..], |extensions| extensions.listed),
            self.hidden_segments,
            self.deny_query_string_sequences,
        ];
        let entries = entries.iter().filter_map(|list| list.first().copied());
        settings.into_iter().flatten().chain(entries).min()
    }
}

/// The places of `<cors>`.
#[derive(Debug, Clone, Copy)]
pub struct CorsPlaces<'p> {
    /// The start tag of the deepest section.
    pub section: Span,
    /// What says whether unlisted origins fail; where nothing does, the start tag.
    pub fail_unlisted: Span,
    /// The places of the rules.
    pub rules: &'p [RulePlaces],
}

/// The places of an origin rule; `None` where the rule does not say.
#[derive(Debug, Clone, Copy)]
pub struct RulePlaces {
    /// The `<add>` tag.
    pub tag: Span,
    /// `allowCredentials`.
    pub credentials: Option<Span>,
    /// `maxAge`.
    pub max_age: Option<Span>,
    /// `<allowMethods>`.
    pub allow_methods: Option<Span>,
    /// `<allowHeaders>`.
    pub allow_headers: Option<Span>,
    /// `<exposeHeaders>`.
    pub expose_headers: Option<Span>,
}

/// What is behind a handler for OPTIONS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandlerPlace {
    /// A handler mapping: its tag.
    Mapping(Span),
    /// No handler mapping, because authentication answers before any: the attribute that turns anonymous access off (OP-6).
    Authentication(Span),
    /// No handler mapping is left, so that nobody knows OPTIONS (OP-3).
    Nobody,
}

impl HandlerPlace {
    /// The place; `None` where it is what nobody wrote.
    #[must_use]
    pub const fn span(self) -> Option<Span> {
        match self {
            Self::Mapping(span) | Self::Authentication(span) => Some(span),
            Self::Nobody => None,
        }
    }
}

/// The places of the rules of URL Rewrite.
#[derive(Debug, Clone, Copy)]
pub struct RewritePlaces<'p> {
    /// The rules for requests.
    pub inbound: &'p [RewriteRulePlaces<'p>],
    /// The rules for responses.
    pub outbound: &'p [RewriteRulePlaces<'p>],
}

/// The places of a rule of URL Rewrite.
#[derive(Debug, Clone, Copy)]
pub struct RewriteRulePlaces<'p> {
    /// The start tag of the rule.
    pub tag: Span,
    /// `<match>`.
    pub matched: Span,
    /// The conditions.
    pub conditions: &'p [Span],
    /// The conditions of the precondition; empty for a rule for requests.
    pub pre_condition: &'p [Span],
}

/// The places of what is sent with static files; empty lists and `None` where the policy has nothing.
#[derive(Debug, Clone, Copy)]
pub struct StaticPlaces<'p> {
    /// The start tag of the deepest `<staticContent>`; where there is none, of `<caching>`.
    pub section: Span,
    /// What `Cache-Control` is made of, in the order of the value.
    pub cache_control: &'p [Span],
    /// The same for each extension; for one that gets none, its profile.
    pub by_extension: &'p [&'p [Span]],
    /// `httpExpires`.
    pub expires: Option<Span>,
    /// `setEtag`.
    pub without_etag: Option<Span>,
    /// The tags of the types; for an extension without type, what removes it.
    pub types: &'p [Span],
    /// What says what becomes of other extensions: the entry for all, or what clears the list.
    pub other_types: Option<Span>,
}
