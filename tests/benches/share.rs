//! The layer's own share of a request, beside `tower_http::cors::CorsLayer` and beside what the header map alone costs.
//!
//! `cargo bench -p cors-tests --bench share`. What is timed one after the other drifts apart on a machine that others use too, so all
//! services take turns, a few hundred times each, and the fastest tenth counts. A share is the time of a request, in nanoseconds,
//! without that of the inner service alone. Building a request and dropping a response are not timed. Columns:
//!
//! - `tower-http` and `layer`: the other one, and ours;
//! - `floor`: the same header fields, appended by hand to the response's header map, and nothing decided;
//! - `cloned`: as `floor`; preflights get a clone of a header map that is there, with the origin put in.
//!
//! Services are cloned for each request, as axum and hyper-util do.
//!
//! `cargo bench -p cors-tests --bench share -- preflight layer 1000` does one thing only, so many times, and says nothing: for counting
//! instructions, which no other program disturbs. The first two are the row at one origin, with ` with fields` or without, and the column,
//! or `none` for the inner service alone. `--toggle-collect='share::counted*'` has callgrind count what is timed here and nothing else.

#[path = "support/services.rs"]
#[expect(dead_code, reason = "other benchmarks need the rest")]
mod services;

use std::convert::Infallible;
use std::env;
use std::future::{Ready, ready};
use std::hint::black_box;
use std::io::{self, Write as _};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use cors_runtime::tower::CorsLayer;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, HeaderMap,
    ORIGIN, VARY,
};
use http::{HeaderName, HeaderValue, Method, Request, Response};
use services::{Inner, Rules, requests, respond};
use tower::{Layer, Service};

