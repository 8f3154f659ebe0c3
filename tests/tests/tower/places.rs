//! Which requests a layer gets to see, by where it stands.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::handler::Handler;
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get};
use cors_runtime::policy::{Cors, Header, OriginRule, Scope, Scopes};
use cors_runtime::tower::CorsLayer;
use cors_runtime::{Policy, field_name, origins};
use http::header::ACCESS_CONTROL_ALLOW_ORIGIN;
use http::{Method, Request, StatusCode};
use tower::{Layer, ServiceExt};
use tower_http::normalize_path::NormalizePathLayer;

use crate::support::policy;
use crate::{mount, now};

const A: &str = "https://a.example";
const EVIL: &str = "https://evil.example";

/// One origin, all others are refused, and a header on every response.
static SITE: Policy = {
    static RULES: [OriginRule; 1] = [OriginRule::exact(A).allow_methods("PUT")];
    static HEADERS: [Header; 1] = [Header::line(field_name!("X-Site"), "1")];
    let cors = Cors::new(origins!(RULES)).fail_unlisted_origins();
    Policy::new(Scope::new("").cors(cors).custom_headers(&HEADERS), Scopes::NONE)
};

/// As [`SITE`], but that other origins are not refused.
static GOES_ON: Policy = {
    static RULES: [OriginRule; 1] = [OriginRule::exact(A)];
    Policy::new(Scope::new("").cors(Cors::new(origins!(RULES))), Scopes::NONE)
};

fn cors() -> CorsLayer {
    CorsLayer::new(&SITE)
}

/// A router with one route, which takes GET.
fn x() -> Router {
    Router::new().route("/x", hello())
}

fn y() -> Router {
    Router::new().route("/y", hello())
}

fn hello() -> MethodRouter {
    get(|| async { "hello" })
}

async fn missing() -> StatusCode {
    StatusCode::NOT_FOUND
}

/// The status of the response to a browser's request, whether the origin may read it, and whether it passed the layer.
fn ask(app: &Router, method: &Method, path: &str, origin: &str) -> (u16, bool, bool) {
    let request = Request::builder().method(method).uri(path).header("origin", origin);
    let request = request.header("access-control-request-method", "PUT").body(Body::empty());
    let Ok(response) = now(app.clone().oneshot(request.expect("a request")));
    let allowed = response.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN);
    (response.status().as_u16(), allowed, response.headers().contains_key("x-site"))
}

/// Requests that go past the layer have none of the site's header fields, and nobody refuses their origin.
#[test]
fn what_goes_past_a_layer() {
    const NONE: &[&str] = &[];
    let put = || axum::routing::put(|| async {});
    for (name, app, past) in [
        ("last of all", x().merge(y()).fallback(missing).layer(cors()), NONE),
        ("around the router", Router::new().fallback_service(cors().layer(x().merge(y()))), NONE),
        ("before a route", x().layer(cors()).route("/y", hello()), &["GET /y"]),
        (
            "before all routes",
            Router::new().layer(cors()).route("/x", hello()).route("/y", hello()),
            &["GET /x", "OPTIONS /x", "DELETE /x", "GET /y"],
        ),
        (
            "before a fallback",
            x().merge(y()).layer(cors()).fallback(missing),
            &["GET /none", "OPTIONS /none"],
        ),
        ("merged, the layer on the one", y().merge(x().layer(cors())), &["GET /y"]),
        (
            "merged, the layer on the other",
            x().layer(cors()).merge(y()),
            &["GET /y", "GET /none", "OPTIONS /none"],
        ),
        ("merged, then the layer", x().merge(y()).layer(cors()), NONE),
        ("route_layer", x().merge(y()).route_layer(cors()), &["GET /none", "OPTIONS /none"]),
        (
            "on the methods",
            y().route("/x", hello().layer(cors())),
            &["GET /y", "GET /none", "OPTIONS /none"],
        ),
        (
            "on the methods, before one",
            y().route("/x", put().layer(cors()).get(|| async { "hello" })),
            &["GET /x", "GET /y", "GET /none", "OPTIONS /none"],
        ),
        (
            "route_layer on the methods",
            y().route("/x", hello().route_layer(cors())),
            &["OPTIONS /x", "DELETE /x", "GET /y", "GET /none", "OPTIONS /none"],
        ),
        (
            "on a handler",
            y().route("/x", get((|| async { "hello" }).layer(cors()))),
            &["OPTIONS /x", "DELETE /x", "GET /y", "GET /none", "OPTIONS /none"],
        ),
    ] {
        let requests = [
            (Method::GET, "/x"),
            (Method::OPTIONS, "/x"),
            (Method::DELETE, "/x"),
            (Method::GET, "/y"),
            (Method::GET, "/none"),
            (Method::OPTIONS, "/none"),
        ];
        let goes_past = requests.into_iter().filter_map(|(method, path)| {
            let (status, allowed, passed) = ask(&app, &method, path, A);
            assert_eq!(allowed, passed, "{name}: {method} {path}");
            assert!(method != Method::OPTIONS || (status == 204) == passed, "CM-5, {name}: {path}");
            let (status, _, passed_as_well) = ask(&app, &method, path, EVIL);
            assert!(
                passed == passed_as_well && (status == 403) == passed,
                "CM-17, {name}: {method} {path}"
            );
            (!passed).then(|| format!("{method} {path}"))
        });
        assert_eq!(goes_past.collect::<Vec<_>>(), past, "{name}");
    }
}

