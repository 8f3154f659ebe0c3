//! Origins that only the running service knows, treated like one that the configuration lists.

use crate::decision::Decision;
use crate::listing::Listing;
use crate::policy::{Policy, Scope};
use crate::request::Request;

/// An origin that a policy allows, as which origins count that are known at run time only.
///
/// A tenant's origin stands in a database, not in the `web.config`. The service allows it *like* an origin that the configuration
/// lists: with the same credentials, methods and header fields, and never with more.
///
/// ```
/// use cors_runtime::policy::{Cors, OriginRule, Scope, Scopes};
/// use cors_runtime::{Policy, Request, Template, origins};
///
/// static RULES: [OriginRule; 1] = [OriginRule::exact("https://app.example").allow_credentials()];
/// static CORS: Policy = // or include_cors!("web.config")
///     Policy::new(Scope::new("").cors(Cors::new(origins!(RULES)).fail_unlisted_origins()), Scopes::NONE);
///
/// let like_app = Template::new(&CORS, "https://app.example");
/// let request = Request::new(b"GET", b"/orders").origin(Some(b"https://tenant.example"));
/// let mut decision = CORS.decide(&request);
/// assert_eq!(decision.answer().map(|answer| answer.status), Some(403));
/// if let Some(asked) = like_app.asks(&decision, &request) {
///     if asked.origin() == "https://tenant.example" { // asks the database
///         decision = like_app.allow(&request);
///     }
/// }
/// assert!(decision.answer().is_none());
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Template<'p> {
    policy: &'p Policy<'p>,
    origin: &'p str,
}

impl<'p> Template<'p> {
    /// The origins of whatever rule allows `origin`, in each scope by itself.
    ///
    /// # Panics
    ///
    /// When no rule of the policy allows `origin`. `*` is no such rule: where it stands, every origin is listed.
    #[must_use]
    pub fn new(policy: &'p Policy<'p>, origin: &'p str) -> Self {
        let parts = policy.parts();
        let mut scopes = core::iter::once(&parts.root).chain(parts.deeper.as_slice());
        assert!(
            scopes.any(|scope| allows(scope, origin)),
            "no rule of the policy but `*` allows `{}`: name an origin that the configuration lists",
            origin.escape_debug()
        );
        Self { policy, origin }
    }

    /// The origin that the service is to be asked about; `None` when there is nothing to ask.
    ///
    /// Asked is about what no rule lists, in scopes that allow the template. So a rule for `*` leaves nothing to ask, what a rule names
    /// with `allowed="false"` stays refused, and so does what is no origin of a scheme and a host: `null` is what every sandboxed
    /// frame has, whoever wrote it; a rule may list it.
    #[must_use]
    pub fn asks<'r>(&self, decision: &Decision<'p>, request: &Request<'r>) -> Option<Asked<'r>> {
        if decision.listing() != Listing::Unlisted || !allows(decision.scope(), self.origin) {
            return None;
        }
        let origin =
            core::str::from_utf8(request.origin?).ok().filter(|origin| is_origin(origin))?;
        Some(Asked { origin, request: *request })
    }

    /// The decision about a request whose origin the service allows.
    ///
    /// What the configuration says of the origin by itself stays: it counts like the template only where no rule lists it.
    #[must_use]
    pub fn allow(&self, request: &Request<'_>) -> Decision<'p> {
        self.policy.decide_as_listed(request, Some(self.origin.as_bytes()))
    }
}

/// An origin that the service is asked about, with what tells tenants apart.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'r> {
    origin: &'r str,
    request: Request<'r>,
}

impl<'r> Asked<'r> {
    /// The origin, as the browser wrote it: a scheme and a host, perhaps with a port.
    #[must_use]
    pub const fn origin(&self) -> &'r str {
        self.origin
    }

    /// The host that the request is for, perhaps with a port; `None` where the request does not say, or says no text.
    #[must_use]
    pub fn host(&self) -> Option<&'r str> {
        core::str::from_utf8(self.request.header("host")?).ok()
    }

    /// The path of the request in the site, as received.
    #[must_use]
    pub const fn path(&self) -> &'r [u8] {
        self.request.path
    }
}

fn allows(scope: &Scope<'_>, origin: &str) -> bool {
    scope.0.cors.is_some_and(|cors| cors.template(origin.as_bytes()).is_some())
}

/// Whether a text is a scheme and a host, perhaps with a port, as browsers write origins.
///
/// What looks at the end of an origin is not led astray by a path or a second origin.
fn is_origin(text: &str) -> bool {
    let Some((scheme, host)) = text.split_once("://") else { return false };
    let of_scheme = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let of_host = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'[' | b']')
    };
    !scheme.is_empty()
        && scheme.bytes().all(of_scheme)
        && !host.is_empty()
        && host.bytes().all(of_host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_about_is_an_origin() {
        for (text, is) in [
            ("https://a.example", true),
            ("http://a.example:8080", true),
            ("https://[::1]:3000", true),
            ("chrome-extension://abcdef", true),
            ("null", false),
            ("", false),
            ("://a", false),
            ("https://", false),
            ("a.example", false),
            ("https://a.example/", false),
            ("https://evil.example/.a.example", false),
            ("https://evil.example?.a.example", false),
            ("https://evil.example https://a.example", false),
            ("https://evil.example,https://a.example", false),
            ("https://user@a.example", false),
            ("https://*.a.example", false),
        ] {
            assert_eq!(is_origin(text), is, "{text}");
        }
    }
}
