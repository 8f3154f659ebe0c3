//! The golden Rust compiled: it is the policy that is built in memory, which is what `cors-gen explain` asks, and the two
//! answer alike.

pub mod goldens;
mod request;

use cors_gen::explain::{Explainer, RequestSpec};
use cors_gen::policy::runtime::to_runtime;
use cors_runtime::{Decision, Echo, Edit, Policy, ResponseHeaders};
use cors_tests::{cases, table, wire};
use proptest::prelude::*;

/// A case with its policy twice: as generated code, and as built in memory.
struct Case {
    name: &'static str,
    generated: &'static Policy,
    in_memory: &'static Policy,
    outcome: cors_gen::pipeline::Outcome,
}

fn compiled() -> Vec<Case> {
    let case = |(name, generated): &(&'static str, &'static Policy)| {
        let outcome = cases::outcome(&cases::folder("policies").join(name));
        let in_memory = to_runtime(outcome.policy.as_ref().expect(name));
        Case { name, generated, in_memory, outcome }
    };
    goldens::ALL.iter().map(case).collect()
}

/// The edits of a response, as they come.
#[derive(Debug, Default, PartialEq)]
struct Edits(Vec<Edit<Vec<u8>>>);

impl ResponseHeaders for Edits {
    type Value = Vec<u8>;

    fn value(text: &'static str) -> Vec<u8> {
        text.as_bytes().to_vec()
    }

    fn edit(&mut self, edit: Edit<Vec<u8>>) {
        self.0.push(edit);
    }
}

/// All that can be seen of a decision.
fn seen(policy: &'static Policy, request: &RequestSpec) -> (String, Edits) {
    let path = request.target_path();
    let bytes = |name| request.header(name).map(str::as_bytes);
    let (origin, headers) = (bytes("Origin"), bytes("Access-Control-Request-Headers"));
    let decision: Decision = policy.decide(
        &cors_runtime::Request::new(request.method.as_bytes(), path.as_bytes())
            .origin(origin)
            .requested_method(bytes("Access-Control-Request-Method"))
            .requested_headers(headers),
    );
    let owned = |value: Option<&[u8]>| value.map(<[u8]>::to_vec);
    let echo = Echo { origin: owned(origin), requested_headers: owned(headers) };
    let mut edits = Edits::default();
    let status = decision.answer().map_or(request.app.status, |answer| answer.status);
    decision.apply(status, &echo, &mut edits);
    (format!("{decision:?}"), edits)
}

#[test]
fn every_case_is_compiled() {
    let compiled: Vec<_> =
        goldens::ALL.iter().map(|(name, _)| cases::folder("policies").join(name)).collect();
    assert_eq!(compiled, cases::policies());
}

#[test]
fn generated_code_is_the_policy_in_memory() {
    for Case { name, generated, in_memory, .. } in compiled() {
        assert_eq!(format!("{generated:#?}"), format!("{in_memory:#?}"), "{name}");
    }
}

/// The tables were written from the policy in memory, and hold for the generated code as well.
#[test]
fn generated_code_answers_the_tables() {
    for Case { name, generated, in_memory, outcome } in compiled() {
        let file = cases::folder("policies").join(name).join("requests.txt");
        let text = std::fs::read_to_string(file).expect(name);
        let table = table::Table::parse(&text).expect(name);
        let policy = outcome.policy.as_ref().expect(name);
        let explainer = Explainer::new(policy, &outcome.sources);
        for exchange in table.exchanges() {
            let request = &exchange.request;
            assert_eq!(seen(generated, request), seen(in_memory, request), "{name}: {request:?}");
            let lines = wire::lines(request, &explainer.explain(request));
            assert_eq!(lines, exchange.response, "{name}: {request:?}");
        }
    }
}

#[test]
fn generated_code_answers_like_the_policy_in_memory() {
    for Case { name, generated, in_memory, outcome } in compiled() {
        let policy = outcome.policy.as_ref().expect(name);
        proptest!(|(request in request::requests(policy))| {
            prop_assert_eq!(seen(generated, &request), seen(in_memory, &request), "{}", name);
        });
    }
}
