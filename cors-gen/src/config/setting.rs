//! A section that says something, and what is to be said of it: rows of the table give verdicts, `lint` reports them.

use std::borrow::Cow;

use crate::diagnostic::{Code, Severity};
use crate::inventory::Disposition;
use crate::source::Span;

/// A section that says something, at the place where it stands.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The path below `configuration`.
    pub section: Cow<'static, str>,
    /// The start tag.
    pub place: Span,
    /// All of it, its content too.
    pub whole: Span,
    /// What is to be said of it.
    pub verdict: &'static Verdict,
    /// Whether it is for all sites of a server, whose stock file has much that nobody chose.
    pub of_server: bool,
}

/// What is to be said of a section, whatever else the configuration has.
#[derive(Debug)]
pub struct Verdict {
    /// What becomes of it.
    pub disposition: Disposition,
    /// Why; empty where the disposition says all.
    pub why: &'static str,
    /// What to do in the service; empty where there is nothing to do.
    pub todo: &'static str,
    /// Which part of IIS acts on it.
    pub acts: Acts,
    /// What is reported.
    pub findings: &'static [Finding],
    /// What else rests on it.
    pub fact: Option<Fact>,
}

/// Which part of IIS acts on a section: not all do behind the ASP.NET Core module (OP-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acts {
    /// One that acts for every request.
    Always,
    /// One that the ASP.NET Core module goes past: that of errors, of static files, or of managed code.
    NotBehindCore,
}

/// What findings about other things rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// ASP.NET runs the application.
    Managed,
    /// ASP.NET sends no `Cache-Control` of its own (AN-1).
    NoCacheControl,
}

/// A finding at a section.
#[derive(Debug)]
pub struct Finding {
    /// Its code.
    pub code: Code,
    /// Its severity.
    pub severity: Severity,
    /// Where it holds.
    pub when: When,
    /// One sentence: what is wrong.
    pub message: &'static str,
    /// What to say at the place.
    pub label: &'static str,
    /// What to do.
    pub help: &'static str,
}

/// Where a finding holds: what the policy of the site has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// Where somebody wrote it for the site: the stock file of a server has it for all.
    OfSite,
    /// Where anything answers with CORS headers.
    Cors,
    /// Where nothing does.
    NoCors,
    /// Where headers alone do, so that preflights go on to what comes later.
    CorsByHeaders,
    /// Where CORS lets credentials pass.
    Credentials,
}

impl Verdict {
    /// The policy does what the section says.
    pub(super) const fn carried() -> Self {
        Self::of(Disposition::Carried, "", "")
    }

    /// A service does it by itself, and why.
    pub(super) const fn satisfied(why: &'static str) -> Self {
        Self::of(Disposition::Satisfied, why, "")
    }

    /// The service has to do it, and how.
    pub(super) const fn yours(todo: &'static str) -> Self {
        Self::of(Disposition::Yours, "", todo)
    }

    /// It does nothing for a response, and why.
    pub(super) const fn without_effect(why: &'static str) -> Self {
        Self::of(Disposition::WithoutEffect, why, "")
    }

    /// Nobody knows what it does.
    pub(super) const fn unknown() -> Self {
        let todo =
            "find out what reads it, and let the service do that if a client sees anything of it";
        Self::of(Disposition::Unknown, "no section of IIS or .NET that is known here", todo)
    }

    const fn of(disposition: Disposition, why: &'static str, todo: &'static str) -> Self {
        Self { disposition, why, todo, acts: Acts::Always, findings: &[], fact: None }
    }

    /// The same of a section that does nothing behind the ASP.NET Core module (OP-10).
    pub(super) const fn not_behind_core(self) -> Self {
        Self { acts: Acts::NotBehindCore, ..self }
    }

    /// The same with findings.
    pub(super) const fn tells(self, findings: &'static [Finding]) -> Self {
        Self { findings, ..self }
    }

    /// The same with something that rests on it.
    pub(super) const fn fact(self, fact: Fact) -> Self {
        Self { fact: Some(fact), ..self }
    }

    /// Whether it may give a finding that matters more than a note.
    #[cfg(feature = "format")]
    pub(super) fn may_warn(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity > Severity::Note)
    }
}
