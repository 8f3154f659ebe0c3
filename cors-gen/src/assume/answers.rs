//! The answers that are not the runtime's own types.

/// What a preflight gets where a rule has no methods (CM-6).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum NoMethods {
    #[default]
    Omitted,
    Empty,
}

/// Whether the module fails with an `origin` that it cannot mean, and with `*` that has credentials (CM-13).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum BadRules {
    #[default]
    Refused,
    Accepted,
}

/// What becomes of a custom header beside the application's, of the names that http.sys knows (CH-5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum KnownHeaders {
    #[default]
    Joined,
    Doubled,
}

/// What the handler of static files answers to OPTIONS (OP-3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum StaticOptions {
    #[default]
    MethodNotAllowed,
    Application,
    NotFound,
}

/// What a rule for responses does whose value comes to nothing (RW-5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum EmptyResult {
    #[default]
    Removed,
    Sent,
}

/// What `stopProcessing` of a rule for responses ends (RW-5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum OutboundStop {
    #[default]
    All,
    Field,
}

/// Which lines of a field a rule for responses runs on, where each has a value of its own (RW-5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum CookieLines {
    #[default]
    Each,
    First,
}

/// Whether rules for responses see custom headers (RW-9).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum RewrittenHeaders {
    #[default]
    RuleFirst,
    HeaderFirst,
}

/// What stands between the directives of `Strict-Transport-Security` (ST-4).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum HstsForm {
    #[default]
    Spaced,
    Unspaced,
}

/// What becomes of the query of a request that `<httpRedirect>` redirects (RD-2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum RedirectQuery {
    #[default]
    Kept,
    Dropped,
}
