//! The data of a policy: what the generator writes, constant and without behaviour of its own.
//!
//! Everything here is built in constants, out of parts that refer to each other by `&'static`. Header values that are
//! known when generating are stored as the strings to send: nothing is formatted or joined at run time.

use crate::origin::{self, Table};
use crate::response::Field;
use crate::rewrite::Rewrite;

/// What a site does with CORS and response headers, for each part of its URL space.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    pub(crate) root: Scope,
    pub(crate) deeper: &'static [Scope],
}

impl Policy {
    /// A policy with the settings of the site's root and those of the paths that differ from it, deeper paths first.
    ///
    /// The path of `root` does not count: it holds every request that falls in no other scope.
    #[must_use]
    pub const fn new(root: Scope, deeper: &'static [Scope]) -> Self {
        Self { root, deeper }
    }
}

/// The settings of one path and of everything below it that has no scope of its own; nothing is inherited at run time.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    pub(crate) path: &'static str,
    pub(crate) verbs: Option<Verbs>,
    pub(crate) cors: Option<Cors>,
    pub(crate) options: &'static [OptionsHandler],
    pub(crate) custom_headers: &'static [Header],
    pub(crate) redirect_headers: &'static [Header],
    pub(crate) rewrite: Option<&'static Rewrite>,
}

impl Scope {
    /// A scope in which every verb passes, no CORS rule applies, the application gets OPTIONS and no header is added.
    ///
    /// `path` has no slash at either end; the root is `""`. Paths compare by whole segments, ASCII letters without case.
    #[must_use]
    pub const fn new(path: &'static str) -> Self {
        Self {
            path,
            verbs: None,
            cors: None,
            options: &[OptionsHandler::APPLICATION],
            custom_headers: &[],
            redirect_headers: &[],
            rewrite: None,
        }
    }

    /// Sets the verbs that request filtering lets pass (OP-5).
    #[must_use]
    pub const fn verbs(mut self, verbs: Verbs) -> Self {
        self.verbs = Some(verbs);
        self
    }

    /// Sets the rules of the CORS module (CM-1…20).
    #[must_use]
    pub const fn cors(mut self, cors: Cors) -> Self {
        self.cors = Some(cors);
        self
    }

    /// Sets what answers OPTIONS (OP-1…4); the first handler whose path fits does, and where none fits the answer is 405.
    #[must_use]
    pub const fn options(mut self, handlers: &'static [OptionsHandler]) -> Self {
        self.options = handlers;
        self
    }

    /// Sets the header fields of every response (CH-1), in wire order.
    #[must_use]
    pub const fn custom_headers(mut self, headers: &'static [Header]) -> Self {
        self.custom_headers = headers;
        self
    }

    /// Sets the header fields that redirects get besides (CH-9), in wire order.
    #[must_use]
    pub const fn redirect_headers(mut self, headers: &'static [Header]) -> Self {
        self.redirect_headers = headers;
        self
    }

    /// Sets the rules of URL Rewrite (RW-1…10).
    #[must_use]
    pub const fn rewrite(mut self, rules: &'static Rewrite) -> Self {
        self.rewrite = Some(rules);
        self
    }

    /// The rules of URL Rewrite; `None` where there are none.
    #[must_use]
    pub const fn rewrite_rules(&self) -> Option<&'static Rewrite> {
        self.rewrite
    }

    /// The path this scope was made for.
    #[must_use]
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// The rules of the CORS module; `None` where it does nothing.
    #[must_use]
    pub const fn cors_rules(&self) -> Option<&'static [Rule]> {
        match &self.cors {
            Some(cors) => Some(cors.rules),
            None => None,
        }
    }

    /// What answers OPTIONS, as given to [`Scope::options`].
    #[must_use]
    pub const fn options_handlers(&self) -> &'static [OptionsHandler] {
        self.options
    }
}

/// Which methods request filtering lets pass (`security/requestFiltering/verbs`, OP-5).
#[derive(Debug, Clone, Copy)]
pub struct Verbs {
    listed: &'static [(&'static str, bool)],
    allow_unlisted: bool,
}

impl Verbs {
    /// Each listed verb with whether it may pass, and whether a verb that is not listed may.
    #[must_use]
    pub const fn new(listed: &'static [(&'static str, bool)], allow_unlisted: bool) -> Self {
        Self { listed, allow_unlisted }
    }

    /// Verbs compare with case.
    pub(crate) fn allow(&self, method: &[u8]) -> bool {
        let listed = self.listed.iter().find(|(verb, _)| verb.as_bytes() == method);
        listed.map_or(self.allow_unlisted, |(_, allowed)| *allowed)
    }
}

/// The rules of the CORS module for one scope.
#[derive(Debug, Clone, Copy)]
pub struct Cors {
    rules: &'static [Rule],
    schemes: &'static [Scheme],
    table: Table,
    fail_unlisted: bool,
}

