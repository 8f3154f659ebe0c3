//! Deciding allocates nothing, and the layer no more than the response's header map itself; where rules of URL Rewrite are
//! about responses, what they read of the request is kept as well.
//!
//! `cargo test -p cors-tests --test allocations -- --nocapture` shows the counts, and those of a peer.

#[path = "support/sink.rs"]
mod sink;
#[path = "support/rewrite.rs"]
mod support;

use std::convert::Infallible;
use std::future::{Future, Ready, ready};
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use allocation_counter::measure;
use axum::extract::OriginalUri;
use cors_runtime::policy::{
    FileCache, FileType, Header, OptionsHandler, OtherTypes, RequestFiltering, Scope, StaticFiles,
    Verbs,
};
use cors_runtime::tower::{CorsLayer, StaticLayer};
use cors_runtime::{AnsweredBy, Asked, Echo, Policy, field_name};
use cors_tests::build;
use cors_tests::model::{Rule, Section};
use http::header::{HeaderMap, HeaderName};
use http::{HeaderValue, Method, Request, Response, Uri};
use sink::Sink;
use tower::{Layer, Service};

const EXACT: &str = "https://app.example";
const METHODS: [&str; 2] = ["GET", "PUT"];

fn rule(origin: &str) -> Rule {
    Rule {
        credentials: origin != "*",
        max_age: 600,
        methods: METHODS.map(str::to_owned).to_vec(),
        all_requested: true,
        expose: vec!["x-a".into()],
        ..Rule::new(origin)
    }
}

fn section(fail_unlisted: bool, origins: &[&str]) -> Section {
    Section { fail_unlisted, rules: origins.iter().map(|origin| rule(origin)).collect() }
}

/// Four scopes: refusing at `/strict`, with handlers, verbs and redirect headers at `/files`, all filters at `/filtered`, and `*` for
/// all others.
fn policy() -> &'static Policy {
    const HANDLERS: &[OptionsHandler] = &[
        OptionsHandler::application("", "*.php"),
        OptionsHandler::verb_handler("", "*.txt"),
        OptionsHandler::static_file("", "*.png"),
        OptionsHandler::not_found("", "*.asp"),
    ];
    const VERBS: Verbs = Verbs::new(&[("TRACE", false)], true);
    const HEADERS: &[Header] = &[
        Header::line(field_name!("X-Frame-Options"), "DENY"),
        Header::joined(field_name!("Cache-Control"), "no-store"),
    ];
    static FILTERING: RequestFiltering = RequestFiltering::new()
        .max_allowed_content_length(1)
        .max_url(100)
        .max_query_string(100)
        .header_limits(&[(field_name!("Origin"), 100)])
        .deny_double_escaping()
        .deny_high_bit_characters()
        .deny_url_sequences(&["never", "_vti_"])
        .always_allowed_urls(&["/filtered/_vti_ok"])
        .file_extensions(&[(".config", false)], true)
        .hidden_segments(&["bin", ".git"])
        .deny_query_string_sequences(&["<"]);
    let strict = section(true, &[EXACT, "https://*.example", "https://*"]);
    let deeper = vec![
        Scope::new("files")
            .options(HANDLERS)
            .verbs(VERBS)
            .custom_headers(HEADERS)
            .redirect_headers(HEADERS),
        Scope::new("filtered").filtering(&FILTERING),
        Scope::new("strict").cors(build::cors(&strict)).custom_headers(HEADERS),
    ];
    let root = Scope::new("").cors(build::cors(&section(false, &[EXACT, "*"])));
    Box::leak(Box::new(Policy::new(root, build::scopes(deeper))))
}

/// Inbound rules that answer or drop, and outbound rules that send back what the request brought, as it came or put together.
const RULES: &str = r#"<cors enabled="true"><add origin="https://app.example"/></cors><rewrite>
  <rules>
    <rule name="answer"><match url="^answered"/><action type="CustomResponse" statusCode="200" statusDescription="go on"/></rule>
    <rule name="abort"><match url="^aborted"/><action type="AbortRequest"/></rule>
  </rules>
  <outboundRules>
    <rule name="echo"><match serverVariable="RESPONSE_X_Echo" pattern="^$"/><conditions><add input="{HTTP_ORIGIN}" pattern="^https:"/></conditions>
      <action type="Rewrite" value="{C:0}"/></rule>
    <rule name="made"><match serverVariable="RESPONSE_X_Made" pattern="^$"/><conditions><add input="{HTTP_ORIGIN}" pattern="^https:"/></conditions>
      <action type="Rewrite" value="{ToLower:{HTTP_ORIGIN}}!"/></rule>
  </outboundRules>
