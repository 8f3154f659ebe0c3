//! The effective `<cors>`.

use super::section::{Laying, Section, set};
use crate::config::{self, List, OriginRule};
use crate::source::{Span, Spanned};

/// The effective `<cors>`.
#[derive(Debug, Clone, Default)]
pub struct Cors {
    /// The start tag of the deepest section; `None` when no level has one.
    pub tag: Option<Span>,
    /// `enabled`; `None` when no level says.
    pub enabled: Option<Spanned<bool>>,
    /// `failUnlistedOrigins`; `None` when no level says.
    pub fail_unlisted_origins: Option<Spanned<bool>>,
    /// The rules, no two of the same origin.
    pub rules: List<OriginRule>,
}

impl Section for Cors {
    type Written = config::Cors;

    fn lay(&mut self, written: &config::Cors, laying: &mut Laying<'_>) {
        self.tag = Some(written.tag);
        set(&mut self.enabled, written.enabled);
        set(&mut self.fail_unlisted_origins, written.fail_unlisted_origins);
        laying.list(&mut self.rules, &written.rules);
    }
}
