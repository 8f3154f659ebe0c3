//! Asking the runtime.

use std::borrow::Cow;

use cors_runtime::{AnsweredBy, Decision, Echo, Request, StaticDecision};

use super::trail::Trail;
use super::{Explanation, RequestSpec};
#[cfg(feature = "cli")]
use super::{Place, trail};
use crate::policy::Lowered;
use crate::policy::response::Lines;
use crate::source::SourceMap;
#[cfg(feature = "cli")]
use crate::source::Span;

/// Explains what a policy does with requests.
#[derive(Debug, Clone, Copy)]
pub struct Explainer<'a, 'p> {
    policy: &'a Lowered<'p>,
    sources: &'a SourceMap,
    tells_places: bool,
}

/// The status of an application of which nobody says what it answers.
const ASSUMED: u16 = 200;

impl<'a, 'p> Explainer<'a, 'p> {
    /// An explainer for `policy`, which was made from `sources`.
    #[must_use]
    pub const fn new(policy: &'a Lowered<'p>, sources: &'a SourceMap) -> Self {
        Self { policy, sources, tells_places: true }
    }

    /// The same without saying where things are written, which takes much longer than to decide: its places are empty.
    pub(crate) const fn without_places(self) -> Self {
        Self { tells_places: false, ..self }
    }

    /// A place with what is written there.
    #[cfg(feature = "cli")]
    pub(crate) fn place(&self, span: Span) -> Place {
        trail::place(self.sources, span)
    }

    /// What is sent to `request`, and why.
    #[must_use]
    pub fn explain(&self, request: &RequestSpec) -> Explanation {
        self.answered(request, |answered| answered.explanation(*self))
    }

    /// The header fields that are sent to `request`, without why.
    #[cfg(feature = "cli")]
    pub(crate) fn headers(&self, request: &RequestSpec) -> Vec<(String, String)> {
        self.answered(request, |answered| answered.headers.lines)
    }

    /// The texts to tell places from.
    fn sources(&self) -> Option<&'a SourceMap> {
        self.tells_places.then_some(self.sources)
    }

    fn answered<T>(&self, request: &RequestSpec, then: impl FnOnce(Answered<'_, 'p>) -> T) -> T {
        const REQUESTED_HEADERS: &str = "Access-Control-Request-Headers";
        let path = request.target_path();
        let bytes = |name| request.header(name).map(str::as_bytes);
        let view = Request::new(request.method.as_bytes(), path.as_bytes())
            .origin(bytes("Origin"))
            .requested_method(bytes("Access-Control-Request-Method"))
            .requested_headers(bytes(REQUESTED_HEADERS))
            .fields(request);
        let decision = self.policy.policy.decide(&view);
        let owned = |name| request.header(name).map(|value| Cow::Owned(value.to_owned()));
        let echo = Echo { origin: owned("Origin"), requested_headers: owned(REQUESTED_HEADERS) };
        let file = (request.is_static && decision.answer().is_none())
            .then(|| self.policy.policy.decide_static(&view));
        let missing = file.and_then(|file| file.answer());
        let answer = decision.answer().or(missing);
        let (status, own) = match answer {
            Some(answer) => (Some(answer.status), Vec::new()),
            None => (request.app.status, request.app.headers.clone()),
        };
        let status_assumed = status.is_none();
        let status = status.unwrap_or(ASSUMED);
        let mut headers = Lines::new(own);
        if let Some(file) = &file {
            file.apply(status, &mut headers);
        }
        decision.apply_to(&view, status, &echo, &mut headers);
        let by = answer.map_or(AnsweredBy::Application, |answer| answer.by);
        then(Answered { decision: &decision, file, by, status, status_assumed, headers })
    }
}

/// What is sent to a request.
struct Answered<'d, 'p> {
    decision: &'d Decision<'p>,
    file: Option<StaticDecision<'p>>,
    by: AnsweredBy,
    status: u16,
    status_assumed: bool,
    headers: Lines<'p>,
}

impl<'p> Answered<'_, 'p> {
    fn explanation(self, explainer: Explainer<'_, 'p>) -> Explanation {
        let Self { decision, file, by, status, status_assumed, headers } = self;
        let trail = Trail::new(explainer.policy, explainer.sources(), decision);
        let decided_by = match file.and_then(|file| file.missing_type()) {
            Some(reason) => trail.file_type(reason).map(|span| Some(trail.place(span))),
            None => (by != AnsweredBy::Application).then(|| trail.decided_by(by)),
        };
        Explanation {
            answered_by: by.name(),
            status,
            because: headers.edits.iter().flat_map(|effect| trail.because(effect)).collect(),
            headers: headers.lines,
            status_assumed,
            decided_by: decided_by.flatten(),
            by,
            row: decision.row(),
        }
    }
}
