//! The browser's verdict beside the model's.

use cors_tests::fetch::{Blocked, Failure, Header, Response, Sent};

/// What comes of a call, with the reason for which nothing can be read in the words of whoever gives it.
pub(crate) struct Outcome<E> {
    pub(crate) sent: Vec<Sent>,
    pub(crate) result: Result<Response, E>,
}

/// In what a browser does not do what the model does.
pub(crate) fn differences(model: &Outcome<Blocked>, browser: &Outcome<String>) -> Vec<String> {
    let mut problems = Vec::new();
    let (expected, seen) = (sorted(&model.sent), sorted(&browser.sent));
    if expected != seen {
        problems.push(format!("sent by the model: {expected:#?}\nby the browser: {seen:#?}"));
    }
    match (&model.result, &browser.result) {
        (Ok(expected), Ok(seen)) if undated(expected) == undated(seen) => {}
        (Err(blocked), Err(reason)) if reasons(blocked).iter().any(|it| reason.starts_with(it)) => {
        }
        (expected, seen) => {
            problems.push(format!("the model: {expected:#?}\nthe browser: {seen:#?}"));
        }
    }
    problems
}

/// Requests with their fields by name: in which order they are sent is nobody's business.
fn sorted(sent: &[Sent]) -> Vec<Sent> {
    let mut sent = sent.to_vec();
    for request in &mut sent {
        request.headers.sort();
    }
    sent
}

/// A response without the time at which it was made.
fn undated(response: &Response) -> Response {
    let is_kept = |(name, _): &&Header| name != "date";
    let headers = response.headers.iter().filter(is_kept).cloned().collect();
    Response { headers, ..response.clone() }
}

/// How Chromium says it: `Network.CorsError` and `Network.BlockedReason` of the protocol, an error of its network, or what the
/// script catches.
fn reasons(blocked: &Blocked) -> &'static [&'static str] {
    match blocked {
        Blocked::Throws => &["TypeError: Failed to execute 'fetch'"],
        Blocked::OtherOrigin => &["TypeError: Failed to fetch"],
        Blocked::RedirectMode => &["TypeError: Failed to"],
        Blocked::PreflightCheck(Failure::NoOrigin) => &["PreflightMissingAllowOriginHeader"],
        Blocked::PreflightCheck(Failure::SeveralOrigins) => &["PreflightMultipleAllowOriginValues"],
        Blocked::PreflightCheck(Failure::Wildcard) => &["PreflightWildcardOriginNotAllowed"],
        Blocked::PreflightCheck(Failure::OtherOrigin) => {
            &["PreflightAllowOriginMismatch", "PreflightInvalidAllowOriginValue"]
        }
        Blocked::PreflightCheck(Failure::NoCredentials) => &["PreflightInvalidAllowCredentials"],
        Blocked::PreflightStatus(300..400) => &["PreflightDisallowedRedirect"],
        Blocked::PreflightStatus(_) => &["PreflightInvalidStatus"],
        Blocked::PreflightList(_) => {
            &["InvalidAllowMethodsPreflightResponse", "InvalidAllowHeadersPreflightResponse"]
        }
        Blocked::Method => &["MethodDisallowedByPreflightResponse"],
        Blocked::Header(_) => &["HeaderDisallowedByPreflightResponse"],
        Blocked::Check(Failure::NoOrigin) => &["MissingAllowOriginHeader"],
        Blocked::Check(Failure::SeveralOrigins) => &["MultipleAllowOriginValues"],
        Blocked::Check(Failure::Wildcard) => &["WildcardOriginNotAllowed"],
        Blocked::Check(Failure::OtherOrigin) => &["AllowOriginMismatch", "InvalidAllowOriginValue"],
        Blocked::Check(Failure::NoCredentials) => &["InvalidAllowCredentials"],
        Blocked::ResourcePolicy => &["corp-not-same-origin", "corp-not-same-site"],
        Blocked::Redirected => &["net::ERR_FAILED"],
        Blocked::Location => &["net::ERR_UNSAFE_REDIRECT", "CorsDisabledScheme"],
        Blocked::LocationCredentials => &["RedirectContainsCredentials"],
        Blocked::TooManyRedirects => &["net::ERR_TOO_MANY_REDIRECTS"],
    }
}
