//! What an answer lets its asker do, as a browser sees it (Fetch, "CORS protocol").

use cors_runtime::AnsweredBy;

use crate::explain::{Explanation, RequestSpec};
use crate::judgement::{Allowed, Judged, Reads};

use super::Change;

/// How two answers differ: who answers, the status, and the lines of each field, by name. The origin that asks is named alike
/// whichever it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Delta {
    answer: Option<(&'static str, u16, &'static str, u16)>,
    fields: Vec<(String, Vec<String>, Vec<String>)>,
}

impl Delta {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

pub(super) fn delta(request: &RequestSpec, old: &Explanation, new: &Explanation) -> Delta {
    let origin = request.header("Origin");
    let answer = (old.answered_by, old.status, new.answered_by, new.status);
    let same = (answer.0, answer.1) == (answer.2, answer.3);
    let mut names: Vec<String> =
        old.headers.iter().chain(&new.headers).map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.sort();
    names.dedup();
    let fields = names.into_iter().filter_map(|name| {
        let [old, new] = [old, new].map(|answer| {
            let mut lines = lines(answer, &name);
            lines.iter_mut().filter(|line| Some(line.as_str()) == origin).for_each(String::clear);
            lines
        });
        (old != new).then_some((name, old, new))
    });
    Delta { answer: (!same).then_some(answer), fields: fields.collect() }
}

fn lines(answer: &Explanation, name: &str) -> Vec<String> {
    let lines = answer.headers.iter().filter(|(given, _)| given.eq_ignore_ascii_case(name));
    lines.map(|(_, value)| value.clone()).collect()
}

/// Whether a request is a preflight (CM-4).
pub(crate) fn is_preflight(request: &RequestSpec) -> bool {
    request.method == "OPTIONS"
        && request.header("Origin").is_some()
        && request.header("Access-Control-Request-Method").is_some()
}

/// What a request may do, from nothing upwards in each part.
#[derive(PartialEq, Eq)]
struct Access {
    /// Whether the application, or a rule that is not a refusal, answers.
    passes: bool,
    /// How the script that asks may read the answer, if at all.
    reads: Option<Reads>,
    /// What a preflight allows.
    methods: Allowed,
    headers: Allowed,
}

/// What the change of answers means for who asks.
pub(super) fn change(request: &RequestSpec, old: &Explanation, new: &Explanation) -> Change {
    let (old, new) = (access(request, old), access(request, new));
    let more = |a: &Access, b: &Access| {
        (a.passes && !b.passes)
            || a.reads > b.reads
            || a.methods.exceeds(&b.methods)
            || a.headers.exceeds(&b.headers)
    };
    if more(&new, &old) {
        Change::Widened
    } else if more(&old, &new) {
        Change::Narrowed
    } else {
        Change::Changed
    }
}

fn access(request: &RequestSpec, answer: &Explanation) -> Access {
    let is_preflight = is_preflight(request);
    let is_ok = (200..300).contains(&answer.status);
    let passes = answer.by == AnsweredBy::Application || (is_ok || is_redirect(answer.status));
    let judged = Judged::new(answer.status, &answer.headers);
    let origin = request.header("Origin");
    if !is_preflight {
        let reads = origin.and_then(|origin| judged.check(origin).ok());
        return Access { passes, reads, methods: Allowed::default(), headers: Allowed::default() };
    }
    let reads = origin.and_then(|origin| judged.check_preflight(origin));
    let methods = reads.map(|reads| judged.allowed_methods(reads)).unwrap_or_default();
    let headers = reads.map(|reads| judged.allowed_headers(reads)).unwrap_or_default();
    Access { passes, reads, methods, headers }
}

/// Whether a status sends the client elsewhere (CH-9).
pub(crate) const fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}
