//! The golden Rust compiled: it is the value that was lowered, which is what `cors-gen explain` asks, and the two answer alike.

pub mod goldens;
mod request;
mod response;
mod said;

use cors_gen::explain::{Explainer, RequestSpec};
use cors_gen::policy::Arena;
use cors_runtime::policy::Policy;
use cors_runtime::{Decision, Echo};
use cors_tests::{cases, table, wire};
use proptest::prelude::*;
use response::Response;

/// A case with its policy twice: as generated code, and as lowered.
struct Case<'p> {
    name: &'static str,
    generated: &'static cors_runtime::Policy,
    in_memory: &'p Policy<'p>,
    outcome: cors_gen::pipeline::Outcome<'p>,
}

fn compiled(arena: &Arena) -> Vec<Case<'_>> {
    let case = |(name, generated): &(&'static str, &'static cors_runtime::Policy)| {
        let outcome = cases::outcome(&cases::folder("policies").join(name), arena);
        let in_memory = outcome.policy.as_ref().expect(name).policy;
        Case { name, generated, in_memory, outcome }
    };
    goldens::ALL.iter().map(case).collect()
}

/// All that can be seen of a decision, and the response that comes of it.
fn seen<'p>(policy: &'p Policy<'p>, request: &RequestSpec) -> (String, String) {
    let path = request.target_path();
    let bytes = |name| request.header(name).map(str::as_bytes);
    let (origin, headers) = (bytes("Origin"), bytes("Access-Control-Request-Headers"));
    let view = cors_runtime::Request::new(request.method.as_bytes(), path.as_bytes())
        .origin(origin)
        .requested_method(bytes("Access-Control-Request-Method"))
        .requested_headers(headers)
        .fields(request);
    let decision: Decision<'p> = policy.decide(&view);
    let owned = |value: Option<&[u8]>| value.map(<[u8]>::to_vec);
    let echo = Echo { origin: owned(origin), requested_headers: owned(headers) };
    let answer = decision.answer().map(|answer| answer.status);
    let own = if answer.is_some() { &[][..] } else { &request.app.headers };
    let mut response = Response::new(own);
    let status = answer.or(request.app.status).unwrap_or(200);
    let file = policy.decide_static(&view);
    if request.is_static {
        file.apply(status, &mut response);
    }
    decision.apply_to(&view, status, &echo, &mut response);
    (format!("{decision:?} {:?} {file:?}", decision.body()), format!("{response:?}"))
}

#[test]
fn every_case_is_compiled() {
    let compiled: Vec<_> =
        goldens::ALL.iter().map(|(name, _)| cases::folder("policies").join(name)).collect();
    assert_eq!(compiled, cases::policies());
}

#[test]
fn generated_code_is_the_policy_in_memory() {
    let arena = Arena::new();
    for Case { name, generated, in_memory, .. } in compiled(&arena) {
        let (ours, expected) = (generated.parts(), in_memory.parts());
        assert_eq!(ours.root, expected.root, "{name}");
        assert_eq!(ours.deeper.as_slice(), expected.deeper.as_slice(), "{name}");
        assert_eq!(ours.hsts, expected.hsts, "{name}");
        // Tables follow from what they find, and so are no part of equality.
        assert_eq!(format!("{generated:#?}"), format!("{in_memory:#?}"), "{name}");
    }
}

/// The tables were written from the policy in memory, and hold for the generated code as well.
#[test]
fn generated_code_answers_the_tables() {
    let arena = Arena::new();
    for Case { name, generated, in_memory, outcome } in compiled(&arena) {
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
    let arena = Arena::new();
    for Case { name, generated, in_memory, .. } in compiled(&arena) {
        proptest!(|(request in request::requests(in_memory))| {
            prop_assert_eq!(seen(generated, &request), seen(in_memory, &request), "{}", name);
        });
    }
}
