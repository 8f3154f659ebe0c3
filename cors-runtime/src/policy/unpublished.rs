//! What nobody has published about the CORS module, where another behaviour than the usual one is thinkable.

use crate::answer::AnsweredBy;
use crate::listing::Listing;
use crate::response::How;

/// Which responses have `Vary: Origin`, where the rules are others than a lone `*` (CM-16).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Vary {
    /// All responses under the section.
    #[default]
    Section,
    /// Those to requests with an `Origin` that the CORS module sees: not what something before it answers.
    Cors,
    /// Those to an origin that a rule allows: where `Access-Control-Allow-Origin` is sent.
    Matched,
    /// None.
    Never,
}

impl Vary {
    pub(super) const fn is_sent(self, listing: Listing<'_>) -> bool {
        match self {
            Self::Section => true,
            Self::Cors => !matches!(listing, Listing::NotAsked),
            Self::Matched => listing.allowing().is_some(),
            Self::Never => false,
        }
    }
}

/// Who answers the preflight of an origin that no rule allows, where unlisted origins do not fail (CM-17).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum UnlistedPreflight {
    /// The next that gets it, as with any OPTIONS request.
    #[default]
    Next,
    /// The CORS module, with 204 and no `Access-Control` header.
    Answered,
    /// The CORS module, with 403.
    Forbidden,
}

impl UnlistedPreflight {
    pub(crate) const fn answered_by(self) -> AnsweredBy {
        match self {
            Self::Next => AnsweredBy::Application,
            Self::Answered => AnsweredBy::Cors,
            Self::Forbidden => AnsweredBy::CorsForbidden,
        }
    }
}

/// What is sent where the application sets `Access-Control-Allow-Origin` or `Access-Control-Allow-Credentials` and the CORS module
/// does too (CM-18).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum BothSet {
    /// The application's lines.
    #[default]
    Application,
    /// The module's line.
    Module,
    /// The application's lines and the module's.
    Both,
}

impl BothSet {
    pub(crate) const fn how(self) -> How {
        match self {
            Self::Application => How::SetIfAbsent,
            Self::Module => How::Replace,
            Self::Both => How::Append,
        }
    }
}

/// Whether the application's errors, responses with a status from 400 on, have the header fields of the CORS module (CM-19).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum OnErrors {
    /// They have them, as any other response.
    #[default]
    Sent,
    /// They have none of them, `Vary` neither.
    LeftOut,
}
