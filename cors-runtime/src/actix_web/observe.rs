//! Shadow mode.

extern crate std;

use core::future::{Future, Ready, ready};
use core::pin::Pin;
use core::task::{Context, Poll};
use std::borrow::ToOwned;
use std::boxed::Box;
use std::string::String;
use std::vec::Vec;

use ::actix_web::Error;
use ::actix_web::dev::{ResponseHead, Service, ServiceRequest, ServiceResponse, Transform};
use ::actix_web::http::header::HeaderValue;

use super::carried::{Carried, Looked};
use crate::adapter::{Callback, Fields, Observation, Settings, Verdict};

/// Tells what a [`Cors`](super::Cors) would do, and does nothing; made by [`Cors::observe`](super::Cors::observe).
#[derive(Debug, Clone)]
pub struct Observe {
    pub(super) settings: Settings,
    pub(super) callback: Callback,
}

impl<S, B> Transform<S, ServiceRequest> for Observe
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    S::Future: 'static,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Transform = ObserveMiddleware<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(ObserveMiddleware { observe: self.clone(), inner }))
    }
}

/// An application beside a policy; made by [`Observe`].
#[derive(Debug, Clone)]
pub struct ObserveMiddleware<S> {
    observe: Observe,
    inner: S,
}

impl<S, B> Service<ServiceRequest> for ObserveMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    S::Future: 'static,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<ServiceResponse<B>, Error>>>>;

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let Observe { settings, callback } = self.observe.clone();
        let looked = Looked::at(&request, &settings);
        let seen = Seen {
            method: looked.asking.method().to_owned(),
            path: looked.asking.path().to_owned(),
            origin: looked.origin().cloned(),
        };
        let (would, asked) = match looked.decide(&settings) {
            Verdict::Now(decision) => (looked.carry_out(decision), None),
            Verdict::Ask(unlisted, allowed, answering) => {
                let allowed = Looked::at(&request, &settings).carry_out(allowed);
                (looked.carry_out(unlisted), Some((answering, allowed)))
            }
        };
        let inner = self.inner.call(request);
        Box::pin(async move {
            let response = inner.await?;
            let would = match asked {
                Some((answering, allowed)) => {
                    if answering.await {
                        allowed
                    } else {
                        would
                    }
                }
                None => would,
            };
            seen.tell(&would, response.response().head(), &callback);
            Ok(response)
        })
    }
}

/// What is kept of a request until its response is there.
struct Seen {
    method: String,
    path: String,
    origin: Option<HeaderValue>,
}

impl Seen {
    fn tell(&self, would: &Carried, sent: &ResponseHead, callback: &Callback) {
        let (decided, differing) = match would {
            Carried::Answer(decided, answer) => (*decided, differing(sent, answer.head())),
            Carried::Forward(forward) => {
                let mut would_send = sent.clone();
                forward.edit(&mut would_send);
                (forward.decided(), differing(sent, &would_send))
            }
        };
        callback.tell(&Observation {
            method: &self.method,
            path: &self.path,
            origin: self.origin.as_ref().map(HeaderValue::as_bytes),
            decided,
            sent_status: sent.status.as_u16(),
            differing: &differing,
        });
    }
}

/// The names of the fields that differ in two responses.
fn differing(sent: &ResponseHead, would_send: &ResponseHead) -> Vec<String> {
    let lines = |head: &ResponseHead| {
        let lines = head.headers().iter();
        Fields::of(lines.map(|(name, value)| (name.as_str(), value.as_bytes())))
    };
    lines(sent).differing(&lines(would_send))
}
