//! The policies that come of other answers to what is assumed of IIS.

use cors_runtime::policy::Scope;

use super::settle::Alternative;
use crate::assume::questions;
use crate::pipeline::{self, Input, Options};
use crate::policy::{Arena, Lowered};

/// For each question on which `policy` depends, the policies with its other answers, in the order of the questions.
///
/// `policy` is what comes of `input` and `options`. It depends on a question when another answer makes another policy, or none. An
/// answer that makes the same policy is left out: nothing tells it from the one that holds.
pub(crate) fn alternatives<'p>(
    input: &Input,
    options: &Options,
    policy: &Lowered<'_>,
    arena: &'p Arena,
) -> Vec<Alternative<'p>> {
    let mut alternatives = Vec::new();
    for question in questions() {
        let holds = options.assume.of(question);
        for choice in question.choices().iter().filter(|choice| *choice != holds) {
            let assume = options.assume.with(question, choice);
            let options = Options { assume, ..options.clone() };
            let outcome = pipeline::run(input.clone(), &options, arena);
            let other = outcome.policy.map(|policy| (policy, outcome.sources));
            if other.as_ref().is_some_and(|(other, _)| is_same(other, policy)) {
                continue;
            }
            alternatives.push(Alternative {
                row: question.row,
                about: question.about,
                choice: choice.name,
                meaning: choice.meaning,
                policy: other,
            });
        }
    }
    alternatives
}

/// Whether two policies are one value.
fn is_same(one: &Lowered<'_>, other: &Lowered<'_>) -> bool {
    let (one, other) = (one.policy.parts(), other.policy.parts());
    let [own, others] = [one, other].map(|it| it.deeper.as_slice().iter().map(Scope::parts));
    one.hsts == other.hsts && one.root.parts() == other.root.parts() && own.eq(others)
}