impl Cors {
    /// The rules with their [`index()`] and, for wildcard rules, the schemes with the suffix lengths that occur.
    ///
    /// A `*` rule comes last. Requests from origins without a rule go on without CORS headers, unless
    /// [`Cors::fail_unlisted_origins`] says otherwise.
    ///
    /// # Panics
    ///
    /// When a `*` rule is not the last, or when the index has no free slot. In a constant that is a compile error.
    #[must_use]
    pub const fn new(
        rules: &'static [Rule],
        index: &'static [u64],
        schemes: &'static [Scheme],
    ) -> Self {
        let needs_none = matches!(rules, [] | [Rule { pattern: Pattern::Any, .. }]);
        assert!(
            needs_none || index.len() > rules.len(),
            "the index must have more slots than rules"
        );
        let mut i = 0;
        while i + 1 < rules.len() {
            assert!(!rules[i].is_any(), "the rule for `*` must be the last");
            i += 1;
        }
        Self { rules, schemes, table: Table::new(rules, index), fail_unlisted: false }
    }

    /// Answers 403 to every CORS request whose origin has no rule, or one with `allowed="false"` (CM-17).
    #[must_use]
    pub const fn fail_unlisted_origins(mut self) -> Self {
        self.fail_unlisted = true;
        self
    }

    pub(crate) const fn fails_unlisted(&self) -> bool {
        self.fail_unlisted
    }

    /// The most specific rule for an origin (CM-14).
    pub(crate) fn rule_for(&self, origin: &[u8]) -> Option<&'static Rule> {
        self.table.find(self.rules, self.schemes, origin)
    }

    /// Whether answers differ by origin: always but for a lone `*` (CM-16).
    pub(crate) fn varies(&self) -> bool {
        !matches!(self.rules, [Rule { pattern: Pattern::Any, .. }])
    }
}

/// A scheme of wildcard rules with the suffix lengths that its rules have.
#[derive(Debug, Clone, Copy)]
pub struct Scheme {
    pub(crate) prefix: &'static str,
    pub(crate) lengths: &'static [usize],
}

impl Scheme {
    /// `prefix` is the scheme with `://`; `lengths`, in bytes and ascending, those of the suffixes (0 for `scheme://*`).
    #[must_use]
    pub const fn new(prefix: &'static str, lengths: &'static [usize]) -> Self {
        Self { prefix, lengths }
    }
}

/// The look-up table of rules without wildcards ([`index_with`] is for rules with them).
///
/// # Panics
///
/// As [`index_with`].
#[must_use]
pub const fn index<const N: usize>(rules: &[Rule]) -> [u64; N] {
    index_with(rules, &[])
}

/// The look-up table of rules: of a power of two slots, more than there are rules; twice as many make it fast.
///
/// # Panics
///
/// When `N` is no power of two or too small, or when a wildcard rule's scheme or length is not among `schemes`. In a
/// constant that is a compile error.
#[must_use]
pub const fn index_with<const N: usize>(rules: &[Rule], schemes: &[Scheme]) -> [u64; N] {
    let mut slots = [0; N];
    fill_index(rules, schemes, &mut slots);
    slots
}

/// As [`index_with`], into memory that is already there.
///
/// # Panics
///
/// As [`index_with`].
pub const fn fill_index(rules: &[Rule], schemes: &[Scheme], slots: &mut [u64]) {
    assert!(
        slots.len().is_power_of_two() && slots.len() > rules.len(),
        "an index needs a power of two slots, more than there are rules"
    );
    origin::fill(rules, schemes, slots);
}

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

/// Which OPTIONS requests a handler gets, and what comes of them.
#[derive(Debug, Clone, Copy)]
pub struct OptionsHandler {
    pub(crate) path: &'static str,
    pub(crate) answer: OptionsAnswer,
}

impl OptionsHandler {
    const APPLICATION: Self = Self::new("*", OptionsAnswer::Application);

    /// A handler for the paths that fit `path`, a handler mapping's pattern.
    ///
    /// `*` fits all, `*.` those whose last segment has no extension; another pattern is compared without case, its `*`
    /// standing for any characters, with the last segment, or with the whole path when it holds a slash.
    #[must_use]
    pub const fn new(path: &'static str, answer: OptionsAnswer) -> Self {
        Self { path, answer }
    }
}

/// What comes of an OPTIONS request that nothing answered earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionsAnswer {
    /// The application answers (OP-2, OP-4).
    Application,
    /// IIS's `OPTIONSVerbHandler` answers 200 with `Allow` and `Public` (OP-1).
    VerbHandler,
    /// The static file handler answers 405 (OP-3).
    MethodNotAllowed,
}

/// A header field that the configuration adds to responses.
#[derive(Debug, Clone, Copy)]
pub struct Header {
    pub(crate) field: Field,
    pub(crate) value: &'static str,
    pub(crate) joined: bool,
}

impl Header {
    /// A field sent as a line of its own, beside one of the application's (CH-5).
    ///
    /// `name` is as IIS would write it, `lower` the same in lower case, as HTTP libraries hold it.
    #[must_use]
    pub const fn line(name: &'static str, lower: &'static str, value: &'static str) -> Self {
        Self { field: Field::Other { name, lower }, value, joined: false }
    }

    /// A field that http.sys joins to one of the application's, with a comma (CH-5).
    #[must_use]
    pub const fn joined(name: &'static str, lower: &'static str, value: &'static str) -> Self {
        Self { field: Field::Other { name, lower }, value, joined: true }
    }
}
