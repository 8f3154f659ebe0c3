//! Which requests to send: those that tell the parts of policies apart, as far as they can be sent.

use std::collections::HashSet;

use crate::diff::is_preflight;
use crate::explain::{App, RequestSpec};
use crate::policy::Lowered;
use crate::probe::{self, Wanted};

/// The most bytes of a request: http.sys refuses more than 16 384 before IIS sees any of it.
const LARGEST: usize = 12 * 1024;

/// The most bytes of a segment of a path: http.sys refuses more than 260.
const LONGEST_SEGMENT: usize = 260;

/// The most origins of one list that are asked about.
const MOST_ORIGINS: usize = 10;

/// A path that no server has: what an application answers when it has nothing (CH-1, CM-19).
const MISSING: &str = "cors-gen-verify-missing";

/// Header fields that the client sets by itself.
const OF_THE_CLIENT: [&str; 7] =
    ["connection", "content-length", "expect", "host", "te", "transfer-encoding", "upgrade"];

/// What the user wishes to be asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wishes {
    /// Paths that exist.
    pub(crate) paths: Vec<String>,
    /// Methods beside GET, HEAD and OPTIONS.
    pub(crate) methods: Vec<String>,
}

/// The requests for a policy, with those that tell it from others: `alternatives`, and `witnesses` of what these answer differently.
pub(crate) fn cover<'p>(
    policy: &Lowered<'p>,
    alternatives: impl IntoIterator<Item = &'p Lowered<'p>>,
    witnesses: impl IntoIterator<Item = RequestSpec>,
    wishes: &Wishes,
) -> Vec<RequestSpec> {
    let wanted = Wanted { paths: wishes.paths.clone(), most_origins: Some(MOST_ORIGINS) };
    let mut requests = Requests { list: Vec::new(), known: HashSet::new(), wishes };
    let mut near = Vec::new();
    for probe in probe::probes(policy.policy, &wanted) {
        if probe.is_near || probe.request.header("Origin") == Some("null") {
            near.push(probe.request.clone());
        }
        requests.add(probe.request);
    }
    // The module answers preflights itself, so that they show more of it than other requests.
    near.into_iter().filter_map(|request| preflight(&request)).for_each(|it| requests.add(it));
    missing(&requests.list).into_iter().for_each(|it| requests.add(it));
    for other in alternatives {
        probe::probes(other.policy, &wanted).into_iter().for_each(|it| requests.add(it.request));
    }
    witnesses.into_iter().for_each(|it| requests.add(it));
    requests.list
}

/// The preflight for an actual request; `None` for one without an origin.
fn preflight(request: &RequestSpec) -> Option<RequestSpec> {
    request.header("Origin").filter(|_| !is_preflight(request))?;
    let mut preflight = RequestSpec { method: "OPTIONS".to_owned(), ..request.clone() };
    let asked = ("Access-Control-Request-Method".to_owned(), "GET".to_owned());
    preflight.headers.push(asked);
    Some(preflight)
}

/// The first request with an origin, and one without, for what is not there.
fn missing(requests: &[RequestSpec]) -> Vec<RequestSpec> {
    let first = |has_origin: bool| {
        let is_it = |request: &&RequestSpec| {
            request.method == "GET" && request.header("Origin").is_some() == has_origin
        };
        requests.iter().find(is_it).map(|request| {
            let folder = request.target_path();
            let folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
            RequestSpec { path: format!("{folder}/{MISSING}"), ..request.clone() }
        })
    };
    [false, true].into_iter().filter_map(first).collect()
}

struct Requests<'w> {
    list: Vec<RequestSpec>,
    known: HashSet<RequestSpec>,
    wishes: &'w Wishes,
}

impl Requests<'_> {
    /// Adds a request as it can be sent, unless it cannot, or is there.
    fn add(&mut self, request: RequestSpec) {
        let request = RequestSpec { app: App::default(), is_static: false, ..request };
        let is_wished = matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS")
            || self.wishes.methods.contains(&request.method);
        if is_wished && can_be_sent(&request) && self.known.insert(request.clone()) {
            self.list.push(request);
        }
    }
}

/// Whether a client can send the request, and IIS itself is what answers.
fn can_be_sent(request: &RequestSpec) -> bool {
    let headers = request.headers.iter();
    let size: usize = headers.clone().map(|(name, value)| name.len() + value.len() + 4).sum();
    let segments = request.path.split(['?', '#']).next().unwrap_or_default().split('/');
    unsendable(request).is_none()
        && size + request.path.len() <= LARGEST
        && segments.map(str::len).all(|length| length <= LONGEST_SEGMENT)
}

/// Why a client cannot send a request as it is; `None` when it can.
pub(crate) fn unsendable(request: &RequestSpec) -> Option<String> {
    let is_token = |text: &str| cors_runtime::__private::is_token(text);
    if !is_token(&request.method) {
        return Some(format!("`{}` is no method", request.method));
    }
    if !request.path.bytes().all(|b| b.is_ascii_graphic() && b != b'#') {
        return Some("percent-encode what is no ASCII in its path, spaces too".to_owned());
    }
    request.headers.iter().find_map(|(name, value)| {
        let is_value = |b: u8| b == b'\t' || (b >= b' ' && b != 0x7f);
        if !is_token(name) || !value.bytes().all(is_value) {
            Some(format!("HTTP has no header field `{name}` with such a value"))
        } else if OF_THE_CLIENT.contains(&name.to_ascii_lowercase().as_str()) {
            Some(format!("the client sets `{name}` by itself"))
        } else {
            None
        }
    })
}
