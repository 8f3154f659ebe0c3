//! What the user wants of kinds of findings: `--allow`, `--warn` and `--deny`.

use std::fmt;

use super::{Code, Severity};

/// What the user wants of findings of a kind, wherever they are. The order is that of strictness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Live with them: a warning or a note is silenced; an error becomes a warning that says what follows
    /// ([`Code::if_allowed`]).
    Allow,
    /// Be warned of them: a note becomes a warning, and so does an error, with what follows.
    Warn,
    /// Have none of them: they are errors, and there is no policy.
    Deny,
}

impl Level {
    /// `allow`, `warn` or `deny`, as the options of the command are called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}

/// The levels of one place where they are said, such as a command line.
///
/// Where a code has several, the strictest counts, whatever their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels(Vec<(Code, Level)>);

/// An error that nobody can live with: there is nothing that a policy could do in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CannotBeAllowed(pub Code);

impl fmt::Display for CannotBeAllowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}) cannot be allowed", self.0, self.0.name())
    }
}

impl std::error::Error for CannotBeAllowed {}

impl Levels {
    /// These codes allowed. Those that cannot be are passed over.
    #[must_use]
    pub fn allowing(codes: impl IntoIterator<Item = Code>) -> Self {
        let mut levels = Self::default();
        for code in codes {
            let _ = levels.set(code, Level::Allow);
        }
        levels
    }

    /// Says what is wanted of a kind of findings.
    ///
    /// # Errors
    ///
    /// When errors of this kind cannot be allowed, and the level is another than [`Level::Deny`].
    pub fn set(&mut self, code: Code, level: Level) -> Result<(), CannotBeAllowed> {
        let is_final = code.severity() == Severity::Error && code.if_allowed().is_none();
        if is_final && level != Level::Deny {
            return Err(CannotBeAllowed(code));
        }
        self.0.push((code, level));
        Ok(())
    }

    /// What is wanted of a kind of findings; `None` where nothing is said.
    #[must_use]
    pub fn of(&self, code: Code) -> Option<Level> {
        self.0.iter().filter(|(of, _)| *of == code).map(|(_, level)| *level).max()
    }

    /// These levels, and those of `below` for codes that these say nothing of.
    #[must_use]
    pub fn over(mut self, below: Self) -> Self {
        let below: Vec<_> =
            below.0.into_iter().filter(|(code, _)| self.of(*code).is_none()).collect();
        self.0.extend(below);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strictest_counts_and_the_nearest_place_before_that() {
        let levels = |said: &[(Code, Level)]| {
            let mut levels = Levels::default();
            for (code, level) in said {
                levels.set(*code, *level).expect("allowed");
            }
            levels
        };
        let own = levels(&[(Code::NullOrigin, Level::Deny), (Code::NullOrigin, Level::Allow)]);
        let below = levels(&[(Code::NullOrigin, Level::Warn), (Code::BadOrigin, Level::Allow)]);
        for (levels, code, level) in [
            (own.clone(), Code::NullOrigin, Some(Level::Deny)),
            (own.clone(), Code::BadOrigin, None),
            (own.over(below), Code::BadOrigin, Some(Level::Allow)),
            (levels(&[]), Code::NullOrigin, None),
        ] {
            assert_eq!(levels.of(code), level, "{code}");
        }
    }

    #[test]
    fn what_nothing_can_be_done_in_place_of_is_not_allowed() {
        let mut levels = Levels::default();
        let refused = Err(CannotBeAllowed(Code::NotXml));
        assert_eq!(levels.set(Code::NotXml, Level::Allow), refused);
        assert_eq!(levels.set(Code::NotXml, Level::Warn), refused);
        assert_eq!(levels.set(Code::NotXml, Level::Deny), Ok(()));
        assert_eq!(CannotBeAllowed(Code::NotXml).to_string(), "CG001 (not-xml) cannot be allowed");
    }
}