</rewrite>"#;

fn rules() -> &'static Policy {
    support::policy(RULES)
}

/// A name, method, path, origin, and who answers.
type Kind = (&'static str, &'static str, &'static str, Option<&'static str>, AnsweredBy);

/// Each kind of decision under [`policy`].
const KINDS: [Kind; 21] = [
    ("no CORS request", "GET", "/", None, AnsweredBy::Application),
    ("exact", "GET", "/", Some(EXACT), AnsweredBy::Application),
    ("any", "GET", "/", Some("null"), AnsweredBy::Application),
    ("preflight", "OPTIONS", "/", Some(EXACT), AnsweredBy::Cors),
    ("exact in a location", "GET", "/.//STRICT/%61", Some(EXACT), AnsweredBy::Application),
    ("preflight in a location", "OPTIONS", "/.//STRICT/%61", Some(EXACT), AnsweredBy::Cors),
    ("wildcard", "GET", "/strict", Some("https://a.b.example"), AnsweredBy::Application),
    ("wildcard preflight", "OPTIONS", "/strict", Some("https://a.b.example"), AnsweredBy::Cors),
    ("scheme", "GET", "/strict", Some("https://b"), AnsweredBy::Application),
    ("refused", "GET", "/strict", Some("http://b"), AnsweredBy::CorsForbidden),
    ("refused preflight", "OPTIONS", "/strict", Some("http://b"), AnsweredBy::CorsForbidden),
    ("filtered", "GET", "/filtered/x/../%5fVTI%5FOK", None, AnsweredBy::RequestFiltering),
    ("hidden", "GET", "/filtered/a/%2eGIT/x", None, AnsweredBy::RequestFiltering),
    ("passes filters", "GET", "/filtered/a/./b.html", Some(EXACT), AnsweredBy::Application),
    ("verb", "TRACE", "/files/x", None, AnsweredBy::RequestFiltering),
    ("OPTIONS to the application", "OPTIONS", "/files/x.php", None, AnsweredBy::Application),
    ("OPTIONSVerbHandler", "OPTIONS", "/files/x.txt", None, AnsweredBy::OptionsVerbHandler),
    ("static file", "OPTIONS", "/files/x.png", None, AnsweredBy::StaticFile),
    ("not found", "OPTIONS", "/files/x.asp", None, AnsweredBy::NoHandler),
    ("no handler", "OPTIONS", "/files/x", None, AnsweredBy::NoHandler),
    ("a very long path", "GET", LONG, Some(EXACT), AnsweredBy::Application),
];

const LONG: &str = "/a/./b/.//c/%2e/%64/a/./b/.//c/%2e/%64/a/./b/.//c/%2e/%64/a/./b/.//c/%2e/%64/a/./b/.//c/%2e/%64/e";

/// Each kind of decision under [`rules`].
const RULE_KINDS: [Kind; 5] = [
    ("inbound rule", "OPTIONS", "/answered", None, AnsweredBy::UrlRewrite),
    ("inbound rule, outbound rules", "GET", "/answered", Some(EXACT), AnsweredBy::UrlRewrite),
    ("aborted", "GET", "/x/../%61borted", None, AnsweredBy::Aborted),
    ("preflight, outbound rules", "OPTIONS", "/", Some(EXACT), AnsweredBy::Cors),
    ("outbound rules", "GET", "/", Some(EXACT), AnsweredBy::Application),
];

/// Each kind with its policy.
fn kinds() -> impl Iterator<Item = (&'static Policy, Kind)> {
    let (policy, rules) = (policy(), rules());
    let of_rules = RULE_KINDS.into_iter().map(move |kind| (rules, kind));
    KINDS.into_iter().map(move |kind| (policy, kind)).chain(of_rules)
}