/// What no route of a nested router has is answered by the outer one, unless the nested one has a fallback, or is a service.
#[test]
fn what_goes_past_a_nested_layer() {
    for (name, app, past) in [
        ("routes only", Router::new().nest("/n", x().layer(cors())), true),
        ("with a fallback", Router::new().nest("/n", x().fallback(missing).layer(cors())), false),
        ("a service", Router::new().nest_service("/n", cors().layer(x())), false),
        ("the layer around", Router::new().nest("/n", x()).layer(cors()), false),
    ] {
        assert!(ask(&app, &Method::GET, "/n/x", A).2, "{name}");
        assert_eq!(!ask(&app, &Method::GET, "/n/none", A).2, past, "{name}");
        assert_eq!(!ask(&app, &Method::OPTIONS, "/n/none", A).2, past, "{name}");
    }
}

/// Browsers send preflights without credentials, and let nobody read a 401 that has no CORS header.
#[test]
fn op_6_authentication_stands_inside() {
    let authentication = from_fn(|request: axum::extract::Request, next: Next| async move {
        if request.headers().contains_key("authorization") {
            return next.run(request).await;
        }
        StatusCode::UNAUTHORIZED.into_response()
    });
    let inside = x().layer(authentication.clone()).layer(cors());
    assert_eq!(ask(&inside, &Method::OPTIONS, "/x", A), (204, true, true));
    assert_eq!(ask(&inside, &Method::GET, "/x", A), (401, true, true));
    let outside = x().layer(cors()).layer(authentication);
    assert_eq!(ask(&outside, &Method::OPTIONS, "/x", A), (401, false, false), "OP-6");
}

/// The outer of two has the last word on what it sends, the inner one on what the policy only sets where nothing is there.
#[test]
fn cm_18_a_second_cors_middleware() {
    let theirs = tower_http::cors::CorsLayer::permissive;
    let outside = x().layer(cors()).layer(theirs());
    assert_eq!(
        ask(&outside, &Method::OPTIONS, "/x", EVIL),
        (200, true, false),
        "it answers preflights"
    );
    assert_eq!(ask(&outside, &Method::GET, "/x", EVIL), (403, true, true), "and lets all read");
    let inside = x().layer(theirs()).layer(cors());
    assert_eq!(ask(&inside, &Method::GET, "/x", EVIL), (403, false, true), "refused before");
    let inside = x().layer(theirs()).layer(CorsLayer::new(&GOES_ON));
    let (_, allowed, _) = ask(&inside, &Method::GET, "/x", EVIL);
    assert!(allowed, "CM-18: the application's own header stays");
}

/// IIS resolves `..` and decodes slashes before anybody sees the path; axum hands it to the handler of what it starts with.
#[test]
fn rw_1_paths_that_axum_reads_otherwise() {
    let app = Router::new()
        .route("/api/{name}", get(|Path(name): Path<String>| async { name }))
        .layer(CorsLayer::new(mount::site()));
    for (path, status) in [
        ("/api/x", 403),
        ("/api/%78", 403),
        ("/%61pi/x", 403),
        ("/API/x", 403),
        ("//api/x", 403),
        ("/api/x/", 403),
        ("/api/..%2fpublic", 400),
        ("/api/%2e%2e%5Cpublic", 400),
        ("/api/..", 400),
        ("/public/..%2fapi", 400),
    ] {
        let (answer, allowed, _) = ask(&app, &Method::GET, path, EVIL);
        assert_eq!((answer, allowed), (status, false), "RW-1, CF-4: {path}");
    }
}

/// A rule sees the path that the layer sees: what cuts slashes off stands inside, where the path is as IIS had it.
#[test]
fn rw_1_what_normalises_paths_stands_inside() {
    let policy = policy(
        r#"<rewrite><rules><rule name="gone"><match url="^x/$"/>
           <action type="CustomResponse" statusCode="410"/></rule></rules></rewrite>"#,
    );
    let trim = NormalizePathLayer::trim_trailing_slash;
    let inside = CorsLayer::new(policy).layer(trim().layer(x()));
    let inside = Router::new().fallback_service(inside);
    assert_eq!(ask(&inside, &Method::GET, "/x/", A).0, 410);
    let outside = Router::new().fallback_service(trim().layer(CorsLayer::new(policy).layer(x())));
    assert_eq!(ask(&outside, &Method::GET, "/x/", A).0, 410, "axum has noted what was asked for");
    let outside = trim().layer(CorsLayer::new(policy).layer(x()));
    let request = Request::get("/x/").body(Body::empty()).expect("a request");
    let Ok(response) = now(outside.oneshot(request));
    assert_eq!(response.status(), 200, "the rule has not seen the slash");
}

/// A policy is of one site, whatever the host: with several, each has its own layer, inside of what tells hosts apart.
#[test]
fn each_host_has_a_layer_of_its_own() {
    let hosts = |request: &Request<Body>| request.headers().get("host").cloned();
    let [mut strict, mut open] = [x().layer(cors()), x()];
    let app = Router::new().fallback_service(tower::service_fn(move |request: Request<Body>| {
        let is_strict = hosts(&request).is_some_and(|host| host == "strict.example");
        tower::Service::call(if is_strict { &mut strict } else { &mut open }, request)
    }));
    for (host, status) in [("strict.example", 403), ("open.example", 200)] {
        let request = Request::get("/x").header("host", host).header("origin", EVIL);
        let Ok(response) =
            now(app.clone().oneshot(request.body(Body::empty()).expect("a request")));
        assert_eq!(response.status(), status, "{host}");
    }
    for host in ["a.example", "b.example"] {
        let request = Request::get("/x").header("host", host).header("origin", EVIL);
        let Ok(response) =
            now(x().layer(cors()).oneshot(request.body(Body::empty()).expect("a request")));
        assert_eq!(response.status(), 403, "the layer asks for no host: {host}");
    }
}
