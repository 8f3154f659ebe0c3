//! Which part of IIS answers.

/// The part of IIS that a response comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AnsweredBy {
    /// No part of IIS: the application.
    Application,
    /// The CORS module, which answers preflights of listed origins (CM-5), and where that was chosen those of others (CM-17).
    Cors,
    /// The CORS module, which refuses an origin (CM-17).
    CorsForbidden,
    /// `<hsts>`, which sends requests to the same address over TLS (ST-5).
    Hsts,
    /// `<httpRedirect>` (RD-1).
    HttpRedirect,
    /// No handler, of which none takes OPTIONS for the path (OP-3).
    NoHandler,
    /// `OPTIONSVerbHandler` (OP-1).
    OptionsVerbHandler,
    /// Request filtering, which refuses what it was told to (OP-5, RF-1): [`Decision::refusal`](crate::Decision::refusal)
    /// says what.
    RequestFiltering,
    /// The static file handler, which knows no OPTIONS (OP-3), and no files without a type (SC-10).
    StaticFile,
    /// An inbound rule of URL Rewrite with a `CustomResponse` (RW-3) or a `Redirect` (RD-8).
    UrlRewrite,
    /// An inbound rule of URL Rewrite with an `AbortRequest` (RW-3): IIS drops the connection.
    ///
    /// A service cannot do that by its own means. The answer is a 400 without body that closes the connection. Nothing that is
    /// configured is sent with it, CORS neither, so that a page learns no more than from a dropped connection; and nothing of
    /// the request reaches the application.
    Aborted,
    /// No part of IIS: a path with `..` in front of a router, which would take it for another than IIS does, is refused with 400
    /// as in [`AnsweredBy::Aborted`]. Only [`Policy::decide_routed`](crate::policy::Policy::decide_routed) says so.
    ParentSegment,
}

impl AnsweredBy {
    /// The name in reports: `application`, `cors`, `cors-forbidden`, `hsts`, `http-redirect`, `no-handler`,
    /// `options-verb-handler`, `request-filtering`, `static-file`, `url-rewrite`, `aborted`, `parent-segment`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Cors => "cors",
            Self::CorsForbidden => "cors-forbidden",
            Self::Hsts => "hsts",
            Self::HttpRedirect => "http-redirect",
            Self::NoHandler => "no-handler",
            Self::OptionsVerbHandler => "options-verb-handler",
            Self::RequestFiltering => "request-filtering",
            Self::StaticFile => "static-file",
            Self::UrlRewrite => "url-rewrite",
            Self::Aborted => "aborted",
            Self::ParentSegment => "parent-segment",
        }
    }
}

/// A response that is given without asking the application; its body is [`Decision::body`](crate::Decision::body).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Which part of IIS gives it; never [`AnsweredBy::Application`].
    pub by: AnsweredBy,
}
