//! What services ask of the middleware besides (CM-17).

use std::sync::{Arc, mpsc};
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
use crate::asked::{
    Log, TENANT, changes_nothing, differ_by_where_they_stand, knows_the_tenant, tells_who_decided,
};
use crate::loopback::{A, SITE};
use crate::support::policy_of;

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
            actix_web::rt::task::yield_now().await;
            is_tenant
        }
    });
    for cors in [at_once, later] {
        let served = serve!(App::new().configure(hello).wrap(cors.clone()));
        knows_the_tenant(&served);
    }
}

#[test]
fn behind_a_proxy_that_takes_a_part_of_the_path_away() {
    let site = policy_of(SITE);
    let at = serve!(App::new().wrap(Cors::at("/api", site)));
    let root = serve!(App::new().wrap(Cors::new(site)));
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
    let served = serve!(App::new().configure(hello).wrap(observe.clone()));
    changes_nothing(&served, &log);
}
