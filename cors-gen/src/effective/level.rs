//! Where rules about paths are.

/// Where a rule was written, as seen from the root of the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleLevel {
    /// The segments of a request's path that the rule does not see, because the rule stands that deep.
    pub skipped: usize,
    /// What the rule sees before a request's path, because it stands above the root; with a slash at its end.
    pub prefix: String,
}
