//! What a browser makes of a server's answers: the CORS protocol of the [Fetch standard](https://fetch.spec.whatwg.org/), as
//! a model.
//!
//! A [`Fetch`] is what a script asks for. [`Browser::fetch`] sends what the standard says to a [`Server`] (a preflight, where
//! one is due, then the request itself, then those of redirects) and gives the verdict: what the script can read, or why it
//! can read nothing. All that lasts between two calls is the CORS-preflight cache, in the [`Browser`].
//!
//! The functions follow the algorithms of the standard step by step and name them by their anchors. What has no bearing on CORS
//! is left out: service workers, integrity, the HTTP cache, upgrades to HTTPS, embedder policies, and authentication of HTTP.

mod blocked;
mod check;
mod construct;
mod preflight;
mod safelist;
mod url;

use std::time::Duration;

pub use self::blocked::Blocked;
pub use self::check::{Failure, Kind, Response};
use self::preflight::Cache;
pub use self::url::{Origin, Url};

/// A header field.
pub type Header = (String, String);

/// The arguments of `fetch(url, init)`, and where the script runs.
#[derive(Debug, Clone)]
pub struct Fetch {
    /// The origin of the page.
    pub page: Origin,
    /// The address.
    pub url: Url,
    /// `method`
    pub method: String,
    /// `mode`
    pub mode: Mode,
    /// `credentials`
    pub credentials: Credentials,
    /// `redirect`
    pub redirect: Redirect,
    /// `headers`, in order.
    pub headers: Vec<Header>,
    /// `body`, a string.
    pub body: Option<String>,
}

impl Fetch {
    /// `fetch(url)`, with the defaults of `init`.
    #[must_use]
    pub fn new(page: Origin, url: Url) -> Self {
        Self {
            page,
            url,
            method: "GET".to_owned(),
            mode: Mode::Cors,
            credentials: Credentials::SameOrigin,
            redirect: Redirect::Follow,
            headers: Vec::new(),
            body: None,
        }
    }
}

/// A request's mode (`#concept-request-mode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// `cors`, the default of `fetch`.
    Cors,
    /// `no-cors`
    NoCors,
    /// `same-origin`
    SameOrigin,
}

/// A request's credentials mode (`#concept-request-credentials-mode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credentials {
    /// `omit`
    Omit,
    /// `same-origin`, the default of `fetch`.
    SameOrigin,
    /// `include`
    Include,
}

/// A request's redirect mode (`#concept-request-redirect-mode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redirect {
    /// `follow`, the default of `fetch`.
    Follow,
    /// `error`
    Error,
    /// `manual`
    Manual,
}

/// A request on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The method.
    pub method: String,
    /// The address.
    pub url: Url,
    /// The header fields that scripts set or CORS is about, names in lower case; not `Accept`, `User-Agent` and their like.
    pub headers: Vec<Header>,
}

/// A response on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The lines of the header.
    pub headers: Vec<Header>,
}

/// Who answers.
pub trait Server {
    /// The answer to a request.
    fn answer(&mut self, request: &Sent) -> Answer;
}

impl<F: FnMut(&Sent) -> Answer> Server for F {
    fn answer(&mut self, request: &Sent) -> Answer {
        self(request)
    }
}

/// Whether the response is one of the page's own origin, of another that takes part in CORS, or of one that nobody may read
/// (`#concept-request-response-tainting`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tainting {
    Basic,
    Cors,
    Opaque,
}

/// A request of the standard (`#concept-request`).
#[derive(Debug, Clone)]
struct Request {
    origin: Origin,
    /// The URL list, with at least one.
    urls: Vec<Url>,
    method: String,
    headers: Vec<Header>,
    mode: Mode,
    credentials: Credentials,
    redirect: Redirect,
    tainting: Tainting,
}

impl Request {
    fn url(&self) -> &Url {
        self.urls.last().expect("a request has an address")
    }

    /// What `Origin` says (`#byte-serializing-a-request-origin`): `null` once a redirect led from one origin, which is not
    /// the page's, to another.
    fn serialized_origin(&self) -> &str {
        let is_tainted = self
            .urls
            .windows(2)
            .any(|pair| pair[0].origin() != pair[1].origin() && !self.origin.is_that_of(&pair[0]));
        if is_tainted { Origin::Opaque.serialized() } else { self.origin.serialized() }
    }
}

/// A browser: what lasts from one call of `fetch` to the next.
#[derive(Debug, Clone, Default)]
pub struct Browser {
    cache: Cache,
    cookie: Option<Cookie>,
    now: Duration,
    wildcard: Wildcard,
}

/// Which fields the `*` of `Access-Control-Allow-Headers` is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Wildcard {
    /// All but `Authorization`, as the standard has it.
    #[default]
    Standard,
    /// All.
    All,
}

impl Wildcard {
    fn is_for(self, name: &str) -> bool {
        self == Self::All || !safelist::is_non_wildcard(name)
    }
}

/// A cookie with `Domain`, and with the `SameSite=Lax` that cookies have by default.
#[derive(Debug, Clone)]
struct Cookie {
    pair: String,
    domain: String,
}

impl Browser {
    /// A browser that has a cookie, `name=value`, for a domain and all hosts below.
    #[must_use]
    pub fn with_cookie(pair: &str, domain: &str) -> Self {
        let cookie = Cookie { pair: pair.to_owned(), domain: domain.to_owned() };
        Self { cookie: Some(cookie), ..Self::default() }
    }

