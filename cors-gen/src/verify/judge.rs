//! Whether a response is as a policy says: whether there is an application that explains it.

use cors_runtime::AnsweredBy;

use super::application::{Edited, candidates};
use super::exchange::Response;
use super::habits::Habits;
use super::say::{Compared, Say, has_origin, is_cors};
use crate::diff::is_redirect;
use crate::explain::{App, Explainer, Explanation, RequestSpec};
use crate::policy::Lowered;
use crate::source::SourceMap;

const ALLOW_ORIGIN: &str = "access-control-allow-origin";

/// A part of a response that is not as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misfit {
    pub(crate) item: Item,
    pub(crate) expected: Vec<String>,
    pub(crate) got: Vec<String>,
}

/// A part of a response.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Item {
    Status,
    /// The lines of a field, by its name in lower case.
    Field(String),
}

/// What is expected, and what of it did not come.
#[derive(Debug, Clone)]
pub(crate) struct Verdict {
    /// What the policy sends with an application that sends nothing of what the configuration has a say in.
    pub(crate) expected: Explanation,
    pub(crate) misfits: Vec<Misfit>,
    /// Whether what came is just [`expected`](Self::expected); `false` where it can have been a file's.
    pub(crate) is_plain: bool,
}

/// Compares responses with one policy.
#[derive(Clone, Copy)]
pub(crate) struct Judge<'a, 'p> {
    policy: &'a Lowered<'p>,
    explainer: Explainer<'a, 'p>,
    habits: &'a Habits,
}

impl<'a, 'p> Judge<'a, 'p> {
    pub(crate) const fn new(
        policy: &'a Lowered<'p>,
        sources: &'a SourceMap,
        habits: &'a Habits,
    ) -> Self {
        Self { policy, explainer: Explainer::new(policy, sources), habits }
    }

    /// The same for who asks what fits and not why: places are empty.
    pub(crate) const fn without_places(self) -> Self {
        Self { explainer: self.explainer.without_places(), ..self }
    }

    /// Compares a response; `None` for a connection that was closed without one.
    pub(crate) fn judge(&self, request: &RequestSpec, response: Option<&Response>) -> Verdict {
        let page = RequestSpec { app: App::default(), is_static: false, ..request.clone() };
        let may_be_file =
            matches!(request.method.as_str(), "GET" | "HEAD") && self.say(request).has_files();
        if !may_be_file {
            return self.judge_as(&page, response);
        }
        let as_file = self.judge_as(&RequestSpec { is_static: true, ..page.clone() }, response);
        let verdict = if response.is_some_and(is_file) {
            as_file
        } else {
            let as_page = self.judge_as(&page, response);
            if as_file.misfits.len() < as_page.misfits.len() { as_file } else { as_page }
        };
        Verdict { is_plain: false, ..verdict }
    }

