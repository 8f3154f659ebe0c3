//! Asking first: the CORS-preflight fetch, and the cache of its answers.

use std::time::Duration;

use super::{
    Answer, Blocked, Credentials, Request, Sent, Url, Wildcard, check, is_redirect, safelist,
};

/// How long an answer counts that does not say how long.
const DEFAULT_AGE: Duration = Duration::from_secs(5);

/// The longest that an answer counts, whatever it says: the standard leaves it to the browser, and Chromium takes two hours.
const LONGEST_AGE: Duration = Duration::from_secs(7200);

const METHODS: &str = "access-control-allow-methods";
const HEADERS: &str = "access-control-allow-headers";

/// The question (`#cors-preflight-fetch`, the first half). It has no credentials.
pub(super) fn request(request: &Request) -> Sent {
    let mut headers = vec![
        ("origin".to_owned(), request.serialized_origin().to_owned()),
        ("access-control-request-method".to_owned(), request.method.clone()),
    ];
    let names: Vec<String> = safelist::unsafe_names(&request.headers).into_iter().collect();
    if !names.is_empty() {
        headers.push(("access-control-request-headers".to_owned(), names.join(",")));
    }
    Sent { method: "OPTIONS".to_owned(), url: request.url().clone(), headers }
}

/// Whether the answer allows the request (`#cors-preflight-fetch`, the second half).
pub(super) fn check(request: &Request, star: Wildcard, answer: &Answer) -> Result<(), Blocked> {
    let Answer { status, headers } = answer;
    // Nothing that a script sees depends on what is looked at first; browsers tell of a redirect before all else.
    if is_redirect(*status) {
        return Err(Blocked::PreflightStatus(*status));
    }
    check::cors(request, headers).map_err(Blocked::PreflightCheck)?;
    if !(200..300).contains(status) {
        return Err(Blocked::PreflightStatus(*status));
    }
    let methods =
        check::list(headers, METHODS).map_err(Blocked::PreflightList)?.unwrap_or_default();
    let names = check::list(headers, HEADERS).map_err(Blocked::PreflightList)?.unwrap_or_default();
    let wildcard = |items: &[String]| {
        request.credentials != Credentials::Include && items.iter().any(|item| item == "*")
    };
    if !methods.contains(&request.method)
        && !safelist::is_method(&request.method)
        && !wildcard(&methods)
    {
        return Err(Blocked::Method);
    }
    let is_named = |name: &str| names.iter().any(|it| it.eq_ignore_ascii_case(name));
    let is_allowed = |name: &str| is_named(name) || (wildcard(&names) && star.is_for(name));
    match safelist::unsafe_names(&request.headers).into_iter().find(|name| !is_allowed(name)) {
        Some(name) => Err(Blocked::Header(name)),
        None => Ok(()),
    }
}

/// The CORS-preflight cache (`#concept-cache`).
#[derive(Debug, Clone, Default)]
pub(super) struct Cache {
    entries: Vec<Entry>,
}

/// An entry: for one origin and address, until some time, a method or a field name.
#[derive(Debug, Clone)]
struct Entry {
    origin: String,
    url: Url,
    until: Duration,
    credentials: bool,
    what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Method(String),
    /// In lower case.
    Name(String),
}

impl Cache {
    /// Whether no preflight is needed (in `#concept-http-fetch`).
    pub(super) fn allows(&self, request: &Request, star: Wildcard, now: Duration) -> bool {
        let has = |matches: &dyn Fn(&What) -> bool| {
            let entries = self.entries.iter().filter(|entry| now < entry.until);
            entries.filter(|entry| entry.is_for(request)).any(|entry| matches(&entry.what))
        };
        let method = safelist::is_method(&request.method)
            || has(
                &|what| matches!(what, What::Method(method) if *method == request.method || method == "*"),
            );
        let is_cached = |name: &String| {
            has(&|what| {
                matches!(what, What::Name(it)
                    if it == name || (it == "*" && star.is_for(name)))
            })
        };
        method && safelist::unsafe_names(&request.headers).iter().all(is_cached)
    }

    /// Remembers an answer that allows the request.
    pub(super) fn keep(&mut self, request: &Request, answer: &Answer, now: Duration) {
        let age = check::get(&answer.headers, "access-control-max-age");
        let age = age.and_then(|age| age.parse().ok()).map_or(DEFAULT_AGE, Duration::from_secs);
        let items = |name| check::list(&answer.headers, name).ok().flatten().unwrap_or_default();
        let methods = items(METHODS).into_iter().map(What::Method);
        let names = items(HEADERS).into_iter().map(|name| What::Name(name.to_ascii_lowercase()));
        for what in methods.chain(names) {
            let until = now + age.min(LONGEST_AGE);
            let matches = |entry: &&mut Entry| entry.is_for(request) && entry.what == what;
            if let Some(entry) = self.entries.iter_mut().find(matches) {
                entry.until = until;
            } else {
                self.entries.push(Entry {
                    origin: request.serialized_origin().to_owned(),
                    url: request.url().clone(),
                    until,
                    credentials: request.credentials == Credentials::Include,
                    what,
                });
            }
        }
    }

    /// Forgets what is known of an address (`#concept-cache-clear`).
    pub(super) fn clear(&mut self, request: &Request) {
        self.entries.retain(|entry| {
            entry.origin != request.serialized_origin() || entry.url != *request.url()
        });
    }
}

impl Entry {
    /// `#concept-cache-match`
    fn is_for(&self, request: &Request) -> bool {
        self.origin == request.serialized_origin()
            && self.url == *request.url()
            && (self.credentials || request.credentials != Credentials::Include)
    }
}
