//! What services ask of the layer: who decided, shadow mode, and origins that are known at run time only.

use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt::{self, Write as _};
use std::future::{pending, poll_fn, ready};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use cors_runtime::policy::{Cors, Header, OriginRule, Scope};
use cors_runtime::tower::CorsLayer;
use cors_runtime::{AnsweredBy, Asked, Decided, Policy, field_name, origins};
use cors_tests::build;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    VARY,
};
use http::{Method, Request, Response};
use tower::{Layer, Service, ServiceExt, service_fn};

use crate::{now, values};

const A: &str = "https://a.example";
const TENANT: &str = "https://t.example";
const EVIL: &str = "https://evil.example";
const DENIED: &str = "https://denied.example";

/// `/strict` refuses who is not listed, `/any` lists everybody, and the rest lets the unlisted go on.
fn site() -> &'static Policy {
    static RULES: [OriginRule; 2] = [
        OriginRule::exact(A).allow_credentials().allow_methods("PUT"),
        OriginRule::exact(DENIED).denied(),
    ];
    static ANY: [OriginRule; 1] = [OriginRule::any()];
    static HEADERS: [Header; 1] = [Header::line(field_name!("X-Site"), "1")];
    let rules = || Cors::new(origins!(RULES));
    let deeper = vec![
        Scope::new("strict").cors(rules().fail_unlisted_origins()).custom_headers(&HEADERS),
        Scope::new("any").cors(Cors::new(origins!(ANY))),
    ];
    Box::leak(Box::new(Policy::new(Scope::new("").cors(rules()), build::scopes(deeper))))
}

fn request(method: Method, path: &str, origin: &str) -> Request<Body> {
    let request = Request::builder().method(method).uri(path).header("origin", origin);
    let request =
        request.header("access-control-request-method", "PUT").header("host", "h.example");
    request.body(Body::empty()).expect("a request")
}

fn router() -> Router {
    let route = || get(|| async { "hello" });
    Router::new().route("/x", route()).route("/strict", route()).route("/any", route())
}

#[test]
fn who_decided_is_an_extension_of_the_response() {
    let app = router().layer(CorsLayer::new(site()).report());
    for (method, path, origin, by, row) in [
        (Method::GET, "/strict", A, AnsweredBy::Application, Some("CM-9")),
        (Method::GET, "/strict", EVIL, AnsweredBy::CorsForbidden, Some("CM-17")),
        (Method::OPTIONS, "/x", A, AnsweredBy::Cors, Some("CM-5")),
        (Method::GET, "/x", EVIL, AnsweredBy::Application, Some("CM-17")),
    ] {
        let Ok(response) = now(app.clone().oneshot(request(method, path, origin)));
        let decided = response.extensions().get::<Decided>().expect("asked for");
        assert_eq!((decided.answered_by(), decided.row()), (by, row), "{path} {origin}");
        assert_eq!(decided.status().is_some(), by != AnsweredBy::Application);
        assert_eq!(decided.scope(), path.trim_start_matches("/x").trim_start_matches('/'));
    }
    let Ok(response) =
        now(router().layer(CorsLayer::new(site())).oneshot(request(Method::GET, "/x", A)));
    assert!(response.extensions().get::<Decided>().is_none(), "nobody asked");
}

