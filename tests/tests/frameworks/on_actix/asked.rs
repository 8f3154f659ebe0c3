//! What services ask of the middleware besides (CM-17).

use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use actix_web::dev::Service as _;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::rt::System;
use actix_web::{App, HttpServer};
use cors_runtime::Decided;
use cors_runtime::actix_web::Cors;

use super::hello;
use crate::application::Served;
use crate::loopback::{A, B, SITE, get, preflight};
use crate::support::policy_of;

const TENANT: &str = "https://tenant.example";

#[test]
fn who_decided_is_told_to_middlewares_outside() {
    let cors = Cors::new(policy_of(SITE)).report();
    let served =
        serve!(App::new().configure(hello).wrap(cors.clone()).wrap_fn(|request, inner| {
            let answer = inner.call(request);
            async move {
                let mut response = answer.await?;
                let decided =
                    response.response().extensions().get::<Decided>().map(Decided::to_string);
                let value = HeaderValue::try_from(decided.unwrap_or_default()).expect("a value");
                response.headers_mut().insert(HeaderName::from_static("x-decided"), value);
                Ok(response)
            }
        }));
    for (origin, decided) in [
        (A, "application (CM-9), origin allowed by https://a.example, scope api"),
        (B, "403 by cors-forbidden (CM-17), origin unlisted, scope api"),
    ] {
        assert_eq!(get(served.address, "/api/orders", origin).values("x-decided"), [decided]);
    }
}

#[test]
fn origins_that_are_known_at_run_time() {
    let cors = || Cors::new(policy_of(SITE));
    let at_once = cors().allow_origin_if(A, |asked| asked.origin() == TENANT);
    let later = cors().allow_origin_if_async(A, |asked| {
        let is_tenant = asked.origin() == TENANT;
        async move {
            // As if it came from a database.
            actix_web::rt::task::yield_now().await;
            is_tenant
        }
    });
    for cors in [at_once, later] {
        let served = serve!(App::new().configure(hello).wrap(cors.clone()));
        for (origin, status, allowed) in
            [(A, 200, true), (TENANT, 200, true), (B, 403, false), ("null", 403, false)]
        {
            let received = get(served.address, "/api/orders", origin);
            assert_eq!(received.status, status, "{origin}");
            let sent = received.values("access-control-allow-origin") == [origin];
            assert_eq!((sent, received.values("vary")), (allowed, vec!["Origin"]), "{origin}");
            let received = preflight(served.address, "/api/orders", origin);
            let methods = if allowed { &["PUT"][..] } else { &[] };
            assert_eq!(received.values("access-control-allow-methods"), methods, "{origin}");
        }
    }
}

#[test]
fn behind_a_proxy_that_takes_a_part_of_the_path_away() {
    let site = policy_of(SITE);
    let at = serve!(App::new().wrap(Cors::at("/api", site)));
    let root = serve!(App::new().wrap(Cors::new(site)));
    assert_eq!(
        (get(at.address, "/orders", B).status, get(root.address, "/orders", B).status),
        (403, 404)
    );
}

#[test]
fn shadow_mode_changes_nothing() {
    let log: Arc<Mutex<Vec<String>>> = Arc::default();
    let seen = Arc::clone(&log);
    let observe = Cors::new(policy_of(SITE))
        .allow_origin_if_async(A, |asked| {
            let is_tenant = asked.origin() == TENANT;
            async move { is_tenant }
        })
        .observe(move |it| seen.lock().expect("no panic").push(it.to_string()));
    let served = serve!(App::new().configure(hello).wrap(observe.clone()));
    for origin in [A, B, TENANT] {
        let received = get(served.address, "/api/orders", origin);
        assert_eq!((received.status, &*received.body), (200, "[]"), "{origin}");
        assert!(received.values("access-control-allow-origin").is_empty(), "{origin}");
    }
    let all = "access-control-allow-origin, vary, x-site";
    let expected = [
        format!(
            "GET /api/orders from {A}: application (CM-9), origin allowed by {A}, scope api; the service sent 200; other headers: {all}"
        ),
        format!(
            "GET /api/orders from {B}: 403 by cors-forbidden (CM-17), origin unlisted, scope api; the service sent 200; other headers: vary, x-site, content-type"
        ),
        format!(
            "GET /api/orders from {TENANT}: application (CM-9), origin allowed-at-run-time by {A}, scope api; the service sent 200; other headers: {all}"
        ),
    ];
    assert_eq!(*log.lock().expect("no panic"), expected);
}
