//! What request filtering refuses, and which setting says so (OP-5, RF-1…9).
//!
//! What is quickly looked at comes first; which of several settings that refuse a request IIS names is not published, and
//! matters only where their statuses differ (RF-1).

use crate::path::{self, Search};
use crate::policy::{FileExtensions, RequestFiltering, Scope, Verbs};
use crate::request::Request;

/// Why request filtering refuses a request, with the substatus that IIS logs. Positions are those of the entries in their lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// The verb is denied (404.6): by this entry, or because it is not listed.
    Verb(Option<usize>),
    /// The declared body is too long (413.1).
    ContentLength,
    /// The path is too long (404.14).
    Url,
    /// The query is too long (404.15).
    QueryString,
    /// A header field is too long, by this entry (431).
    Header(usize),
    /// The path is escaped twice (404.11).
    DoubleEscaping,
    /// The path has characters outside of ASCII (404.12).
    HighBitCharacters,
    /// A denied sequence stands in the path, by this entry (404.5).
    UrlSequence(usize),
    /// The file name extension is denied (404.7): by this entry, or because it is not listed.
    FileExtension(Option<usize>),
    /// A segment of the path is hidden, by this entry (404.8).
    HiddenSegment(usize),
    /// A denied sequence stands in the query, by this entry (404.18).
    QueryStringSequence(usize),
}

impl Refusal {
    /// The status code that the request gets.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::ContentLength => 413,
            Self::Header(_) => 431,
            Self::Verb(_)
            | Self::Url
            | Self::QueryString
            | Self::DoubleEscaping
            | Self::HighBitCharacters
            | Self::UrlSequence(_)
            | Self::FileExtension(_)
            | Self::HiddenSegment(_)
            | Self::QueryStringSequence(_) => 404,
        }
    }

    /// The row of `docs/iis-behaviour.md` about the setting.
    pub(crate) const fn row(self) -> &'static str {
        match self {
            Self::Verb(_) => "OP-5",
            Self::ContentLength => "RF-2",
            Self::Url => "RF-3",
            Self::QueryString => "RF-4",
            Self::Header(_) => "RF-5",
            Self::HiddenSegment(_) => "RF-6",
            Self::FileExtension(_) => "RF-7",
            Self::UrlSequence(_) | Self::QueryStringSequence(_) => "RF-8",
            Self::DoubleEscaping | Self::HighBitCharacters => "RF-9",
        }
    }
}

impl Scope<'_> {
    /// Why request filtering refuses a request; `None` where it lets it pass.
    pub(crate) fn refusal(&self, request: &Request<'_>) -> Option<Refusal> {
        let verb = self.0.verbs.and_then(|verbs| verbs.refusal(request.method));
        verb.or_else(|| self.0.filtering?.refusal(request))
    }
}

impl Verbs<'_> {
    /// Verbs compare with case.
    fn refusal(&self, method: &[u8]) -> Option<Refusal> {
        let entry = self.0.listed.iter().position(|(verb, _)| verb.as_bytes() == method);
        let allowed = entry.map_or(self.0.allow_unlisted, |at| self.0.listed[at].1);
        (!allowed).then_some(Refusal::Verb(entry))
    }
}