/// In shadow mode the service's responses are its own, byte for byte, and the callback hears what would have been.
#[test]
fn shadow_mode_tells_and_changes_nothing() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let log = told.clone();
    let layer = CorsLayer::new(site()).report().observe(move |seen| {
        log.lock().expect("one thread").push((seen.to_string(), seen.is_same()));
    });
    let app = router().layer(layer);
    for (method, path, origin, line, is_same) in [
        (
            Method::GET,
            "/strict",
            A,
            "GET /strict from https://a.example: application (CM-9), origin allowed by https://a.example, scope strict; the service sent 200; \
             other headers: access-control-allow-origin, access-control-allow-credentials, vary, x-site",
            false,
        ),
        (
            Method::GET,
            "/strict",
            EVIL,
            "GET /strict from https://evil.example: 403 by cors-forbidden (CM-17), origin unlisted, scope strict; the service sent 200; \
             other headers: vary, x-site, content-type",
            false,
        ),
        (
            Method::OPTIONS,
            "/x",
            A,
            "OPTIONS /x from https://a.example: 204 by cors (CM-5), origin allowed by https://a.example; the service sent 405; \
             other headers: access-control-allow-origin, access-control-allow-credentials, access-control-allow-methods, vary",
            false,
        ),
        (
            Method::GET,
            "/%0A",
            "b\u{e9}",
            "GET /%0A from b\\xc3\\xa9: application (CM-17), origin unlisted; the service sent 404; other headers: vary",
            false,
        ),
    ] {
        let as_it_is = now(router().oneshot(request(method.clone(), path, origin)));
        let beside = now(app.clone().oneshot(request(method, path, origin)));
        let (Ok(as_it_is), Ok(beside)) = (as_it_is, beside);
        assert_eq!(as_it_is.status(), beside.status());
        assert_eq!(as_it_is.headers(), beside.headers());
        assert!(beside.extensions().get::<Decided>().is_none());
        assert_eq!(told.lock().expect("one thread").pop(), Some((line.to_owned(), is_same)));
    }
}

/// What the callback sees in full, and that a service that does it all already is told apart.
#[test]
fn shadow_mode_compares_with_what_the_service_sent() {
    let own = |answer: fn() -> Response<()>| {
        service_fn(move |_: Request<Body>| ready(Ok::<_, Infallible>(answer())))
    };
    let told = RefCell::new(Vec::new());
    let observe = || {
        CorsLayer::new(site()).observe(|seen| {
            let allowed = values(seen.would_send_headers(), &ACCESS_CONTROL_ALLOW_ORIGIN).len();
            let did = values(seen.sent_headers(), &ACCESS_CONTROL_ALLOW_ORIGIN).len();
            told.borrow_mut().push((
                seen.sent_status().as_u16(),
                seen.would_send_status().as_u16(),
                did,
                allowed,
                seen.is_same(),
            ));
            assert_eq!((seen.method(), seen.path()), (&Method::GET, "/x"));
            assert_eq!(seen.origin().map(http::HeaderValue::as_bytes), Some(A.as_bytes()));
            assert_eq!(seen.decided().answered_by(), AnsweredBy::Application);
        })
    };
    let plain = || Response::new(());
    let done = || {
        let response =
            Response::builder().header(ACCESS_CONTROL_ALLOW_ORIGIN, A).header(VARY, "Origin");
        response.header(ACCESS_CONTROL_ALLOW_CREDENTIALS, "true").body(()).expect("a response")
    };
    for (answer, expected) in
        [(plain as fn() -> _, (200, 200, 0, 1, false)), (done, (200, 200, 1, 1, false))]
    {
        now(observe().layer(own(answer)).oneshot(request(Method::GET, "/x", A)))
            .expect("an answer");
        assert_eq!(told.borrow_mut().pop(), Some(expected));
    }
    let failing = service_fn(|_: Request<Body>| ready(Err::<Response<()>, _>("down")));
    assert_eq!(
        now(observe().layer(failing).oneshot(request(Method::GET, "/x", A))).err(),
        Some("down")
    );
    assert!(told.borrow().is_empty(), "there is no response to tell of");
}

/// Status, allowed origin, credentials and `Vary` of a response.
fn seen<B>(response: &Response<B>) -> (u16, Vec<&str>, bool, Vec<&str>) {
    let headers = response.headers();
    (
        response.status().as_u16(),
        values(headers, &ACCESS_CONTROL_ALLOW_ORIGIN),
        headers.contains_key(ACCESS_CONTROL_ALLOW_CREDENTIALS),
        values(headers, &VARY),
    )
}

