//! A decision, carried out: the response of the policy, or the header fields of the application's.

extern crate std;

use ::actix_web::HttpResponse;
use ::actix_web::dev::{ResponseHead, ServiceRequest};
use ::actix_web::http::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderName,
    HeaderValue, ORIGIN,
};
use ::actix_web::http::{Method, StatusCode, Uri};

use super::headers::Outgoing;
use crate::adapter::{Asking, Kept, Lent, Settings, Verdict};
use crate::{Decided, Decision, Echo, Request};

/// A request, as a policy looks at it.
pub(super) struct Looked<'a> {
    pub(super) asking: Asking<Method, Uri>,
    headers: &'a HeaderMap,
}

impl<'a> Looked<'a> {
    pub(super) fn at(request: &'a ServiceRequest, settings: &Settings) -> Self {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let is_https = uri.scheme_str().map(|scheme| scheme == "https");
        let asking = Asking::new(settings.mount, method, uri, is_https);
        Self { asking, headers: request.headers() }
    }

    pub(super) fn origin(&self) -> Option<&'a HeaderValue> {
        self.headers.get(ORIGIN)
    }

    /// A line that only OPTIONS has.
    fn of_preflight(&self, name: HeaderName) -> Option<&'a HeaderValue> {
        self.headers.get(name).filter(|_| self.asking.method() == "OPTIONS")
    }

    fn with_request<R>(&self, look: impl FnOnce(&Request<'_>) -> R) -> R {
        let bytes = |line: Option<&'a HeaderValue>| line.map(HeaderValue::as_bytes);
        let fields = Lent { asking: &self.asking, headers: self.headers };
        let request = self.asking.request();
        look(
            &request
                .origin(bytes(self.origin()))
                .requested_method(bytes(self.of_preflight(ACCESS_CONTROL_REQUEST_METHOD)))
                .requested_headers(bytes(self.of_preflight(ACCESS_CONTROL_REQUEST_HEADERS)))
                .fields(&fields),
        )
    }

    pub(super) fn decide(&self, settings: &Settings) -> Verdict {
        self.with_request(|request| settings.decide(request))
    }

    pub(super) fn carry_out(self, decision: Decision<'static>) -> Carried {
        let requested = self.of_preflight(ACCESS_CONTROL_REQUEST_HEADERS);
        let mut echo = Echo {
            origin: self.origin().filter(|_| decision.echoes_origin()).cloned(),
            requested_headers: None,
        };
        let Some(answer) = decision.answer() else {
            let kept = decision.needs_request().then(|| {
                let Self { asking, headers } = self;
                Kept::of(&decision, asking, |name| headers.get(name).cloned())
            });
            return Carried::Forward(Forward { decision, echo, kept });
        };
        echo.requested_headers = requested.cloned();
        let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
        let mut response = HttpResponse::with_body(status, decision.body());
        let mut headers = Outgoing(response.head_mut());
        self.with_request(|request| {
            decision.apply_to(request, answer.status, &echo, &mut headers);
        });
        Carried::Answer(Decided::from(&decision), response)
    }
}

/// What becomes of a request.
pub(super) enum Carried {
    /// The policy answers.
    Answer(Decided, HttpResponse<&'static str>),
    /// The application answers.
    Forward(Forward),
}

/// A decision with what of the request it takes to carry it out.
#[derive(Debug)]
pub(super) struct Forward {
    decision: Decision<'static>,
    echo: Echo<HeaderValue>,
    kept: Option<Kept<Method, Uri, HeaderValue>>,
}

impl Forward {
    pub(super) fn decided(&self) -> Decided {
        Decided::from(&self.decision)
    }

    /// Edits the header fields of the application's response.
    pub(super) fn edit(&self, head: &mut ResponseHead) {
        let status = head.status.as_u16();
        let mut headers = Outgoing(head);
        match &self.kept {
            Some(kept) => {
                self.decision.apply_to(&kept.request(), status, &self.echo, &mut headers);
            }
            None => self.decision.apply(status, &self.echo, &mut headers),
        }
    }
}
