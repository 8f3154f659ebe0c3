//! What came of comparing responses with a policy.

use cors_runtime::AnsweredBy;

use super::browser::{self, Answer};
use super::curl;
use super::exchange::{Exchange, Extras, Response};
use super::habits::Habits;
use super::judge::{Item, Judge, Misfit, Verdict};
use super::rows::Rows;
use super::say::Say;
use super::settle::{Alternative, Settled, settle};
use crate::diff::is_redirect;
use crate::explain::{Explainer, Explanation, Place, RequestSpec};
use crate::policy::Lowered;
use crate::source::SourceMap;

/// What is compared, and with what.
pub(crate) struct Compared<'a, 'p> {
    pub(crate) policy: &'a Lowered<'p>,
    pub(crate) sources: &'a SourceMap,
    /// Policies with other answers to what is assumed of IIS.
    pub(crate) alternatives: &'a [Alternative<'p>],
    pub(crate) exchanges: &'a [Exchange],
    /// The same requests to another server, in the same order.
    pub(crate) against: Option<&'a [Exchange]>,
    pub(crate) extras: &'a Extras,
    /// Whether the application sends CORS fields as it likes.
    pub(crate) own_cors: bool,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Report {
    /// How many responses were compared.
    pub(crate) asked: usize,
    pub(crate) differences: Vec<Difference>,
    /// What two servers answer differently.
    pub(crate) between: Vec<Between>,
    pub(crate) assumptions: Vec<Settled>,
    /// The paths at which the application sends CORS fields by itself.
    pub(crate) own_cors: Vec<String>,
}

impl Report {
    /// Whether all is as the policy says, and as is assumed of IIS.
    pub(crate) fn is_same(&self) -> bool {
        self.differences.is_empty() && self.between.is_empty()
    }
}

/// A response that the policy does not explain.
#[derive(Debug)]
pub(crate) struct Difference {
    pub(crate) request: RequestSpec,
    pub(crate) curl: String,
    pub(crate) expected: Explanation,
    pub(crate) got: Option<Response>,
    /// What differs: at least one, the most telling first.
    pub(crate) parts: Vec<Part>,
    /// What it means for scripts of pages, in a clause.
    pub(crate) browser: String,
}

/// A part of a response that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) misfit: Misfit,
    pub(crate) row: &'static str,
    /// The setting behind what was expected, or that says nothing of what came.
    pub(crate) source: Place,
}

/// A request that two servers answer differently.
#[derive(Debug)]
pub(crate) struct Between {
    pub(crate) request: RequestSpec,
    /// How to ask the one and the other.
    pub(crate) curl: [String; 2],
    pub(crate) old: Option<Response>,
    pub(crate) new: Option<Response>,
    pub(crate) parts: Vec<Misfit>,
    pub(crate) browser: String,
}

/// Compares all responses.
pub(crate) fn report(compared: &Compared<'_, '_>) -> Report {
    let mut habits = [Habits::free(compared.own_cors), Habits::free(compared.own_cors)];
    let servers = [Some(compared.exchanges), compared.against];
    let mut differences = Vec::new();
    let mut own_cors: Vec<String> = Vec::new();
    for (exchanges, habits) in servers.into_iter().flatten().zip(&mut habits) {
        learn(compared, exchanges, habits);
        differences.extend(differing(compared, exchanges, habits));
        own_cors.extend(habits.paths().into_iter().map(str::to_owned));
    }
    own_cors.sort();
    own_cors.dedup();
    // The assumptions are about the first server: the other one may be a service with this very policy.
    let (assumptions, explained) = settle(
        Judge::new(compared.policy, compared.sources, &habits[0]).without_places(),
        compared.alternatives,
        compared.exchanges,
        compared.extras,
        &habits[0],
    );
    for difference in &mut differences {
        for part in &mut difference.parts {
            let row = explained.get(&(difference.request.clone(), part.misfit.item.clone()));
            part.row = row.copied().unwrap_or(part.row);
        }
    }
    Report {
        asked: servers.iter().flatten().map(|exchanges| exchanges.len()).sum(),
        differences,
        between: compared.against.map(|new| between(compared, new)).unwrap_or_default(),
        assumptions,
        own_cors,
    }
}

fn learn(compared: &Compared<'_, '_>, exchanges: &[Exchange], habits: &mut Habits) {
    let before = habits.clone();
    let judge = Judge::new(compared.policy, compared.sources, &before).without_places();
    for exchange in exchanges {
        let request = compared.extras.with(&exchange.request);
        let (None, Some(response)) = (request.header("Origin"), &exchange.response) else {
            continue;
        };
        for (field, lines) in judge.own(&request, response) {
            habits.learn(&request.target_path(), &request.method, &field, lines);
        }
    }
}