const PREFLIGHT: [(HeaderName, HeaderValue); 5] = [
    (ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true")),
    (ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET,POST,PUT,DELETE")),
    (ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type,x-tenant")),
    (ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600")),
    (VARY, HeaderValue::from_static("Origin")),
];
const ACTUAL: [(HeaderName, HeaderValue); 3] = [
    (ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true")),
    (ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("x-request-id")),
    (VARY, HeaderValue::from_static("Origin")),
];

/// What the header map costs, whoever decides: for any origin the fields of one that is allowed.
#[derive(Clone)]
struct ByHand {
    inner: Inner,
    preflight: Option<&'static HeaderMap>,
}

impl Service<Request<()>> for ByHand {
    type Response = Response<()>;
    type Error = Infallible;
    type Future = Ready<Result<Response<()>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<()>) -> Self::Future {
        let origin = request.headers()[ORIGIN].clone();
        let mut response = Response::new(());
        match (request.method(), self.preflight) {
            (&Method::OPTIONS, Some(headers)) => {
                *response.headers_mut() = headers.clone();
                if let Some(first) = response.headers_mut().values_mut().next() {
                    *first = origin;
                }
            }
            (&Method::OPTIONS, None) => append(response.headers_mut(), origin, PREFLIGHT),
            _ => {
                response = respond(&mut self.inner, request);
                append(response.headers_mut(), origin, ACTUAL);
            }
        }
        ready(Ok(response))
    }
}

fn append<const N: usize>(
    headers: &mut HeaderMap,
    origin: HeaderValue,
    fields: [(HeaderName, HeaderValue); N],
) {
    headers.reserve(1 + N);
    headers.append(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    for (name, value) in fields {
        headers.append(name, value);
    }
}

/// Times a number of batches of requests.
type Timed<'a> = Box<dyn FnMut(u32) -> Duration + 'a>;

/// Few responses are alive at a time: a server keeps few.
const BATCH: u32 = 16;

fn timed<'a, S: Service<Request<()>> + Clone + 'a>(service: S, like: &'a Request<()>) -> Timed<'a> {
    Box::new(move |batches| {
        let mut sum = Duration::ZERO;
        for _ in 0..batches {
            let requests: Vec<_> = (0..BATCH).map(|_| like.clone()).collect();
            let mut responses = Vec::with_capacity(requests.len());
            let start = Instant::now();
            responses.extend(
                requests.into_iter().map(|it| respond(&mut black_box(&service).clone(), it)),
            );
            sum += start.elapsed();
            black_box(responses);
        }
        sum
    })
}

/// Answers as many requests one by one.
fn repeat<S: Service<Request<()>> + Clone>(service: &S, like: &Request<()>, times: u32) {
    for _ in 0..times {
        black_box(counted(service, like.clone()));
    }
}

#[inline(never)]
fn counted<S: Service<Request<()>> + Clone>(service: &S, request: Request<()>) -> S::Response {
    respond(&mut black_box(service).clone(), request)
}

/// Answers requests of one kind as one of the services does.
fn run(row: &str, column: &str, times: u32, prepared: &'static HeaderMap) {
    let (name, inner) = match row.strip_suffix(" with fields") {
        Some(name) => (name, Inner::WITH_FIELDS),
        None => (row, Inner::EMPTY),
    };
    let requests = requests(Rules::Exact, 1);
    let (_, like) = requests.iter().find(|(it, _)| *it == name).expect("the name of a request");
    match column {
        "none" => repeat(&inner, like, times),
        "tower-http" => repeat(&Rules::Exact.tower_http(1).layer(inner), like, times),
        "layer" => repeat(&CorsLayer::new(Rules::Exact.policy(1)).layer(inner), like, times),
        "floor" => repeat(&ByHand { inner, preflight: None }, like, times),
        "cloned" => repeat(&ByHand { inner, preflight: Some(prepared) }, like, times),
        _ => panic!("no column is called `{column}`"),
    }
}

/// Nanoseconds per request of each, all taking turns.
fn take_turns<const N: usize>(mut services: [Timed; N], batches: u32) -> [f64; N] {
    const ROUNDS: usize = 400;
    let mut times = [const { Vec::new() }; N];
    for _ in 0..ROUNDS {
        for (service, times) in services.iter_mut().zip(&mut times) {
            times.push(service(batches));
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        times[ROUNDS / 10].as_secs_f64() * 1e9 / f64::from(batches * BATCH)
    })
}

fn main() -> io::Result<()> {
    let mut prepared = HeaderMap::new();
    append(&mut prepared, HeaderValue::from_static(""), PREFLIGHT);
    let prepared: &'static HeaderMap = Box::leak(Box::new(prepared));
    let arguments: Vec<String> = env::args().skip(1).filter(|it| it != "--bench").collect();
    if let [row, column, times] = &arguments[..] {
        run(row, column, times.parse().expect("a number of times"), prepared);
        return Ok(());
    }
    let mut out = io::stdout().lock();
    writeln!(out, "{:28}{:>12}{:>18}{:>18}{:>18}", "", "tower-http", "layer", "floor", "cloned")?;
    for (count, batches) in [(1, 60), (1_000, 6)] {
        for (kind, inner) in [("empty", Inner::EMPTY), ("with fields", Inner::WITH_FIELDS)] {
            for (name, request) in requests(Rules::Exact, count) {
                let hand = |preflight| ByHand { inner, preflight };
                let peer = Rules::Exact.tower_http(count).layer(inner);
                let ours = CorsLayer::new(Rules::Exact.policy(count)).layer(inner);
                let [alone, shares @ ..] = take_turns(
                    [
                        timed(inner, &request),
                        timed(peer, &request),
                        timed(ours, &request),
                        timed(hand(None), &request),
                        timed(hand(Some(prepared)), &request),
                    ],
                    batches,
                );
                let [peer, shares @ ..] = shares.map(|time| time - alone);
                write!(out, "{:28}{peer:>12.0}", format!("{count} {name}, {kind}"))?;
                for share in shares {
                    write!(out, "{share:>10.0} ({:.3})", share / peer)?;
                }
                writeln!(out)?;
            }
        }
    }
    Ok(())
}