fn request(method: &str, path: &str, origin: Option<&str>) -> Request<()> {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(origin) = origin {
        request = request.header("origin", origin);
        request = request.header("access-control-request-method", "PUT");
        request = request.header("access-control-request-headers", "x-b");
    }
    let request = request.body(()).expect("all parts are valid");
    // Values are shared from the first clone on, as those that hyper reads are.
    black_box((request.headers().clone(), request.uri().clone()));
    request
}

/// The decision and its edits, for those who hold header fields without memory of their own.
#[test]
fn deciding_allocates_nothing() {
    for (policy, (name, method, path, origin, by)) in kinds() {
        let request = cors_runtime::Request::new(method.as_bytes(), path.as_bytes())
            .origin(origin.map(str::as_bytes))
            .requested_method(origin.map(|_| &b"PUT"[..]))
            .requested_headers(origin.map(|_| &b"x-b"[..]));
        let echo = Echo { origin: Some(()), requested_headers: Some(()) };
        for status in [200, 302] {
            let mut answered_by = None;
            let mut sink = Sink::default();
            let info = measure(|| {
                let decision = black_box(policy.decide(&request));
                answered_by = Some(decision.answered_by());
                decision.apply_to(&request, status, &echo, &mut sink);
            });
            assert_eq!(answered_by, Some(by), "{name}");
            assert_eq!(info.count_total, 0, "{name}");
        }
    }
}

/// A policy that says all that can be said of static files.
fn static_policy() -> &'static Policy {
    const CACHES: &[FileCache] =
        &[FileCache::new(".css", "public,max-age=60"), FileCache::none(".js")];
    const TYPES: &[FileType] = &[FileType::not_found(".log"), FileType::new(".txt", "text/plain")];
    const FILES: StaticFiles = StaticFiles::new()
        .cache_control("max-age=60")
        .cache_control_by_extension(CACHES)
        .expires("Tue, 19 Jan 2038 03:14:07 GMT")
        .without_etag()
        .types(TYPES)
        .other_types(OtherTypes::WhereUnknown("text/x"));
    let root = Scope::new("").static_files(&FILES);
    Box::leak(Box::new(Policy::new(root, build::scopes(vec![Scope::new("files")]))))
}

#[test]
fn static_files_allocate_nothing_more() {
    let policy = static_policy();
    for path in ["/a.css", "/a.js", "/a.TXT", "/a.%6Cog", "/a.b", "/a", "/", "/files/x.txt"] {
        let request = cors_runtime::Request::new(b"GET", path.as_bytes());
        let decided = measure(|| {
            black_box(policy.decide_static(black_box(&request)));
        });
        assert_eq!(decided.count_total, 0, "{path}");
        let layer = StaticLayer::new(policy);
        let (allocated, _) = allocations(layer.layer(Room(10)), self::request("GET", path, None));
        assert_eq!(allocated, 0, "{path}, with room");
    }
}

/// A service whose responses have a header map with room for this many fields.
#[derive(Clone)]
struct Room(usize);

impl Service<Request<()>> for Room {
    type Response = Response<()>;
    type Error = Infallible;
    type Future = Ready<Result<Response<()>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<()>) -> Self::Future {
        let mut response = Response::new(());
        allocation_counter::opt_out(|| *response.headers_mut() = HeaderMap::with_capacity(self.0));
        ready(Ok(response))
    }
}

/// How often a service allocates for a request, and how many header fields its response has.
///
/// It has had such a request before: texts become values once, and answers to preflights are made once.
fn allocations<S: Service<Request<()>, Response = Response<B>>, B>(
    mut service: S,
    request: Request<()>,
) -> (u64, usize) {
    let before = service.call(request.clone());
    let _ = pin!(before).poll(&mut Context::from_waker(Waker::noop()));
    let mut fields = 0;
    let info = measure(|| {
        let mut future = pin!(service.call(request));
        let Poll::Ready(Ok(response)) =
            future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
        else {
            panic!("the service is ready and never fails");
        };
        fields = response.headers().len();
        black_box(response);
    });
    (info.count_total, fields)
}

