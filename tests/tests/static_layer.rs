//! The layer of static files: through both layers, around a real service of files, and in axum (SC-1, SC-7, SC-9 to SC-12).

use std::convert::Infallible;
use std::fs;
use std::path::PathBuf;

use bytes::Bytes;
use cors_gen::pipeline::{self, Input, Options};
use cors_gen::policy::Arena;
use cors_runtime::Policy;
use cors_runtime::tower::{CorsLayer, StaticLayer};
use http::{Method, Request, Response};
use http_body_util::{BodyExt as _, Empty};
use tower::{Layer as _, ServiceBuilder, ServiceExt as _, service_fn};
use tower_http::services::ServeDir;

/// The policy of a site that says this below a path.
fn policy(path: &str, sections: &str) -> &'static Policy {
    let text = format!(
        "<configuration><location path=\"{path}\"><system.webServer>{sections}</system.webServer></location></configuration>"
    );
    let input = Input::from_reader("web.config", text.as_bytes()).expect("text in memory");
    let outcome = pipeline::run(input, &Options::default(), Box::leak(Box::<Arena>::default()));
    outcome.policy.unwrap_or_else(|| panic!("{:?}", outcome.diagnostics)).policy
}

/// A folder with files, removed at the end.
struct Files(PathBuf);

impl Files {
    fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("static-rows-{name}"));
        fs::create_dir_all(folder.join("docs")).expect("a folder");
        for (file, text) in [
            ("a.txt", "hello"),
            ("a.webmanifest", "{}"),
            ("a.log", "secret"),
            ("docs/index.html", "<p>"),
        ] {
            fs::write(folder.join(file), text).expect("written");
        }
        Self(folder)
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const SITE: &str = "<cors enabled=\"true\"><add origin=\"https://a.example\" /></cors>
    <httpProtocol><customHeaders><add name=\"Cache-Control\" value=\"no-transform\" /></customHeaders></httpProtocol>
    <staticContent>
      <clientCache cacheControlMode=\"UseMaxAge\" cacheControlMaxAge=\"00:01:00\" setEtag=\"false\" />
      <mimeMap fileExtension=\".webmanifest\" mimeType=\"application/manifest+json\" />
      <remove fileExtension=\".log\" />
    </staticContent>";

/// A request to `ServeDir` with both layers around it, and the values of some fields of the response.
async fn served(
    files: &Files,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
) -> (u16, Vec<String>, Bytes) {
    let policy = policy("", SITE);
    let service = ServiceBuilder::new()
        .layer(CorsLayer::new(policy))
        .layer(StaticLayer::new(policy))
        .service(ServeDir::new(&files.0));
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Empty::<Bytes>::new()).expect("a request");
    let response = service.oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let shown = ["cache-control", "content-type", "etag", "access-control-allow-origin"];
    let values = shown.into_iter().flat_map(|name| parts.headers.get_all(name));
    let values = values.map(|value| value.to_str().expect("ASCII").to_owned()).collect();
    let body = body.collect().await.expect("a body").to_bytes();
    (parts.status.as_u16(), values, body)
}

#[tokio::test(flavor = "current_thread")]
async fn around_a_real_service_of_files() {
    let files = Files::new("served");
    let origin = ("origin", "https://a.example");
    let joined = "max-age=60,no-transform";
    for (name, method, path, headers, status, values, body) in [
        (
            "SC-1, SC-7, SC-9: 200",
            Method::GET,
            "/a.txt",
            &[origin][..],
            200,
            &[joined, "text/plain", "https://a.example"][..],
            "hello",
        ),
        ("SC-1: HEAD", Method::HEAD, "/a.txt", &[], 200, &[joined, "text/plain"], ""),
        (
            "SC-1, SC-11: 206",
            Method::GET,
            "/a.txt",
            &[("range", "bytes=1-2")],
            206,
            &[joined, "text/plain"],
            "el",
        ),
        (
            "SC-1, SC-11: 304",
            Method::GET,
            "/a.txt",
            &[("if-modified-since", "Tue, 19 Jan 2038 03:14:07 GMT")],
            304,
            &[joined],
            "",
        ),
        ("SC-1: not found", Method::GET, "/b.txt", &[], 404, &["no-transform"], ""),
        (
            "SC-10: type",
            Method::GET,
            "/a.webmanifest",
            &[],
            200,
            &[joined, "application/manifest+json"],
            "{}",
        ),
        (
            "SC-10: no type",
            Method::GET,
            "/a.log",
            &[origin],
            404,
            &["no-transform", "https://a.example"],
            "",
        ),
        (
            "SC-12: a directory, where the status is the service's own",
            Method::GET,
            "/docs",
            &[],
            307,
            &["no-transform"],
            "",
        ),
        ("SC-1: default document", Method::GET, "/docs/", &[], 200, &[joined, "text/html"], "<p>"),
        ("SC-1: other methods", Method::POST, "/a.log", &[], 405, &["no-transform"], ""),
    ] {
        let response = served(&files, method, path, headers).await;
        let values = values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
        assert_eq!(response, (status, values, Bytes::from(body)), "{name}");
    }
}

