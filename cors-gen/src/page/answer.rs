//! Answers to requests, and what a browser makes of them.

use std::hash::{DefaultHasher, Hash, Hasher};

use cors_runtime::AnsweredBy;

use super::source::{Files, Link};
use super::text::Text;
use crate::explain::{Explainer, Explanation, RequestSpec};
use crate::judgement::{Allowed, Barrier, Judged, Reads};

/// What a preflight of a page asks for, beside which a list that says the same is one of all that is asked for.
const METHOD: &str = "PUT";
const HEADER: &str = "x-asked-for";

/// The most names of a list that are shown.
const MOST_NAMES: usize = 30;

/// An answer.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) by: AnsweredBy,
    /// `None` where the application says it.
    pub(super) status: Option<u16>,
    /// The setting behind an answer that is not the application's.
    pub(super) decided_by: Option<Link>,
    pub(super) fields: Vec<Field>,
}

/// A line of an answer.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) name: Text,
    pub(super) value: Text,
    /// The settings that it comes from; none for the application's own.
    pub(super) because: Vec<Link>,
}

/// What a script of a page comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Verdict {
    /// It reads the response, also when it asks with the visitor's credentials.
    WithCredentials,
    /// It reads the response when it asks without credentials.
    Reads,
    /// It reads nothing; the request is answered all the same.
    Nothing,
    /// The CORS module refuses the request.
    Refused,
}

/// What a page of one origin comes to at one path.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) verdict: Verdict,
    /// Why it reads nothing.
    pub(super) barrier: Option<Barrier>,
    pub(super) actual: Answer,
    pub(super) preflight: Preflight,
}

/// What comes of a preflight.
#[derive(Debug, Clone)]
pub(super) struct Preflight {
    pub(super) answer: Answer,
    /// What it allows; `None` where no request comes after it.
    pub(super) allows: Option<Allows>,
}

/// What the answer to a preflight allows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Allows {
    pub(super) methods: Names,
    pub(super) headers: Names,
    /// How long the browser remembers it, in seconds, as it is written.
    pub(super) max_age: Option<Text>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Names {
    All,
    /// All that is asked for.
    Asked,
    /// These, and how many more.
    Listed(Vec<Text>, usize),
}

/// What two answers have to have in common to be alike, all but the places, as a number.
pub(super) type Key = u64;

impl Answer {
    pub(super) fn of(explanation: &Explanation, files: &Files<'_>) -> Self {
        let fields = explanation.headers.iter().zip(explanation.behind());
        let fields = fields.map(|((name, value), behind)| Field {
            name: Text::new(name),
            value: Text::new(value),
            because: behind.into_iter().map(|it| files.link(it.span)).collect(),
        });
        Self {
            by: explanation.by,
            status: (!explanation.status_assumed).then_some(explanation.status),
            decided_by: explanation.decided_by.as_ref().map(|place| files.link(place.span)),
            fields: fields.collect(),
        }
    }

    /// Who answers, in words.
    pub(super) const fn who(&self) -> &'static str {
        match self.by {
            AnsweredBy::Application => "the application",
            AnsweredBy::Cors => "the CORS module",
            AnsweredBy::CorsForbidden => "the CORS module refuses",
            AnsweredBy::Hsts => "HSTS redirects",
            AnsweredBy::HttpRedirect => "httpRedirect",
            AnsweredBy::NoHandler => "no handler is left",
            AnsweredBy::OptionsVerbHandler => "OPTIONSVerbHandler",
            AnsweredBy::RequestFiltering => "request filtering refuses",
            AnsweredBy::StaticFile => "the handler of static files",
            AnsweredBy::UrlRewrite => "a rule of URL Rewrite",
            AnsweredBy::Aborted => "a rule drops the connection",
            _ => self.by.name(),
        }
    }
}

