//! A [`tower_layer::Layer`] that puts a policy in front of a service: axum, hyper, tonic, or any other on `http` 1.
//!
//! ```
//! use cors_runtime::Policy;
//! use cors_runtime::policy::{Scope, Scopes};
//! use cors_runtime::tower::CorsLayer;
//! use tower_layer::Layer;
//!
//! static CORS: Policy = Policy::new(Scope::new(""), Scopes::NONE); // or include_cors!("web.config")
//! # #[derive(Clone)] struct Orders;
//! # let orders = Orders;
//! let service = CorsLayer::new(&CORS).layer(orders);
//! ```
//!
//! In axum: `Router::new().route(…).layer(CorsLayer::new(&CORS))`, outside the layer that authenticates. So layered, axum adds
//! `Allow` to answers to methods that the route does not have, preflights among them; it hurts nobody. To send just what IIS
//! sent, make the service the fallback of an outer router: `Router::new().fallback_service(CorsLayer::new(&CORS).layer(router))`.
//!
//! What a configuration says of static files is for [`StaticLayer`], around the service that serves them.
//!
//! Rules about `{HTTPS}`, `<hsts>` and redirects go by the scheme in the request's URI, where it has one: HTTP/2 sends it, HTTP/1
//! does not, and then the request counts as one over TLS. A service that is told otherwise, by its acceptor or by a header of a
//! proxy that it trusts, puts the scheme and the host into the URI before the layer sees the request.

extern crate alloc;

mod body;
mod files;
mod future;
mod headers;
mod kept;

use alloc::boxed::Box;
use core::task::{Context, Poll};

use http::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue, ORIGIN,
};
use http::{Method, Request, Response};
use tower_layer::Layer;
use tower_service::Service;

pub use body::CorsBody;
pub use files::{StaticFuture, StaticLayer, StaticService};
pub use future::ResponseFuture;

use self::future::Decided;
use self::kept::{Kept, Late, Lent, Rewritten};
use crate::{Echo, Policy};

/// Puts a policy in front of a service.
///
/// Preflights, refused origins and what else IIS would answer itself never reach the inner service; every other response,
/// errors included, gets the policy's header fields. Cloning copies a pointer.
#[derive(Debug, Clone, Copy)]
pub struct CorsLayer {
    policy: &'static Policy,
}

impl CorsLayer {
    /// A layer that applies `policy`.
    #[must_use]
    pub const fn new(policy: &'static Policy) -> Self {
        Self { policy }
    }
}

impl<S> Layer<S> for CorsLayer {
    type Service = CorsService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        CorsService { policy: self.policy, inner }
    }
}

/// A service behind a policy; made by [`CorsLayer`].
#[derive(Debug, Clone, Copy)]
pub struct CorsService<S> {
    policy: &'static Policy,
    inner: S,
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for CorsService<S>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
{
    type Response = Response<CorsBody<ResBody>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let decided = decide(self.policy, &request);
        if decided.decision.answer().is_some() {
            ResponseFuture::answer(decided)
        } else {
            ResponseFuture::forward(decided, self.inner.call(request))
        }
    }
}

/// The decision, with those values of the request that the response will send back: clones that share their bytes.
fn decide<B>(policy: &'static Policy, request: &Request<B>) -> Decided {
    let headers = request.headers();
    let origin = headers.get(ORIGIN);
    let (method, requested_headers) = if request.method() == Method::OPTIONS {
        (headers.get(ACCESS_CONTROL_REQUEST_METHOD), headers.get(ACCESS_CONTROL_REQUEST_HEADERS))
    } else {
        (None, None)
    };
    let fields = Lent { uri: request.uri(), headers };
    let view =
        crate::Request::new(request.method().as_str().as_bytes(), request.uri().path().as_bytes())
            .origin(origin.map(HeaderValue::as_bytes))
            .requested_method(method.map(HeaderValue::as_bytes))
            .requested_headers(requested_headers.map(HeaderValue::as_bytes))
            .fields(&fields);
    let decision = policy.decide(&view);
    let echo = Echo {
        origin: origin.filter(|_| decision.echoes_origin()).cloned(),
        requested_headers: requested_headers.filter(|_| decision.answer().is_some()).cloned(),
    };
    let late = match decision.answer() {
        _ if !decision.needs_request() => None,
        // An answer is made while the request is there, of which nothing need be kept then.
        Some(answer) => {
            let mut headers = HeaderMap::with_capacity(decision.max_edits());
            let mut outgoing = Rewritten { headers: &mut headers, shared: &[] };
            decision.apply_to(&view, answer.status, &echo, &mut outgoing);
            Some(Box::new(Late::Answer(headers)))
        }
        None => Some(Box::new(Late::Kept(Kept::of(&decision, request)))),
    };
    Decided { decision, echo, late }
}
