//! What becomes of each section of a configuration: the list that `check` counts.

use std::borrow::Cow;

use crate::source::Span;

/// What becomes of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Disposition {
    /// The policy does what it says.
    Carried,
    /// A Rust service does what it says by itself.
    Satisfied,
    /// The service has to do what it says, or the proxy in front of it.
    Yours,
    /// It does nothing for a response: on IIS neither, or only about how .NET runs.
    WithoutEffect,
    /// A section that nobody knows: nothing of it is carried.
    Unknown,
}

impl Disposition {
    /// Every disposition, in the order in which they are counted.
    pub const ALL: [Self; 5] =
        [Self::Carried, Self::Satisfied, Self::Yours, Self::WithoutEffect, Self::Unknown];

    /// `carried`, `satisfied`, `yours`, `without effect` or `unknown`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Carried => "carried",
            Self::Satisfied => "satisfied",
            Self::Yours => "yours",
            Self::WithoutEffect => "without effect",
            Self::Unknown => "unknown",
        }
    }
}

/// A section that says something, at one of the places where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The path of the section below `configuration`, as `system.webServer/security/ipSecurity`; of an attribute that counts
    /// by itself with `@` before its name. As it is written in the file, so it may hold anything.
    pub section: Cow<'static, str>,
    /// The start tag, or the attribute.
    pub span: Span,
    /// What becomes of it.
    pub disposition: Disposition,
    /// Why; empty where the disposition says all.
    pub why: &'static str,
    /// What to do in the service; empty where there is nothing to do.
    pub todo: &'static str,
}

/// The number of entries of each disposition that there is: `3 settings: 2 carried, 1 yours`; `None` for no entries.
#[must_use]
pub fn summary<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Option<String> {
    let dispositions: Vec<_> = entries.into_iter().map(|entry| entry.disposition).collect();
    let of_one = |one: &Disposition| dispositions.iter().filter(|it| *it == one).count();
    let counts = Disposition::ALL.iter().map(|one| (of_one(one), one.name()));
    let counts = counts.filter(|(number, _)| *number > 0);
    let counts: Vec<_> = counts.map(|(number, name)| format!("{number} {name}")).collect();
    let plural = if dispositions.len() == 1 { "" } else { "s" };
    (!counts.is_empty())
        .then(|| format!("{} setting{plural}: {}", dispositions.len(), counts.join(", ")))
}
