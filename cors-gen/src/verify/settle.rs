//! What the responses say about what is assumed of IIS.

use std::collections::HashMap;

use cors_runtime::{AnsweredBy, Reason};

use super::curl;
use super::exchange::{Exchange, Extras};
use super::habits::Habits;
use super::judge::{Item, Judge, Verdict};
use crate::explain::RequestSpec;
use crate::policy::Lowered;
use crate::source::SourceMap;

/// A policy with another answer to a question about IIS.
#[derive(Debug)]
pub(crate) struct Alternative<'p> {
    /// The question's row: `CM-16`.
    pub(crate) row: &'static str,
    /// What the question is about, a clause.
    pub(crate) about: &'static str,
    /// The answer's name: `matched`.
    pub(crate) choice: &'static str,
    /// What it means, a clause.
    pub(crate) meaning: &'static str,
    /// `None` where IIS then refuses the configuration, so that every request fails.
    pub(crate) policy: Option<(Lowered<'p>, SourceMap)>,
}

/// What became of a question.
#[derive(Debug)]
pub(crate) struct Settled {
    pub(crate) row: &'static str,
    pub(crate) about: &'static str,
    pub(crate) result: Outcome,
    /// The request that shows it; `None` where none does.
    pub(crate) shown_by: Option<Shown>,
}

/// A request that settles a question.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) request: RequestSpec,
    pub(crate) curl: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Some response is as assumed, and as no other answer has it.
    Confirmed,
    /// Another answer explains what is assumed does not, and all else.
    Contradicted {
        /// Its name.
        choose: &'static str,
        /// What it means, a clause.
        meaning: &'static str,
    },
    /// No response tells.
    NotSeen,
}

/// How a response fits a policy.
#[derive(Debug, Clone)]
struct Fit {
    /// The parts that do not.
    misfits: Vec<Item>,
    /// Whether IIS answers, so that the whole answer was foretold.
    is_foretold: bool,
    /// Whether a line of one of its handlers was among that, which no application sends by chance.
    is_telling: bool,
}

/// How the responses fit, by the place of the exchange.
type Fits = Vec<Fit>;

/// The row that explains a part of a response that is not as expected.
pub(crate) type Explained = HashMap<(RequestSpec, Item), &'static str>;

/// Settles each question on which the policy depends.
pub(crate) fn settle(
    base: Judge<'_, '_>,
    alternatives: &[Alternative<'_>],
    exchanges: &[Exchange],
    extras: &Extras,
    habits: &Habits,
) -> (Vec<Settled>, Explained) {
    let asked: Vec<(RequestSpec, &Exchange)> =
        exchanges.iter().map(|exchange| (extras.with(&exchange.request), exchange)).collect();
    let verdicts: Vec<Verdict> = asked
        .iter()
        .map(|(request, exchange)| base.judge(request, exchange.response.as_ref()))
        .collect();
    let own: Fits = verdicts.iter().map(Fit::of).collect();
    let shown = |at: usize| {
        let Exchange { request, url, .. } = &exchanges[at];
        Shown { request: request.clone(), curl: curl::line(request, url, extras) }
    };
    let of_alternative = |it: &Alternative<'_>| -> Fits {
        let Some((policy, sources)) = &it.policy else {
            return exchanges.iter().map(Fit::of_failure).collect();
        };
        let judge = Judge::new(policy, sources, habits).without_places();
        let fits = asked.iter().zip(verdicts.iter().zip(&own)).map(
            |((request, exchange), (verdict, own))| match &exchange.response {
                // Most choices make no difference to most requests.
                Some(response)
                    if verdict.is_plain
                        && judge.foretells(request, response, &verdict.expected) =>
                {
                    own.clone()
                }
                response => Fit::of(&judge.judge(request, response.as_ref())),
            },
        );
        fits.collect()
    };
    let others: Vec<Fits> = alternatives.iter().map(of_alternative).collect();
    let chosen = contradictions(&own, alternatives, &others);
    let mut explained = Explained::new();
    for &at in &chosen {
        for (exchange, (own, other)) in exchanges.iter().zip(own.iter().zip(&others[at])) {
            for item in own.mended(other) {
                let part = (exchange.request.clone(), item.clone());
                explained.entry(part).or_insert(alternatives[at].row);
            }
        }
    }
    let settled = questions(alternatives).into_iter().map(|(row, about)| {
        let is_of_this =
            |at: &usize| (alternatives[*at].row, alternatives[*at].about) == (row, about);
        let mut of_this = (0..alternatives.len()).filter(is_of_this);
        if let Some(&at) = chosen.iter().find(|at| is_of_this(at)) {
            let Alternative { choice: choose, meaning, .. } = alternatives[at];
            let result = Outcome::Contradicted { choose, meaning };
            let shown_by = breaks(&others[at], &own).map(shown);
            return Settled { row, about, result, shown_by };
        }
        // Each other answer is ruled out by some response.
        let told: Option<Vec<usize>> = of_this.try_fold(Vec::new(), |mut told, at| {
            told.push(tells(&own, &others[at])?);
            Some(told)
        });
        let result = if told.is_some() { Outcome::Confirmed } else { Outcome::NotSeen };
        let first = told.and_then(|told| told.into_iter().min());
        Settled { row, about, result, shown_by: first.map(shown) }
    });
    (settled.collect(), explained)
}

