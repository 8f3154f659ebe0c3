//! What the policy answers, for [`judgement`](crate::judgement) to say what a browser makes of it.

use std::borrow::Cow;

use cors_runtime::policy::Policy;
use cors_runtime::{Answer, Decision, Echo, Field, Reason, Request, RequestFields};

use super::Looked;
use crate::budget::Work;
pub(super) use crate::judgement::Asked;
use crate::judgement::{Judged, Reads};
use crate::policy::response::Lines;
use crate::source::Span;

/// The work of a request, and of each rule that it meets.
const REQUEST: usize = 100;

/// The status of an application that has what it is asked for.
const FOUND: u16 = 200;

/// The host of the site, unless rules want another; no origin in a finding has it.
pub(super) const HOST: &str = "this.site.example";

/// What comes of a request.
pub(super) struct Response<'p> {
    pub(super) decision: Decision<'p>,
    /// `None` where the application answers.
    pub(super) answer: Option<Answer>,
    lines: Lines<'p>,
}

/// The site, by its host.
#[derive(Debug)]
struct Site<'a>(&'a str);

impl RequestFields for Site<'_> {
    fn header(&self, name: &str) -> Option<&[u8]> {
        (name == "host").then_some(self.0.as_bytes())
    }

    fn query(&self) -> Option<&[u8]> {
        None
    }
}

impl<'p> Looked<'_, 'p> {
    /// Paths of the scope: one that an API has, and one that a file has.
    pub(super) fn paths(&self) -> impl Iterator<Item = String> {
        let below = self.scope.path();
        let slash = if below.is_empty() { "" } else { "/" };
        ["orders", "orders.json", ""].into_iter().map(move |name| format!("/{below}{slash}{name}"))
    }

    /// What a preflight for a request gets; `None` where another scope answers, or too much was asked.
    pub(super) fn preflight(&self, path: &str, asked: Asked<'_>) -> Option<Response<'p>> {
        let request = Request::new(b"OPTIONS", path.as_bytes())
            .requested_method(Some(asked.method.as_bytes()))
            .requested_headers(Some(asked.headers.as_bytes()).filter(|names| !names.is_empty()));
        self.response(request, asked)
    }

    /// What the request itself gets; `None` as with [`preflight`](Self::preflight).
    pub(super) fn actual(&self, path: &str, asked: Asked<'_>) -> Option<Response<'p>> {
        self.response(Request::new(asked.method.as_bytes(), path.as_bytes()), asked)
    }

    fn response(&self, request: Request<'_>, asked: Asked<'_>) -> Option<Response<'p>> {
        let site = Site(self.host);
        let request = request.origin(Some(asked.origin.as_bytes())).fields(&site);
        let rules = self.scope.parts().rewrite.map_or(0, |rules| {
            let rules = rules.parts();
            rules.inbound.len() + rules.outbound.len()
        });
        self.budget.spend(Work::Patterns, REQUEST * (1 + rules)).ok()?;
        let policy: &'p Policy<'p> = self.policy;
        let decision = policy.decide(&request);
        if !std::ptr::eq(decision.scope(), self.scope) {
            return None;
        }
        let owned = |text: &str| Some(Cow::Owned(text.to_owned()));
        let echo = Echo { origin: owned(asked.origin), requested_headers: owned(asked.headers) };
        let answer = decision.answer();
        let mut lines = Lines::new(Vec::new());
        let status = answer.map_or(FOUND, |answer| answer.status);
        decision.apply_to(&request, status, &echo, &mut lines);
        Some(Response { decision, answer, lines })
    }

    /// What wrote the `Access-Control-Allow-Origin` of a response.
    pub(super) fn allowed_by(&self, response: &Response<'p>) -> Option<Span> {
        let is_it = |field: Field<'_>| field.lower_name() == Field::AllowOrigin.lower_name();
        let effect = response.lines.edits.iter().rfind(|effect| is_it(effect.field))?;
        match effect.reason {
            Reason::CustomHeader(at) => self.places.custom_headers.get(at).copied(),
            Reason::OutboundRule(at) => {
                self.places.rewrite.and_then(|rules| Some(rules.outbound.get(at)?.tag))
            }
            _ => self.allowing_rule(),
        }
    }
}

impl Response<'_> {
    /// The response as a browser sees it.
    pub(super) fn judged(&self) -> Judged<'_> {
        Judged::new(self.answer.map_or(FOUND, |answer| answer.status), &self.lines.lines)
    }

    /// Whether the page may read the response, without credentials.
    pub(super) fn is_readable_by(&self, origin: &str) -> bool {
        self.judged().check(origin).is_ok()
    }

    /// Whether it may with the visitor's credentials.
    pub(super) fn is_readable_with_credentials_by(&self, origin: &str) -> bool {
        self.judged().check(origin) == Ok(Reads::WithCredentials)
    }

    /// Whether the answer to a preflight lets the request go, without credentials.
    pub(super) fn lets_go(&self, asked: Asked<'_>) -> bool {
        self.judged().lets_go(asked)
    }
}
