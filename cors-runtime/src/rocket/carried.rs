//! A decision, carried out: the response of the policy, or the header fields of the application's.

extern crate std;

use std::borrow::Cow;
use std::boxed::Box;
use std::string::String;

use ::rocket::http::ext::IntoOwned;
use ::rocket::http::uri::Origin;
use ::rocket::http::{HeaderMap, Method};
use ::rocket::{Request, Response};

use super::headers::Outgoing;
use crate::adapter::{Asking, Kept, Lent, Settings, Verdict};
use crate::{Answer, Decided, Decision, Echo};

/// A request, as a policy looks at it.
pub(super) struct Looked<'a> {
    pub(super) asking: Asking<&'static str, &'a Origin<'a>>,
    headers: &'a HeaderMap<'a>,
}

impl<'a> Looked<'a> {
    pub(super) fn at(
        request: &'a Request<'_>,
        settings: &Settings,
        is_https: Option<bool>,
    ) -> Self {
        let (method, target) = (request.method().as_str(), request.uri());
        let asking = Asking::new(settings.mount, method, target, is_https);
        Self { asking, headers: request.headers() }
    }

    fn origin(&self) -> Option<&'a str> {
        self.headers.get_one("origin")
    }

    /// A line that only OPTIONS has.
    fn of_preflight(&self, name: &str) -> Option<&'a str> {
        self.headers.get_one(name).filter(|_| self.asking.method() == Method::Options.as_str())
    }

    fn requested_headers(&self) -> Option<&'a str> {
        self.of_preflight("access-control-request-headers")
    }

    fn with_request<R>(&self, look: impl FnOnce(&crate::Request<'_>) -> R) -> R {
        let bytes = |line: Option<&'a str>| line.map(str::as_bytes);
        let fields = Lent { asking: &self.asking, headers: self.headers };
        let request = self.asking.request();
        look(
            &request
                .origin(bytes(self.origin()))
                .requested_method(bytes(self.of_preflight("access-control-request-method")))
                .requested_headers(bytes(self.requested_headers()))
                .fields(&fields),
        )
    }

    pub(super) fn decide(&self, settings: &Settings) -> Verdict {
        self.with_request(|request| settings.decide(request))
    }

    pub(super) fn carry_out(self, decision: Decision<'static>) -> Carried {
        let owned = |text: &str| Cow::Owned(String::from(text));
        let mut echo = Echo {
            origin: self.origin().filter(|_| decision.echoes_origin()).map(owned),
            requested_headers: None,
        };
        if let Some(Answer { status, .. }) = decision.answer() {
            echo.requested_headers = self.requested_headers().map(owned);
            let mut answer = Response::new();
            let mut headers = Outgoing(&mut answer);
            self.with_request(|it| decision.apply_to(it, status, &echo, &mut headers));
            let headers = answer.headers().clone();
            let outcome = Outcome::Answer { status, headers, body: decision.body() };
            return Carried { decision, outcome };
        }
        let kept = decision.needs_request().then(|| {
            let Self { asking, headers } = self;
            let asking = asking.with_target(|target| target.clone().into_owned());
            Kept::of(&decision, asking, |name| headers.get_one(name).map(String::from))
        });
        let outcome = Outcome::Forward(Box::new(Forward { echo, kept }));
        Carried { decision, outcome }
    }
}

/// What becomes of a request.
#[derive(Debug)]
pub(super) struct Carried {
    pub(super) decision: Decision<'static>,
    pub(super) outcome: Outcome,
}

#[derive(Debug)]
pub(super) enum Outcome {
    /// The policy answers, with these header fields: they are made while the request is as it came.
    Answer { status: u16, headers: HeaderMap<'static>, body: &'static str },
    /// The application answers.
    Forward(Box<Forward>),
}

/// What of the request it takes to edit the application's response.
#[derive(Debug)]
pub(super) struct Forward {
    echo: Echo<Cow<'static, str>>,
    kept: Option<Kept<&'static str, Origin<'static>, String>>,
}

impl Carried {
    pub(super) fn decided(&self) -> Decided {
        Decided::from(&self.decision)
    }

    /// Edits the header fields of the application's response; of an answer they are made.
    pub(super) fn edit(&self, response: &mut Response<'_>) {
        let Outcome::Forward(forward) = &self.outcome else { return };
        let Forward { echo, kept } = &**forward;
        let status = response.status().code;
        let mut headers = Outgoing(response);
        match kept {
            Some(kept) => self.decision.apply_to(&kept.request(), status, echo, &mut headers),
            None => self.decision.apply(status, echo, &mut headers),
        }
    }
}
