//! What request filtering refuses, beside verbs.

use crate::check;
use crate::field::FieldName;

/// What request filtering refuses beside verbs (`security/requestFiltering`, RF-1…9).
///
/// What is not set refuses nothing. Texts compare without case for ASCII letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RequestFiltering<'p>(pub(crate) RequestFilteringParts<'p>);

/// What [`RequestFiltering`] says, for generators.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RequestFilteringParts<'p> {
    pub max_allowed_content_length: Option<u32>,
    pub max_url: Option<u32>,
    pub max_query_string: Option<u32>,
    pub header_limits: &'p [(FieldName<'p>, u32)],
    pub deny_double_escaping: bool,
    pub deny_high_bit_characters: bool,
    pub deny_url_sequences: &'p [&'p str],
    pub always_allowed_urls: &'p [&'p str],
    pub file_extensions: Option<FileExtensions<'p>>,
    pub hidden_segments: &'p [&'p str],
    pub deny_query_string_sequences: &'p [&'p str],
    pub always_allowed_query_strings: &'p [&'p str],
    pub keep_query_string_escaped: bool,
}

/// Which file name extensions may be asked for.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileExtensions<'p> {
    pub listed: &'p [(&'p str, bool)],
    pub allow_unlisted: bool,
}

impl<'p> RequestFiltering<'p> {
    /// Refuses nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self(RequestFilteringParts {
            max_allowed_content_length: None,
            max_url: None,
            max_query_string: None,
            header_limits: &[],
            deny_double_escaping: false,
            deny_high_bit_characters: false,
            deny_url_sequences: &[],
            always_allowed_urls: &[],
            file_extensions: None,
            hidden_segments: &[],
            deny_query_string_sequences: &[],
            always_allowed_query_strings: &[],
            keep_query_string_escaped: false,
        })
    }

    /// Refuses with 413 what declares a longer body, in bytes (RF-2); a body without `Content-Length` is not measured.
    #[must_use]
    pub const fn max_allowed_content_length(mut self, bytes: u32) -> Self {
        self.0.max_allowed_content_length = Some(bytes);
        self
    }

    /// Refuses with 404 a longer path, in bytes as received (RF-3).
    #[must_use]
    pub const fn max_url(mut self, bytes: u32) -> Self {
        self.0.max_url = Some(bytes);
        self
    }

    /// Refuses with 404 a longer query, in bytes as received and without `?` (RF-4).
    #[must_use]
    pub const fn max_query_string(mut self, bytes: u32) -> Self {
        self.0.max_query_string = Some(bytes);
        self
    }

    /// Refuses with 431 a header field whose value is longer, in bytes (RF-5); 0 denies the field.
    #[must_use]
    pub const fn header_limits(mut self, limits: &'p [(FieldName<'p>, u32)]) -> Self {
        self.0.header_limits = limits;
        self
    }

    /// Refuses with 404 a path that decoding once more would change (RF-9).
    #[must_use]
    pub const fn deny_double_escaping(mut self) -> Self {
        self.0.deny_double_escaping = true;
        self
    }

    /// Refuses with 404 a path with other characters than those of ASCII (RF-9).
    #[must_use]
    pub const fn deny_high_bit_characters(mut self) -> Self {
        self.0.deny_high_bit_characters = true;
        self
    }

    /// Refuses with 404 a path in which one of these stands, decoded once (RF-8).
    ///
    /// # Panics
    ///
    /// When one is empty: every path has it.
    #[must_use]
    pub const fn deny_url_sequences(mut self, sequences: &'p [&'p str]) -> Self {
        assert_not_empty(sequences);
        self.0.deny_url_sequences = sequences;
        self
    }

    /// Lets these paths pass whatever sequences stand in them (RF-8); with or without the slash in front.
    #[must_use]
    pub const fn always_allowed_urls(mut self, paths: &'p [&'p str]) -> Self {
        self.0.always_allowed_urls = paths;
        self
    }

    /// Refuses with 404 file name extensions by a list, each with its dot, and whether it may pass (RF-7); `.` is that of
    /// a path without one. `allow_unlisted` says whether those that are not listed may.
    ///
    /// # Panics
    ///
    /// When an extension does not begin with its only dot, or has a slash: such a one is no path's.
    #[must_use]
    pub const fn file_extensions(
        mut self,
        listed: &'p [(&'p str, bool)],
        allow_unlisted: bool,
    ) -> Self {
        let mut at = 0;
        while at < listed.len() {
            assert!(
                check::is_extension(listed[at].0),
                "a file name extension begins with its only dot: `.php`"
            );
            at += 1;
        }
        self.0.file_extensions = Some(FileExtensions { listed, allow_unlisted });
        self
    }

    /// Refuses with 404 a path of which one of these is a segment (RF-6).
    ///
    /// # Panics
    ///
    /// When one is empty or has a slash: such a one is no segment.
    #[must_use]
    pub const fn hidden_segments(mut self, segments: &'p [&'p str]) -> Self {
        let mut at = 0;
        while at < segments.len() {
            assert!(check::is_segment(segments[at]), "a hidden segment is one name: `bin`");
            at += 1;
        }
        self.0.hidden_segments = segments;
        self
    }

    /// Refuses with 404 a query in which one of these stands, as received or decoded once (RF-8).
    ///
    /// # Panics
    ///
    /// When one is empty: every query has it.
    #[must_use]
    pub const fn deny_query_string_sequences(mut self, sequences: &'p [&'p str]) -> Self {
        assert_not_empty(sequences);
        self.0.deny_query_string_sequences = sequences;
        self
    }

    /// Lets these queries pass, whole, whatever sequences stand in them (RF-8).
    #[must_use]
    pub const fn always_allowed_query_strings(mut self, queries: &'p [&'p str]) -> Self {
        self.0.always_allowed_query_strings = queries;
        self
    }

    /// Looks at queries as they are received only, not decoded as well (RF-8).
    #[must_use]
    pub const fn keep_query_string_escaped(mut self) -> Self {
        self.0.keep_query_string_escaped = true;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn parts(&self) -> &RequestFilteringParts<'p> {
        &self.0
    }
}

const fn assert_not_empty(texts: &[&str]) {
    let mut at = 0;
    while at < texts.len() {
        assert!(!texts[at].is_empty(), "a denied sequence is not empty: all would have it");
        at += 1;
    }
}