/// What IIS sends of itself, the service does too, and the layer leaves it.
#[tokio::test(flavor = "current_thread")]
async fn sc_11_validators_are_the_services_own() {
    let files = Files::new("validators");
    let max_age = "<staticContent><clientCache cacheControlMode=\"UseMaxAge\" /></staticContent>";
    let service = StaticLayer::new(policy("", max_age)).layer(ServeDir::new(&files.0));
    let request = Request::builder().uri("/a.txt").body(Empty::<Bytes>::new());
    let response = service.oneshot(request.expect("a request")).await.expect("an answer");
    for name in ["last-modified", "etag", "accept-ranges", "cache-control"] {
        assert!(response.headers().contains_key(name), "{name}");
    }
}

/// In axum the layer sees the site's path where it is around `nest_service`.
#[tokio::test(flavor = "current_thread")]
async fn around_a_nested_service() {
    use axum::Router;
    use axum::routing::get;

    let files = Files::new("nested");
    let policy = policy("assets", SITE);
    let served = Router::new()
        .nest_service("/assets", ServeDir::new(&files.0))
        .layer(StaticLayer::new(policy));
    let app = Router::new()
        .route("/orders", get(|| async { "[]" }))
        .merge(served)
        .layer(CorsLayer::new(policy));
    for (path, status, cache_control) in [
        ("/assets/a.txt", 200, Some("max-age=60,no-transform")),
        ("/assets/a.log", 404, Some("no-transform")),
        ("/orders", 200, None),
        ("/a.txt", 404, None),
    ] {
        let request = Request::builder().uri(path).body(axum::body::Body::empty());
        let Ok(response) = app.clone().oneshot(request.expect("a request")).await;
        assert_eq!(response.status(), status, "{path}");
        let sent = response.headers().get("cache-control").map(|value| value.to_str());
        assert_eq!(sent.transpose().expect("ASCII"), cache_control, "{path}");
    }
}

/// As the note about the layer says.
#[tokio::test(flavor = "current_thread")]
async fn as_the_fallback_of_a_router() {
    let files = Files::new("fallback");
    let policy = policy("", SITE);
    let app = axum::Router::new()
        .fallback_service(StaticLayer::new(policy).layer(ServeDir::new(&files.0)))
        .layer(CorsLayer::new(policy));
    for (path, status, type_sent) in
        [("/a.webmanifest", 200, Some("application/manifest+json")), ("/a.log", 404, None)]
    {
        let request = Request::builder().uri(path).body(axum::body::Body::empty());
        let Ok(response) = app.clone().oneshot(request.expect("a request")).await;
        let sent = response.headers().get("content-type").map(|value| value.to_str());
        assert_eq!(
            (response.status().as_u16(), sent.transpose().expect("ASCII")),
            (status, type_sent),
            "{path}"
        );
    }
}

/// A service that may set what it likes: what the policy says takes its place.
#[tokio::test(flavor = "current_thread")]
async fn values_of_the_policy_take_the_place_of_the_services_own() {
    let policy = policy("", SITE);
    let service = service_fn(|_: Request<()>| async {
        let response = Response::builder()
            .header("cache-control", "private")
            .header("cache-control", "no-store");
        Ok::<_, Infallible>(
            response.header("content-type", "text/html").body(()).expect("a response"),
        )
    });
    let request = Request::builder().uri("/a.webmanifest").body(()).expect("a request");
    let Ok(response) = StaticLayer::new(policy).layer(service).oneshot(request).await;
    let values: Vec<_> = response.headers().values().collect();
    assert_eq!(values, ["max-age=60", "application/manifest+json"]);
}
