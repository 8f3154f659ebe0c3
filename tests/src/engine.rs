//! The engine run on the model's requests, into the model's outcomes.

use cors_runtime::{Echo, Edit, How, Policy, ResponseHeaders};

use crate::model::{Line, Outcome, Request};

/// What the policy makes of a request for `/`, to which the application answers 200 without header fields.
///
/// # Panics
///
/// As [`outcome_of`].
#[must_use]
pub fn outcome(policy: &'static Policy, request: &Request) -> Outcome {
    outcome_of(policy, "/", request, 200, &[])
}

/// What the policy makes of a request for `path`, to which the application answers `status` and `headers`.
///
/// # Panics
///
/// When the engine makes more edits than it said it might.
#[must_use]
pub fn outcome_of(
    policy: &'static Policy,
    path: &str,
    request: &Request,
    status: u16,
    headers: &[Line],
) -> Outcome {
    let view = cors_runtime::Request::new(request.method.as_bytes(), path.as_bytes())
        .origin(request.origin.as_deref())
        .requested_method(request.requested_method.as_deref())
        .requested_headers(request.requested_headers.as_deref());
    let decision = policy.decide(&view);
    let answered = decision.answer().map(|answer| answer.status);
    let mut response = Response {
        lines: if answered.is_some() { Vec::new() } else { headers.to_vec() },
        edits: 0,
    };
    let echo = Echo {
        origin: request.origin.clone().filter(|_| decision.echoes_origin()),
        requested_headers: request.requested_headers.clone(),
    };
    decision.apply(answered.unwrap_or(status), &echo, &mut response);
    assert!(response.edits <= decision.max_edits(), "max_edits is too low for {decision:?}");
    Outcome { answered, headers: response.lines }
}

/// A response's header fields as lines, in order.
struct Response {
    lines: Vec<Line>,
    edits: usize,
}

impl ResponseHeaders<'static> for Response {
    type Value = Vec<u8>;

    fn value(text: &'static str) -> Vec<u8> {
        text.as_bytes().to_vec()
    }

    fn edit(&mut self, edit: Edit<'static, Vec<u8>>) {
        self.edits += 1;
        let name = edit.field.name();
        let own = self.lines.iter_mut().find(|(it, _)| it.eq_ignore_ascii_case(name));
        match (edit.how, own) {
            (How::Replace, _) => unreachable!("these policies have no URL Rewrite rules"),
            (How::SetIfAbsent, Some(_)) => {}
            (How::Join, Some((_, value))) => {
                value.push(b',');
                value.extend(edit.value);
            }
            (How::SetIfAbsent | How::Append | How::Join, _) => {
                self.lines.push((name.to_owned(), edit.value));
            }
        }
    }
}
