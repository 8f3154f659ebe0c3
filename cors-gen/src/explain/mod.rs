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

/// What is sent to a request, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Explanation {
    /// Who answers: [`AnsweredBy::name`](cors_runtime::AnsweredBy::name).
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
    /// Which part of the configuration it is. It is not part of the JSON form.
    #[cfg_attr(feature = "json", serde(skip))]
    pub reason: Reason,
}
