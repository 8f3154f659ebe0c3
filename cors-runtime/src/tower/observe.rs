//! Shadow mode: what a policy would do, told and not done.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request, Response, StatusCode, Uri};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use super::body::Text;
use super::carried::{Edits, respond};
use super::kept::Lent;
use super::target::Target;
use super::{CorsLayer, Question, RunTimeOrigins};
use crate::{Decided, Decision};

/// Tells what a [`CorsLayer`] would do, and does nothing; made by [`CorsLayer::observe`].
#[derive(Clone, Copy)]
pub struct ObserveLayer<O, F> {
    pub(super) layer: CorsLayer<O>,
    pub(super) callback: F,
}

impl<O: Clone, F: Clone, S> Layer<S> for ObserveLayer<O, F> {
    type Service = ObserveService<S, O, F>;

    fn layer(&self, inner: S) -> Self::Service {
        ObserveService { observer: self.clone(), inner }
    }
}

/// A service beside a policy; made by [`ObserveLayer`].
#[derive(Clone, Copy)]
pub struct ObserveService<S, O, F> {
    observer: ObserveLayer<O, F>,
    inner: S,
}

impl<S, O, F, ReqBody, ResBody> Service<Request<ReqBody>> for ObserveService<S, O, F>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
    O: RunTimeOrigins,
    F: Fn(&Observation<'_>) + Clone,
{
    type Response = Response<ResBody>;
    type Error = S::Error;
    type Future = ObserveFuture<S::Future, O::Asking, F>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let ObserveLayer { layer, callback } = &self.observer;
        let lent = Lent::of(layer.mount, &request);
        let (unlisted, question) = layer.decide(&lent);
        let would = |decision| Would::of(decision, &lent);
        let (asking, allowed) = match question {
            Some(Question { asking, allowed }) => (Some(asking), Some(would(allowed))),
            None => (None, None),
        };
        let seen = Seen {
            method: lent.method().clone(),
            target: lent.target().cloned(),
            origin: lent.origin().cloned(),
            would: would(unlisted),
            allowed,
        };
        let inner = self.inner.call(request);
        ObserveFuture { asking, inner, seen, callback: callback.clone(), response: None }
    }
}

/// What is kept of a request until its response is there.
struct Seen {
    method: Method,
    target: Target<Uri>,
    origin: Option<HeaderValue>,
    would: Would,
    allowed: Option<Would>,
}

/// A decision that stays without effect.
struct Would {
    decision: Decision<'static>,
    becomes: Becomes,
}

/// What would become of a request.
enum Becomes {
    Answered(Response<Text>),
    Forwarded(Edits),
}

impl Would {
    fn of(decision: Decision<'static>, lent: &Lent<'_>) -> Self {
        const IS_REPORTED: bool = false;
        let becomes = match decision.answer() {
            Some(answer) => Becomes::Answered(respond(&decision, answer, lent, IS_REPORTED)),
            None => Becomes::Forwarded(Edits::of(&decision, lent)),
        };
        Self { decision, becomes }
    }
}

pin_project! {
    /// The response of an [`ObserveService`].
    ///
    /// It waits for a question of [`CorsLayer::allow_origin_if_async`] only where that takes longer than the response.
    pub struct ObserveFuture<I: Future, A, F> {
        #[pin]
        asking: Option<A>,
        #[pin]
        inner: I,
        seen: Seen,
        callback: F,
        response: Option<I::Output>,
    }
}

impl<I, A, F, B, E> Future for ObserveFuture<I, A, F>
where
    I: Future<Output = Result<Response<B>, E>>,
    A: Future<Output = bool>,
    F: Fn(&Observation<'_>),
{
    type Output = I::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let asked = match this.asking.as_mut().as_pin_mut() {
            Some(asking) => asking.poll(cx).map(Some),
            None => Poll::Ready(None),
        };
        if let Poll::Ready(Some(is_allowed)) = asked {
            this.asking.set(None);
            if let Some(allowed) = this.seen.allowed.take().filter(|_| is_allowed) {
                this.seen.would = allowed;
            }
        }
        let response = match this.response.take() {
            Some(response) => response,
            None => ready!(this.inner.poll(cx)),
        };
        if asked.is_pending() && response.is_ok() {
            *this.response = Some(response);
            return Poll::Pending;
        }
        if let Ok(response) = &response {
            this.seen.tell(response.status(), response.headers(), this.callback);
        }
        Poll::Ready(response)
    }
}

