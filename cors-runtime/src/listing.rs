//! What the CORS module found about an origin.

use crate::policy::OriginRule;

/// How the rules of `<cors>` stand to the origin of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Listing<'p> {
    /// Nobody asked: there is no `Origin` (CM-3), no `<cors>` for the path, or something answers before the CORS module.
    NotAsked,
    /// This rule, the most specific one, allows it (CM-14).
    Allowed(&'p OriginRule<'p>),
    /// No rule lists it, and the service allows it at run time, like the origins of this rule: [`Template`](crate::Template).
    AllowedAtRunTime(&'p OriginRule<'p>),
    /// This rule, the most specific one, has `allowed="false"` (CM-17).
    Denied(&'p OriginRule<'p>),
    /// No rule lists it (CM-17).
    Unlisted,
}

impl<'p> Listing<'p> {
    /// The rule whose header fields the origin gets; `None` when it gets none.
    #[must_use]
    pub const fn allowing(self) -> Option<&'p OriginRule<'p>> {
        match self {
            Self::Allowed(rule) | Self::AllowedAtRunTime(rule) => Some(rule),
            Self::NotAsked | Self::Denied(_) | Self::Unlisted => None,
        }
    }

    /// The name in reports: `not-asked`, `allowed`, `allowed-at-run-time`, `denied`, `unlisted`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotAsked => "not-asked",
            Self::Allowed(_) => "allowed",
            Self::AllowedAtRunTime(_) => "allowed-at-run-time",
            Self::Denied(_) => "denied",
            Self::Unlisted => "unlisted",
        }
    }
}
