//! Which requests to send: those that tell the parts of policies apart, as far as they can be sent.

use std::collections::HashSet;

use cors_runtime::Request;

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
    for request in missing(policy, &requests.list) {
        requests.add(request);
    }
    for other in alternatives {
        for probe in probe::probes(other.policy, &wanted) {
            requests.add(probe.request);
        }
    }
    let own: HashSet<String> = probe::paths(policy.policy).collect();
    for witness in witnesses {
        let is_own = own.contains(&witness.path);
        let existing =
            wishes.paths.iter().find(|path| is_own && shares(policy, path, &witness.path));
        let path = existing.cloned().unwrap_or_else(|| witness.path.clone());
        requests.add(RequestSpec { path, ..witness });
    }
    requests.list
}

/// Whether two paths fall in one scope.
fn shares(policy: &Lowered<'_>, one: &str, other: &str) -> bool {
    let scope = |path: &str| {
        let path = path.split('?').next().unwrap_or_default();
        policy.policy.scope_of(path.as_bytes()).path()
    };
    scope(one) == scope(other)
}

/// The preflight for an actual request; `None` for one without an origin.
fn preflight(request: &RequestSpec) -> Option<RequestSpec> {
    request.header("Origin").filter(|_| !is_preflight(request))?;
    let mut preflight = RequestSpec { method: "OPTIONS".to_owned(), ..request.clone() };
    let asked = ("Access-Control-Request-Method".to_owned(), "GET".to_owned());
    preflight.headers.push(asked);
    Some(preflight)
}

/// Requests for what is not there: of an origin that a rule allows, if there is one, and without an origin.
fn missing(policy: &Lowered<'_>, requests: &[RequestSpec]) -> Vec<RequestSpec> {
    let gets = || requests.iter().filter(|request| request.method == "GET");
    let with_origin = || gets().filter(|request| request.header("Origin").is_some());
    let allowed = with_origin().find(|request| is_allowed(policy, request));
    let other = gets().find(|request| request.header("Origin").is_none());
    let found = allowed.or_else(|| with_origin().next()).into_iter().chain(other);
    let elsewhere = found.map(|request| {
        let own = probe::paths(policy.policy).find(|own| shares(policy, own, &request.path));
        let folder = own.unwrap_or_default();
        let path = format!("{}/{MISSING}", folder.trim_end_matches('/'));
        RequestSpec { path, ..request.clone() }
    });
    elsewhere.collect()
}

fn is_allowed(policy: &Lowered<'_>, request: &RequestSpec) -> bool {
    let path = request.target_path();
    let origin = request.header("Origin").map(str::as_bytes);
    let asked = Request::new(request.method.as_bytes(), path.as_bytes()).origin(origin);
    policy.policy.decide(&asked.fields(request)).rule().is_some()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{self, Input, Options};
    use crate::policy::Arena;

    #[test]
    fn only_what_can_be_sent_and_changes_nothing_is_asked() {
        let config = r#"<system.webServer>
            <cors enabled="true"><add origin="https://a.example" /></cors>
            <security><requestFiltering>
                <verbs allowUnlisted="true"><add verb="PUT" allowed="false" /></verbs>
                <requestLimits maxUrl="2000" maxQueryString="100" maxAllowedContentLength="10" />
            </requestFiltering></security>
            <rewrite><outboundRules><rule name="r"><match serverVariable="RESPONSE_X" pattern="^a$" /><action type="Rewrite" value="b" />
            </rule></outboundRules></rewrite></system.webServer>"#;
        let input = Input::from_reader("web.config", config.as_bytes()).expect("read");
        let arena = Arena::new();
        let outcome = pipeline::run(input, &Options::default(), &arena);
        let policy = outcome.policy.expect("a policy");
        let asked = |methods: &[&str], paths: &[&str]| {
            let owned = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect();
            let wishes = Wishes { paths: owned(paths), methods: owned(methods) };
            cover(&policy, [], [RequestSpec::default()], &wishes)
        };
        let requests = asked(&[], &[]);
        assert!(requests.len() > 20, "{}", requests.len());
        for request in &requests {
            assert!(["GET", "HEAD", "OPTIONS"].contains(&request.method.as_str()), "{request:?}");
            assert!(request.app.is_unknown() && unsendable(request).is_none(), "{request:?}");
            // http.sys would answer.
            assert!(request.path.split('/').all(|it| it.len() <= 260 || it.contains('?')));
        }
        let all: HashSet<&RequestSpec> = requests.iter().collect();
        assert_eq!(all.len(), requests.len(), "each once");
        for part in ["?aaaa", "missing", "/"] {
            assert!(requests.iter().any(|it| it.path.contains(part)), "{part}");
        }
        let missing = requests.iter().find(|it| it.path.contains(MISSING)).expect("one");
        assert_eq!(missing.header("Origin"), Some("https://a.example"));
        assert!(asked(&["PUT"], &[]).iter().any(|it| it.method == "PUT"));
        assert!(asked(&[], &["/orders"]).iter().all(|it| it.path != "/"));
    }

    #[test]
    fn what_cannot_be_sent_says_why() {
        let with = |name: &str, value: &str| RequestSpec {
            headers: vec![(name.to_owned(), value.to_owned())],
            ..RequestSpec::default()
        };
        let path = |path: &str| RequestSpec { path: path.to_owned(), ..RequestSpec::default() };
        for (request, part) in [
            (with("X", "a\nb"), Some("no header field `X`")),
            (with("a b", "c"), Some("no header field `a b`")),
            (with("Host", "a"), Some("by itself")),
            (path("/a b"), Some("percent-encode")),
            (path("/é"), Some("percent-encode")),
            (RequestSpec { method: "GET /".to_owned(), ..path("/") }, Some("no method")),
            (with("Origin", "https://é"), None),
        ] {
            let why = unsendable(&request);
            let is_said = why.as_deref().zip(part).is_some_and(|(why, part)| why.contains(part));
            assert!(is_said || (why.is_none() && part.is_none()), "{request:?}: {why:?}");
        }
    }
}
