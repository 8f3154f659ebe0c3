//! What services ask of the fairing besides (CM-17).

use std::sync::{Arc, Mutex};

use cors_runtime::rocket::{Cors, decided};
use rocket::fairing::AdHoc;

use super::{orders, quiet, start};
use crate::loopback::{A, B, SITE, get, preflight};
use crate::support::policy_of;

const TENANT: &str = "https://tenant.example";

#[test]
fn who_decided_is_told_to_handlers_and_fairings() {
    let tells = AdHoc::on_response("tells", |request, response| {
        Box::pin(async {
            let told = decided(request).map(|it| it.to_string());
            response.set_raw_header("x-decided", told.unwrap_or_default());
        })
    });
    let rocket = quiet().mount("/", rocket::routes![orders]);
    let served = start(rocket.attach(Cors::new(policy_of(SITE))).attach(tells));
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
            tokio::task::yield_now().await;
            is_tenant
        }
    });
    for cors in [at_once, later] {
        let served = start(quiet().mount("/", rocket::routes![orders]).attach(cors));
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
    let at = start(quiet().attach(Cors::at("/api", site)));
    let root = start(quiet().attach(Cors::new(site)));
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
    let served = start(quiet().mount("/", rocket::routes![orders]).attach(observe));
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