/// How often a header map allocates that has room for these fields from the start.
fn by_hand(fields: usize) -> u64 {
    let info = measure(|| {
        let mut headers = HeaderMap::new();
        headers.reserve(fields);
        for name in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].into_iter().take(fields) {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static("value"));
        }
        black_box(headers);
    });
    info.count_total
}

#[test]
fn the_layer_allocates_what_its_header_map_needs() {
    let layer = CorsLayer::new(policy());
    for (name, method, path, origin, by) in KINDS {
        let (allocated, fields) = allocations(layer.layer(Room(0)), request(method, path, origin));
        assert!(fields <= 10, "{name}: `by_hand` knows ten names");
        assert!(allocated <= by_hand(fields), "{name}: {allocated} for {fields} fields");
        if by == AnsweredBy::Application {
            let (allocated, _) = allocations(layer.layer(Room(10)), request(method, path, origin));
            assert_eq!(allocated, 0, "{name}, with room");
        }
    }
}

/// What is asked for costs what its documentation says; what is not asked for costs nothing.
#[test]
fn what_is_asked_for_costs_what_it_says() {
    const NONE: u64 = 0;
    const PATH: u64 = 1;
    const EXTENSION: u64 = 3;
    let (plain, ask) = (CorsLayer::new(policy()), |_: Asked<'_>| false);
    let get = |path| request("GET", path, Some(EXACT));
    let nested = || {
        let mut request = get("/x");
        request.extensions_mut().insert(OriginalUri(Uri::from_static("/strict/x")));
        request
    };
    let at = CorsLayer::at("/strict", policy());
    assert_eq!(allocations(plain.layer(Room(10)), nested()).0, NONE, "axum has the path at hand");
    assert_eq!(allocations(at.layer(Room(10)), nested()).0, NONE, "axum has the path at hand");
    assert_eq!(allocations(at.layer(Room(10)), get("/x")).0, PATH, "the path is put together");
    let asking = plain.allow_origin_if(EXACT, ask);
    assert_eq!(allocations(asking.layer(Room(10)), get("/strict")).0, NONE, "listed");
    let unlisted = request("GET", "/strict", Some("ftp://unlisted"));
    assert!(allocations(asking.layer(Room(10)), unlisted).0 <= by_hand(2), "asked about");
    assert!(allocations(plain.report().layer(Room(10)), get("/")).0 <= EXTENSION);
}

/// Outbound rules read the request after it is gone: a box holds what they read of it, in a list. What is sent back as it came
/// is shared; what is put together is memory that grows while it is written.
#[test]
fn rules_for_responses_keep_what_they_read() {
    const KEPT_AND_WRITTEN: u64 = 8;
    let layer = CorsLayer::new(rules());
    for (name, method, path, origin, by) in RULE_KINDS {
        if by == AnsweredBy::Application {
            let (allocated, _) = allocations(layer.layer(Room(10)), request(method, path, origin));
            assert!(allocated <= KEPT_AND_WRITTEN, "{name}: {allocated}");
        }
    }
}

/// Not a promise of ours: shown, so that figures elsewhere can be checked.
#[test]
#[expect(clippy::print_stdout, reason = "what the test is for")]
fn beside_a_peer() {
    use tower_http::cors;

    let peer = cors::CorsLayer::new()
        .allow_origin([HeaderValue::from_static(EXACT)])
        .allow_credentials(true)
        .allow_methods(METHODS.map(|name| Method::try_from(name).expect("a method")))
        .allow_headers([HeaderName::from_static("x-b")])
        .expose_headers([HeaderName::from_static("x-a")])
        .max_age(Duration::from_secs(600));
    for (method, room) in [("GET", 0), ("GET", 10), ("OPTIONS", 0)] {
        let request = || request(method, "/", Some(EXACT));
        let (ours, fields) = allocations(CorsLayer::new(policy()).layer(Room(room)), request());
        let (theirs, as_many) = allocations(peer.layer(Room(room)), request());
        println!("{method}, room for {room}: {ours} allocations, tower-http {theirs}");
        assert_eq!(fields, as_many, "the comparison is fair");
    }
}
