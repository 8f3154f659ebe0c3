//! The middleware around a service of static files.

use core::future::{Future, Ready, ready};
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use ::actix_web::body::EitherBody;
use ::actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use ::actix_web::http::StatusCode;
use ::actix_web::{Error, HttpResponse};
use pin_project_lite::pin_project;

use super::headers::Outgoing;
use super::service::CorsBody;
use crate::adapter::Asking;
use crate::{Mount, Policy, StaticDecision};

/// Puts what a policy says of static files around the service that serves them, such as `actix_files::Files`.
///
/// It sends `Cache-Control`, `Expires` and the types of `mimeMap` with files, takes their `ETag` away where the configuration
/// does, and answers 404 for files that IIS has no type for. Errors and redirects of the service pass unchanged.
///
/// Its place says which responses are files, so it stands around that service only, **inside** [`Cors`](super::Cors), whose header
/// fields come after: `App::new().service(web::scope("").wrap(Static::new(&CORS)).service(Files::new("/", "wwwroot"))).wrap(Cors::new(&CORS))`.
#[derive(Debug, Clone, Copy)]
pub struct Static {
    policy: &'static Policy,
    mount: Mount,
}

impl Static {
    /// A middleware that applies what `policy` says of static files.
    #[must_use]
    pub const fn new(policy: &'static Policy) -> Self {
        Self { policy, mount: Mount::ROOT }
    }

    /// A middleware behind a proxy that takes `path` away from the start of each path, as [`Cors::at`](super::Cors::at).
    ///
    /// # Panics
    ///
    /// As [`Mount::new`]; in a constant it then does not compile.
    #[must_use]
    pub const fn at(path: &'static str, policy: &'static Policy) -> Self {
        Self { policy, mount: Mount::new(path) }
    }
}

impl<S, B> Transform<S, ServiceRequest> for Static
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<CorsBody<B>>;
    type Error = Error;
    type Transform = StaticMiddleware<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(StaticMiddleware { files: *self, inner }))
    }
}

/// A service of static files behind a policy; made by [`Static`].
#[derive(Debug, Clone)]
pub struct StaticMiddleware<S> {
    files: Static,
    inner: S,
}

impl<S, B> Service<ServiceRequest> for StaticMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<CorsBody<B>>;
    type Error = Error;
    type Future = StaticFuture<S::Future, B>;

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let Static { policy, mount } = self.files;
        let asking = Asking::new(mount, request.method().clone(), request.uri().clone(), None);
        let decision = policy.decide_static(&asking.request());
        if decision.answer().is_some() {
            let missing = HttpResponse::with_body(StatusCode::NOT_FOUND, EitherBody::right(""));
            return StaticFuture::Missing { response: Some(request.into_response(missing)) };
        }
        StaticFuture::Served { decision, inner: self.inner.call(request) }
    }
}

pin_project! {
    /// The response of a [`StaticMiddleware`].
    #[project = Project]
    pub enum StaticFuture<F, B> {
        #[doc(hidden)]
        Missing { response: Option<ServiceResponse<CorsBody<B>>> },
        #[doc(hidden)]
        Served { decision: StaticDecision<'static>, #[pin] inner: F },
    }
}

impl<F, B> Future for StaticFuture<F, B>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
{
    type Output = Result<ServiceResponse<CorsBody<B>>, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            Project::Missing { response } => Poll::Ready(Ok(response
                .take()
                .expect("a future that is ready is not polled again"))),
            Project::Served { decision, inner } => {
                let mut response =
                    ready!(inner.poll(cx))?.map_body(|_, body| EitherBody::left(body));
                let head = response.response_mut().head_mut();
                decision.apply(head.status.as_u16(), &mut Outgoing(head));
                Poll::Ready(Ok(response))
            }
        }
    }
}
