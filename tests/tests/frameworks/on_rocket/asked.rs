//! What services ask of the fairing besides (CM-17).

use std::sync::Arc;

use cors_runtime::rocket::{Cors, decided};
use rocket::fairing::AdHoc;

use super::{orders, quiet, start};
use crate::asked::{
    Log, TENANT, changes_nothing, differ_by_where_they_stand, knows_the_tenant, tells_who_decided,
};
use crate::loopback::{A, SITE};
use crate::support::policy_of;

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
    tells_who_decided(&served);
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
        knows_the_tenant(&served);
    }
}

#[test]
fn behind_a_proxy_that_takes_a_part_of_the_path_away() {
    let site = policy_of(SITE);
    let at = start(quiet().attach(Cors::at("/api", site)));
    let root = start(quiet().attach(Cors::new(site)));
    differ_by_where_they_stand(&at, &root);
}

#[test]
fn shadow_mode_changes_nothing() {
    let log = Log::default();
    let seen = Arc::clone(&log);
    let observe = Cors::new(policy_of(SITE))
        .allow_origin_if_async(A, |asked| {
            let is_tenant = asked.origin() == TENANT;
            async move { is_tenant }
        })
        .observe(move |it| seen.lock().expect("no panic").push(it.to_string()));
    let served = start(quiet().mount("/", rocket::routes![orders]).attach(observe));
    changes_nothing(&served, &log);
}
