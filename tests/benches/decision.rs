//! What the layer costs, beside `tower_http::cors::CorsLayer` with the same inner service and the same requests.
//!
//! `cargo bench -p cors-tests --bench decision`. Building a request and dropping a response are not timed. Groups:
//! `inner` is the inner service alone, which is to be taken off the figures of `layer`, `layer+clone` (a clone for each
//! request, as axum and hyper-util make) and their `tower-http` counterparts; `decide` is the decision alone, `scopes` the same
//! by the number of paths with settings of their own.

use std::convert::Infallible;
use std::future::{Future, Ready, ready};
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use cors_runtime::Policy;
use cors_runtime::tower::CorsLayer;
use cors_tests::build;
use cors_tests::model::{Rule, Section};
use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion, criterion_group, criterion_main};
use http::{HeaderName, HeaderValue, Method, Request, Response};
use tower::{Layer, Service};
use tower_http::cors::{self, AllowOrigin};

const METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];
const HEADERS: [&str; 2] = ["content-type", "x-tenant"];
const EXPOSED: &str = "x-request-id";
const MAX_AGE: u16 = 600;

/// How the rules name their origins.
#[derive(Clone, Copy)]
enum Rules {
    /// `https://tenant00001.customers.example.com`
    Exact,
    /// `https://*.tenant00001.example.com`: suffixes of one length
    Suffix,
    /// `https://*.tenant00001.xxx….example.com`: suffixes of forty lengths
    SuffixOfManyLengths,
}

impl Rules {
    const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Suffix => "suffix",
            Self::SuffixOfManyLengths => "suffix-40-lengths",
        }
    }

    /// The text after the scheme, which for wildcards follows the `*`.
    fn host(self, tenant: usize) -> String {
        match self {
            Self::Exact => format!("tenant{tenant:05}.customers.example.com"),
            Self::Suffix => format!(".tenant{tenant:05}.example.com"),
            Self::SuffixOfManyLengths => {
                format!(".tenant{tenant:05}.{}.example.com", "x".repeat(1 + tenant % 40))
            }
        }
    }

    fn origin(self, tenant: usize) -> String {
        let host = self.host(tenant);
        if matches!(self, Self::Exact) {
            format!("https://{host}")
        } else {
            format!("https://app{host}")
        }
    }

    fn policy(self, count: usize) -> &'static Policy {
        let star = if matches!(self, Self::Exact) { "" } else { "*" };
        let rule = |tenant| Rule {
            credentials: true,
            max_age: MAX_AGE.into(),
            methods: METHODS.map(str::to_owned).to_vec(),
            headers: HEADERS.map(str::to_owned).to_vec(),
            expose: vec![EXPOSED.to_owned()],
            ..Rule::new(&format!("https://{star}{}", self.host(tenant)))
        };
        build::policy(&Section { fail_unlisted: false, rules: (0..count).map(rule).collect() })
    }

    fn tower_http(self, count: usize) -> cors::CorsLayer {
        let hosts = (0..count).map(|tenant| self.host(tenant));
        let origins = if matches!(self, Self::Exact) {
            let value =
                |host| HeaderValue::try_from(format!("https://{host}")).expect("visible ASCII");
            AllowOrigin::list(hosts.map(value))
        } else {
            let suffixes: Vec<String> = hosts.collect();
            AllowOrigin::predicate(move |origin, _| {
                let host = origin.as_bytes().strip_prefix(b"https://");
                host.is_some_and(|host| {
                    suffixes.iter().any(|suffix| host.ends_with(suffix.as_bytes()))
                })
            })
        };
        cors::CorsLayer::new()
            .allow_origin(origins)
            .allow_credentials(true)
            .allow_methods(METHODS.map(|name| Method::try_from(name).expect("a method")))
            .allow_headers(HEADERS.map(HeaderName::from_static))
            .expose_headers([HeaderName::from_static(EXPOSED)])
            .max_age(Duration::from_secs(MAX_AGE.into()))
    }
}

/// The inner service of both layers: there at once, and empty.
#[derive(Clone)]
struct Inner;

impl Service<Request<()>> for Inner {
    type Response = Response<()>;
    type Error = Infallible;
    type Future = Ready<Result<Response<()>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<()>) -> Self::Future {
        ready(Ok(Response::new(())))
    }
}

/// A browser's request, its values being slices of one buffer, as hyper hands them over.
fn request(method: &Method, origin: &str) -> Request<()> {
    let mut fields = vec![
        ("host", "api.example.com"),
        ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"),
        ("accept", "application/json, text/plain, */*"),
        ("accept-language", "en-GB,en;q=0.5"),
        ("accept-encoding", "gzip, deflate, br, zstd"),
        ("referer", "https://app.example.com/"),
        ("sec-fetch-dest", "empty"),
        ("sec-fetch-mode", "cors"),
        ("sec-fetch-site", "cross-site"),
        ("connection", "keep-alive"),
        ("origin", origin),
    ];
    if method == Method::OPTIONS {
        fields.push(("access-control-request-method", "PUT"));
        fields.push(("access-control-request-headers", "content-type,x-tenant"));
    }
    let buffer = Bytes::from(fields.iter().map(|(_, value)| *value).collect::<String>());
    let mut request = Request::new(());
    *request.method_mut() = method.clone();
    *request.uri_mut() = http::Uri::from_static("/orders/17");
    let mut start = 0;
    for (name, value) in fields {
        let value = buffer.slice(start..start + value.len());
        start += value.len();
        let value = HeaderValue::from_maybe_shared(value).expect("visible ASCII");
        request.headers_mut().insert(HeaderName::from_static(name), value);
    }
    request
}

fn respond<S: Service<Request<()>>>(service: &mut S, request: Request<()>) -> S::Response {
    let mut future = pin!(service.call(request));
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(response)) => response,
        Poll::Ready(Err(_)) | Poll::Pending => {
            unreachable!("the inner service is ready and never fails")
        }
    }
}

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

/// The requests by name: from the last origin allowed, from one like it that is not, and the former's preflight.
fn requests(rules: Rules, count: usize) -> [(&'static str, Request<()>); 3] {
    let allowed = rules.origin(count - 1);
    let refused = rules.origin(99_960 + (count - 1) % 40);
    assert_eq!(allowed.len(), refused.len());
    [
        ("actual", request(&Method::GET, &allowed)),
        ("refused", request(&Method::GET, &refused)),
        ("preflight", request(&Method::OPTIONS, &allowed)),
    ]
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
        time(&mut inner, name, Inner, &request);
    }
    inner.finish();
    for (rules, count) in cases() {
        let ours = CorsLayer::new(rules.policy(count)).layer(Inner);
        let peer = rules.tower_http(count).layer(Inner);
        let case = format!("{}/{count}", rules.name());
        for (name, request) in requests(rules, count) {
            let mut group = group(criterion, &format!("{case}/{name}"));
            time(&mut group, "layer", ours.clone(), &request);
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
