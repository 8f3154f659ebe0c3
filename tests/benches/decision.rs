//! What the layer costs, beside `tower_http::cors::CorsLayer` with the same inner service and the same requests.
//!
//! `cargo bench -p cors-tests --bench decision`. Building a request and dropping a response are not timed. Groups:
//! `inner` is the inner service alone, which is to be taken off the figures of `layer`, `layer+clone` (a clone for each
//! request, as axum and hyper-util make) and their `tower-http` counterparts; `decide` is the decision alone, `scopes` the same
//! by the number of paths with settings of their own.

#[path = "support/services.rs"]
#[expect(dead_code, reason = "other benchmarks need the rest")]
mod services;

use std::hint::black_box;
use std::time::Duration;

use cors_runtime::tower::CorsLayer;
use cors_tests::build;
use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion, criterion_group, criterion_main};
use http::Request;
use services::{Inner, Rules, requests, respond};
use tower::{Layer, Service};

/// Few responses alive at a time: a server keeps few, and the price of fresh pages from the kernel is not the layer's.
const BATCH: BatchSize = BatchSize::NumIterations(16);

type Group<'a> = BenchmarkGroup<'a, WallTime>;

fn time<S: Service<Request<()>>>(
    group: &mut Group,
    name: &str,
    mut service: S,
    like: &Request<()>,
) {
    group.bench_function(name, |bencher| {
        bencher.iter_batched(|| like.clone(), |it| respond(&mut service, it), BATCH);
    });
}

fn time_cloned<S: Service<Request<()>> + Clone>(
    group: &mut Group,
    name: &str,
    service: &S,
    like: &Request<()>,
) {
    group.bench_function(name, |bencher| {
        let call = |it| respond(&mut black_box(service).clone(), it);
        bencher.iter_batched(|| like.clone(), call, BATCH);
    });
}

fn cases() -> impl Iterator<Item = (Rules, usize)> {
    let exact = [1, 10, 100, 1_000, 10_000].map(|count| (Rules::Exact, count));
    let suffix = [1, 100, 1_000].map(|count| (Rules::Suffix, count));
    exact.into_iter().chain(suffix).chain([(Rules::SuffixOfManyLengths, 1_000)])
}

fn group<'c>(criterion: &'c mut Criterion, name: &str) -> Group<'c> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(20).warm_up_time(Duration::from_millis(200));
    group.measurement_time(Duration::from_millis(600));
    group
}

fn layers(criterion: &mut Criterion) {
    let mut inner = group(criterion, "inner");
    for (name, request) in requests(Rules::Exact, 1) {
        time(&mut inner, name, Inner::EMPTY, &request);
    }
    inner.finish();
    for (rules, count) in cases() {
        let ours = CorsLayer::new(rules.policy(count)).layer(Inner::EMPTY);
        let peer = rules.tower_http(count).layer(Inner::EMPTY);
        let case = format!("{}/{count}", rules.name());
        for (name, request) in requests(rules, count) {
            let mut group = group(criterion, &format!("{case}/{name}"));
            time(&mut group, "layer", ours, &request);
            time_cloned(&mut group, "layer+clone", &ours, &request);
            time(&mut group, "tower-http", peer.clone(), &request);
            time_cloned(&mut group, "tower-http+clone", &peer, &request);
            group.finish();
        }
    }
}

fn decisions(criterion: &mut Criterion) {
    let mut group = group(criterion, "decide");
    let hostile = format!("https://{}.example.com", "a.".repeat(4_000));
    for (rules, count) in cases() {
        let policy = rules.policy(count);
        let allowed = rules.origin(count - 1);
        let refused = rules.origin(99_960 + (count - 1) % 40);
        let origins = [("allowed", &allowed), ("refused", &refused), ("hostile-8kB", &hostile)];
        for (name, origin) in origins {
            let request = cors_runtime::Request::new(b"GET", b"/orders/17");
            group.bench_function(format!("{}/{count}/{name}", rules.name()), |bencher| {
                let decide = || {
                    policy.decide(&black_box(request).origin(Some(black_box(origin.as_bytes()))))
                };
                bencher.iter(decide);
            });
        }
    }
    group.finish();
}

/// How long it takes to find the scope of a path, by the number of scopes: of a path in one of them, and in none.
fn scopes(criterion: &mut Criterion) {
    let mut group = group(criterion, "scopes");
    for count in [1, 10, 1_000] {
        let policy = build::policy_of_paths((0..count).map(|n| format!("tenants/t{n:04}/api")));
        let within = format!("/tenants/t{:04}/api/orders/17", count - 1);
        for (name, path) in [("within", within.as_str()), ("none", "/tenants/other/api/orders/17")]
        {
            let request = cors_runtime::Request::new(b"GET", path.as_bytes());
            group.bench_function(format!("{count}/{name}"), |bencher| {
                bencher.iter(|| policy.decide(&black_box(request)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, decisions, layers, scopes);
criterion_main!(benches);