    /// The browser, but for one thing in which Chromium does not follow the standard: the `*` of
    /// `Access-Control-Allow-Headers` is for `Authorization` too.
    #[must_use]
    pub fn with_wildcard_for_authorization(self) -> Self {
        Self { wildcard: Wildcard::All, ..self }
    }

    /// Lets time pass.
    pub fn wait(&mut self, duration: Duration) {
        self.now += duration;
    }

    /// What a script gets that calls `fetch` (`#fetch-method`).
    ///
    /// # Errors
    ///
    /// When it gets nothing to read.
    pub fn fetch(&mut self, fetch: &Fetch, server: &mut dyn Server) -> Result<Response, Blocked> {
        let mut request = construct::request(fetch)?;
        // The most redirects that there may be, and the request itself.
        for _ in 0..=20 {
            let answer = self.main_fetch(&mut request, server)?;
            if !is_redirect(answer.status) {
                return Ok(check::filter(&request, &answer));
            }
            match (request.redirect, check::get(&answer.headers, "location")) {
                (Redirect::Error, _) => return Err(Blocked::Redirected),
                (Redirect::Manual, _) => return Ok(Response::opaque_redirect()),
                (Redirect::Follow, None) => return Ok(check::filter(&request, &answer)),
                (Redirect::Follow, Some(location)) => {
                    redirect(&mut request, answer.status, &location)?;
                }
            }
        }
        Err(Blocked::TooManyRedirects)
    }

    /// Main fetch up to the response (`#concept-main-fetch`).
    fn main_fetch(
        &mut self,
        request: &mut Request,
        server: &mut dyn Server,
    ) -> Result<Answer, Blocked> {
        let is_own = request.origin.is_that_of(request.url());
        if is_own && request.tainting == Tainting::Basic {
            return self.http_fetch(request, false, server);
        }
        match request.mode {
            Mode::SameOrigin => Err(Blocked::OtherOrigin),
            Mode::NoCors if request.redirect != Redirect::Follow => Err(Blocked::RedirectMode),
            Mode::NoCors => {
                request.tainting = Tainting::Opaque;
                self.http_fetch(request, false, server)
            }
            Mode::Cors => {
                request.tainting = Tainting::Cors;
                // The flag for unsafe requests is set for all of `fetch`.
                let preflight = !safelist::is_method(&request.method)
                    || !safelist::unsafe_names(&request.headers).is_empty();
                let answer = self.http_fetch(request, preflight, server);
                if preflight && answer.is_err() {
                    self.cache.clear(request);
                }
                answer
            }
        }
    }

    /// HTTP fetch up to redirects (`#concept-http-fetch`).
    fn http_fetch(
        &mut self,
        request: &Request,
        preflight: bool,
        server: &mut dyn Server,
    ) -> Result<Answer, Blocked> {
        if preflight && !self.cache.allows(request, self.wildcard, self.now) {
            let answer = server.answer(&preflight::request(request));
            preflight::check(request, self.wildcard, &answer)?;
            self.cache.keep(request, &answer, self.now);
        }
        let answer = server.answer(&self.sent(request));
        match request.tainting {
            Tainting::Basic => Ok(answer),
            Tainting::Cors => {
                check::cors(request, &answer.headers).map(|()| answer).map_err(Blocked::Check)
            }
            Tainting::Opaque if check::resource_policy(request, &answer.headers) => Ok(answer),
            Tainting::Opaque => Err(Blocked::ResourcePolicy),
        }
    }

    /// The fields that are added to the script's (`#concept-http-network-or-cache-fetch`).
    fn sent(&self, request: &Request) -> Sent {
        let mut headers = Vec::new();
        // `#append-a-request-origin-header`, with the default policy for referrers.
        let simple = matches!(&*request.method, "GET" | "HEAD");
        if request.tainting == Tainting::Cors || !simple {
            headers.push(("origin".to_owned(), request.serialized_origin().to_owned()));
        }
        let with_credentials = match request.credentials {
            Credentials::Include => true,
            Credentials::SameOrigin => request.tainting == Tainting::Basic,
            Credentials::Omit => false,
        };
        headers.extend(self.cookie.iter().filter(|_| with_credentials).filter_map(|cookie| {
            let is_sent = request.url().is_below(&cookie.domain)
                && request.origin.is_same_site(request.url());
            is_sent.then(|| ("cookie".to_owned(), cookie.pair.clone()))
        }));
        headers.extend(request.headers.iter().cloned());
        Sent { method: request.method.clone(), url: request.url().clone(), headers }
    }
}

/// `#redirect-status`
fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// HTTP-redirect fetch (`#concept-http-redirect-fetch`), up to the next main fetch.
fn redirect(request: &mut Request, status: u16, location: &str) -> Result<(), Blocked> {
    let url = request.url().join(location).ok_or(Blocked::Location)?;
    let is_foreign = !request.origin.is_that_of(&url);
    if url.has_credentials()
        && ((request.mode == Mode::Cors && is_foreign) || request.tainting == Tainting::Cors)
    {
        return Err(Blocked::LocationCredentials);
    }
    let becomes_get = match status {
        301 | 302 => request.method == "POST",
        303 => !matches!(&*request.method, "GET" | "HEAD"),
        _ => false,
    };
    if becomes_get {
        "GET".clone_into(&mut request.method);
        request.headers.retain(|(name, _)| !safelist::is_about_the_body(name));
    }
    if request.url().origin() != url.origin() {
        request.headers.retain(|(name, _)| !safelist::is_non_wildcard(name));
    }
    request.urls.push(url);
    Ok(())
}
