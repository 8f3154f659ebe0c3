//! Requests to try, with the answers that they get.

use std::collections::BTreeSet;

use super::answer::{self, Answer, Verdict};
use super::source::Files;
use super::text::{Prose, Text};
use crate::explain::{Explainer, Explanation, RequestSpec};
use crate::judgement::{Asked, Judged};
use crate::policy::Lowered;
use crate::probe::Probe;

/// The most requests that are shown.
const MOST: usize = 300;

#[derive(Debug)]
pub(super) struct Requests {
    pub(super) shown: Vec<Tried>,
    pub(super) more: usize,
}

#[derive(Debug)]
pub(super) struct Tried {
    pub(super) method: Text,
    pub(super) path: Text,
    pub(super) fields: Vec<(Text, Text)>,
    /// What the application sends, as far as a rule reads it.
    pub(super) app: Vec<(Text, Text)>,
    /// What it tells.
    pub(super) about: Prose,
    pub(super) answer: Answer,
    /// What it comes to for the page that asks; `None` where no page does.
    pub(super) outcome: Option<Outcome>,
}

/// What a request comes to for the page that asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// What its script reads.
    Reads(Verdict),
    /// Whether the request that a preflight asks for is sent, without credentials.
    LetsGo(bool),
}

impl Outcome {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Reads(verdict) => verdict.word(),
            Self::LetsGo(true) => "the request is sent",
            Self::LetsGo(false) => "no request is sent",
        }
    }
}

fn outcome(request: &RequestSpec, answer: &Explanation) -> Option<Outcome> {
    let origin = request.header("Origin")?;
    let method = request.header("Access-Control-Request-Method");
    let Some(method) = method.filter(|_| request.method == "OPTIONS") else {
        return Some(Outcome::Reads(answer::verdict(answer, origin).0));
    };
    let headers = request.header("Access-Control-Request-Headers").unwrap_or_default();
    let asked = Asked { origin, method, headers };
    Some(Outcome::LetsGo(Judged::new(answer.status, &answer.headers).lets_go(asked)))
}

impl Requests {
    pub(super) fn new(policy: &Lowered<'_>, probes: Vec<Probe>, files: &Files<'_>) -> Self {
        let explainer = Explainer::new(policy, files.sources());
        let more = probes.len().saturating_sub(MOST);
        let shown = probes.into_iter().take(MOST).map(|Probe { request, about, .. }| {
            let explanation = explainer.explain(&request);
            let outcome = outcome(&request, &explanation);
            let RequestSpec { method, path, headers, app, is_static: _ } = &request;
            let texts = |lines: &[(String, String)]| {
                lines.iter().map(|(name, value)| (Text::new(name), Text::new(value))).collect()
            };
            Tried {
                method: Text::new(method),
                path: Text::new(path),
                fields: texts(headers),
                app: texts(&app.headers),
                about: Prose::of(&about),
                answer: Answer::of(&explanation, files),
                outcome,
            }
        });
        Self { shown: shown.collect(), more }
    }

    /// Who answers them, each once.
    pub(super) fn answerers(&self) -> BTreeSet<&'static str> {
        self.shown.iter().map(|tried| tried.answer.who()).collect()
    }
}
