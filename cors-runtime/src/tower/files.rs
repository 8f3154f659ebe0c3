//! The layer around a service of static files.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use http::{HeaderMap, Request, Response, StatusCode};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use super::body::{CorsBody, Text};
use super::kept::Lent;
use crate::{Mount, Policy, StaticDecision};

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
/// In axum: `Router::new().fallback_service(StaticLayer::new(&CORS).layer(ServeDir::new("wwwroot")))`. `nest_service` takes the start of
/// the path away, so there the layer has to know where it is ([`StaticLayer::at`], or the feature `axum`):
/// `Router::new().nest_service("/assets", StaticLayer::at("/assets", &CORS).layer(ServeDir::new("assets")))`.
///
/// [`CorsLayer`]: super::CorsLayer
#[derive(Debug, Clone, Copy)]
pub struct StaticLayer {
    policy: &'static Policy,
    mount: Mount,
}

impl StaticLayer {
    /// A layer that applies what `policy` says of static files.
    #[must_use]
    pub const fn new(policy: &'static Policy) -> Self {
        Self { policy, mount: Mount::ROOT }
    }

    /// A layer around a service that is mounted at `path`, which sees paths without it: `nest_service("/assets", …)`.
    ///
    /// As [`CorsLayer::at`](super::CorsLayer::at).
    ///
    /// # Panics
    ///
    /// As [`Mount::new`]; in a constant it then does not compile.
    #[must_use]
    pub const fn at(path: &'static str, policy: &'static Policy) -> Self {
        Self { policy, mount: Mount::new(path) }
    }
}

impl<S> Layer<S> for StaticLayer {
    type Service = StaticService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        StaticService { layer: *self, inner }
    }
}

/// A service of static files behind a policy; made by [`StaticLayer`].
#[derive(Debug, Clone, Copy)]
pub struct StaticService<S> {
    layer: StaticLayer,
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
        let decision =
            self.layer.policy.decide_static(&Lent::of(self.layer.mount, &request).request());
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
            let mut missing = Response::new(CorsBody::text(Text::new("")));
            *missing.status_mut() = StatusCode::NOT_FOUND;
            return Poll::Ready(Ok(missing));
        };
        let mut response = ready!(inner.poll(cx))?.map(CorsBody::inner);
        let status = response.status().as_u16();
        this.decision.apply::<HeaderMap>(status, response.headers_mut());
        Poll::Ready(Ok(response))
    }
}
