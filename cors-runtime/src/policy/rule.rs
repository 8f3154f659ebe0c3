//! What the CORS module grants to whom.

use core::fmt;

use crate::check;

/// Which origins a rule speaks of (CM-12); all comparisons are of bytes, with case (CM-11).
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OriginPattern<'p> {
    /// One origin.
    Exact(&'p str),
    /// The origins that start with the scheme and end with the suffix, the two not overlapping.
    Wildcard {
        /// The scheme with its `://`.
        scheme: &'p str,
        /// What follows the `*`; empty for `scheme://*`.
        suffix: &'p str,
    },
    /// Every origin.
    Any,
}

impl OriginPattern<'_> {
    pub(crate) fn matches(&self, origin: &[u8]) -> bool {
        match self {
            Self::Exact(text) => text.as_bytes() == origin,
            Self::Wildcard { scheme, suffix } => origin
                .strip_prefix(scheme.as_bytes())
                .is_some_and(|rest| rest.ends_with(suffix.as_bytes())),
            Self::Any => true,
        }
    }

    pub(crate) const fn suffix_length(&self) -> Option<usize> {
        match self {
            Self::Wildcard { suffix, .. } => Some(suffix.len()),
            Self::Exact(_) | Self::Any => None,
        }
    }
}

/// What the CORS module grants to the origins of one `<add origin>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OriginRule<'p>(pub(crate) OriginRuleParts<'p>);

/// What an [`OriginRule`] says, for generators.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OriginRuleParts<'p> {
    pub pattern: OriginPattern<'p>,
    pub allowed: bool,
    pub credentials: bool,
    pub max_age: Option<&'p str>,
    pub allow_methods: Option<&'p str>,
    pub allow_headers: AllowHeaders<'p>,
    pub expose_headers: Option<&'p str>,
}

/// What a preflight's `Access-Control-Allow-Headers` holds (CM-7).
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AllowHeaders<'p> {
    /// The field is left out.
    None,
    /// This list.
    Listed(&'p str),
    /// Whatever the preflight asks for.
    Requested,
}

impl<'p> OriginRule<'p> {
    const fn of(pattern: OriginPattern<'p>) -> Self {
        Self(OriginRuleParts {
            pattern,
            allowed: true,
            credentials: false,
            max_age: None,
            allow_methods: None,
            allow_headers: AllowHeaders::None,
            expose_headers: None,
        })
    }

    /// A rule for one origin, compared byte by byte: `https://app.example`.
    ///
    /// # Panics
    ///
    /// When the origin is empty or `*`, which is [`OriginRule::any`].
    #[must_use]
    pub const fn exact(origin: &'p str) -> Self {
        assert!(!matches!(origin.as_bytes(), b"" | b"*"), "the rule for every origin is `any()`");
        Self::of(OriginPattern::Exact(origin))
    }

    /// A rule for the origins that start with `scheme` (with its `://`) and end with `suffix`, the two not overlapping.
    ///
    /// # Panics
    ///
    /// When the scheme does not end in `://`.
    #[must_use]
    pub const fn wildcard(scheme: &'p str, suffix: &'p str) -> Self {
        assert!(
            matches!(scheme.as_bytes(), [_, .., b':', b'/', b'/']),
            "the scheme of a wildcard rule is written with its `://`"
        );
        Self::of(OriginPattern::Wildcard { scheme, suffix })
    }

    /// The rule for every origin, `*`.
    #[must_use]
    pub const fn any() -> Self {
        Self::of(OriginPattern::Any)
    }

    /// Refuses these origins: no CORS header, and 403 where unlisted origins fail (CM-17).
    #[must_use]
    pub const fn denied(mut self) -> Self {
        self.0.allowed = false;
        self
    }

    /// Sends `Access-Control-Allow-Credentials: true` (CM-10). Left out, the field is not sent.
    ///
    /// # Panics
    ///
    /// When the rule is for every origin (CM-13).
    #[must_use]
    pub const fn allow_credentials(mut self) -> Self {
        assert!(!self.is_any(), "the rule for every origin cannot have credentials");
        self.0.credentials = true;
        self
    }