fn differing(
    compared: &Compared<'_, '_>,
    exchanges: &[Exchange],
    habits: &Habits,
) -> Vec<Difference> {
    let judge = Judge::new(compared.policy, compared.sources, habits);
    let mut found = Vec::new();
    for exchange in exchanges {
        let request = compared.extras.with(&exchange.request);
        let got = exchange.response.as_ref();
        if judge.without_places().judge(&request, got).misfits.is_empty() {
            continue;
        }
        let Verdict { expected, misfits, is_plain: _ } = judge.judge(&request, got);
        let rows = Rows {
            policy: compared.policy,
            explainer: Explainer::new(compared.policy, compared.sources),
            request: &request,
            expected: &expected,
            got,
        };
        let browser = browser::meaning(&request, &expected, got, &misfits);
        let parts = misfits.into_iter().map(|misfit| Part {
            row: rows.row(&misfit),
            source: rows.source(&misfit),
            misfit,
        });
        let parts = parts.collect();
        found.push(Difference {
            request: exchange.request.clone(),
            curl: curl::line(&exchange.request, &exchange.url, compared.extras),
            parts,
            expected,
            got: exchange.response.clone(),
            browser,
        });
    }
    found
}

/// What two servers answer differently, as far as the configuration has a say in it.
fn between(compared: &Compared<'_, '_>, new: &[Exchange]) -> Vec<Between> {
    let explainer = Explainer::new(compared.policy, compared.sources);
    let pairs = compared.exchanges.iter().zip(new);
    let found = pairs.filter_map(|(old, new)| {
        let request = compared.extras.with(&old.request);
        let expected = explainer.explain(&request);
        let parts = parts(compared.policy, &request, &expected, [old, new]);
        if parts.is_empty() {
            return None;
        }
        let browser = match (&old.response, &new.response) {
            (Some(old), Some(new)) => {
                browser::between(&request, Answer::of(old), Answer::of(new), &parts)
            }
            _ => "a page sees a network error with one of the two".to_owned(),
        };
        Some(Between {
            curl: [old, new].map(|it| curl::line(&it.request, &it.url, compared.extras)),
            request: old.request.clone(),
            old: old.response.clone(),
            new: new.response.clone(),
            parts,
            browser,
        })
    });
    found.collect()
}

fn parts(
    policy: &Lowered<'_>,
    request: &RequestSpec,
    expected: &Explanation,
    [old, new]: [&Exchange; 2],
) -> Vec<Misfit> {
    let status = |exchange: &Exchange| {
        let status = exchange.response.as_ref().map(|it| it.status.to_string());
        vec![status.unwrap_or_else(|| "the connection was closed".to_owned())]
    };
    let (Some(_), Some(_)) = (&old.response, &new.response) else {
        // A service answers 400 where IIS drops the connection (RW-3).
        let is_aborted = expected.by == AnsweredBy::Aborted;
        let is_same = is_aborted || (old.response.is_none() && new.response.is_none());
        let misfit = Misfit { item: Item::Status, expected: status(old), got: status(new) };
        return if is_same { Vec::new() } else { vec![misfit] };
    };
    let say = Say::at(policy.policy, &request.target_path());
    let mut parts = Vec::new();
    let is_iis = expected.by != AnsweredBy::Application;
    if is_iis && status(old) != status(new) {
        parts.push(Misfit { item: Item::Status, expected: status(old), got: status(new) });
    }
    let mut fields = say.fields(is_redirect(expected.status), false);
    if is_iis {
        fields.extend(expected.headers.iter().map(|(name, _)| name.to_ascii_lowercase()));
    }
    for field in fields {
        let known = parts.iter().any(|it: &Misfit| it.item == Item::Field(field.clone()));
        let [one, other] = [old, new].map(|exchange| own_address(exchange, &field));
        if !known && field != "connection" && !say.compared(&field).same_of_iis(&one, &other) {
            // What goes over TLS alone is no difference to a server without.
            let is_of_tls = field == "strict-transport-security"
                && scheme(&old.request) != scheme(&new.request);
            if !is_of_tls {
                parts.push(Misfit { item: Item::Field(field), expected: one, got: other });
            }
        }
    }
    parts
}

fn scheme(request: &RequestSpec) -> Option<&str> {
    request.target_origin().map(|(scheme, _)| scheme)
}

/// The lines of a field, with the server's own address taken away.
fn own_address(exchange: &Exchange, field: &str) -> Vec<String> {
    let own = exchange.request.target_origin();
    let own = own.map(|(scheme, host)| format!("{scheme}://{host}"));
    let lines = exchange.response.as_ref().map(|it| it.lines(field)).unwrap_or_default();
    let without = |line: String| match &own {
        Some(own) => line.strip_prefix(own).map_or(line.clone(), str::to_owned),
        None => line,
    };
    lines.into_iter().map(without).collect()
}
