//! What the CORS module grants to whom.

/// Which origins a rule speaks of (CM-12); all comparisons are of bytes, with case (CM-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pattern {
    Exact(&'static str),
    Wildcard { scheme: &'static str, suffix: &'static str },
    Any,
}

impl Pattern {
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
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub(crate) pattern: Pattern,
    pub(crate) allowed: bool,
    pub(crate) credentials: bool,
    pub(crate) max_age: Option<&'static str>,
    pub(crate) allow_methods: Option<&'static str>,
    pub(crate) allow_headers: AllowHeaders,
    pub(crate) expose_headers: Option<&'static str>,
}

/// What a preflight's `Access-Control-Allow-Headers` holds (CM-7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AllowHeaders {
    None,
    Listed(&'static str),
    Requested,
}

impl Rule {
    const fn of(pattern: Pattern) -> Self {
        Self {
            pattern,
            allowed: true,
            credentials: false,
            max_age: None,
            allow_methods: None,
            allow_headers: AllowHeaders::None,
            expose_headers: None,
        }
    }

    /// A rule for one origin, compared byte by byte: `https://app.example`.
    #[must_use]
    pub const fn exact(origin: &'static str) -> Self {
        Self::of(Pattern::Exact(origin))
    }

    /// A rule for the origins that start with `scheme` (with its `://`) and end with `suffix`, the two not overlapping.
    #[must_use]
    pub const fn wildcard(scheme: &'static str, suffix: &'static str) -> Self {
        Self::of(Pattern::Wildcard { scheme, suffix })
    }

    /// The rule for every origin, `*`.
    #[must_use]
    pub const fn any() -> Self {
        Self::of(Pattern::Any)
    }

    /// Refuses these origins: no CORS header, and 403 where unlisted origins fail (CM-17).
    #[must_use]
    pub const fn denied(mut self) -> Self {
        self.allowed = false;
        self
    }

    /// Sends `Access-Control-Allow-Credentials: true` (CM-10). Left out, the field is not sent.
    #[must_use]
    pub const fn allow_credentials(mut self) -> Self {
        self.credentials = true;
        self
    }

    /// Sets `Access-Control-Max-Age` of preflights, seconds in decimal (CM-8). Left out, browsers use 5 seconds.
    #[must_use]
    pub const fn max_age(mut self, seconds: &'static str) -> Self {
        self.max_age = Some(seconds);
        self
    }

    /// Sets `Access-Control-Allow-Methods` of preflights, names joined by commas (CM-6).
    #[must_use]
    pub const fn allow_methods(mut self, methods: &'static str) -> Self {
        self.allow_methods = Some(methods);
        self
    }

    /// Sets `Access-Control-Allow-Headers` of preflights, field names joined by commas (CM-7).
    #[must_use]
    pub const fn allow_headers(mut self, names: &'static str) -> Self {
        self.allow_headers = AllowHeaders::Listed(names);
        self
    }

    /// Allows whatever header fields a preflight asks for, by sending its list back (CM-7).
    #[must_use]
    pub const fn allow_requested_headers(mut self) -> Self {
        self.allow_headers = AllowHeaders::Requested;
        self
    }

    /// Sets `Access-Control-Expose-Headers` of actual requests, field names joined by commas (CM-9).
    #[must_use]
    pub const fn expose_headers(mut self, names: &'static str) -> Self {
        self.expose_headers = Some(names);
        self
    }

    pub(crate) const fn is_any(&self) -> bool {
        matches!(self.pattern, Pattern::Any)
    }
}
