//! A decision, carried out: the response of the policy, or the header fields of the application's.

extern crate alloc;

use alloc::boxed::Box;
use core::mem;

use http::header::{HeaderMap, HeaderValue};
use http::{Method, Response, StatusCode};

use super::body::CorsBody;
use super::headers::Outgoing;
use super::kept::{Kept, Late, Lent, Rewritten};
use super::preflight;
use crate::policy::{AllowHeaders, OriginRule};
use crate::{Decision, Echo};

/// A decision with what of the request it takes to carry it out: clones that share their bytes.
#[derive(Debug)]
pub(super) struct Carried {
    pub(super) decision: Decision<'static>,
    echo: Echo<HeaderValue>,
    late: Option<Box<Late>>,
    is_head: bool,
}

impl Carried {
    pub(super) fn of(decision: Decision<'static>, lent: &Lent<'_>) -> Self {
        let answer = decision.answer();
        let echo = Echo {
            origin: lent.origin().filter(|_| decision.echoes_origin()).cloned(),
            requested_headers: lent.requested_headers().filter(|_| sends_back(&decision)).cloned(),
        };
        let late = match answer {
            _ if !decision.needs_request() => None,
            // An answer is made while the request is there, of which nothing need be kept then.
            Some(answer) => {
                let mut headers = HeaderMap::with_capacity(decision.max_edits());
                let mut outgoing = Rewritten { headers: &mut headers, shared: &[] };
                decision.apply_to(&lent.request(), answer.status, &echo, &mut outgoing);
                Some(Box::new(Late::Answer(headers)))
            }
            None => Some(Box::new(Late::Kept(Kept::of(&decision, lent)))),
        };
        Self { decision, echo, late, is_head: lent.method() == Method::HEAD }
    }

    /// The status of the policy's own answer; `None` when the application answers.
    pub(super) fn status(&self) -> Option<StatusCode> {
        let answer = self.decision.answer()?;
        Some(StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK))
    }

    /// The response that the policy itself gives, its header fields still to come.
    pub(super) fn answer<B>(&self) -> Response<CorsBody<B>> {
        let text = self.decision.body();
        let body = if self.is_head { CorsBody::of_head(text) } else { CorsBody::text(text) };
        let mut response = Response::new(body);
        *response.status_mut() = self.status().unwrap_or(StatusCode::OK);
        response
    }

    /// Edits the header fields of the response, once.
    pub(super) fn edit(&mut self, status: StatusCode, headers: &mut HeaderMap) {
        let Self { decision, echo, late, is_head: _ } = self;
        match late.as_deref_mut() {
            Some(Late::Answer(made)) => *headers = mem::take(made),
            Some(Late::Kept(kept)) => {
                headers.reserve(decision.max_edits());
                let mut headers = Rewritten { headers, shared: kept.fields() };
                decision.apply_to(&kept.request(), status.as_u16(), echo, &mut headers);
            }
            None => {
                if let Some(made) = preflight::answer(decision, echo) {
                    *headers = made;
                    return;
                }
                headers.reserve(decision.max_edits());
                let own = decision.answer().is_some();
                let mut outgoing = Outgoing { headers, echo, own };
                decision.apply(status.as_u16(), &Outgoing::ECHO, &mut outgoing);
            }
        }
    }
}

/// Whether the answer names the header fields that the preflight asked for.
fn sends_back(decision: &Decision<'static>) -> bool {
    let allows = |rule: &OriginRule<'_>| rule.parts().allow_headers == AllowHeaders::Requested;
    decision.asks_for_headers()
        && decision.answer().is_some()
        && decision.rule().is_some_and(allows)
}