impl RequestFiltering<'_> {
    fn refusal(&self, request: &Request<'_>) -> Option<Refusal> {
        self.limit(request)
            .or_else(|| self.path(request.path))
            .or_else(|| self.query(request.query()?))
    }

    fn limit(&self, request: &Request<'_>) -> Option<Refusal> {
        let limits = &self.0;
        let exceeds = |length: usize, limit: Option<u32>| {
            limit.is_some_and(|limit| length as u64 > u64::from(limit))
        };
        let declared = || request.header("content-length").and_then(number);
        if limits.max_allowed_content_length.is_some_and(|limit| declared() > Some(limit.into())) {
            return Some(Refusal::ContentLength);
        }
        if exceeds(request.path.len(), limits.max_url) {
            return Some(Refusal::Url);
        }
        if limits.max_query_string.is_some()
            && exceeds(request.query().map_or(0, <[u8]>::len), limits.max_query_string)
        {
            return Some(Refusal::QueryString);
        }
        let mut headers = limits.header_limits.iter();
        let header = headers.position(|(name, limit)| {
            let length = request.header_length(name.as_lower());
            length.is_some_and(|length| *limit == 0 || exceeds(length, Some(*limit)))
        });
        header.map(Refusal::Header)
    }

    fn path(&self, path: &[u8]) -> Option<Refusal> {
        let filters = &self.0;
        if filters.deny_double_escaping && path::is_escaped_twice(path) {
            return Some(Refusal::DoubleEscaping);
        }
        if filters.deny_high_bit_characters && !path::decoded(path).all(|byte| byte.is_ascii()) {
            return Some(Refusal::HighBitCharacters);
        }
        if let Some(entry) = self.url_sequence(path) {
            return Some(Refusal::UrlSequence(entry));
        }
        if let Some(refusal) = filters.file_extensions.and_then(|list| list.refusal(path)) {
            return Some(refusal);
        }
        let mut hidden = filters.hidden_segments.iter();
        hidden.position(|name| path::has_segment(path, name)).map(Refusal::HiddenSegment)
    }

    /// The first sequence that stands in the path: as it was received, decoded, or as IIS resolves it.
    fn url_sequence(&self, path: &[u8]) -> Option<usize> {
        let mut denied = self.0.deny_url_sequences.iter();
        let is_resolved = denied.len() == 0 || path::is_resolved(path);
        let entry = denied.position(|sequence| {
            path::occurs(sequence, path::decoded(path))
                || !is_resolved && is_in_resolved(sequence, path)
        })?;
        let own = strip_slash(path);
        let allowed =
            |allowed: &&str| path::says(own, allowed.strip_prefix('/').unwrap_or(allowed));
        (!self.0.always_allowed_urls.iter().any(allowed)).then_some(entry)
    }

    fn query(&self, query: &[u8]) -> Option<Refusal> {
        let filters = &self.0;
        let decodes = !filters.keep_query_string_escaped;
        let entry = filters.deny_query_string_sequences.iter().position(|sequence| {
            path::occurs(sequence, query.iter().copied())
                || decodes && path::occurs(sequence, path::decoded(query))
        })?;
        let allowed = |allowed: &&str| {
            query.eq_ignore_ascii_case(allowed.as_bytes()) || decodes && path::says(query, allowed)
        };
        let is_allowed = filters.always_allowed_query_strings.iter().any(allowed);
        (!is_allowed).then_some(Refusal::QueryStringSequence(entry))
    }
}

impl FileExtensions<'_> {
    fn refusal(&self, path: &[u8]) -> Option<Refusal> {
        let listed = |extension: Option<&[u8]>| {
            let says = |text: &str| match extension {
                Some(extension) => path::says(extension, text),
                None => text == ".",
            };
            self.listed.iter().position(|(text, _)| says(text))
        };
        let denied = |entry: Option<usize>| {
            let allowed = entry.map_or(self.allow_unlisted, |at| self.listed[at].1);
            (!allowed).then_some(Refusal::FileExtension(entry))
        };
        denied(listed(path::extension(path))).or_else(|| {
            // Whoever serves files may pass over a slash at the end.
            let of_name = path::extension_of_last_name(path);
            of_name.and_then(|extension| denied(Some(listed(Some(extension))?)))
        })
    }
}

fn is_in_resolved(sequence: &str, path: &[u8]) -> bool {
    let mut search = Search::of(sequence);
    path::resolved(path, &mut |byte| search.push(byte));
    search.is_found()
}

fn strip_slash(path: &[u8]) -> &[u8] {
    path.strip_prefix(b"/").unwrap_or(path)
}

/// A number in decimal, or the largest there is; `None` for what is none.
fn number(text: &[u8]) -> Option<u64> {
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| u64::from(byte - b'0'));
    text.iter().try_fold(0_u64, |number, byte| {
        Some(number.saturating_mul(10).saturating_add(digit(byte)?))
    })
}
