//! The layer around a service of static files.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use http::{HeaderMap, Request, Response, StatusCode};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use super::body::CorsBody;
use crate::{Policy, StaticDecision};

/// Puts what a policy says of static files around the service that serves them, such as tower-http's `ServeDir`.
///
/// It sends `Cache-Control`, `Expires` and the types of `mimeMap` with files, takes their `ETag` away where the configuration
/// does, and answers 404 for files that IIS has no type for. Errors and redirects of the service pass unchanged.
///
/// Its place says which responses are files, so it stands around that service only, **inside** [`CorsLayer`], whose header fields
/// come after.
///
/// ```
/// use cors_runtime::Policy;
/// use cors_runtime::policy::{Scope, Scopes, StaticFiles};
/// use cors_runtime::tower::{CorsLayer, StaticLayer};
/// use tower_layer::Layer;
///
/// static FILES: StaticFiles = StaticFiles::new().cache_control("max-age=86400");
/// static CORS: Policy = Policy::new(Scope::new("").static_files(&FILES), Scopes::NONE); // or include_cors!("web.config")
/// # #[derive(Clone)] struct ServeDir;
/// # let files = ServeDir;
/// let service = CorsLayer::new(&CORS).layer(StaticLayer::new(&CORS).layer(files));
/// ```
///
/// In axum: `Router::new().fallback_service(StaticLayer::new(&CORS).layer(ServeDir::new("wwwroot")))`. The layer has to see paths as
/// the site knows them, so with `nest_service`, which takes the start of the path away, it goes around:
/// `Router::new().nest_service("/assets", ServeDir::new("assets")).layer(StaticLayer::new(&CORS))`.
///
/// [`CorsLayer`]: super::CorsLayer
#[derive(Debug, Clone, Copy)]
pub struct StaticLayer {
    policy: &'static Policy,
}

impl StaticLayer {
    /// A layer that applies what `policy` says of static files.
    #[must_use]
    pub const fn new(policy: &'static Policy) -> Self {
        Self { policy }
    }
}

impl<S> Layer<S> for StaticLayer {
    type Service = StaticService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        StaticService { policy: self.policy, inner }
    }
}

/// A service of static files behind a policy; made by [`StaticLayer`].
#[derive(Debug, Clone, Copy)]
pub struct StaticService<S> {
    policy: &'static Policy,
    inner: S,
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for StaticService<S>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
{
    type Response = Response<CorsBody<ResBody>>;
    type Error = S::Error;
    type Future = StaticFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let (method, path) = (request.method().as_str(), request.uri().path());
        let view = crate::Request::new(method.as_bytes(), path.as_bytes());
        let decision = self.policy.decide_static(&view);
        let inner = decision.answer().is_none().then(|| self.inner.call(request));
        StaticFuture { decision, inner }
    }
}

pin_project! {
    /// The response of a [`StaticService`].
    #[derive(Debug)]
    pub struct StaticFuture<F> {
        decision: StaticDecision<'static>,
        #[pin]
        inner: Option<F>,
    }
}

impl<F, B, E> Future for StaticFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = Result<Response<CorsBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Some(inner) = this.inner.as_pin_mut() else {
            let mut missing = Response::new(CorsBody::text(""));
            *missing.status_mut() = StatusCode::NOT_FOUND;
            return Poll::Ready(Ok(missing));
        };
        let mut response = ready!(inner.poll(cx))?.map(CorsBody::inner);
        let status = response.status().as_u16();
        this.decision.apply::<HeaderMap>(status, response.headers_mut());
        Poll::Ready(Ok(response))
    }
}