/// What each origin gets where the service knows of tenants, whether it says so at once or later.
#[test]
fn cm_17_origins_known_at_run_time() {
    let is_tenant = |asked: Asked<'_>| asked.origin() == TENANT;
    let at_once = router().layer(CorsLayer::new(site()).allow_origin_if(A, is_tenant));
    let later = router().layer(CorsLayer::new(site()).allow_origin_if_async(A, move |asked| {
        let (answer, mut waited) = (is_tenant(asked), false);
        poll_fn(move |cx| {
            if waited {
                return Poll::Ready(answer);
            }
            waited = true;
            cx.waker().wake_by_ref();
            Poll::Pending
        })
    }));
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    for (method, path, origin, status, reader, credentials) in [
        (Method::GET, "/x", TENANT, 200, Some(TENANT), true),
        (Method::GET, "/strict", TENANT, 200, Some(TENANT), true),
        (Method::OPTIONS, "/strict", TENANT, 204, Some(TENANT), true),
        (Method::OPTIONS, "/none", TENANT, 204, Some(TENANT), true),
        (Method::GET, "/strict", A, 200, Some(A), true),
        (Method::GET, "/strict", EVIL, 403, None, false),
        (Method::GET, "/x", EVIL, 200, None, false),
        (Method::GET, "/strict", DENIED, 403, None, false),
        (Method::GET, "/strict", "null", 403, None, false),
        (Method::GET, "/any", TENANT, 200, Some("*"), false),
    ] {
        let vary = if path == "/any" { vec![] } else { vec!["Origin"] };
        for app in [&at_once, &later] {
            let Ok(response) =
                runtime.block_on(app.clone().oneshot(request(method.clone(), path, origin)));
            let expected = (status, reader.into_iter().collect(), credentials, vary.clone());
            assert_eq!(seen(&response), expected, "CM-16, CM-17: {method} {path} {origin}");
            let methods = values(response.headers(), &ACCESS_CONTROL_ALLOW_METHODS);
            assert_eq!(
                methods,
                if status == 204 { &["PUT"][..] } else { &[] },
                "CM-6: {path} {origin}"
            );
        }
    }
}

/// A predicate hears of the host, since what is one tenant's origin is nothing to another.
#[test]
fn whom_a_predicate_is_asked_about() {
    let asked = RefCell::new(Vec::new());
    let layer = CorsLayer::at("/strict", site()).allow_origin_if(A, |it: Asked<'_>| {
        let path = String::from_utf8_lossy(it.path()).into_owned();
        asked.borrow_mut().push((it.origin().to_owned(), it.host().map(str::to_owned), path));
        false
    });
    let service = || service_fn(|_: Request<Body>| ready(Ok::<_, Infallible>(Response::new(()))));
    for origin in [A, DENIED, "null", "https://evil.example/.t.example", TENANT] {
        now(layer.layer(service()).oneshot(request(Method::GET, "/y", origin))).expect("an answer");
    }
    let expected = (TENANT.to_owned(), Some("h.example".to_owned()), "/strict/y".to_owned());
    assert_eq!(*asked.borrow(), [expected]);
}

