//! Where a layer sees less of a path than the site: nested in axum, with and without what axum notes, and behind other things that
//! take the start of a path away.

use axum::Router;
use axum::body::Body;
use axum::extract::OriginalUri;
use axum::routing::get;
use cors_runtime::policy::{Cors, FileType, OriginRule, Scope, StaticFiles};
use cors_runtime::tower::{CorsLayer, StaticLayer};
use cors_runtime::{Policy, origins};
use cors_tests::build;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, HeaderName, LOCATION};
use http::uri::PathAndQuery;
use http::{Request, Uri};
use tower::util::MapRequestLayer;
use tower::{ServiceBuilder, ServiceExt, service_fn};

use crate::support::policy;
use crate::{now, values};

const A: &str = "https://a.example";
const EVIL: &str = "https://evil.example";

static STRICT: [OriginRule; 1] = [OriginRule::exact(A)];
static LAX: [OriginRule; 1] = [OriginRule::any()];

static FILES: StaticFiles = StaticFiles::new().types(&[FileType::new(".txt", "text/x-assets")]);

/// Everybody may read the site, but for `/api`, which refuses all origins but one.
pub(crate) fn site() -> &'static Policy {
    let strict = || Cors::new(origins!(STRICT)).fail_unlisted_origins();
    let deeper = vec![
        Scope::new("api").cors(strict()),
        Scope::new("shop/api").cors(strict()),
        Scope::new("assets").static_files(&FILES),
    ];
    Box::leak(Box::new(Policy::new(
        Scope::new("").cors(Cors::new(origins!(LAX))),
        build::scopes(deeper),
    )))
}

/// The router of the API, which answers everything.
fn api() -> Router {
    Router::new().route("/orders", get(|| async { "orders" }))
}

/// What somebody else's page gets: the status, and the origin that may read it.
pub(crate) fn ask(app: Router, path: &str, origin: &str) -> (u16, Option<String>) {
    let request = Request::builder().uri(path).header("origin", origin);
    let Ok(response) = now(app.oneshot(request.body(Body::empty()).expect("a request")));
    let allowed = values(response.headers(), &ACCESS_CONTROL_ALLOW_ORIGIN);
    (response.status().as_u16(), allowed.first().map(ToString::to_string))
}

/// As if cors-runtime had no feature `axum`: what axum noted is gone.
fn forget() -> MapRequestLayer<impl Fn(Request<Body>) -> Request<Body> + Clone> {
    MapRequestLayer::new(|mut request: Request<Body>| {
        request.extensions_mut().remove::<OriginalUri>();
        request
    })
}

/// Nested, a layer sees `/orders` where the site has `/api/orders`, for which `explain` says 403.
#[test]
fn cf_4_nested_in_axum() {
    let site = site();
    let new = || CorsLayer::new(site);
    let at = |path| CorsLayer::at(path, site);
    for (name, api, status, reader) in [
        (
            "the hole: nobody knows of the prefix",
            api().layer(new()).layer(forget()),
            200,
            Some("*"),
        ),
        ("`at` knows", api().layer(at("/api")).layer(forget()), 403, None),
        ("axum's OriginalUri knows", api().layer(new()), 403, None),
        ("both", api().layer(at("/api")), 403, None),
        ("`at` the root says nothing", api().layer(at("/")), 403, None),
    ] {
        let app = Router::new().nest("/api", api);
        assert_eq!(ask(app, "/api/orders", EVIL), (status, reader.map(str::to_owned)), "{name}");
    }
    let app = |layer| Router::new().nest("/api", api().layer(layer));
    for layer in [new(), at("/api")] {
        assert_eq!(ask(app(layer), "/api/orders", A), (200, Some(A.to_owned())), "allowed");
    }
}

/// Of what is nested twice, and of what a pattern stands before, axum knows the whole.
#[test]
fn nested_deeper_and_below_patterns() {
    let site = site();
    for (name, app, path) in [
        (
            "twice",
            Router::new()
                .nest("/shop", Router::new().nest("/api", api().layer(CorsLayer::new(site)))),
            "/shop/api/orders",
        ),
        (
            "twice, `at`",
            Router::new().nest(
                "/shop",
                Router::new()
                    .nest("/api", api().layer(CorsLayer::at("/shop/api", site)).layer(forget())),
            ),
            "/shop/api/orders",
        ),
        (
            "a pattern",
            Router::new().nest("/{area}", api().layer(CorsLayer::new(site))),
            "/api/orders",
        ),
        (
            "a service",
            Router::new().nest_service("/api", api().layer(CorsLayer::new(site))),
            "/api/orders",
        ),
        (
            "the layer around the nest sees it all",
            Router::new().nest("/api", api()).layer(CorsLayer::new(site)).layer(forget()),
            "/api/orders",
        ),
    ] {
        assert_eq!(ask(app, path, EVIL), (403, None), "{name}");
    }
}