    /// Sets `Access-Control-Max-Age` of preflights, seconds in decimal (CM-8). Left out, browsers use 5 seconds.
    ///
    /// # Panics
    ///
    /// When it is no number.
    #[must_use]
    pub const fn max_age(mut self, seconds: &'p str) -> Self {
        assert!(check::is_decimal(seconds), "the age of a preflight is a number of seconds");
        self.0.max_age = Some(seconds);
        self
    }

    /// Sets `Access-Control-Allow-Methods` of preflights, names joined by commas (CM-6).
    ///
    /// # Panics
    ///
    /// When HTTP allows no such field value, as with every text that is set here.
    #[must_use]
    pub const fn allow_methods(mut self, methods: &'p str) -> Self {
        assert!(check::is_field_value(methods), "the methods make a field value");
        self.0.allow_methods = Some(methods);
        self
    }

    /// Sends `Access-Control-Allow-Methods` of preflights with nothing in it. Left out, the field is not sent (CM-6).
    #[must_use]
    pub const fn empty_methods(mut self) -> Self {
        self.0.allow_methods = Some("");
        self
    }

    /// Sets `Access-Control-Allow-Headers` of preflights, field names joined by commas (CM-7).
    ///
    /// # Panics
    ///
    /// As [`OriginRule::allow_methods`].
    #[must_use]
    pub const fn allow_headers(mut self, names: &'p str) -> Self {
        assert!(check::is_field_value(names), "the header names make a field value");
        self.0.allow_headers = AllowHeaders::Listed(names);
        self
    }

    /// Allows whatever header fields a preflight asks for, by sending its list back (CM-7).
    #[must_use]
    pub const fn allow_requested_headers(mut self) -> Self {
        self.0.allow_headers = AllowHeaders::Requested;
        self
    }

    /// Sets `Access-Control-Expose-Headers` of actual requests, field names joined by commas (CM-9).
    ///
    /// # Panics
    ///
    /// As [`OriginRule::allow_methods`].
    #[must_use]
    pub const fn expose_headers(mut self, names: &'p str) -> Self {
        assert!(check::is_field_value(names), "the header names make a field value");
        self.0.expose_headers = Some(names);
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn parts(&self) -> &OriginRuleParts<'p> {
        &self.0
    }

    pub(crate) const fn is_any(&self) -> bool {
        matches!(self.0.pattern, OriginPattern::Any)
    }
}

/// The origin as a configuration writes it: `https://*.shop.example`. What is not printable is escaped.
impl fmt::Display for OriginRule<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.pattern {
            OriginPattern::Any => f.write_str("*"),
            OriginPattern::Exact(origin) => write!(f, "{}", origin.escape_debug()),
            OriginPattern::Wildcard { scheme, suffix } => {
                write!(f, "{}*{}", scheme.escape_debug(), suffix.escape_debug())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the table of origins proposes counts only where these hold, whatever its hashes say.
    #[test]
    fn cm_12_which_origins_a_rule_is_about() {
        const WHOLE: OriginRule<'_> = OriginRule::wildcard("https://", "");
        const SUFFIX: OriginRule<'_> = OriginRule::wildcard("https://", ".a.example");
        for (rule, origin, is_about) in [
            (OriginRule::exact("https://a.example"), "https://a.example", true),
            (OriginRule::exact("https://a.example"), "https://b.example", false),
            (OriginRule::exact("https://a.example"), "https://A.example", false),
            (OriginRule::exact("https://a.example"), "https://a.example:443", false),
            (WHOLE, "https://", true),
            (WHOLE, "https://127.0.0.1 bogus", true),
            (WHOLE, "http://a.example", false),
            (SUFFIX, "https://x.y.a.example", true),
            (SUFFIX, "https://.a.example", true),
            (SUFFIX, "https://a.example", false),
            (SUFFIX, "http://x.a.example", false),
            (SUFFIX, "https://x.a.example.evil", false),
            (OriginRule::wildcard("https://", "/x"), "https://x", false),
            (OriginRule::any(), "null", true),
        ] {
            assert_eq!(rule.0.pattern.matches(origin.as_bytes()), is_about, "{rule:?}: {origin}");
        }
    }
}