    fn say(&self, request: &RequestSpec) -> Say<'p> {
        Say::at(self.policy.policy, &request.target_path())
    }

    fn judge_as(&self, request: &RequestSpec, response: Option<&Response>) -> Verdict {
        let bare = self.explainer.explain(request);
        match (bare.by, response) {
            (AnsweredBy::Aborted, None) => {
                Verdict { expected: bare, misfits: Vec::new(), is_plain: true }
            }
            (_, None) => {
                let got = vec!["the connection was closed".to_owned()];
                let expected = vec![bare.status.to_string()];
                let misfit = Misfit { item: Item::Status, expected, got };
                Verdict { expected: bare, misfits: vec![misfit], is_plain: false }
            }
            (AnsweredBy::Application, Some(response)) => self.application(request, response),
            (_, Some(response)) => self.iis(request, bare, response),
        }
    }

    /// IIS answers: all that the configuration has a say in is as it says.
    fn iis(&self, request: &RequestSpec, bare: Explanation, response: &Response) -> Verdict {
        let mut misfits = Vec::new();
        if bare.status != response.status {
            let [expected, got] =
                [bare.status, response.status].map(|status| vec![status.to_string()]);
            misfits.push(Misfit { item: Item::Status, expected, got });
        }
        let say = self.say(request);
        let mut fields = say.fields_of_iis(is_redirect(bare.status));
        for (name, _) in &bare.headers {
            let name = name.to_ascii_lowercase();
            // It is between one server and the next, and proxies take it away.
            if name != "connection" && !fields.contains(&name) {
                fields.push(name);
            }
        }
        for field in fields {
            let (expected, got) = (lines(&bare, &field), response.lines(&field));
            if !say.compared(&field).same_of_iis(&expected, &got) {
                misfits.push(Misfit { item: Item::Field(field), expected, got });
            }
        }
        Verdict { expected: bare, is_plain: misfits.is_empty(), misfits }
    }

    /// The application answers: each field is one that it can have begun with.
    fn application(&self, request: &RequestSpec, response: &Response) -> Verdict {
        let say = self.say(request);
        let fields = say.fields(is_redirect(response.status), request.is_static);
        let expected = self.of_others(request, response, &fields);
        if expected.by != AnsweredBy::Application {
            // As a static file, which has no type.
            return self.iis(request, expected, response);
        }
        let mut misfits = Vec::new();
        let mut is_plain = true;
        for field in fields {
            let got = response.lines(&field);
            let configured = lines(&expected, &field);
            if !is_cors(&field) && say.compared(&field).same(&configured, &got) {
                continue;
            }
            let sent = self.sent(request, say, &field, &configured, &got);
            let compared = say.compared(&field);
            if sent.contains(&Vec::new()) && compared.same(&configured, &got) {
                continue;
            }
            is_plain = false;
            let fits = sent.into_iter().any(|lines_sent| {
                compared.same(&self.with(request, response, &field, lines_sent), &got)
            });
            if !fits {
                misfits.push(Misfit { item: Item::Field(field), expected: configured, got });
            }
        }
        Verdict { expected, misfits, is_plain }
    }

    /// Whether the policy foretells the same as another, of which a response is just what it foretold: then that fits this policy too.
    pub(crate) fn foretells(
        &self,
        request: &RequestSpec,
        response: &Response,
        other: &Explanation,
    ) -> bool {
        let page = RequestSpec { app: App::default(), is_static: false, ..request.clone() };
        let bare = self.explainer.explain(&page);
        let own = match bare.by {
            AnsweredBy::Application => {
                let fields = self.say(request).fields(is_redirect(response.status), false);
                self.of_others(&page, response, &fields)
            }
            _ => bare,
        };
        (own.by, own.status, &own.headers) == (other.by, other.status, &other.headers)
    }

    /// The answer where the application sends what came of all but these fields.
    fn of_others(
        &self,
        request: &RequestSpec,
        response: &Response,
        fields: &[String],
    ) -> Explanation {
        let others = response.headers.iter();
        let others = others.filter(|(name, _)| !fields.contains(&name.to_ascii_lowercase()));
        let app = App { status: Some(response.status), headers: others.cloned().collect() };
        self.explainer.explain(&RequestSpec { app, ..request.clone() })
    }

    /// What the application may have sent of a field.
    fn sent(
        &self,
        request: &RequestSpec,
        say: Say<'_>,
        field: &str,
        configured: &[String],
        got: &[String],
    ) -> Vec<Vec<String>> {
        let around = say.around(field);
        let mut all = candidates(got, Edited { configured, around: &around });
        let of_module =
            say.has_cors() && field == "vary" && say.compared(field) == Compared::ByOrigin;
        if !is_cors(field) && !of_module {
            return all;
        }
        let path = request.target_path();
        if of_module {
            let is_own = self.habits.are_free || self.habits.paths().contains(&path.as_str());
            all.retain(|lines| is_own || !has_origin(lines));
            return all;
        }
        // More than one line is what no application means.
        all.retain(|lines| lines.len() <= 1);
        if say.needs_own(field) {
            return all;
        }
        self.habits.of(&path, &request.method, field).unwrap_or(all)
    }

    /// The lines of a field that are sent where the application sends these of it, and of the others what came.
    fn with(
        &self,
        request: &RequestSpec,
        response: &Response,
        field: &str,
        sent: Vec<String>,
    ) -> Vec<String> {
        let others = response.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case(field));
        let mut headers: Vec<(String, String)> = others.cloned().collect();
        headers.extend(sent.into_iter().map(|line| (field.to_owned(), line)));
        let app = App { status: Some(response.status), headers };
        lines_of(&self.explainer.headers(&RequestSpec { app, ..request.clone() }), field)
    }

    /// What the application sends by itself of each field of the CORS protocol, as a response to a request without an origin shows;
    /// nothing where IIS answers, and for fields that no application explains.
    pub(crate) fn own(
        &self,
        request: &RequestSpec,
        response: &Response,
    ) -> Vec<(String, Vec<String>)> {
        let page = RequestSpec { app: App::default(), is_static: false, ..request.clone() };
        if self.explainer.explain(&page).by != AnsweredBy::Application {
            return Vec::new();
        }
        let say = self.say(request);
        let fields = say.fields(is_redirect(response.status), false);
        let fields = fields.into_iter().filter(|field| is_cors(field));
        let own: Vec<(String, Vec<String>)> = fields
            .filter_map(|field| {
                let got = response.lines(&field);
                let mut sent = vec![Vec::new()];
                sent.extend(got.iter().map(|line| vec![line.clone()]));
                let compared = say.compared(&field);
                let fitting = sent.into_iter().find(|sent| {
                    compared.same(&self.with(&page, response, &field, sent.clone()), &got)
                });
                fitting.map(|lines| (field, lines))
            })
            .collect();
        // The other fields mean nothing without this one: an application that does CORS sends it.
        let does_cors = own.iter().any(|(field, lines)| field == ALLOW_ORIGIN && !lines.is_empty());
        if does_cors { own } else { Vec::new() }
    }
}

/// Whether a response looks like that of a static file (SC-11).
fn is_file(response: &Response) -> bool {
    let has = |name: &str| !response.lines(name).is_empty();
    has("accept-ranges") && has("last-modified")
}

/// The values of the lines of a field in an answer.
pub(crate) fn lines(answer: &Explanation, name: &str) -> Vec<String> {
    lines_of(&answer.headers, name)
}

fn lines_of(headers: &[(String, String)], name: &str) -> Vec<String> {
    let lines = headers.iter().filter(|(given, _)| given.eq_ignore_ascii_case(name));
    lines.map(|(_, value)| value.clone()).collect()
}

#[cfg(test)]
mod tests;
