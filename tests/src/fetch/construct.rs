//! The constructor of `Request` (`#dom-request`): what a script's words become.

use super::{Blocked, Fetch, Header, Mode, Request, Tainting, safelist};

/// The request that a call of `fetch` makes.
pub(super) fn request(fetch: &Fetch) -> Result<Request, Blocked> {
    let method = normalized(&fetch.method);
    let no_cors = fetch.mode == Mode::NoCors;
    let takes_no_body = matches!(&*method, "GET" | "HEAD");
    if safelist::is_forbidden_method(&method)
        || fetch.url.has_credentials()
        || (no_cors && !safelist::is_method(&method))
        || (takes_no_body && fetch.body.is_some())
    {
        return Err(Blocked::Throws);
    }
    // `#concept-headers-guard`: what is not allowed is left out without a word.
    let allowed = |(name, value): &&Header| {
        !safelist::is_forbidden(name) && (!no_cors || safelist::is_header_of_no_cors(name, value))
    };
    let headers = fetch.headers.iter().filter(allowed);
    let mut headers: Vec<Header> =
        headers.map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect();
    if fetch.body.is_some() && !headers.iter().any(|(name, _)| name == "content-type") {
        headers.push(("content-type".to_owned(), "text/plain;charset=UTF-8".to_owned()));
    }
    Ok(Request {
        origin: fetch.page.clone(),
        urls: vec![fetch.url.clone()],
        method,
        headers,
        mode: fetch.mode,
        credentials: fetch.credentials,
        redirect: fetch.redirect,
        tainting: Tainting::Basic,
    })
}

/// `#concept-method-normalize`: `patch` stays as it is.
fn normalized(method: &str) -> String {
    const NORMALIZED: [&str; 6] = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];
    let known = NORMALIZED.iter().find(|it| it.eq_ignore_ascii_case(method));
    known.map_or(method, |known| known).to_owned()
}
