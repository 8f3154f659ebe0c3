//! The futures of responses: there already, the inner service's with the edits still to make, or after a question.

use core::future::{self, Future, Ready};
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_service::Service;

use super::body::{CorsBody, Text};
use super::carried::{Edits, respond, told};
use super::kept::Lent;
use crate::{Decided, Decision, Mount};

pin_project! {
    /// The response of a [`CorsService`](super::CorsService).
    #[derive(Debug)]
    pub struct ResponseFuture<F> {
        #[pin]
        state: State<F>,
    }
}

pin_project! {
    #[project = StateProjected]
    #[derive(Debug)]
    enum State<F> {
        Answered { answer: Ready<Response<Text>> },
        Forwarded {
            decision: Decision<'static>,
            edits: Edits,
            is_reported: bool,
            #[pin]
            inner: F,
        },
    }
}

impl<F> ResponseFuture<F> {
    /// The answer that the policy itself gives.
    #[inline]
    pub(super) fn answered(answer: Response<Text>) -> Self {
        Self { state: State::Answered { answer: future::ready(answer) } }
    }

    /// The response of the application, with edits still to make.
    #[inline]
    pub(super) fn forwarded(
        decision: Decision<'static>,
        edits: Edits,
        is_reported: bool,
        inner: F,
    ) -> Self {
        Self { state: State::Forwarded { decision, edits, is_reported, inner } }
    }
}

impl<F, B, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = Result<Response<CorsBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().state.project() {
            StateProjected::Answered { answer } => {
                Pin::new(answer).poll(cx).map(|answer| Ok(answer.map(CorsBody::text)))
            }
            StateProjected::Forwarded { decision, edits, is_reported, inner } => {
                let mut response = ready!(inner.poll(cx))?.map(CorsBody::inner);
                edits.make(decision, response.status(), response.headers_mut());
                if *is_reported {
                    response.extensions_mut().insert(Decided::from(&*decision));
                }
                Poll::Ready(Ok(response))
            }
        }
    }
}

/// A request that waits for what the service says of its origin.
pub(super) struct Waiting<S, B> {
    pub(super) request: Request<B>,
    /// A service that is ready.
    pub(super) inner: S,
    pub(super) mount: Mount,
    pub(super) is_reported: bool,
    pub(super) unlisted: Decision<'static>,
    pub(super) allowed: Decision<'static>,
}

impl<B, S: Service<Request<B>>> Waiting<S, B> {
    fn go_on(mut self, is_allowed: bool) -> ResponseFuture<S::Future> {
        let decision = if is_allowed { self.allowed } else { self.unlisted };
        let lent = Lent::of(self.mount, &self.request);
        if let Some(answer) = told(&decision, &lent) {
            let answer = respond(&decision, answer, &lent, self.is_reported);
            return ResponseFuture::answered(answer);
        }
        let edits = Edits::of(&decision, &lent);
        let inner = self.inner.call(self.request);
        ResponseFuture::forwarded(decision, edits, self.is_reported, inner)
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