/// Until the answer is there the service is not called; a request that needs none does not wait.
#[test]
fn a_service_is_called_when_the_answer_is_there() {
    let never = CorsLayer::new(site()).allow_origin_if_async(A, |_| pending::<bool>());
    let calls = RefCell::new(0);
    let service = service_fn(|_: Request<Body>| {
        *calls.borrow_mut() += 1;
        ready(Ok::<_, Infallible>(Response::new(())))
    });
    let mut service = never.layer(service);
    let mut waiting = pin!(service.call(request(Method::GET, "/x", TENANT)));
    assert!(waiting.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    assert_eq!(*calls.borrow(), 0);
    now(service.call(request(Method::GET, "/x", A))).expect("an answer");
    assert_eq!(*calls.borrow(), 1);
}

/// In shadow mode the service is called at once, and its response waits for nothing but the report.
#[test]
fn shadow_mode_with_origins_known_at_run_time() {
    let lines = RefCell::new(Vec::new());
    let note = |seen: &cors_runtime::tower::Observation<'_>| {
        lines.borrow_mut().push(seen.decided().to_string());
    };
    let service = || service_fn(|_: Request<Body>| ready(Ok::<_, Infallible>(Response::new(()))));
    let waits = |allow: bool| {
        let mut waited = false;
        poll_fn(move |_| {
            if std::mem::replace(&mut waited, true) { Poll::Ready(allow) } else { Poll::Pending }
        })
    };
    for (allow, line) in [
        (true, "application (CM-9), origin allowed-at-run-time by https://a.example, scope strict"),
        (false, "403 by cors-forbidden (CM-17), origin unlisted, scope strict"),
    ] {
        let layer = CorsLayer::new(site()).allow_origin_if(A, move |_| allow).observe(note);
        let response = now(layer.layer(service()).oneshot(request(Method::GET, "/strict", TENANT)));
        assert_eq!(seen(&response.expect("an answer")), (200, vec![], false, vec![]));
        assert_eq!(lines.borrow_mut().pop().as_deref(), Some(line));
        let layer =
            CorsLayer::new(site()).allow_origin_if_async(A, move |_| waits(allow)).observe(note);
        let mut service = layer.layer(service());
        let mut response = pin!(service.call(request(Method::GET, "/strict", TENANT)));
        let mut poll = || response.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(poll().is_pending() && lines.borrow().is_empty());
        assert!(poll().is_ready());
        assert_eq!(lines.borrow_mut().pop().as_deref(), Some(line));
    }
}

/// Notes the events that it hears, as `field=value`.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<String>>>);

impl tracing::Subscriber for Events {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "cors_runtime"
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::Id {
        tracing::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::Id, _: &tracing::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        struct Line(String);
        impl tracing::field::Visit for Line {
            fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn fmt::Debug) {
                write!(self.0, " {field}={value:?}").expect("memory");
            }
        }
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.0.lock().expect("one thread").push(line.0);
    }

    fn enter(&self, _: &tracing::Id) {}

    fn exit(&self, _: &tracing::Id) {}
}

#[test]
fn each_decision_is_an_event() {
    let events = Events::default();
    let at_once = router().layer(CorsLayer::new(site()));
    let later = router().layer(CorsLayer::new(site()).allow_origin_if_async(A, |_| ready(true)));
    let observed = router().layer(CorsLayer::new(site()).observe(|_| {}));
    tracing::subscriber::with_default(events.clone(), || {
        for (app, origin) in [(&at_once, EVIL), (&later, TENANT), (&later, A)] {
            let Ok(_) = now(app.clone().oneshot(request(Method::GET, "/strict", origin)));
        }
        let Ok(_) = now(at_once.clone().oneshot(request(Method::GET, "/x", "\u{e9}")));
        let Ok(_) = now(observed.clone().oneshot(request(Method::GET, "/x", A)));
    });
    let lines = events.0.lock().expect("one thread");
    let expected = [
        r#"DEBUG message=decided answered_by="cors-forbidden" status=403 row="CM-17" listing="unlisted" scope=strict origin=https://evil.example"#,
        r#"DEBUG message=decided answered_by="application" row="CM-9" listing="allowed-at-run-time" rule=https://a.example scope=strict origin=https://t.example"#,
        r#"DEBUG message=decided answered_by="application" row="CM-9" listing="allowed" rule=https://a.example scope=strict origin=https://a.example"#,
        r#"DEBUG message=decided answered_by="application" row="CM-17" listing="unlisted" scope= origin=\xc3\xa9"#,
    ];
    assert_eq!(*lines, expected, "one each, and none for what is only observed");
}