/// The alternatives that explain what is assumed does not, and all else as well: those that explain most first, and of each
/// question one. What one explains is no evidence for the next.
fn contradictions(own: &Fits, alternatives: &[Alternative<'_>], others: &[Fits]) -> Vec<usize> {
    let mut open = own.clone();
    let mut left: Vec<usize> =
        (0..others.len()).filter(|at| breaks(own, &others[*at]).is_none()).collect();
    let mut chosen = Vec::new();
    loop {
        // Of several that explain as much the first.
        let best = left.iter().rev().max_by_key(|at| mends(&open, &others[**at])).copied();
        let Some(best) = best.filter(|at| mends(&open, &others[*at]).0 > 0) else { return chosen };
        for (open, other) in open.iter_mut().zip(&others[best]) {
            open.misfits.retain(|item| other.misfits.contains(item));
        }
        let question = |at: usize| (alternatives[at].row, alternatives[at].about);
        left.retain(|at| question(*at) != question(best));
        chosen.push(best);
    }
}

/// The questions, each once and in their order.
fn questions(alternatives: &[Alternative<'_>]) -> Vec<(&'static str, &'static str)> {
    let mut questions: Vec<_> = alternatives.iter().map(|it| (it.row, it.about)).collect();
    questions.dedup();
    questions
}

impl Fit {
    fn of(verdict: &Verdict) -> Self {
        let Verdict { expected, misfits, is_plain: _ } = verdict;
        Self {
            misfits: misfits.iter().map(|misfit| misfit.item.clone()).collect(),
            is_foretold: expected.by != AnsweredBy::Application,
            is_telling: expected.because.iter().any(|it| it.reason == Reason::Handler),
        }
    }

    /// How a response fits where IIS refuses the configuration: 500.19, whatever is asked.
    fn of_failure(exchange: &Exchange) -> Self {
        let fails = exchange.response.as_ref().is_some_and(|it| it.status == 500);
        let misfits = if fails { Vec::new() } else { vec![Item::Status] };
        Self { misfits, is_foretold: true, is_telling: false }
    }

    /// The parts that fit the other and not this.
    fn mended<'f>(&'f self, other: &'f Self) -> impl Iterator<Item = &'f Item> {
        self.misfits.iter().filter(|item| !other.misfits.contains(item))
    }
}

/// How many parts fit the other that do not fit these; and at how many responses the other foretold the answer, where an
/// application explains any.
fn mends(own: &Fits, other: &Fits) -> (usize, usize) {
    let mut sum = (0, 0);
    for (own, other) in own.iter().zip(other) {
        let mended = own.mended(other).count();
        sum.0 += mended;
        sum.1 += usize::from(mended > 0 && other.is_foretold);
    }
    sum
}

/// The first exchange of which a part fits these and not the other.
fn breaks(own: &Fits, other: &Fits) -> Option<usize> {
    own.iter().zip(other).position(|(own, other)| other.mended(own).next().is_some())
}

/// The first exchange that speaks for these and against the other: of which a part fits these alone, or which these foretell with
/// lines that are IIS's own, where for the other some application would have to send just the same.
fn tells(own: &Fits, other: &Fits) -> Option<usize> {
    let is_told = |(own, other): (&Fit, &Fit)| {
        own.misfits.is_empty() && own.is_foretold && own.is_telling && !other.is_foretold
    };
    breaks(own, other).or_else(|| own.iter().zip(other).position(is_told))
}
