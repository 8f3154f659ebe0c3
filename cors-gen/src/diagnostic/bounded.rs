//! Texts of findings, kept short whatever they quote.
//!
//! A name, a pattern or a value of a hostile configuration may be megabytes long. [`Diagnostic`](super::Diagnostic) passes
//! every text that it is given through here, so that no stage and no report has to think of it.

use std::borrow::Cow;

use crate::text::shorten;

/// How many characters are kept of what stands between two backticks.
const LONGEST_QUOTE: usize = 100;
/// How many characters are kept of a text from its start, when all in all it is too long.
const START: usize = 700;
/// How many characters are kept then of its end, which says what is wrong with what was quoted.
const END: usize = 300;

/// The text with what it quotes shortened, and the middle left out when it is still too long.
pub(super) fn bounded(text: Cow<'static, str>) -> Cow<'static, str> {
    if text.len() <= LONGEST_QUOTE {
        return text;
    }
    // Quoted text may hold backticks itself, so that the wrong pieces are taken for quotes: the second limit is for that.
    let mut pieces = text.split('`').enumerate();
    let is_quote = |index: usize| index % 2 == 1;
    let text = if pieces.any(|(at, piece)| is_quote(at) && piece.len() > LONGEST_QUOTE) {
        let short = text.split('`').enumerate().map(|(at, piece)| {
            if is_quote(at) { shorten(piece, LONGEST_QUOTE) } else { Cow::Borrowed(piece) }
        });
        Cow::Owned(short.collect::<Vec<_>>().join("`"))
    } else {
        text
    };
    if text.len() <= START + END || text.chars().nth(START + END).is_none() {
        return text;
    }
    let end = text.char_indices().rev().nth(END - 1).map_or(0, |(at, _)| at);
    Cow::Owned(shorten(&text, START).into_owned() + &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_is_cut_and_the_sentence_kept() {
        let long = "é".repeat(60_000);
        let cut = "é".repeat(LONGEST_QUOTE) + "…";
        for (text, expected) in [
            (
                "`a` is not a valid value of `b`".to_owned(),
                "`a` is not a valid value of `b`".to_owned(),
            ),
            (
                format!("`{long}` is not a valid value of `b`"),
                format!("`{cut}` is not a valid value of `b`"),
            ),
            (format!("`a` is not `{long}`"), format!("`a` is not `{cut}`")),
            ("long, but no quote ".repeat(20), "long, but no quote ".repeat(20)),
            (
                format!("`{}`", "é".repeat(LONGEST_QUOTE)),
                format!("`{}`", "é".repeat(LONGEST_QUOTE)),
            ),
            (format!("not closed: `{long}"), format!("not closed: `{cut}")),
        ] {
            assert_eq!(bounded(text.into()), expected);
        }
    }

    #[test]
    fn no_text_is_long_whatever_it_holds() {
        for quoted in ["`", "a`", "``a", "é`é", "\u{1f600}", "a, `b`, "] {
            let text = format!("`{}` is not a valid value of `enabled`", quoted.repeat(30_000));
            let short = bounded(text.into());
            assert!(short.chars().count() <= START + 1 + END, "{short}");
            assert!(
                short.starts_with('`') && short.ends_with("` is not a valid value of `enabled`"),
                "{short}"
            );
        }
    }

    #[test]
    fn texts_of_the_program_are_not_copied() {
        assert!(matches!(bounded(Cow::Borrowed("put it elsewhere")), Cow::Borrowed(_)));
    }
}
