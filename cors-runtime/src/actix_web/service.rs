//! The application behind a policy.

extern crate std;

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::boxed::Box;
use std::rc::Rc;

use ::actix_web::body::EitherBody;
use ::actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use ::actix_web::http::StatusCode;
use ::actix_web::http::header::HeaderValue;
use ::actix_web::{Error, HttpResponse, ResponseError};
use pin_project_lite::pin_project;

use super::Cors;
use super::carried::{Carried, Forward, Looked};
use crate::adapter::Verdict;
use crate::{Decision, trace};

/// The body of a response behind a policy: the application's own, or the text of an answer that the policy gave.
pub type CorsBody<B> = EitherBody<B, &'static str>;

/// An application behind a policy; made by [`Cors`].
#[derive(Debug, Clone)]
pub struct CorsMiddleware<S> {
    cors: Cors,
    inner: Rc<S>,
}

impl<S> CorsMiddleware<S> {
    pub(super) fn new(cors: Cors, inner: S) -> Self {
        Self { cors, inner: Rc::new(inner) }
    }
}

impl<S, B> Service<ServiceRequest> for CorsMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    S::Future: 'static,
    B: 'static,
{
    type Response = ServiceResponse<CorsBody<B>>;
    type Error = Error;
    type Future = CorsFuture<S::Future, B>;

    fn poll_ready(&self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let looked = Looked::at(&request, &self.cors.settings);
        match looked.decide(&self.cors.settings) {
            Verdict::Now(decision) => {
                let carried = carried(looked, decision);
                send(&*self.inner, self.cors.is_reported, carried, request)
            }
            Verdict::Ask(unlisted, allowed, answering) => {
                let (cors, inner) = (self.cors.clone(), Rc::clone(&self.inner));
                let asked = async move {
                    let decision = if answering.await { allowed } else { unlisted };
                    let carried = carried(Looked::at(&request, &cors.settings), decision);
                    send(&*inner, cors.is_reported, carried, request).await
                };
                CorsFuture::Asking { asked: Box::pin(asked) }
            }
        }
    }
}

fn carried(looked: Looked<'_>, decision: Decision<'static>) -> Carried {
    trace::decided(|| looked.origin().map(HeaderValue::as_bytes), &decision);
    looked.carry_out(decision)
}

fn send<S, B>(
    inner: &S,
    is_reported: bool,
    carried: Carried,
    request: ServiceRequest,
) -> CorsFuture<S::Future, B>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    match carried {
        Carried::Answer(decided, mut response) => {
            if is_reported {
                response.extensions_mut().insert(decided);
            }
            let response = response.map_body(|_, text| EitherBody::right(text));
            CorsFuture::Answer { response: Some(request.into_response(response)) }
        }
        Carried::Forward(forward) => {
            let late = Some(Late { forward, is_reported });
            CorsFuture::Forward { late, inner: inner.call(request) }
        }
    }
}

/// What is to be done with the application's response.
#[derive(Debug)]
struct Late {
    forward: Forward,
    is_reported: bool,
}

impl Late {
    fn edit<B>(&self, response: &mut HttpResponse<B>) {
        self.forward.edit(response.head_mut());
        if self.is_reported {
            response.extensions_mut().insert(self.forward.decided());
        }
    }
}

type Asked<B> = Pin<Box<dyn Future<Output = Result<ServiceResponse<CorsBody<B>>, Error>>>>;

pin_project! {
    /// The response of a [`CorsMiddleware`].
    #[project = Project]
    pub enum CorsFuture<F, B> {
        #[doc(hidden)]
        Answer { response: Option<ServiceResponse<CorsBody<B>>> },
        #[doc(hidden)]
        Forward { late: Option<Late>, #[pin] inner: F },
        #[doc(hidden)]
        Asking { asked: Asked<B> },
    }
}

impl<F, B> Future for CorsFuture<F, B>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
{
    type Output = Result<ServiceResponse<CorsBody<B>>, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        const ONCE: &str = "a future that is ready is not polled again";
        match self.project() {
            Project::Answer { response } => Poll::Ready(Ok(response.take().expect(ONCE))),
            Project::Asking { asked } => asked.as_mut().poll(cx),
            Project::Forward { late, inner } => {
                let response = ready!(inner.poll(cx));
                let late = late.take().expect(ONCE);
                Poll::Ready(match response {
                    Ok(response) => {
                        let mut response = response.map_body(|_, body| EitherBody::left(body));
                        late.edit(response.response_mut());
                        Ok(response)
                    }
                    Err(error) => Err(Failed { error, late }.into()),
                })
            }
        }
    }
}

/// An error of the application, whose response gets the policy's header fields: the request that it would take to make the
/// response here is gone with the error.
#[derive(Debug)]
struct Failed {
    error: Error,
    late: Late,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.error, f)
    }
}

impl ResponseError for Failed {
    fn status_code(&self) -> StatusCode {
        self.error.as_response_error().status_code()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = self.error.error_response();
        self.late.edit(&mut response);
        response
    }
}
