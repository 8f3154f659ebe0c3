//! What the benchmarks of layers have in common: policies, the same for another layer, requests, and a service behind them.

use std::convert::Infallible;
use std::future::{Future, Ready, ready};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use cors_runtime::Policy;
use cors_tests::build;
use cors_tests::model::{Rule, Section};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, Request, Response};
use tower::Service;
use tower_http::cors::{self, AllowOrigin};

const METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];
const HEADERS: [&str; 2] = ["content-type", "x-tenant"];
const EXPOSED: &str = "x-request-id";
const MAX_AGE: u16 = 600;

/// How the rules name their origins.
#[derive(Clone, Copy)]
pub(crate) enum Rules {
    /// `https://tenant00001.customers.example.com`
    Exact,
    /// `https://*.tenant00001.example.com`: suffixes of one length
    Suffix,
    /// `https://*.tenant00001.xxx….example.com`: suffixes of forty lengths
    SuffixOfManyLengths,
}

impl Rules {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Suffix => "suffix",
            Self::SuffixOfManyLengths => "suffix-40-lengths",
        }
    }

    /// The text after the scheme, which for wildcards follows the `*`.
    pub(crate) fn host(self, tenant: usize) -> String {
        match self {
            Self::Exact => format!("tenant{tenant:05}.customers.example.com"),
            Self::Suffix => format!(".tenant{tenant:05}.example.com"),
            Self::SuffixOfManyLengths => {
                format!(".tenant{tenant:05}.{}.example.com", "x".repeat(1 + tenant % 40))
            }
        }
    }

    pub(crate) fn origin(self, tenant: usize) -> String {
        let host = self.host(tenant);
        if matches!(self, Self::Exact) {
            format!("https://{host}")
        } else {
            format!("https://app{host}")
        }
    }

    pub(crate) fn policy(self, count: usize) -> &'static Policy {
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

    pub(crate) fn tower_http(self, count: usize) -> cors::CorsLayer {
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

/// The inner service of both layers: there at once.
#[derive(Clone, Copy)]
pub(crate) struct Inner {
    has_fields: bool,
}

impl Inner {
    /// Its responses have no header fields.
    pub(crate) const EMPTY: Self = Self { has_fields: false };

    /// Its responses have what most have.
    pub(crate) const WITH_FIELDS: Self = Self { has_fields: true };
}

impl Service<Request<()>> for Inner {
    type Response = Response<()>;
    type Error = Infallible;
    type Future = Ready<Result<Response<()>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<()>) -> Self::Future {
        let mut response = Response::new(());
        if self.has_fields {
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("17"));
        }
        ready(Ok(response))
    }
}

/// A browser's request, its values being slices of one buffer, as hyper hands them over.
pub(crate) fn request(method: &Method, origin: &str) -> Request<()> {
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

pub(crate) fn respond<S: Service<Request<()>>>(
    service: &mut S,
    request: Request<()>,
) -> S::Response {
    let mut future = pin!(service.call(request));
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(response)) => response,
        Poll::Ready(Err(_)) | Poll::Pending => {
            unreachable!("the inner service is ready and never fails")
        }
    }
}

/// The requests by name: from the last origin allowed, from one like it that is not, and the former's preflight.
pub(crate) fn requests(rules: Rules, count: usize) -> [(&'static str, Request<()>); 3] {
    let allowed = rules.origin(count - 1);
    let refused = rules.origin(99_960 + (count - 1) % 40);
    assert_eq!(allowed.len(), refused.len());
    [
        ("actual", request(&Method::GET, &allowed)),
        ("refused", request(&Method::GET, &refused)),
        ("preflight", request(&Method::OPTIONS, &allowed)),
    ]
}
