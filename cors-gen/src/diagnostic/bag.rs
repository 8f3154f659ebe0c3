//! Where stages put their findings.

use std::collections::HashSet;

use super::{Code, Diagnostic, Severity};
use crate::source::Span;

/// The findings of a run, with the codes that the user has chosen to live with.
#[derive(Debug, Clone, Default)]
pub struct Bag {
    diagnostics: Vec<Diagnostic>,
    seen: HashSet<(Code, Span, String)>,
    allowed: Vec<Code>,
}

impl Bag {
    /// A bag in which findings of the `allowed` codes are no errors but warnings that name the consequence.
    #[must_use]
    pub fn allowing(allowed: Vec<Code>) -> Self {
        Self { allowed, ..Self::default() }
    }

    /// Adds a finding. An error that may be allowed gets the way to do so as its last help.
    ///
    /// What several paths inherit is found once for each of them and told once.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        if !self.seen.insert((diagnostic.code, diagnostic.span, diagnostic.message.clone())) {
            return;
        }
        if let (Severity::Error, Some(consequence)) =
            (diagnostic.severity, diagnostic.code.if_allowed())
        {
            let code = diagnostic.code;
            diagnostic = if self.allowed.contains(&code) {
                diagnostic.severity = Severity::Warning;
                diagnostic.help(format!("allowed by `--allow {code}`: {consequence}"))
            } else {
                diagnostic.help(format!("or pass `--allow {code}`: {consequence}"))
            };
        }
        self.diagnostics.push(diagnostic);
    }

    /// Adds findings, one after the other.
    pub(crate) fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }

    /// The findings so far, in the order in which they were found.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter()
    }

    /// Whether any finding so far is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    /// The number of errors so far.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|d| d.severity == Severity::Error).count()
    }

    /// The findings in the order of their places, the more severe first where they share one.
    #[must_use]
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        let mut diagnostics = self.diagnostics;
        diagnostics
            .sort_by_key(|d| (d.span.file, d.span.start, std::cmp::Reverse(d.severity), d.code));
        diagnostics
    }
}
