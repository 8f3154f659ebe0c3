//! What the tool has to say about a configuration, as plain data.
//!
//! Stages report into a [`Bag`] and go on, so that one run shows all that a stage finds; [`Bag::has_errors`] between
//! stages keeps a later one from building on a broken earlier one. Renderers live in [`report`](crate::report).

mod bag;
mod bounded;
mod code;
mod exception;
mod fix;
mod level;
mod naming;

use std::borrow::Cow;

use self::bounded::bounded;
pub use bag::{Bag, Findings, Silenced, SilencedBy};
pub use code::Code;
pub use exception::Exception;
pub use fix::{Change, Fix};
pub use level::{CannotBeAllowed, Level, Levels};
pub use naming::ParseCodeError;

use crate::source::Span;

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know; nothing to do.
    Note,
    /// The policy is made, but it may not do what its author believes.
    Warning,
    /// No policy is made.
    Error,
}

impl Severity {
    /// `note`, `warning` or `error`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One finding.
///
/// What its texts quote of a configuration is cut after 100 characters, and a text has 1001 at most, whatever the methods
/// are given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of finding it is; people search for it and pass it to `--allow`.
    pub code: Code,
    /// How much it matters here.
    pub severity: Severity,
    /// One sentence without a full stop: what is wrong. It is the whole of the message where only one line fits.
    pub message: String,
    /// The place it is about.
    pub span: Span,
    /// What to say right at the place, in a few words; empty for nothing.
    pub label: Cow<'static, str>,
    /// Other places that have to do with it, each with a few words.
    pub related: Vec<(Span, Cow<'static, str>)>,
    /// What to do, a sentence each.
    pub help: Vec<Cow<'static, str>>,
    /// What a program can do about it.
    pub fix: Option<Box<Fix>>,
}

impl Diagnostic {
    /// A finding at `span`, of the severity that its code has by default.
    #[must_use]
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: bounded(Cow::Owned(message.into())).into_owned(),
            span,
            label: Cow::Borrowed(""),
            related: Vec::new(),
            help: Vec::new(),
            fix: None,
        }
    }

    /// Sets another severity than the code's own.
    #[must_use]
    pub const fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Sets what to say right at the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<Cow<'static, str>>) -> Self {
        self.label = bounded(label.into());
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<Cow<'static, str>>) -> Self {
        self.related.push((span, bounded(label.into())));
        self
    }

    /// Adds something to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help.push(bounded(help.into()));
        self
    }

    /// Sets what a program can do about it.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fix = fix.into().map(Box::new);
        self
    }

    /// What findings are ordered by: their places, the more severe first where they share one.
    pub(crate) const fn order(&self) -> (Span, std::cmp::Reverse<Severity>, Code) {
        (self.span.at_start(), std::cmp::Reverse(self.severity), self.code)
    }
}
