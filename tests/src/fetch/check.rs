//! What of an answer a script may see.

use std::collections::BTreeMap;
use std::fmt;

use super::{Answer, Credentials, Header, Request, Tainting, safelist};

/// How the CORS check fails. The standard knows one failure only; these tell what it came of, as browsers do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// No `Access-Control-Allow-Origin`.
    NoOrigin,
    /// Several values in `Access-Control-Allow-Origin`, in one line or in many.
    SeveralOrigins,
    /// `*`, and the request is one with credentials.
    Wildcard,
    /// Another origin than that of the request.
    OtherOrigin,
    /// No `Access-Control-Allow-Credentials: true`, and the request is one with credentials.
    NoCredentials,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoOrigin => "no Access-Control-Allow-Origin",
            Self::SeveralOrigins => "several values of Access-Control-Allow-Origin",
            Self::Wildcard => "Access-Control-Allow-Origin is *, with credentials",
            Self::OtherOrigin => "Access-Control-Allow-Origin is another origin",
            Self::NoCredentials => "no Access-Control-Allow-Credentials",
        })
    }
}

/// A response as a script sees it (`#concept-filtered-response`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// `type`
    pub kind: Kind,
    /// `status`
    pub status: u16,
    /// `headers`: names in lower case, sorted, the values of one name joined.
    pub headers: Vec<Header>,
}

/// What a response is to a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Of the page's own origin.
    Basic,
    /// Of another origin, which lets the page read it.
    Cors,
    /// There is one, and nothing of it can be read.
    Opaque,
    /// A redirect that is not followed, of which nothing can be read.
    OpaqueRedirect,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Basic => "basic",
            Self::Cors => "cors",
            Self::Opaque => "opaque",
            Self::OpaqueRedirect => "opaqueredirect",
        })
    }
}

impl Response {
    pub(super) fn opaque_redirect() -> Self {
        Self { kind: Kind::OpaqueRedirect, status: 0, headers: Vec::new() }
    }
}

/// All values of a field, joined (`#concept-header-list-get`); `None` when there is no line of it.
pub(super) fn get(headers: &[Header], name: &str) -> Option<String> {
    let lines = headers.iter().filter(|(it, _)| it.eq_ignore_ascii_case(name));
    let values: Vec<&str> = lines.map(|(_, value)| value.trim()).collect();
    (!values.is_empty()).then(|| values.join(", "))
}

/// The items of a field that is a list of tokens (`#extract-header-list-values`): `None` when there is no line of it.
///
/// # Errors
///
/// When it is no such list.
pub(super) fn list(
    headers: &[Header],
    name: &'static str,
) -> Result<Option<Vec<String>>, &'static str> {
    let Some(value) = get(headers, name) else { return Ok(None) };
    let items: Vec<String> = value
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect();
    let is_token = |item: &String| {
        item.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    };
    if items.iter().all(is_token) { Ok(Some(items)) } else { Err(name) }
}

/// The CORS check (`#concept-cors-check`).
pub(super) fn cors(request: &Request, headers: &[Header]) -> Result<(), Failure> {
    let include = request.credentials == Credentials::Include;
    let origin = get(headers, "access-control-allow-origin").ok_or(Failure::NoOrigin)?;
    if !include && origin == "*" {
        return Ok(());
    }
    if origin != request.serialized_origin() {
        return Err(match &*origin {
            "*" => Failure::Wildcard,
            several if several.contains(',') => Failure::SeveralOrigins,
            _ => Failure::OtherOrigin,
        });
    }
    let credentials = get(headers, "access-control-allow-credentials");
    if !include || credentials.as_deref() == Some("true") {
        Ok(())
    } else {
        Err(Failure::NoCredentials)
    }
}

/// Whether `Cross-Origin-Resource-Policy` lets a request without CORS have the answer
/// (`#cross-origin-resource-policy-check`).
pub(super) fn resource_policy(request: &Request, headers: &[Header]) -> bool {
    match get(headers, "cross-origin-resource-policy").as_deref() {
        Some("same-origin") => request.origin.is_that_of(request.url()),
        Some("same-site") => request.origin.is_same_site(request.url()),
        _ => true,
    }
}

/// The answer as a script sees it (the end of `#concept-main-fetch`).
pub(super) fn filter(request: &Request, answer: &Answer) -> Response {
    let exposed = list(&answer.headers, "access-control-expose-headers");
    let exposed = exposed.ok().flatten().unwrap_or_default();
    let all = request.credentials != Credentials::Include && exposed.iter().any(|it| it == "*");
    let is_exposed = |name: &str| {
        all || exposed.iter().any(|it| it.eq_ignore_ascii_case(name))
            || safelist::is_response_header(name)
    };
    let (kind, status) = match request.tainting {
        Tainting::Basic => (Kind::Basic, answer.status),
        Tainting::Cors => (Kind::Cors, answer.status),
        Tainting::Opaque => (Kind::Opaque, 0),
    };
    let names = answer.headers.iter().map(|(name, _)| name.to_ascii_lowercase());
    let visible = names.filter(|name| {
        !safelist::is_forbidden_response_header(name)
            && match request.tainting {
                Tainting::Basic => true,
                Tainting::Cors => is_exposed(name),
                Tainting::Opaque => false,
            }
    });
    let headers: BTreeMap<String, String> =
        visible.filter_map(|name| get(&answer.headers, &name).map(|value| (name, value))).collect();
    Response { kind, status, headers: headers.into_iter().collect() }
}