impl Seen {
    fn tell(
        &mut self,
        status: StatusCode,
        headers: &HeaderMap,
        callback: &impl Fn(&Observation<'_>),
    ) {
        let mut edited = HeaderMap::new();
        let would_send = match &mut self.would.becomes {
            Becomes::Answered(answer) => (answer.status(), answer.headers()),
            Becomes::Forwarded(edits) => {
                edited.clone_from(headers);
                edits.make(&self.would.decision, status, &mut edited);
                (status, &edited)
            }
        };
        callback(&Observation {
            method: &self.method,
            path: self.target.path(),
            origin: self.origin.as_ref(),
            decided: Decided::from(&self.would.decision),
            sent: (status, headers),
            would_send,
        });
    }
}

/// What a policy would have done with a request, beside what the service did.
///
/// Its `Display` is one line for a log, safe to print:
/// `GET /api/orders from https://a.example: 403 by cors-forbidden (CM-17), origin unlisted; the service sent 200`.
#[derive(Debug, Clone, Copy)]
pub struct Observation<'a> {
    method: &'a Method,
    path: &'a str,
    origin: Option<&'a HeaderValue>,
    decided: Decided,
    sent: (StatusCode, &'a HeaderMap),
    would_send: (StatusCode, &'a HeaderMap),
}

impl<'a> Observation<'a> {
    /// The method of the request.
    #[must_use]
    pub const fn method(&self) -> &'a Method {
        self.method
    }

    /// The path of the request in the site, as received.
    #[must_use]
    pub const fn path(&self) -> &'a str {
        self.path
    }

    /// The `Origin` of the request; `None` when it has none.
    #[must_use]
    pub const fn origin(&self) -> Option<&'a HeaderValue> {
        self.origin
    }

    /// What the policy decided, and why.
    #[must_use]
    pub const fn decided(&self) -> &Decided {
        &self.decided
    }

    /// The status that the service sent.
    #[must_use]
    pub const fn sent_status(&self) -> StatusCode {
        self.sent.0
    }

    /// The header fields that the service sent.
    #[must_use]
    pub const fn sent_headers(&self) -> &'a HeaderMap {
        self.sent.1
    }

    /// The status that would have been sent; that of the service, where the policy lets it answer.
    #[must_use]
    pub const fn would_send_status(&self) -> StatusCode {
        self.would_send.0
    }

    /// The header fields that would have been sent, those of the service among them where the policy lets it answer.
    #[must_use]
    pub const fn would_send_headers(&self) -> &'a HeaderMap {
        self.would_send.1
    }

    /// The names of the header fields whose lines would have been others.
    pub fn differing_headers(&self) -> impl Iterator<Item = &'a HeaderName> {
        let (sent, would_send) = (self.sent.1, self.would_send.1);
        let differs =
            |name: &&HeaderName| !sent.get_all(*name).iter().eq(would_send.get_all(*name));
        let gone = sent.keys().filter(|name| !would_send.contains_key(*name));
        would_send.keys().filter(differs).chain(gone)
    }

    /// Whether client and server would have noticed nothing: status and header fields are the same, and the service is asked.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.decided.status().is_none() && self.differing_headers().next().is_none()
    }
}

impl fmt::Display for Observation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path.escape_debug())?;
        if let Some(origin) = self.origin {
            write!(f, " from {}", origin.as_bytes().escape_ascii())?;
        }
        write!(f, ": {}; the service sent {}", self.decided, self.sent.0.as_u16())?;
        for (at, name) in self.differing_headers().enumerate() {
            f.write_str(if at == 0 { "; other headers: " } else { ", " })?;
            f.write_str(name.as_str())?;
        }
        Ok(())
    }
}
