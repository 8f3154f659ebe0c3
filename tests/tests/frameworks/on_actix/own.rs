//! What actix-web does in its own way, and what the policy makes of it.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use actix_web::dev::Service as _;
use actix_web::error::{ErrorImATeapot, ErrorUnauthorized};
use actix_web::http::Method;
use actix_web::middleware::NormalizePath;
use actix_web::rt::System;
use actix_web::{App, HttpResponse, HttpServer, web};
use cors_runtime::actix_web::{Cors, Static};

use super::hello;
use crate::application::Served;
use crate::loopback::{A, B, SITE, ask, get, preflight};
use crate::support::{policy, policy_of};

/// What a path falls into is the same wherever the middleware stands: no part of it is taken away.
#[test]
fn scopes_and_resources_see_whole_paths() {
    let site = policy_of(SITE);
    let around_app = serve!(App::new().configure(hello).wrap(Cors::new(site)));
    let orders = || web::resource("/orders").get(|| async { "[]" });
    let around_scope =
        serve!(App::new().service(web::scope("/api").service(orders()).wrap(Cors::new(site))));
    let around_resource =
        serve!(App::new().service(web::scope("/api").service(orders().wrap(Cors::new(site)))));
    for (name, served) in
        [("app", &around_app), ("scope", &around_scope), ("resource", &around_resource)]
    {
        assert_eq!(get(served.address, "/api/orders", A).values("x-site"), ["1"], "{name}");
        assert_eq!(get(served.address, "/api/orders", B).status, 403, "CM-17: {name}");
        assert_eq!(preflight(served.address, "/api/orders", A).status, 204, "CM-5: {name}");
    }
    // Paths that the inner service has no route for belong to whom the middleware is around.
    for (name, served, target, sees) in [
        ("app", &around_app, "/missing", true),
        ("scope", &around_scope, "/missing", false),
        ("scope", &around_scope, "/api/missing", true),
        ("resource", &around_resource, "/api/missing", false),
    ] {
        let missing = get(served.address, target, A);
        assert_eq!((missing.status, missing.values("x-site").is_empty()), (404, !sees), "{name}");
        assert_eq!(
            preflight(served.address, target, A).status,
            if sees { 204 } else { 404 },
            "{name}"
        );
    }
}

/// A route sees the methods that it takes: no preflight. It fails closed.
#[test]
fn around_a_route_no_preflight_is_seen() {
    let site = policy_of(SITE);
    let route = move || web::get().to(|| async { "[]" }).wrap(Cors::new(site));
    let served = serve!(App::new().route("/api/orders", route()));
    assert_eq!(get(served.address, "/api/orders", A).values("access-control-allow-origin"), [A]);
    assert_eq!(get(served.address, "/api/orders", B).status, 403);
    assert_eq!(
        preflight(served.address, "/api/orders", A).values("access-control-allow-origin"),
        [""; 0]
    );
}

/// IIS reads runs of slashes as one, and so does the policy, on whichever side of it paths are made nice.
#[test]
fn beside_normalize_path() {
    let site = policy_of(SITE);
    let inside =
        serve!(App::new().configure(hello).wrap(NormalizePath::trim()).wrap(Cors::new(site)));
    let outside =
        serve!(App::new().configure(hello).wrap(Cors::new(site)).wrap(NormalizePath::trim()));
    for served in [&inside, &outside] {
        for target in ["/api/orders", "//api//orders/", "/%61pi/orders", "/API/orders"] {
            assert_eq!(get(served.address, target, B).status, 403, "{target}");
        }
        assert_eq!(get(served.address, "//api//orders/", A).body, "[]");
    }
}

