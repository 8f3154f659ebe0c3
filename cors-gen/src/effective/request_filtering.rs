//! The effective `<requestFiltering>`.

use super::section::{Laying, Section, set};
use crate::config::{self, List, VerbEntry};
use crate::source::Spanned;

/// The effective `<requestFiltering>`.
#[derive(Debug, Clone, Default)]
pub struct RequestFiltering {
    /// `<verbs>`.
    pub verbs: Verbs,
}

/// The effective `<verbs>`.
#[derive(Debug, Clone, Default)]
pub struct Verbs {
    /// `allowUnlisted`; `None` when no level says.
    pub allow_unlisted: Option<Spanned<bool>>,
    /// The verbs listed.
    pub entries: List<VerbEntry>,
}

impl Section for RequestFiltering {
    type Written = config::RequestFiltering;

    fn lay(&mut self, written: &config::RequestFiltering, laying: &mut Laying<'_>) {
        if let Some(verbs) = &written.verbs {
            set(&mut self.verbs.allow_unlisted, verbs.allow_unlisted);
            laying.list(&mut self.verbs.entries, &verbs.entries);
        }
    }
}
