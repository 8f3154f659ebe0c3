//! Texts of a page. What a configuration says is in [`Text`] and nowhere else, so that a printer cannot take it for its own words.

use crate::text::{escape, one_line, shorten};

/// The most characters of one text.
const LONGEST: usize = 400;

/// A text of a configuration or a request: of bounded length, on one line, with control, bidirectional and invisible characters
/// escaped. What means something in HTML or Markdown is for the printers to escape.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Text(String);

impl Text {
    /// The text as it is, as far as it can be shown.
    pub(super) fn new(text: &str) -> Self {
        Self(escape(&shorten(text, LONGEST)).into_owned())
    }

    /// The text with its white space as one space each.
    pub(super) fn of_markup(text: &str) -> Self {
        Self(one_line(&shorten(text, LONGEST)))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Piece {
    /// Words.
    Words(Text),
    /// What a configuration or a protocol says, word by word.
    Code(Text),
}

/// A sentence or a part of one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Prose(pub(super) Vec<Piece>);

impl Prose {
    /// Words only.
    pub(super) fn words(words: &str) -> Self {
        Self::default().and(words)
    }

    /// Something that is quoted.
    pub(super) fn code(text: &str) -> Self {
        Self::default().quote(text)
    }

    /// A message, in which what stands between backticks is quoted.
    pub(super) fn of(message: &str) -> Self {
        let mut prose = Self::default();
        for (at, piece) in message.split('`').enumerate() {
            prose = match (piece, at % 2) {
                ("", _) => prose,
                (words, 0) => prose.and(words),
                (quoted, _) => prose.quote(quoted),
            };
        }
        prose
    }

    /// Goes on with words.
    pub(super) fn and(mut self, words: &str) -> Self {
        self.0.push(Piece::Words(Text::new(words)));
        self
    }

    /// Goes on with something that is quoted.
    pub(super) fn quote(mut self, text: &str) -> Self {
        self.0.push(Piece::Code(Text::new(text)));
        self
    }

    /// Goes on with another sentence's pieces.
    pub(super) fn then(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The parts with what stands between them.
    pub(super) fn joined(parts: impl IntoIterator<Item = Self>, between: &str) -> Self {
        let mut joined = Self::default();
        for part in parts {
            if !joined.0.is_empty() {
                joined = joined.and(between);
            }
            joined = joined.then(part);
        }
        joined
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The number with the word behind it: `1 path`, `3 paths`.
pub(super) fn count(number: usize, word: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {word}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hostile_and_nothing_endless_is_in_a_text() {
        let text = Text::new("a\u{202e}b\n\u{1b}[31m");
        assert_eq!(text.as_str(), "a\\u{202e}b\\n\\u{1b}[31m");
        assert_eq!(Text::of_markup("<add\r\n  a />").as_str(), "<add a />");
        assert_eq!(Text::new(&"x".repeat(1_000_000)).as_str().chars().count(), LONGEST + 1);
    }

    #[test]
    fn backticks_quote_and_the_rest_are_words() {
        let prose = Prose::of("write `*` or `a");
        let expected = Prose::words("write ").quote("*").and(" or ").quote("a");
        assert_eq!(prose, expected);
        assert!(Prose::of("").is_empty());
    }
}
