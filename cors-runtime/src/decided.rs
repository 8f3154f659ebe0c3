//! Who decided about a request, for logs and for other layers.

use core::fmt;

use crate::answer::AnsweredBy;
use crate::decision::Decision;
use crate::filtering::Refusal;
use crate::listing::Listing;

/// What was decided about a request and why, small enough to be copied into the extensions of a response.
///
/// Its `Display` is one line for a log, safe to print: `403 by cors-forbidden (CM-17), origin unlisted, scope api`.
#[derive(Debug, Clone, Copy)]
pub struct Decided(Decision<'static>);

impl From<&Decision<'static>> for Decided {
    fn from(decision: &Decision<'static>) -> Self {
        Self(*decision)
    }
}

impl Decided {
    /// Who answered.
    #[must_use]
    pub const fn answered_by(&self) -> AnsweredBy {
        self.0.answered_by()
    }

    /// The status of the policy's own answer; `None` when the application answered.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.answer().map(|answer| answer.status)
    }

    /// The path of the scope that counted; empty for the root.
    #[must_use]
    pub const fn scope(&self) -> &'static str {
        self.0.scope().path()
    }

    /// What the CORS module found about the origin, with the rule.
    #[must_use]
    pub const fn listing(&self) -> Listing<'static> {
        self.0.listing()
    }

    /// Why request filtering refused the request; `None` when it did not.
    #[must_use]
    pub const fn refusal(&self) -> Option<Refusal> {
        self.0.refusal()
    }

    /// The name of the header field that request filtering found too long; `None` in all other cases.
    #[must_use]
    pub fn refused_header(&self) -> Option<&'static str> {
        let Some(Refusal::Header(at)) = self.refusal() else { return None };
        let (name, _) = self.0.scope().parts().filtering?.parts().header_limits.get(at)?;
        Some(name.as_written())
    }

    /// The position of the inbound rule of URL Rewrite, or of `<httpRedirect>`, that answered; `None` when none did.
    #[must_use]
    pub const fn inbound_rule(&self) -> Option<usize> {
        self.0.inbound_position()
    }

    /// The row of `docs/iis-behaviour.md` that says why: [`Decision::row`].
    #[must_use]
    pub const fn row(&self) -> Option<&'static str> {
        self.0.row()
    }
}

impl fmt::Display for Decided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status() {
            Some(status) => write!(f, "{status} by {}", self.answered_by().name())?,
            None => f.write_str(self.answered_by().name())?,
        }
        if let Some(row) = self.row() {
            write!(f, " ({row})")?;
        }
        if let Some(name) = self.refused_header() {
            write!(f, ", header {name}")?;
        }
        match self.listing() {
            Listing::NotAsked => {}
            Listing::Unlisted => f.write_str(", origin unlisted")?,
            listing @ (Listing::Allowed(rule)
            | Listing::AllowedAtRunTime(rule)
            | Listing::Denied(rule)) => write!(f, ", origin {} by {rule}", listing.name())?,
        }
        if !self.scope().is_empty() {
            write!(f, ", scope {}", self.scope().escape_debug())?;
        }
        Ok(())
    }
}
