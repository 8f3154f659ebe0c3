//! The layer around services: what reaches them, what becomes of their responses, and which services it takes.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use cors_runtime::policy::{Header, OptionsHandler, RequestFiltering, Scope, Scopes, Verbs};
use cors_runtime::tower::{CorsBody, CorsLayer, CorsService};
use cors_runtime::{Policy, field_name};
use cors_tests::build;
use cors_tests::model::{Rule, Section};
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONNECTION, CONTENT_TYPE, HeaderName, VARY};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body::{Body, Frame};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Empty, Full};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tower::{Layer, Service, ServiceExt, service_fn};

use crate::support::policy;
use crate::{now, values};

const A: &str = "https://a.example";
const B: &str = "https://b.example";

/// One allowed origin, all others refused.
fn scope() -> Scope<'static> {
    let rule = Rule { methods: vec!["PUT".into()], expose: vec!["x-a".into()], ..Rule::new(A) };
    Scope::new("").cors(build::cors(&Section { fail_unlisted: true, rules: vec![rule] }))
}

fn layer(scope: Scope<'static>) -> CorsLayer {
    CorsLayer::new(Box::leak(Box::new(Policy::new(scope, Scopes::NONE))))
}

fn request<B: Default>(method: &Method, origin: &str) -> Request<B> {
    let request = Request::builder().method(method).uri("/x").header("origin", origin);
    let request = request.header("access-control-request-method", "PUT");
    request.body(B::default()).expect("all parts are valid")
}

/// A service that counts its calls and answers with what it was made with.
#[derive(Clone)]
struct App<'a> {
    calls: &'a AtomicUsize,
    status: StatusCode,
    headers: &'a [(HeaderName, &'static str)],
}

impl Service<Request<()>> for App<'_> {
    type Response = Response<()>;
    type Error = Infallible;
    type Future = Ready<Result<Response<()>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<()>) -> Self::Future {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let mut response = Response::new(());
        *response.status_mut() = self.status;
        for (name, value) in self.headers {
            response.headers_mut().append(name, HeaderValue::from_static(value));
        }
        ready(Ok(response))
    }
}

