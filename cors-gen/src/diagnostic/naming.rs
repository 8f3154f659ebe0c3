//! Codes as people name them, by id or by name.

use std::fmt;
use std::str::FromStr;

use super::Code;
use crate::spelling::is_near;

impl Code {
    /// The codes that a text may stand for: a slip in a name, a part of one, or a number without its zeros.
    pub fn like(text: &str) -> impl Iterator<Item = Self> {
        let text = text.to_ascii_lowercase();
        let number = text.trim_start_matches("cg").trim_start_matches(['-', '_', ' ']);
        let number: Option<u16> = number.parse().ok();
        Self::ALL.iter().copied().filter(move |code| {
            let name = code.name();
            let is_part = text.len() > 2 && name.contains(&text);
            is_near(&text, name)
                || is_part
                || number.is_some_and(|number| format!("CG{number:03}") == code.id())
        })
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A text that names no [`Code`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseCodeError(String);

impl fmt::Display for ParseCodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no code; codes look like CG031 or wildcard-with-credentials", self.0)
    }
}

impl std::error::Error for ParseCodeError {}

impl FromStr for Code {
    type Err = ParseCodeError;

    fn from_str(text: &str) -> Result<Self, ParseCodeError> {
        let is_it = |code: &&Self| code.id().eq_ignore_ascii_case(text) || code.name() == text;
        Self::ALL.iter().find(is_it).copied().ok_or_else(|| ParseCodeError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_found() {
        for (text, codes) in [
            ("cg33", &[Code::NullOrigin][..]),
            ("CG-033", &[Code::NullOrigin]),
            ("Null-Origin", &[Code::NullOrigin]),
            ("nul-origin", &[Code::NullOrigin]),
            ("negative", &[Code::NegativeMaxAge]),
            ("CG999", &[]),
            ("", &[]),
            ("CG", &[]),
        ] {
            assert_eq!(Code::like(text).collect::<Vec<_>>(), codes, "{text}");
        }
    }
}
