//! The future of a response: there already, or the inner service's with the edits still to make.

extern crate alloc;

use alloc::boxed::Box;
use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use http::header::HeaderValue;
use http::{Response, StatusCode};
use pin_project_lite::pin_project;

use super::body::CorsBody;
use super::headers::Outgoing;
use super::kept::{Late, Rewritten};
use crate::{Decision, Echo};

/// A decision with what of the request it takes to carry it out.
pub(super) struct Decided {
    pub(super) decision: Decision<'static>,
    pub(super) echo: Echo<HeaderValue>,
    pub(super) late: Option<Box<Late>>,
}

pin_project! {
    /// The response of a [`CorsService`](super::CorsService).
    #[derive(Debug)]
    pub struct ResponseFuture<F> {
        decision: Decision<'static>,
        echo: Echo<HeaderValue>,
        late: Option<Box<Late>>,
        #[pin]
        inner: Option<F>,
    }
}

impl<F> ResponseFuture<F> {
    pub(super) fn answer(decided: Decided) -> Self {
        let Decided { decision, echo, late } = decided;
        Self { decision, echo, late, inner: None }
    }

    pub(super) fn forward(decided: Decided, inner: F) -> Self {
        let Decided { decision, echo, late } = decided;
        Self { decision, echo, late, inner: Some(inner) }
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
        match this.late.as_deref_mut() {
            Some(Late::Answer(made)) => *headers = mem::take(made),
            Some(Late::Kept(kept)) => {
                headers.reserve(this.decision.max_edits());
                let mut headers = Rewritten { headers, shared: kept.fields() };
                this.decision.apply_to(&kept.request(), status, this.echo, &mut headers);
            }
            None => {
                headers.reserve(this.decision.max_edits());
                let mut outgoing = Outgoing { headers, echo: this.echo, own };
                this.decision.apply(status, &Outgoing::ECHO, &mut outgoing);
            }
        }
        Poll::Ready(Ok(response))
    }
}

/// The response that the policy itself gives, its header fields still to come.
fn answer<B>(decision: &Decision<'static>) -> Response<CorsBody<B>> {
    let mut response = Response::new(CorsBody::text(decision.body()));
    let status = decision.answer().and_then(|answer| StatusCode::from_u16(answer.status).ok());
    *response.status_mut() = status.unwrap_or(StatusCode::OK);
    response
}