/// What inner middlewares return as an error is a response as well, with its own status and body (CM-19).
#[test]
fn errors_of_inner_services_get_the_header_fields() {
    let site = policy_of(SITE);
    let served = serve!(
        App::new()
            .configure(hello)
            .service(
                web::resource("/handler")
                    .get(|| async { Err::<&str, _>(ErrorImATeapot("short and stout")) })
            )
            .wrap_fn(|request, inner| {
                let refused = request.path() == "/api/guarded";
                let answer = inner.call(request);
                async move {
                    if refused { Err(ErrorUnauthorized("who are you?")) } else { answer.await }
                }
            })
            .wrap(Cors::new(site))
    );
    for (target, status, body) in [
        ("/api/guarded", 401, "who are you?"),
        ("/handler", 418, "short and stout"),
        ("/missing", 404, ""),
    ] {
        let received = get(served.address, target, A);
        assert_eq!((received.status, &*received.body), (status, body), "{target}");
        assert_eq!(received.values("access-control-allow-origin"), [A], "{target}");
        assert_eq!(received.values("x-site"), ["1"], "{target}");
    }
    assert_eq!(
        preflight(served.address, "/api/guarded", A).status,
        204,
        "inside, authentication sees no preflight"
    );
}

/// Rules for responses read the request as it came, whatever inner middlewares make of it (RW-2).
#[test]
fn outbound_rules_read_the_request_as_it_came() {
    let rules = r#"<rewrite><outboundRules><rule name="r"><match serverVariable="RESPONSE_X" pattern=".*" />
        <action type="Rewrite" value="{REQUEST_METHOD} {UNENCODED_URL} {HTTP_X_A}" /></rule></outboundRules></rewrite>"#;
    let policy = policy(rules);
    let served = serve!(
        App::new()
            .default_service(web::to(HttpResponse::Ok))
            .wrap_fn(|mut request, inner| {
                request.head_mut().uri = "/other".parse().expect("a target");
                request.head_mut().method = Method::GET;
                request.headers_mut().clear();
                inner.call(request)
            })
            .wrap(Cors::new(policy))
    );
    let received = ask(served.address, "PUT", "/a%20b?q", &[("x-a", "v")]).expect("a response");
    assert_eq!(received.values("x"), ["PUT /a%20b?q v"]);
}

/// SC-1, SC-7, SC-9, SC-10: around a service that is one of files by its place.
#[test]
fn static_files() {
    let files = r#"<httpProtocol><customHeaders><add name="Cache-Control" value="no-transform" /></customHeaders></httpProtocol>
        <staticContent><clientCache cacheControlMode="UseMaxAge" cacheControlMaxAge="00:01:00" setEtag="false" />
        <mimeMap fileExtension=".webmanifest" mimeType="application/manifest+json" /><remove fileExtension=".log" /></staticContent>"#;
    let policy = policy(files);
    let file = || async {
        HttpResponse::Ok()
            .insert_header(("content-type", "application/octet-stream"))
            .insert_header(("etag", "\"1\""))
            .body("x")
    };
    let served = serve!(
        App::new()
            .route("/orders", web::get().to(|| async { "[]" }))
            .service(web::scope("").wrap(Static::new(policy)).route("/{file}", web::get().to(file)))
            .wrap(Cors::new(policy))
    );
    for (target, status, kind, cache_control) in [
        ("/a.webmanifest", 200, &["application/manifest+json"][..], "max-age=60,no-transform"),
        ("/a.bin", 200, &["application/octet-stream"], "max-age=60,no-transform"),
        ("/a.log", 404, &[], "no-transform"),
        ("/orders", 200, &["text/plain; charset=utf-8"], "no-transform"),
    ] {
        let received = get(served.address, target, A);
        assert_eq!(
            (received.status, received.values("content-type")),
            (status, kind.to_vec()),
            "{target}"
        );
        assert_eq!(received.values("cache-control"), [cache_control], "{target}");
        assert!(received.values("etag").is_empty(), "{target}");
    }
}

/// In the list of `docs/frameworks.md`: what the HTTP server refuses has no header fields of the policy.
#[test]
fn broken_requests() {
    let site = policy_of(SITE);
    let served = serve!(App::new().configure(hello).wrap(Cors::new(site)));
    let received = ask(served.address, "GET", "/api/orders", &[("a b", "c")]).expect("a response");
    assert_eq!((received.status, received.values("x-site")), (400, vec![]));
}

/// What is no path is of the site's root, and behind the policy as well.
#[test]
fn the_target_of_the_whole_server() {
    let site = policy_of(SITE);
    let served = serve!(App::new().configure(hello).wrap(Cors::at("/api", site)));
    assert_eq!(preflight(served.address, "*", A).status, 204);
    assert_eq!(get(served.address, "*", B).values("x-site"), ["1"]);
}
