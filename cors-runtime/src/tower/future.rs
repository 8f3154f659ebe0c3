//! The futures of responses: there already, the inner service's with the edits still to make, or after a question.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use http::header::{HeaderValue, ORIGIN};
use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_service::Service;

use super::body::CorsBody;
use super::carried::Carried;
use crate::{Decided, trace};

pin_project! {
    /// The response of a [`CorsService`](super::CorsService).
    #[derive(Debug)]
    pub struct ResponseFuture<F> {
        carried: Carried,
        is_reported: bool,
        #[pin]
        inner: Option<F>,
    }
}

impl<F> ResponseFuture<F> {
    /// Asks the inner service where the policy does not answer itself.
    pub(super) fn new(carried: Carried, is_reported: bool, call: impl FnOnce() -> F) -> Self {
        let inner = carried.decision.answer().is_none().then(call);
        Self { carried, is_reported, inner }
    }
}

impl<F, B, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = Result<Response<CorsBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut response = match this.inner.as_pin_mut() {
            Some(inner) => ready!(inner.poll(cx))?.map(CorsBody::inner),
            None => this.carried.answer(),
        };
        this.carried.edit(response.status(), response.headers_mut());
        if *this.is_reported {
            response.extensions_mut().insert(Decided::from(&this.carried.decision));
        }
        Poll::Ready(Ok(response))
    }
}

/// A request that waits for what the service says of its origin.
pub(super) struct Waiting<S, B> {
    pub(super) request: Request<B>,
    /// A service that is ready.
    pub(super) inner: S,
    pub(super) unlisted: Carried,
    pub(super) allowed: Carried,
    pub(super) is_reported: bool,
}

impl<B, S: Service<Request<B>>> Waiting<S, B> {
    fn go_on(mut self, is_allowed: bool) -> ResponseFuture<S::Future> {
        let carried = if is_allowed { self.allowed } else { self.unlisted };
        let origin = || self.request.headers().get(ORIGIN).map(HeaderValue::as_bytes);
        trace::decided(origin, &carried.decision);
        ResponseFuture::new(carried, self.is_reported, || self.inner.call(self.request))
    }
}

pin_project! {
    /// The response of a [`CorsService`](super::CorsService) with
    /// [`CorsLayer::allow_origin_if_async`](super::CorsLayer::allow_origin_if_async).
    pub struct AskingFuture<A, S, B>
    where
        S: Service<Request<B>>,
    {
        #[pin]
        asking: Option<A>,
        waiting: Option<Waiting<S, B>>,
        #[pin]
        response: Option<ResponseFuture<S::Future>>,
    }
}

impl<A, B, S: Service<Request<B>>> AskingFuture<A, S, B> {
    /// There is something to ask.
    pub(super) fn asking(asking: A, waiting: Waiting<S, B>) -> Self {
        Self { asking: Some(asking), waiting: Some(waiting), response: None }
    }

    /// There is nothing to ask.
    pub(super) fn asked(response: ResponseFuture<S::Future>) -> Self {
        Self { asking: None, waiting: None, response: Some(response) }
    }
}

impl<A, S, B, ResBody> Future for AskingFuture<A, S, B>
where
    A: Future<Output = bool>,
    S: Service<Request<B>, Response = Response<ResBody>>,
{
    type Output = Result<Response<CorsBody<ResBody>>, S::Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if let Some(asking) = this.asking.as_mut().as_pin_mut() {
            let is_allowed = ready!(asking.poll(cx));
            this.asking.set(None);
            this.response.set(this.waiting.take().map(|it| it.go_on(is_allowed)));
        }
        match this.response.as_pin_mut() {
            Some(response) => response.poll(cx),
            None => unreachable!("a question leads to a response"),
        }
    }
}
