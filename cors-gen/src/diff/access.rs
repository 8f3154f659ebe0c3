//! What an answer lets its asker do, as a browser sees it (Fetch, "CORS protocol").

use crate::explain::{Explanation, RequestSpec};

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

pub(super) fn is_preflight(request: &RequestSpec) -> bool {
    request.method == "OPTIONS"
        && request.header("Origin").is_some()
        && request.header("Access-Control-Request-Method").is_some()
}

/// What a request may do, from nothing upwards in each part.
#[derive(PartialEq, Eq)]
struct Access {
    /// Whether the application, or a rule that is not a refusal, answers.
    passes: bool,
    /// Whether the script that asks may read the answer: no, without credentials, with them.
    reads: u8,
    /// What a preflight allows.
    methods: Allowed,
    headers: Allowed,
}

#[derive(PartialEq, Eq)]
enum Allowed {
    Listed(Vec<String>),
    All,
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
    let passes = answer.answered_by == "application" || (is_ok || is_redirect(answer.status));
    let reads = match request.header("Origin") {
        Some(origin) if !is_preflight || is_ok => reads(origin, answer),
        _ => 0,
    };
    let list = |name| match (is_preflight && reads > 0, lines(answer, name)) {
        (true, lines) => Allowed::of(&lines, reads == 2),
        (false, _) => Allowed::Listed(Vec::new()),
    };
    let methods = list("access-control-allow-methods");
    let headers = list("access-control-allow-headers");
    Access { passes, reads, methods, headers }
}

fn reads(origin: &str, answer: &Explanation) -> u8 {
    match lines(answer, "access-control-allow-origin").as_slice() {
        [any] if any == "*" => 1,
        [one] if one == origin => {
            let credentials = lines(answer, "access-control-allow-credentials");
            if credentials == ["true"] { 2 } else { 1 }
        }
        _ => 0,
    }
}

impl Allowed {
    /// With credentials `*` is a name like any other.
    fn of(lines: &[String], credentials: bool) -> Self {
        let words = lines.iter().flat_map(|line| line.split(','));
        let mut words: Vec<String> = words.map(|it| it.trim().to_ascii_lowercase()).collect();
        words.retain(|word| !word.is_empty());
        words.sort();
        words.dedup();
        if !credentials && words.iter().any(|word| word == "*") {
            return Self::All;
        }
        Self::Listed(words)
    }

    /// Whether something is in it that is not in the other.
    fn exceeds(&self, other: &Self) -> bool {
        match (self, other) {
            (_, Self::All) => false,
            (Self::All, Self::Listed(_)) => true,
            (Self::Listed(own), Self::Listed(others)) => own.iter().any(|it| !others.contains(it)),
        }
    }
}

const fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}
