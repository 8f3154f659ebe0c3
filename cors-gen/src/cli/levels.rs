//! `--allow`, `--warn` and `--deny`. The doc comments are the help.

use crate::diagnostic::{Code, Level, Levels, ParseCodeError, Severity};

#[derive(Debug, Clone, clap::Args)]
pub(super) struct LevelArgs {
    /// Live with findings of this kind (repeatable): warnings and notes are silenced, errors become warnings; `cors-gen rule
    /// CODE` says what happens instead
    ///
    /// Of --allow, --warn and --deny for one code the strictest counts. For one place instead of all write a comment before
    /// the element, which goes before these options: <!-- cors-gen: allow CG033: why -->
    #[arg(long, value_name = "CODE", value_parser = allowable)]
    pub(super) allow: Vec<Code>,
    /// Warn of findings of this kind (repeatable): notes become warnings, and so do errors that can be allowed
    #[arg(long, value_name = "CODE", value_parser = allowable)]
    pub(super) warn: Vec<Code>,
    /// Fail with findings of this kind, which become errors (repeatable), or with any of a severity: note, warning or error
    ///
    /// The least severity of several counts.
    #[arg(long, value_name = "CODE|SEVERITY", value_parser = denied)]
    pub(super) deny: Vec<Denied>,
}

impl LevelArgs {
    /// What is said of kinds of findings.
    pub(super) fn of_kinds(&self) -> Levels {
        let mut levels = Levels::default();
        let allowed = self.allow.iter().map(|code| (*code, Level::Allow));
        let warned = self.warn.iter().map(|code| (*code, Level::Warn));
        let denied = self.deny.iter().filter_map(|denied| match denied {
            Denied::Code(code) => Some((*code, Level::Deny)),
            Denied::Severity(_) => None,
        });
        for (code, level) in allowed.chain(warned).chain(denied) {
            // That it can be allowed was seen when the argument was read.
            let _ = levels.set(code, level);
        }
        levels
    }

    /// The least severity that fails; `None` where none is named.
    pub(super) fn deny_from(&self) -> Option<Severity> {
        let severities = self.deny.iter().filter_map(|denied| match denied {
            Denied::Severity(severity) => Some(*severity),
            Denied::Code(_) => None,
        });
        severities.min()
    }
}

/// What is not to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Denied {
    Code(Code),
    Severity(Severity),
}

fn allowable(text: &str) -> Result<Code, String> {
    let code = code(text)?;
    Levels::default().set(code, Level::Allow).map_err(|error| error.to_string())?;
    Ok(code)
}

fn denied(text: &str) -> Result<Denied, String> {
    let severities = [Severity::Note, Severity::Warning, Severity::Error];
    match severities.into_iter().find(|severity| severity.name() == text) {
        Some(severity) => Ok(Denied::Severity(severity)),
        None => code(text)
            .map(Denied::Code)
            .map_err(|error| format!("{error}; severities are note, warning and error")),
    }
}

fn code(text: &str) -> Result<Code, String> {
    text.parse().map_err(|error: ParseCodeError| match Code::like(text).next() {
        Some(near) => format!("there is no code `{text}`; did you mean {near} ({})?", near.name()),
        None => error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_cannot_be_allowed_are_refused() {
        assert_eq!(allowable("CG031"), Ok(Code::WildcardWithCredentials));
        assert_eq!(allowable("wildcard-with-credentials"), Ok(Code::WildcardWithCredentials));
        assert_eq!(allowable("CG001"), Err("CG001 (not-xml) cannot be allowed".to_owned()));
        assert_eq!(allowable("CG033"), Ok(Code::NullOrigin));
        assert!(allowable("CG999").is_err_and(|message| message.contains("is no code")));
        assert!(allowable("nul-origin").is_err_and(|it| it.contains("mean CG033 (null-origin)?")));
    }

    #[test]
    fn codes_and_severities_are_denied() {
        assert_eq!(denied("warning"), Ok(Denied::Severity(Severity::Warning)));
        assert_eq!(denied("CG001"), Ok(Denied::Code(Code::NotXml)));
        assert!(
            denied("warnings").is_err_and(|message| message.contains("note, warning and error"))
        );
    }
}