/// Something outside of axum has taken `/shop` away, so that what axum noted is not the site's path either. Who says `at` says it whole.
#[test]
fn behind_what_takes_the_start_away_before_axum() {
    let site = site();
    for (name, app, path) in [
        (
            "around all",
            Router::new().nest("/api", api()).layer(CorsLayer::at("/shop", site)),
            "/api/orders",
        ),
        (
            "nested",
            Router::new().nest("/api", api().layer(CorsLayer::at("/shop/api", site))),
            "/api/orders",
        ),
    ] {
        assert_eq!(ask(app, path, EVIL), (403, None), "{name}");
    }
}

/// In no framework at all: a service that strips, as people write them.
#[test]
fn behind_a_service_that_strips() {
    let strip = MapRequestLayer::new(|mut request: Request<Body>| {
        let path = request.uri().path_and_query().expect("a path").as_str();
        let rest: PathAndQuery = path.strip_prefix("/api").unwrap_or(path).parse().expect("a path");
        *request.uri_mut() = Uri::from(rest);
        request
    });
    let app = |layer| {
        Router::new().fallback_service(
            ServiceBuilder::new()
                .layer(strip.clone())
                .service(tower::Layer::layer(&layer, api().layer(forget()))),
        )
    };
    let forgetful = |layer: CorsLayer| {
        Router::new().fallback_service(
            ServiceBuilder::new().layer(forget()).layer(strip.clone()).layer(layer).service(api()),
        )
    };
    assert_eq!(
        ask(forgetful(CorsLayer::new(site())), "/api/orders", EVIL),
        (200, Some("*".into())),
        "the hole"
    );
    assert_eq!(ask(forgetful(CorsLayer::at("/api", site())), "/api/orders", EVIL), (403, None));
    assert_eq!(
        ask(app(CorsLayer::new(site())), "/api/orders", EVIL),
        (403, None),
        "axum has noted it before"
    );
}

/// Rules for requests and for responses see the whole path, with its query, also once the request is gone.
#[test]
fn rw_1_rules_below_a_path() {
    let policy = policy(
        r#"<rewrite>
          <rules><rule name="moved"><match url="^api/old/(.*)"/>
            <action type="Redirect" url="api/new/{R:1}" redirectType="Found"/></rule></rules>
          <outboundRules><rule name="seen"><match serverVariable="RESPONSE_X_Seen" pattern=".*"/>
            <action type="Rewrite" value="{URL}?{QUERY_STRING} of {HTTP_HOST}"/></rule></outboundRules>
        </rewrite>"#,
    );
    let seen = HeaderName::from_static("x-seen");
    for (name, layer, forgets) in [
        ("`at`", CorsLayer::at("/api", policy), true),
        ("axum's OriginalUri", CorsLayer::new(policy), false),
    ] {
        let around = ServiceBuilder::new().option_layer(forgets.then(forget)).layer(layer);
        let app = Router::new().nest_service("/api", around.service(api()));
        let ask = |path| {
            let request = Request::get(path).header("host", "h").body(Body::empty());
            let Ok(response) = now(app.clone().oneshot(request.expect("a request")));
            response
        };
        let orders = ask("/api/orders?q=1");
        assert_eq!(values(orders.headers(), &seen), ["/api/orders?q=1 of h"], "{name}");
        let moved = ask("/api/old/x?q=1");
        assert_eq!(moved.status(), 302, "{name}");
        assert_eq!(values(moved.headers(), &LOCATION), ["https://h/api/new/x?q=1"], "RD-8: {name}");
        assert_eq!(values(moved.headers(), &seen), ["/api/old/x?q=1 of h"], "{name}");
    }
}

/// `nest_service` takes the start away from a service of files as well.
#[test]
fn static_files_below_a_path() {
    let site = site();
    let files = || {
        service_fn(|_: Request<Body>| async {
            Ok::<_, std::convert::Infallible>(http::Response::new(Body::from("a file")))
        })
    };
    let new = StaticLayer::new(site);
    let at = StaticLayer::at("/assets", site);
    let around = |layer: StaticLayer, forgets: bool| {
        let service =
            ServiceBuilder::new().option_layer(forgets.then(forget)).layer(layer).service(files());
        Router::new().nest_service("/assets", service)
    };
    for (name, app, mime) in [
        ("the hole", around(new, true), None),
        ("`at`", around(at, true), Some("text/x-assets")),
        ("axum's OriginalUri", around(new, false), Some("text/x-assets")),
        ("both", around(at, false), Some("text/x-assets")),
    ] {
        let request = Request::get("/assets/a.txt").body(Body::empty()).expect("a request");
        let Ok(response) = now(app.oneshot(request));
        assert_eq!(
            values(response.headers(), &CONTENT_TYPE).first().copied(),
            mime,
            "SC-10: {name}"
        );
    }
}
