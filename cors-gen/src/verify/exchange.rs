//! A request and what came back.

use crate::explain::RequestSpec;

/// What came back, without its body.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// One entry for each line, in the order of the lines of a field; fields may stand in any order.
    pub(crate) headers: Vec<(String, String)>,
}

impl Response {
    /// The values of the lines of a field; letter case of its name does not count.
    pub(crate) fn lines(&self, name: &str) -> Vec<String> {
        let lines = self.headers.iter().filter(|(given, _)| given.eq_ignore_ascii_case(name));
        lines.map(|(_, value)| value.clone()).collect()
    }
}

/// A request and what came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exchange {
    /// The request as the policy sees it: the target is a URL, whose path is the one in the application.
    pub(crate) request: RequestSpec,
    /// The URL that was asked for.
    pub(crate) url: String,
    /// `None` where the connection was closed without a response.
    pub(crate) response: Option<Response>,
}

/// Header fields that are sent with every request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Extras {
    /// Those that the user gave: secrets.
    pub(crate) secret: Vec<(String, String)>,
    /// Who asks, unless a request or the user says so.
    pub(crate) agent: Option<String>,
}

impl Extras {
    /// The request with these fields, where it has none of that name.
    pub(crate) fn with(&self, request: &RequestSpec) -> RequestSpec {
        let mut whole = request.clone();
        let new = self.secret.iter().filter(|(name, _)| request.header(name).is_none());
        whole.headers.extend(new.cloned());
        if let Some(agent) = self.agent.clone().filter(|_| whole.header("User-Agent").is_none()) {
            whole.headers.push(("User-Agent".to_owned(), agent));
        }
        whole
    }
}
