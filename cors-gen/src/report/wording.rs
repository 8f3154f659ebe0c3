//! Diagnostics for those who do not use the command.

use std::borrow::Cow;

use crate::diagnostic::Diagnostic;

/// The diagnostic with each option of the command in its help, such as `--site NAME`, written as `option` writes it.
///
/// `option` gets the name without hyphens, and the value if there is one. `verb` is what one does with an option, in the
/// place of `pass`.
#[must_use]
pub fn reword(
    diagnostic: &Diagnostic,
    verb: &str,
    option: impl Fn(&str, Option<&str>) -> String,
) -> Diagnostic {
    let mut diagnostic = diagnostic.clone();
    for help in &mut diagnostic.help {
        *help = Cow::Owned(reword_text(help, verb, &option));
    }
    diagnostic
}

fn reword_text(text: &str, verb: &str, option: impl Fn(&str, Option<&str>) -> String) -> String {
    let mut pieces = text.split("`--");
    let mut reworded = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let Some((words, rest)) = piece.split_once('`') else {
            reworded.extend(["`--", piece]);
            continue;
        };
        if reworded.ends_with("pass ") {
            reworded.truncate(reworded.len() - "pass ".len());
            reworded.extend([verb, " "]);
        }
        let (name, value) =
            words.split_once(' ').map_or((words, None), |(name, value)| (name, Some(value)));
        reworded.extend(["`", &option(name, value), "`", rest]);
    }
    reworded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_written_in_other_words() {
        let option = |name: &str, value: Option<&str>| format!("{name}({})", value.unwrap_or("…"));
        for (text, expected) in [
            ("or pass `--allow CG031`: `*` is sent", "or call `allow(CG031)`: `*` is sent"),
            (
                "pass a file with `--parent`, or `--site X`",
                "pass a file with `parent(…)`, or `site(X)`",
            ),
            ("write `a--b` and `--", "write `a--b` and `--"),
            ("", ""),
        ] {
            assert_eq!(reword_text(text, "call", option), expected);
        }
    }
}
