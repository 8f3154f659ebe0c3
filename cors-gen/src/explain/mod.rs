//! What is sent to a request, and which setting says so.
//!
//! Decides nothing: it asks the policy, which is the runtime's own, and finds the places of what that points to. What it says is
//! therefore what a service with the generated policy does.

mod engine;
mod human;
mod request;
#[cfg(test)]
mod tests;
mod trail;

use cors_runtime::{AnsweredBy, Reason};

pub use engine::Explainer;
pub use human::render;
#[cfg(feature = "json")]
pub use request::ParseRequestError;
pub use request::{App, RequestSpec};
pub use trail::Place;

use crate::source::Span;

/// What is sent to a request, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Explanation {
    /// Who answers: [`AnsweredBy::name`].
    pub answered_by: &'static str,
    /// The status code.
    pub status: u16,
    /// The response's header fields, names and values, one entry for each line on the wire, in order.
    pub headers: Vec<(String, String)>,
    /// The setting behind each header field that comes from the configuration, in the order of the edits.
    pub because: Vec<Because>,
    /// Whether the application answers and nobody says with which status: 200 is assumed. Without that, JSON has no such key.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "std::ops::Not::not"))]
    pub status_assumed: bool,
    /// The setting behind the answer; `None` when the application answers. It is not part of the JSON form.
    #[cfg_attr(feature = "json", serde(skip))]
    pub decided_by: Option<Place>,
    /// Who answers, as a value. It is not part of the JSON form, which has the name.
    #[cfg_attr(feature = "json", serde(skip))]
    pub by: AnsweredBy,
    /// The row of `docs/iis-behaviour.md` that says why; `None` where the request goes on and nothing is said about it. It is not part
    /// of the JSON form.
    #[cfg_attr(feature = "json", serde(skip))]
    pub row: Option<&'static str>,
}

/// The setting that a header field of the response comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Because {
    /// The name of the field, as in [`Explanation::headers`].
    pub header: String,
    /// Where the setting is: `web.config:7:13`.
    pub source: String,
    /// What is written there: a start tag or an attribute, on one line.
    pub text: String,
    /// Where the setting is, as a place in the sources. It is not part of the JSON form.
    #[cfg_attr(feature = "json", serde(skip))]
    pub span: Span,
    /// Which part of the configuration it is. It is not part of the JSON form.
    #[cfg_attr(feature = "json", serde(skip))]
    pub reason: Reason,
}

impl Explanation {
    /// The settings behind each line of [`headers`](Self::headers), in their order; none behind a line of the application's.
    #[must_use]
    pub fn behind(&self) -> Vec<Vec<&Because>> {
        let Self { headers, because, .. } = self;
        let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
        let mut used = vec![false; because.len()];
        let mut behind = Vec::with_capacity(headers.len());
        for (index, (name, _)) in headers.iter().enumerate() {
            // Lines of one name stand in the order of their reasons; the application's own come before them. The last line
            // takes what is left, which is more than one setting where they were joined.
            let later = headers[index + 1..].iter().filter(|(other, _)| same(other, name)).count();
            let left: Vec<usize> = (0..because.len())
                .filter(|&at| !used[at] && same(&because[at].header, name))
                .collect();
            let take = if later == 0 { left.len() } else { usize::from(left.len() > later) };
            left[..take].iter().for_each(|&at| used[at] = true);
            behind.push(left[..take].iter().map(|&at| &because[at]).collect());
        }
        behind
    }
}