/// What is alike in answers to pages of different origins: the origin itself counts as one word.
pub(super) fn key(explanation: &Explanation, origin: &str) -> Key {
    let mut hasher = DefaultHasher::new();
    (explanation.status, explanation.by).hash(&mut hasher);
    for (name, value) in &explanation.headers {
        (name, (value != origin).then_some(value)).hash(&mut hasher);
    }
    hasher.finish()
}

/// The request of a page, and its preflight.
pub(super) fn ask(explainer: &Explainer<'_, '_>, path: &str, origin: &str) -> [Explanation; 2] {
    let request = |method: &str, more: &[(&str, &str)]| {
        let fields = [("Origin", origin)].into_iter().chain(more.iter().copied());
        let headers = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        RequestSpec {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: headers.collect(),
            ..RequestSpec::default()
        }
    };
    let asked =
        [("Access-Control-Request-Method", METHOD), ("Access-Control-Request-Headers", HEADER)];
    [request("GET", &[]), request("OPTIONS", &asked)].map(|request| explainer.explain(&request))
}

impl Cell {
    /// `answers` are those to the request and to its preflight.
    pub(super) fn of(answers: &[Explanation; 2], origin: &str, files: &Files<'_>) -> Self {
        let [actual, preflight] = answers;
        let (verdict, barrier) = verdict(actual, origin);
        let judged = Judged::new(preflight.status, &preflight.headers);
        let allows = judged.check_preflight(origin).map(|reads| Allows {
            methods: Names::of(judged.allowed_methods(reads), METHOD),
            headers: Names::of(judged.allowed_headers(reads), HEADER),
            max_age: judged.field("Access-Control-Max-Age").map(|age| Text::new(&age)),
        });
        Self {
            verdict,
            barrier,
            actual: Answer::of(actual, files),
            preflight: Preflight { answer: Answer::of(preflight, files), allows },
        }
    }
}

impl Cell {
    /// Whether the verdict says all: the application answers, or the CORS module refuses.
    pub(super) const fn is_told_by_its_word(&self) -> bool {
        matches!(self.actual.by, AnsweredBy::Application | AnsweredBy::CorsForbidden)
    }
}

/// What a page of an origin makes of an answer.
pub(super) fn verdict(answer: &Explanation, origin: &str) -> (Verdict, Option<Barrier>) {
    match Judged::new(answer.status, &answer.headers).check(origin) {
        Ok(Reads::WithCredentials) => (Verdict::WithCredentials, None),
        Ok(Reads::WithoutCredentials) => (Verdict::Reads, None),
        Err(_) if answer.by == AnsweredBy::CorsForbidden => (Verdict::Refused, None),
        Err(barrier) => (Verdict::Nothing, Some(barrier)),
    }
}

impl Verdict {
    pub(super) const ALL: [Self; 4] =
        [Self::WithCredentials, Self::Reads, Self::Nothing, Self::Refused];

    /// The word in a cell.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::WithCredentials => "read with credentials",
            Self::Reads => "read",
            Self::Nothing => "nothing",
            Self::Refused => "403",
        }
    }

    /// What it means.
    pub(super) const fn meaning(self) -> &'static str {
        match self {
            Self::WithCredentials => {
                "scripts of such a page read the response, also when they ask with the visitor's cookies"
            }
            Self::Reads => "scripts read the response, as long as they ask without cookies",
            Self::Nothing => {
                "the request is answered, and the browser keeps the response from the script"
            }
            Self::Refused => {
                "the CORS module refuses the request, and the application does not see it"
            }
        }
    }
}

impl Names {
    /// `asked` is what was asked for: a list of that alone, which no configuration has, is made of the request.
    fn of(allowed: Allowed, asked: &str) -> Self {
        let Allowed { all, names } = allowed;
        if all {
            return Self::All;
        }
        match names.as_slice() {
            [one] if one == asked && asked == HEADER => Self::Asked,
            _ => {
                let shown = names.iter().take(MOST_NAMES).map(|name| Text::new(name));
                Self::Listed(shown.collect(), names.len().saturating_sub(MOST_NAMES))
            }
        }
    }
}
