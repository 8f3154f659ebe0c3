//! Where stages put their findings.

use std::collections::HashSet;
use std::sync::Arc;

use super::exception::Exceptions;
use super::{Code, Diagnostic, Exception, Level, Levels, Severity};
use crate::sorting::sort_by;
use crate::source::Span;

/// The findings of a run, with what the user has chosen to live with.
#[derive(Debug, Clone, Default)]
pub struct Bag {
    shown: Vec<Diagnostic>,
    silenced: Vec<Silenced>,
    seen: HashSet<(Code, Span, String)>,
    levels: Levels,
    exceptions: Exceptions,
}

/// What is left of the findings of a run for people to see, and what is not, each in the order of the places, the more
/// severe first where they share one.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// The findings.
    pub shown: Vec<Diagnostic>,
    /// Those that the user chose to live with.
    pub silenced: Vec<Silenced>,
}

/// A finding that the user chose to live with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silenced {
    /// The finding. An error is a warning that says what follows.
    pub finding: Diagnostic,
    /// What silences it.
    pub by: SilencedBy,
}

/// What silences a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SilencedBy {
    /// An exception that a file makes in a comment.
    Exception {
        /// The comment.
        place: Span,
        /// Why; empty where nobody says, and cut where it is long.
        reason: Arc<str>,
    },
    /// [`Level::Allow`] for all of its kind.
    Level,
}

impl Bag {
    /// A bag in which findings are as severe as the user wants them.
    #[must_use]
    pub fn with(levels: Levels) -> Self {
        Self { levels, ..Self::default() }
    }

    /// Takes the exceptions that a file makes, outer ones first. They hold for findings that come after.
    pub(crate) fn except(&mut self, exceptions: Vec<Exception>) {
        self.exceptions.add(exceptions);
    }

    /// Says that the files which come now are around the configuration: exceptions in them that no finding came of are
    /// for other sites.
    pub(crate) const fn shared_from_here(&mut self) {
        self.exceptions.shared_from_here();
    }

    /// Adds a finding. An error that may be allowed gets the way to do so as its last help.
    ///
    /// What several paths inherit is found once for each of them and told once.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.seen.insert((diagnostic.code, diagnostic.span, diagnostic.message.clone())) {
            self.judge(diagnostic);
        }
    }

    /// Adds findings, one after the other.
    pub(crate) fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }

    /// Shows a finding or silences it.
    fn judge(&mut self, mut finding: Diagnostic) {
        let code = finding.code;
        let level = self.levels.of(code);
        let is_error = finding.severity == Severity::Error;
        let exception = self.exceptions.take(&finding);
        let by = exception.map(|exception| (exception.place, exception.reason.clone()));
        match (code.if_allowed().filter(|_| is_error), by) {
            (None, Some((place, _))) if is_error => {
                self.push(refused(place, &finding));
                self.shown.push(finding);
            }
            (consequence, Some((place, reason))) => {
                if let Some(consequence) = consequence {
                    finding.severity = Severity::Warning;
                    finding = finding.help(format!("allowed by an exception: {consequence}"));
                }
                self.silence(finding, SilencedBy::Exception { place, reason });
            }
            (Some(consequence), None) => {
                self.shown.push(match level {
                    Some(level @ (Level::Allow | Level::Warn)) => {
                        finding.severity = Severity::Warning;
                        let option = level.name();
                        finding.help(format!("allowed by `--{option} {code}`: {consequence}"))
                    }
                    Some(Level::Deny) => finding,
                    None => finding.help(format!("or pass `--allow {code}`: {consequence}")),
                });
            }
            (None, None) if level == Some(Level::Allow) && !is_error => {
                self.silence(finding, SilencedBy::Level);
            }
            (None, None) => self.shown.push(finding),
        }
    }

    fn silence(&mut self, finding: Diagnostic, by: SilencedBy) {
        self.silenced.push(Silenced { finding, by });
    }

    /// The findings so far, silenced ones too.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.shown.iter().chain(self.silenced.iter().map(|silenced| &silenced.finding))
    }

    /// Whether any finding so far is an error. What a level of the user's makes one is none before the
    /// [end](Self::finish): stages go on after it.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    /// The number of errors so far.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.shown.iter().filter(|d| d.severity == Severity::Error).count()
    }

    /// All findings, as severe as the user wants them.
    ///
    /// `is_whole` says whether the run came to its end: only then is an exception known to be for nothing.
    #[must_use]
    pub fn finish(mut self, is_whole: bool) -> Findings {
        if is_whole && !self.has_errors() {
            let unused = self.exceptions.unused(|code| code != Code::UnusedException);
            self.extend(unused);
            // One for such findings is looked at when there are all of them.
            let unused = self.exceptions.unused(|code| code == Code::UnusedException);
            self.shown.extend(unused);
        }
        let Self { mut shown, mut silenced, levels, .. } = self;
        for finding in &mut shown {
            raise(finding, &levels);
        }
        sort_by(&mut shown, |a, b| a.order().cmp(&b.order()));
        sort_by(&mut silenced, |a, b| a.finding.order().cmp(&b.finding.order()));
        Findings { shown, silenced }
    }
}

/// Makes a finding as severe as the user wants it at least.
fn raise(finding: &mut Diagnostic, levels: &Levels) {
    let code = finding.code;
    match levels.of(code) {
        Some(Level::Warn) if finding.severity == Severity::Note => {
            finding.severity = Severity::Warning;
        }
        Some(Level::Deny) if finding.severity < Severity::Error => {
            finding.severity = Severity::Error;
            finding.help.push(format!("denied by `--deny {code}`").into());
        }
        _ => {}
    }
}

fn refused(exception: Span, error: &Diagnostic) -> Diagnostic {
    let (id, name) = (error.code.id(), error.code.name());
    let message = format!("{id} ({name}) cannot be allowed here: the error stays");
    Diagnostic::new(Code::ExceptionRefused, exception, message)
        .related(error.span, "this error")
        .help("mend what it is about, and remove the exception")
}
