//! A decision, carried out: the response of the policy, or the header fields of the application's.

extern crate alloc;

use alloc::boxed::Box;

use http::header::{HeaderMap, HeaderValue};
use http::{Method, Response, StatusCode};

use super::body::Text;
use super::headers::Outgoing;
use super::kept::{Kept, Lent, Rewritten};
use super::preflight::{self, Granted};
use crate::{Answer, Decided, Decision, Echo, trace};

/// The answer to give now; `None` when the application is to answer. Tells who listens what is decided.
#[inline]
pub(super) fn told(decision: &Decision<'static>, lent: &Lent<'_>) -> Option<Answer> {
    trace::decided(|| lent.origin().map(HeaderValue::as_bytes), decision);
    decision.answer()
}

/// The response that the policy itself gives, made while the request is there.
pub(super) fn respond(
    decision: &Decision<'static>,
    answer: Answer,
    lent: &Lent<'_>,
    is_reported: bool,
) -> Response<Text> {
    let text = decision.body();
    let body = if lent.method() == Method::HEAD { Text::of_head(text) } else { Text::new(text) };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    *response.headers_mut() = match Granted::by(decision) {
        Some(granted) => preflight::headers(granted, decision, lent),
        None => headers(decision, answer, lent),
    };
    if is_reported {
        response.extensions_mut().insert(Decided::from(decision));
    }
    response
}

/// The header fields of an answer that is none to a preflight.
fn headers(decision: &Decision<'static>, answer: Answer, lent: &Lent<'_>) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(decision.max_edits());
    let mut echo = Echo {
        origin: lent.echoed_origin(decision).cloned(),
        requested_headers: lent.echoed_headers(decision).cloned(),
    };
    if decision.needs_request() {
        let mut headers = Rewritten { headers: &mut headers, shared: &[] };
        decision.apply_to(&lent.request(), answer.status, &echo, &mut headers);
    } else {
        let mut headers = Outgoing { headers: &mut headers, echo: &mut echo, own: true };
        decision.apply(answer.status, &Outgoing::ECHO, &mut headers);
    }
    headers
}

/// What of a request it takes to edit the application's response: clones that share their bytes.
#[derive(Debug)]
pub(super) struct Edits {
    origin: Option<HeaderValue>,
    for_rules: Option<Box<Kept>>,
}

impl Edits {
    #[inline]
    pub(super) fn of(decision: &Decision<'static>, lent: &Lent<'_>) -> Self {
        let for_rules = decision.needs_request().then(|| Box::new(Kept::of(decision, lent)));
        Self { origin: lent.echoed_origin(decision).cloned(), for_rules }
    }

    /// Edits the header fields of the response, once.
    pub(super) fn make(
        &mut self,
        decision: &Decision<'static>,
        status: StatusCode,
        headers: &mut HeaderMap,
    ) {
        headers.reserve(decision.max_edits());
        let mut echo = Echo { origin: self.origin.take(), requested_headers: None };
        if let Some(kept) = &self.for_rules {
            let mut headers = Rewritten { headers, shared: kept.fields() };
            decision.apply_to(&kept.request(), status.as_u16(), &echo, &mut headers);
        } else {
            let mut headers = Outgoing { headers, echo: &mut echo, own: false };
            decision.apply(status.as_u16(), &Outgoing::ECHO, &mut headers);
        }
    }
}
