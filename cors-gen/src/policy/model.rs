//! The types. Two policies are equal when they decide alike; places do not count.

use super::origin::Pattern;
use super::rewrite::Rewrite;
use crate::source::{Span, Spanned};

/// What a site does with CORS and response headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The settings of the site's root; its path is empty.
    pub root: Scope,
    /// The paths that differ from it, deeper ones first, then by name.
    pub deeper: Vec<Scope>,
}

impl Policy {
    /// All scopes, the root first.
    pub fn scopes(&self) -> impl Iterator<Item = &Scope> {
        std::iter::once(&self.root).chain(&self.deeper)
    }
}

/// The settings of one path and of everything below it that has no scope of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The path, as first written, without slash at either end; where it was opened.
    pub path: Spanned<String>,
    /// The verbs that request filtering lets pass; `None` when it lets all pass.
    pub verbs: Option<Verbs>,
    /// The CORS module; `None` when it is not enabled.
    pub cors: Option<Cors>,
    /// What answers OPTIONS, first fit first. Never empty: the last one takes every path.
    pub options: Vec<Spanned<OptionsHandler>>,
    /// The header fields of every response, in wire order.
    pub custom_headers: Vec<Spanned<Header>>,
    /// The header fields that redirects get besides, in wire order.
    pub redirect_headers: Vec<Spanned<Header>>,
    /// The rules of URL Rewrite; `None` where none has a say.
    pub rewrite: Option<Rewrite>,
}

/// The verbs that request filtering lets pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verbs {
    /// Each verb with whether it may pass.
    pub listed: Vec<Spanned<(String, bool)>>,
    /// Whether a verb that is not listed may pass.
    pub allow_unlisted: Spanned<bool>,
}

/// The CORS module of one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cors {
    /// Where the section stands that enables it.
    pub section: Spanned<()>,
    /// Whether origins without a rule get 403.
    pub fail_unlisted: Spanned<bool>,
    /// The rules: exact origins by name, then wildcards by scheme and falling length of suffix, then `*`. No two have the same pattern.
    pub rules: Vec<Rule>,
}

/// What one `<add origin>` grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Which origins; the place is that of the `<add>` tag.
    pub pattern: Spanned<Pattern>,
    /// Whether they are allowed at all.
    pub allowed: bool,
    /// Where credentials are allowed; `None` when they are not.
    pub credentials: Option<Spanned<()>>,
    /// The lifetime of a preflight's result in seconds; `None` leaves the header out.
    pub max_age: Option<Spanned<u32>>,
    /// The value of `Access-Control-Allow-Methods`; `None` leaves the header out.
    pub allow_methods: Option<Spanned<String>>,
    /// What a preflight's `Access-Control-Allow-Headers` holds; `None` leaves the header out.
    pub allow_headers: Option<Spanned<AllowHeaders>>,
    /// The value of `Access-Control-Expose-Headers`; `None` leaves the header out.
    pub expose_headers: Option<Spanned<String>>,
}

/// What a preflight's `Access-Control-Allow-Headers` holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowHeaders {
    /// This list.
    Listed(String),
    /// Whatever the preflight asks for.
    Requested,
}

/// Which OPTIONS requests a handler gets, and what comes of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionsHandler {
    /// The name of the handler mapping.
    pub name: String,
    /// The path pattern of the handler mapping.
    pub path: String,
    /// What comes of the request.
    pub answer: OptionsAnswer,
}

/// What comes of an OPTIONS request that nothing answered earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionsAnswer {
    /// The application answers.
    Application,
    /// `OPTIONSVerbHandler` answers 200.
    VerbHandler,
    /// The static file handler answers 405.
    MethodNotAllowed,
}

/// A header field that responses get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The field name as written.
    pub name: String,
    /// The field value; never empty.
    pub value: String,
    /// What happens beside a field of the application.
    pub joining: Joining,
}

/// What happens to a configured field beside one of the application (CH-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joining {
    /// It becomes a line of its own.
    Line,
    /// http.sys joins the two with a comma.
    Comma,
}

impl Scope {
    /// The place that opened the scope.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.path.span
    }
}
