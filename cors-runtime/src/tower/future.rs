//! The future of a response: there already, or the inner service's with the edits still to make.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use http::header::HeaderValue;
use http::{Response, StatusCode};
use pin_project_lite::pin_project;

use super::body::CorsBody;
use super::headers::Outgoing;
use crate::{Decision, Echo};

pin_project! {
    /// The response of a [`CorsService`](super::CorsService).
    #[derive(Debug)]
    pub struct ResponseFuture<F> {
        decision: Decision,
        echo: Echo<HeaderValue>,
        #[pin]
        inner: Option<F>,
    }
}

impl<F> ResponseFuture<F> {
    pub(super) const fn answer(decision: Decision, echo: Echo<HeaderValue>) -> Self {
        Self { decision, echo, inner: None }
    }

    pub(super) const fn forward(decision: Decision, echo: Echo<HeaderValue>, inner: F) -> Self {
        Self { decision, echo, inner: Some(inner) }
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
            None => answer(this.decision),
        };
        let status = response.status().as_u16();
        let own = this.decision.answer().is_some();
        let headers = response.headers_mut();
        headers.reserve(this.decision.max_edits());
        let mut outgoing = Outgoing { headers, echo: this.echo, own };
        this.decision.apply(status, &Outgoing::ECHO, &mut outgoing);
        Poll::Ready(Ok(response))
    }
}

/// The response that the policy itself gives, its header fields still to come.
fn answer<B>(decision: &Decision) -> Response<CorsBody<B>> {
    let mut response = Response::new(CorsBody::empty());
    let status = decision.answer().and_then(|answer| StatusCode::from_u16(answer.status).ok());
    *response.status_mut() = status.unwrap_or(StatusCode::OK);
    response
}