/// The response to a request, and how often the application was called.
fn respond(
    scope: Scope<'static>,
    request: Request<()>,
    status: StatusCode,
    headers: &[(HeaderName, &'static str)],
) -> (Response<CorsBody<()>>, usize) {
    let calls = AtomicUsize::new(0);
    let app = App { calls: &calls, status, headers };
    let Ok(response) = now(layer(scope).layer(app).call(request));
    (response, calls.load(Ordering::Relaxed))
}

#[test]
fn answers_never_reach_the_application() {
    const VERB_HANDLER: &[OptionsHandler] = &[OptionsHandler::verb_handler("", "*")];
    const NO_PUT: Verbs = Verbs::new(&[("PUT", false)], true);
    let no_origin = || {
        let mut request = request(&Method::OPTIONS, A);
        request.headers_mut().remove("origin");
        request
    };
    for (name, scope, request, status) in [
        ("CM-5 preflight", scope(), request(&Method::OPTIONS, A), 204),
        ("CM-17 refused", scope(), request(&Method::GET, B), 403),
        ("CM-17 refused preflight", scope(), request(&Method::OPTIONS, B), 403),
        ("OP-1 OPTIONS", scope().options(VERB_HANDLER), no_origin(), 200),
        ("OP-3 OPTIONS (MH18)", scope().options(&[]), no_origin(), 404),
        ("OP-5 verb", scope().verbs(NO_PUT), request(&Method::PUT, A), 404),
    ] {
        let (response, calls) = respond(scope, request, StatusCode::IM_A_TEAPOT, &[]);
        assert_eq!((response.status().as_u16(), calls), (status, 0), "{name}");
        assert_eq!(values(response.headers(), &VARY), ["Origin"], "{name}");
        assert!(response.into_body().into_inner().is_none(), "{name}: the body is empty");
    }
}

/// What the layer lends of a request is what limits are about: the query, all lines of a field, the declared length.
#[test]
fn rf_1_what_is_refused_never_reaches_the_application() {
    static FILTERING: RequestFiltering = RequestFiltering::new()
        .max_allowed_content_length(10)
        .max_query_string(3)
        .header_limits(&[(field_name!("X-Big"), 10)])
        .hidden_segments(&["bin"]);
    for (name, uri, lines, status) in [
        ("RF-2 declared", "/", &[("content-length", "11")][..], 413),
        ("RF-2 as long as may be", "/", &[("content-length", "10")], 418),
        ("RF-2 not declared", "/", &[("transfer-encoding", "chunked")], 418),
        ("RF-4", "/?abcd", &[], 404),
        ("RF-4 as long as may be", "/?abc", &[], 418),
        ("RF-5", "/", &[("x-big", "12345678901")], 431),
        ("RF-5 lines are joined", "/", &[("x-big", "12345"), ("X-Big", "1234")], 431),
        ("RF-5 joined, as long as may be", "/", &[("x-big", "1234"), ("X-Big", "1234")], 418),
        ("RF-6", "/a/BIN/x", &[], 404),
    ] {
        let mut request = Request::new(());
        *request.uri_mut() = uri.parse().expect("a target");
        for (name, value) in lines {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
            request.headers_mut().append(name, HeaderValue::from_static(value));
        }
        let scope = scope().filtering(&FILTERING);
        let (response, calls) = respond(scope, request, StatusCode::IM_A_TEAPOT, &[]);
        let passes = status == 418;
        assert_eq!((response.status().as_u16(), calls), (status, usize::from(passes)), "{name}");
        let close = values(response.headers(), &CONNECTION);
        assert_eq!(close, if passes { &[][..] } else { &["close"] }, "RF-1: {name}");
    }
}

/// What the application set itself stays, with its lines and their order, and in its place.
#[test]
fn cm_18_lines_of_the_application_stay() {
    const ORIGIN: HeaderName = ACCESS_CONTROL_ALLOW_ORIGIN;
    for own in [&[][..], &["*"], &["*", A], &[A, B, "*"]] {
        let fields: Vec<_> = own.iter().map(|value| (ORIGIN, *value)).collect();
        let headers = [&fields[..], &[(CONTENT_TYPE, "text/plain")]].concat();
        let (response, _) = respond(scope(), request(&Method::GET, A), StatusCode::OK, &headers);
        let sent = if own.is_empty() { &[A][..] } else { own };
        assert_eq!(values(response.headers(), &ORIGIN), sent, "{own:?}");
        let first = response.headers().keys().next();
        assert_eq!(first == Some(&ORIGIN), !own.is_empty(), "{own:?}: {:?}", response.headers());
    }
}

#[test]
fn cm_19_every_response_of_the_application_is_edited() {
    for status in [200, 304, 404, 500] {
        let status = StatusCode::from_u16(status).expect("a status");
        let (response, calls) = respond(scope(), request(&Method::GET, A), status, &[]);
        assert_eq!((response.status(), calls), (status, 1));
        assert_eq!(values(response.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN), [A], "{status}");
        assert_eq!(values(response.headers(), &VARY), ["Origin"], "{status}");
    }
}

#[test]
fn cm_18_the_applications_own_allow_origin_wins() {
    let own = [(ACCESS_CONTROL_ALLOW_ORIGIN, "https://own.example")];
    let (response, _) = respond(scope(), request(&Method::GET, A), StatusCode::OK, &own);
    assert_eq!(values(response.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN), ["https://own.example"]);
}

#[test]
fn joined_fields_become_one_line() {
    const CONFIGURED: &[Header] = &[Header::joined(field_name!("Vary"), "Cookie")];
    for (name, scope, own, expected) in [
        ("module", scope(), &[][..], "Origin"),
        ("application, module", scope(), &["Accept-Encoding"], "Accept-Encoding,Origin"),
        (
            "two lines, module",
            scope(),
            &["Accept-Encoding", "Accept"],
            "Accept-Encoding,Accept,Origin",
        ),
        ("module, configured", scope().custom_headers(CONFIGURED), &[], "Origin,Cookie"),
        ("all", scope().custom_headers(CONFIGURED), &["Accept"], "Accept,Origin,Cookie"),
    ] {
        let own: Vec<_> = own.iter().map(|value| (VARY, *value)).collect();
        let (response, _) = respond(scope, request(&Method::GET, A), StatusCode::OK, &own);
        assert_eq!(values(response.headers(), &VARY), [expected], "{name}");
    }
    let scope = scope().custom_headers(CONFIGURED);
    let (response, _) = respond(scope, request(&Method::OPTIONS, A), StatusCode::OK, &[]);
    assert_eq!(values(response.headers(), &VARY), ["Origin,Cookie"], "the policy's own answer");
}

#[test]
fn configured_values_that_are_not_ascii() {
    const CONFIGURED: &[Header] =
        &[Header::line(field_name!("X-Name"), "café"), Header::line(field_name!("X-Tab"), "a\tb")];
    let scope = scope().custom_headers(CONFIGURED);
    let (response, _) = respond(scope, request(&Method::GET, A), StatusCode::OK, &[]);
    assert_eq!(response.headers()["x-name"].as_bytes(), "café".as_bytes());
    assert_eq!(response.headers()["x-tab"], "a\tb");
}

/// The policy, where the layer is mounted (two words), and whether it reports: as cheap to clone as a reference.
#[test]
fn a_clone_is_four_words() {
    assert_eq!(size_of::<CorsLayer>(), 4 * size_of::<&Policy>());
    assert_eq!(size_of::<CorsService<()>>(), size_of::<CorsLayer>());
}

/// A body that nobody can make up, like a proxy's.
struct Unmade;

impl Body for Unmade {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(None)
    }
}

/// The response of a service with this body, behind the layer.
fn with_body<B>(body: B) -> Response<CorsBody<B>> {
    let mut body = Some(body);
    let app = service_fn(|_: Request<()>| {
        ready(Ok::<_, Infallible>(Response::new(body.take().expect("one request"))))
    });
    let Ok(response) = now(layer(scope()).layer(app).call(request(&Method::GET, A)));
    response
}

#[test]
fn any_body_will_do() {
    assert_eq!(with_body(()).into_body().into_inner(), Some(()));
    assert_eq!(with_body("text".to_owned()).into_body().into_inner().as_deref(), Some("text"));
    let full = with_body(Full::new(Bytes::from_static(b"full"))).into_body();
    assert_eq!(full.size_hint().exact(), Some(4));
    assert!(!full.is_end_stream());
    assert!(with_body(Full::<Bytes>::default()).into_body().is_end_stream());
    let Ok(collected) = now(full.collect());
    assert_eq!(collected.to_bytes(), "full");
    let boxed = with_body(BoxBody::new(Full::new(Bytes::from_static(b"boxed")))).into_body();
    let Ok(collected) = now(boxed.collect());
    assert_eq!(collected.to_bytes(), "boxed");
    assert!(now(with_body(Unmade).into_body().frame()).is_none());
}

/// Servers that know that there is no body need not send an empty one in pieces.
#[test]
fn the_body_of_an_answer_is_at_its_end() {
    let app =
        service_fn(|_: Request<()>| ready(Ok::<_, Infallible>(Response::new(Full::default()))));
    let answer = now(layer(scope()).layer(app).call(request(&Method::OPTIONS, A)));
    let Ok(body) = answer.map(Response::<CorsBody<Full<Bytes>>>::into_body);
    assert!(body.is_end_stream());
    assert_eq!(body.size_hint().exact(), Some(0));
}

/// In HTTP/2 hyper sends whatever a body has, to `HEAD` as well.
#[test]
fn the_body_of_an_answer_to_head_is_told_and_not_sent() {
    let policy = policy(
        r#"<rewrite><rules><rule name="tea"><match url=".*" />
           <action type="CustomResponse" statusCode="299" statusDescription="tea" /></rule></rules></rewrite>"#,
    );
    for (method, sent) in [(Method::GET, "tea"), (Method::HEAD, "")] {
        let app =
            service_fn(|_: Request<()>| ready(Ok::<_, Infallible>(Response::new(Full::default()))));
        let answer = now(CorsLayer::new(policy).layer(app).call(request(&method, A)));
        let Ok(body) = answer.map(Response::<CorsBody<Full<Bytes>>>::into_body);
        assert_eq!((body.size_hint().exact(), body.is_end_stream()), (Some(3), false), "{method}");
        let Ok(collected) = now(body.collect());
        assert_eq!(collected.to_bytes(), sent, "{method}");
    }
}

/// A service that takes no request now.
struct Busy;

impl Service<Request<()>> for Busy {
    type Response = Response<()>;
    type Error = &'static str;
    type Future = Ready<Result<Response<()>, &'static str>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), &'static str>> {
        Poll::Ready(Err("busy"))
    }

    fn call(&mut self, _: Request<()>) -> Self::Future {
        ready(Err("busy"))
    }
}

#[test]
fn the_layer_is_ready_when_the_service_is() {
    let ready = layer(scope()).layer(Busy).poll_ready(&mut Context::from_waker(Waker::noop()));
    assert_eq!(ready, Poll::Ready(Err("busy")));
    assert_eq!(now(layer(scope()).layer(Busy).call(request(&Method::GET, A))).err(), Some("busy"));
}

#[test]
fn around_an_axum_router() {
    use axum::Router;
    use axum::routing::get;

    let app = Router::new().route("/x", get(|| async { "hello" })).layer(layer(scope()));
    for (method, origin, status, body) in [
        (Method::GET, A, 200, "hello"),
        (Method::PUT, A, 405, ""),
        (Method::OPTIONS, A, 204, ""),
        (Method::GET, B, 403, ""),
    ] {
        let request = request::<axum::body::Body>(&method, origin);
        let Ok(response) = now(app.clone().oneshot(request));
        assert_eq!(response.status(), status, "{method} {origin}");
        let allowed = values(response.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN) == [A];
        assert_eq!(allowed, origin == A, "{method} {origin}");
        let bytes = now(response.into_body().collect()).expect("the body is in memory").to_bytes();
        assert_eq!(bytes, body, "{method} {origin}");
    }
}

/// Layered, axum adds `Allow` to answers to methods that a route does not have; as the fallback of an outer router nothing
/// is added to what IIS sends.
#[test]
fn as_the_fallback_of_an_outer_axum_router() {
    use axum::Router;
    use axum::routing::get;

    let routes = Router::new().route("/x", get(|| async { "hello" }));
    let layered = routes.clone().layer(layer(scope()));
    let outer = Router::new().fallback_service(layer(scope()).layer(routes));
    for (app, adds_allow) in [(layered, true), (outer, false)] {
        let preflight = request::<axum::body::Body>(&Method::OPTIONS, A);
        let Ok(response) = now(app.clone().oneshot(preflight));
        assert_eq!(response.status(), 204);
        assert_eq!(response.headers().contains_key("allow"), adds_allow);
        let Ok(response) = now(app.oneshot(request::<axum::body::Body>(&Method::GET, A)));
        assert_eq!(values(response.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN), [A]);
    }
}

/// An echo server, whose response body is hyper's own `Incoming`, over a connection in memory.
#[tokio::test(flavor = "current_thread")]
async fn behind_hyper() {
    use hyper::body::Incoming;
    use hyper::{client, server};

    let echo = service_fn(|request: Request<Incoming>| {
        let response = Response::builder().header(CONTENT_TYPE, "text/plain");
        ready(response.body(request.into_body()))
    });
    let (ours, theirs) = tokio::io::duplex(4096);
    let service = TowerToHyperService::new(layer(scope()).layer(echo));
    tokio::spawn(server::conn::http1::Builder::new().serve_connection(TokioIo::new(ours), service));
    let (mut sender, connection) =
        client::conn::http1::handshake(TokioIo::new(theirs)).await.expect("the server is there");
    tokio::spawn(connection);

    let actual =
        request::<Empty<Bytes>>(&Method::PUT, A).map(|_| Full::new(Bytes::from_static(b"body")));
    let response = sender.send_request(actual).await.expect("an answer");
    assert_eq!(values(response.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN), [A]);
    assert_eq!(response.collect().await.expect("a whole body").to_bytes(), "body");

    let preflight = request::<Full<Bytes>>(&Method::OPTIONS, A);
    let response = sender.send_request(preflight).await.expect("an answer");
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert!(response.collect().await.expect("an empty body").to_bytes().is_empty());
}
