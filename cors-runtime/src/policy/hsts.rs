//! What a site says about TLS (`<hsts>` of the server's file, ST-1…7).

use crate::check;
use crate::request::Request;
use crate::rewrite::{Condition, InboundRule, Part, Rewrite, Test, Variable};

/// That browsers are to come over TLS only.
///
/// A request of which nobody says how it came counts as one over TLS: behind a proxy a service is not told, and what runs in
/// production behind one is reached over TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hsts<'p>(pub(crate) HstsParts<'p>);

/// What [`Hsts`] says, for generators.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HstsParts<'p> {
    pub value: &'p str,
    pub redirects: bool,
}

impl<'p> Hsts<'p> {
    /// Sends this `Strict-Transport-Security` with every response to a request over TLS (ST-3): `max-age=31536000`.
    ///
    /// # Panics
    ///
    /// When HTTP allows no such field value.
    #[must_use]
    pub const fn new(value: &'p str) -> Self {
        assert!(check::is_field_value(value), "the value is one of a header field");
        Self(HstsParts { value, redirects: false })
    }

    /// Answers requests that are known not to come over TLS with 301 to the same address over TLS (ST-5).
    #[must_use]
    pub const fn redirect_http_to_https(mut self) -> Self {
        self.0.redirects = true;
        self
    }

    /// Whether the request is sent to the same address over TLS.
    ///
    /// Without a `Host`, which no browser leaves out, there is no address.
    pub(crate) fn redirects(&self, request: &Request<'_>) -> bool {
        let has_host = || request.header("host").is_some_and(|host| !host.is_empty());
        self.0.redirects && !request.is_https() && has_host()
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn parts(&self) -> &HstsParts<'p> {
        &self.0
    }
}

/// The rule that [`Hsts::redirect_http_to_https`] is.
pub(crate) static TO_HTTPS: Rewrite<'static> = {
    const ADDRESS: &[Part<'static>] = &[
        Part::Literal("https://"),
        Part::Variable(Variable::ServerName),
        Part::Variable(Variable::UnencodedUrl),
    ];
    const LOCATION: &[Part<'static>] = &[Part::Location { base: "/", query: false, text: ADDRESS }];
    const RULE: InboundRule<'static> =
        InboundRule::new("hsts", Condition::new(&[], Test::Always)).redirect(301, LOCATION);
    Rewrite::new(&[RULE], &[])
};
