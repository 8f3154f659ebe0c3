//! The effective `<requestFiltering>`.

use super::section::{Laying, Section, set};
use crate::config::{self, ExtensionEntry, FilterText, HeaderLimit, Keyed, List, VerbEntry};
use crate::source::Spanned;

/// The effective `<requestFiltering>`; `None` is what no level says.
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
    pub hidden_segments: List<FilterText>,
    /// `<alwaysAllowedUrls>`.
    pub always_allowed_urls: List<FilterText>,
    /// `<alwaysAllowedQueryStrings>`.
    pub always_allowed_query_strings: List<FilterText>,
    /// `<denyUrlSequences>`.
    pub deny_url_sequences: List<FilterText>,
    /// `<denyQueryStringSequences>`.
    pub deny_query_string_sequences: List<FilterText>,
}

/// An effective list of what may pass and what may not.
#[derive(Debug, Clone)]
pub struct AllowList<T> {
    /// `allowUnlisted`; `None` when no level says.
    pub allow_unlisted: Option<Spanned<bool>>,
    /// What is listed.
    pub entries: List<T>,
}

/// The effective `<requestLimits>`, in bytes.
#[derive(Debug, Clone, Default)]
pub struct RequestLimits {
    /// `maxAllowedContentLength`.
    pub max_allowed_content_length: Option<Spanned<u32>>,
    /// `maxUrl`.
    pub max_url: Option<Spanned<u32>>,
    /// `maxQueryString`.
    pub max_query_string: Option<Spanned<u32>>,
    /// `<headerLimits>`.
    pub headers: List<HeaderLimit>,
}

impl<T> Default for AllowList<T> {
    fn default() -> Self {
        Self { allow_unlisted: None, entries: List::default() }
    }
}

impl<T: Keyed> AllowList<T> {
    fn lay(&mut self, written: &config::AllowList<T>, laying: &mut Laying<'_>) {
        set(&mut self.allow_unlisted, written.allow_unlisted);
        laying.list(&mut self.entries, &written.entries);
    }
}

impl Section for RequestFiltering {
    type Written = config::RequestFiltering;

    fn lay(&mut self, written: &config::RequestFiltering, laying: &mut Laying<'_>) {
        set(&mut self.allow_double_escaping, written.allow_double_escaping);
        set(&mut self.allow_high_bit_characters, written.allow_high_bit_characters);
        set(&mut self.unescape_query_string, written.unescape_query_string);
        set(&mut self.remove_server_header, written.remove_server_header);
        self.file_extensions.lay(&written.file_extensions, laying);
        self.verbs.lay(&written.verbs, laying);
        let (limits, own) = (&mut self.limits, &written.limits);
        set(&mut limits.max_allowed_content_length, own.max_allowed_content_length);
        set(&mut limits.max_url, own.max_url);
        set(&mut limits.max_query_string, own.max_query_string);
        laying.list(&mut limits.headers, &own.headers);
        for (list, own) in [
            (&mut self.hidden_segments, &written.hidden_segments),
            (&mut self.always_allowed_urls, &written.always_allowed_urls),
            (&mut self.always_allowed_query_strings, &written.always_allowed_query_strings),
            (&mut self.deny_url_sequences, &written.deny_url_sequences),
            (&mut self.deny_query_string_sequences, &written.deny_query_string_sequences),
        ] {
            laying.list(list, own);
        }
    }
}
