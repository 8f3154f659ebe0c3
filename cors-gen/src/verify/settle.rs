//! What the responses say about what is assumed of IIS.

use std::collections::HashMap;

use super::curl;
use super::exchange::{Exchange, Extras};
use super::habits::Habits;
use super::judge::{Item, Judge};
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

/// The parts of responses that do not fit, by the place of the exchange.
type Misfits = Vec<Vec<Item>>;

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
    let own = misfits(exchanges, extras, |request, exchange| {
        base.judge(request, exchange.response.as_ref())
            .misfits
            .into_iter()
            .map(|misfit| misfit.item)
            .collect()
    });
    let mut explained = Explained::new();
    let mut settled = Vec::new();
    for (row, about) in questions(alternatives) {
        let of_this = alternatives.iter().filter(|it| (it.row, it.about) == (row, about));
        let others: Vec<(&Alternative<'_>, Misfits)> =
            of_this.map(|it| (it, of_alternative(it, exchanges, extras, habits))).collect();
        let shown = |at: usize| {
            let Exchange { request, url, .. } = &exchanges[at];
            Shown { request: request.clone(), curl: curl::line(request, url, extras) }
        };
        let best = others.iter().filter(|(_, other)| breaks(&own, other).is_none());
        let best = best.filter(|(_, other)| mends(&own, other) > 0);
        let best = best.max_by_key(|(_, other)| mends(&own, other));
        if let Some((alternative, other)) = best {
            for (at, (mine, others)) in own.iter().zip(other).enumerate() {
                for item in mine.iter().filter(|item| !others.contains(item)) {
                    explained.insert((exchanges[at].request.clone(), item.clone()), row);
                }
            }
            let Alternative { choice: choose, meaning, .. } = **alternative;
            settled.push(Settled {
                row,
                about,
                result: Outcome::Contradicted { choose, meaning },
                shown_by: breaks(other, &own).map(shown),
            });
            continue;
        }
        let told: Option<Vec<usize>> =
            others.iter().map(|(_, other)| breaks(&own, other)).collect();
        let result = if told.is_some() { Outcome::Confirmed } else { Outcome::NotSeen };
        let first = told.and_then(|told| told.into_iter().min());
        settled.push(Settled { row, about, result, shown_by: first.map(shown) });
    }
    (settled, explained)
}

/// The questions, each once and in their order.
fn questions(alternatives: &[Alternative<'_>]) -> Vec<(&'static str, &'static str)> {
    let mut questions: Vec<_> = alternatives.iter().map(|it| (it.row, it.about)).collect();
    questions.dedup();
    questions
}

fn misfits(
    exchanges: &[Exchange],
    extras: &Extras,
    of: impl Fn(&RequestSpec, &Exchange) -> Vec<Item>,
) -> Misfits {
    exchanges.iter().map(|exchange| of(&extras.with(&exchange.request), exchange)).collect()
}

fn of_alternative(
    alternative: &Alternative<'_>,
    exchanges: &[Exchange],
    extras: &Extras,
    habits: &Habits,
) -> Misfits {
    misfits(exchanges, extras, |request, exchange| match &alternative.policy {
        Some((policy, sources)) => {
            let judge = Judge::new(policy, sources, habits);
            let misfits = judge.judge(request, exchange.response.as_ref()).misfits;
            misfits.into_iter().map(|misfit| misfit.item).collect()
        }
        // 500.19, whatever is asked.
        None if exchange.response.as_ref().is_some_and(|it| it.status == 500) => Vec::new(),
        None => vec![Item::Status],
    })
}

/// How many parts fit the other that do not fit these.
fn mends(own: &Misfits, other: &Misfits) -> usize {
    let of_one = |(own, other): (&Vec<Item>, &Vec<Item>)| {
        own.iter().filter(|item| !other.contains(item)).count()
    };
    own.iter().zip(other).map(of_one).sum()
}

/// The first exchange of which a part fits these and not the other.
fn breaks(own: &Misfits, other: &Misfits) -> Option<usize> {
    own.iter().zip(other).position(|(own, other)| other.iter().any(|item| !own.contains(item)))
}
