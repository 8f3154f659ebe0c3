//! Expectations in files. `CORS_GEN_BLESS=1` writes what there is now, for a person to review.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The differences between what is there and what was expected, over all files of a test.
#[derive(Debug, Default)]
pub struct Goldens {
    differences: String,
    bless: bool,
}

impl Goldens {
    /// Compares, or writes where the environment says so.
    #[must_use]
    pub fn new() -> Self {
        let bless = std::env::var_os("CORS_GEN_BLESS").is_some_and(|it| !it.is_empty());
        Self { differences: String::new(), bless }
    }

    /// Compares a text with a file. No text expects no file.
    ///
    /// # Panics
    ///
    /// When the file cannot be written.
    pub fn check(&mut self, file: &Path, text: &str) {
        let expected = fs::read_to_string(file).unwrap_or_default().replace("\r\n", "\n");
        if text == expected {
            return;
        }
        if !self.bless {
            self.fail(file, &difference(&expected, text));
        } else if text.is_empty() {
            fs::remove_file(file).expect("removed");
        } else {
            fs::write(file, text).expect("written");
        }
    }

    /// Records what is wrong with a file.
    pub fn fail(&mut self, file: &Path, message: &str) {
        let _ = writeln!(self.differences, "{}\n{message}", file.display());
    }

    /// Shows all differences at once.
    ///
    /// # Panics
    ///
    /// When there are any.
    pub fn finish(self) {
        assert!(
            self.differences.is_empty(),
            "\n{}\nIf this is as it should be, run the test again with CORS_GEN_BLESS=1 and review the changed files.",
            self.differences
        );
    }
}

/// The lines in which two texts differ, between the first and the last of them.
fn difference(expected: &str, actual: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (expected.lines().collect(), actual.lines().collect());
    let same_at_start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[same_at_start..], &new[same_at_start..]);
    let same_at_end = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let mut text = format!("  from line {}:\n", same_at_start + 1);
    for (sign, lines) in [('-', old), ('+', new)] {
        for line in &lines[..lines.len() - same_at_end] {
            let _ = writeln!(text, "  {sign} {line}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_shown() {
        assert_eq!(
            difference("a\nb\nc\nd\n", "a\nx\nd\n"),
            "  from line 2:\n  - b\n  - c\n  + x\n"
        );
        assert_eq!(difference("", "a\n"), "  from line 1:\n  + a\n");
        assert_eq!(difference("a\na\n", "a\n"), "  from line 2:\n  - a\n");
    }
}
