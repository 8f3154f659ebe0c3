//! The lines and columns of a text, found without reading the text again.

use std::ops::Range;

/// How many bytes of the text there are for each entry of the index of characters.
const BLOCK: usize = 256;

/// Where the lines of a text start, and how many characters there are before each block of it.
///
/// So a place costs the same wherever it is: a search among the lines, and at most two blocks to count.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    starts: Vec<usize>,
    /// How many characters start before each block, and at last how many there are.
    before: Vec<usize>,
}

impl Lines {
    /// The lines of `text`, which has to be the text of every later call.
    pub(super) fn of(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let counts = text.as_bytes().chunks(BLOCK).map(characters);
        let add = |before: &mut usize, count| {
            *before += count;
            Some(*before)
        };
        Self {
            starts: std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect(),
            before: std::iter::once(0).chain(counts.scan(0, add)).collect(),
        }
    }

    /// The number, from 1, of the line that holds the byte `at`, and its bytes, with the line end.
    pub(super) fn line_at(&self, text: &str, at: usize) -> (usize, Range<usize>) {
        let number = self.starts.partition_point(|start| *start <= at);
        let end = self.starts.get(number).copied().unwrap_or(text.len());
        (number, self.starts[number - 1]..end)
    }

    /// The line and the column of the character at the byte `at`, both from 1.
    pub(super) fn locate(&self, text: &str, at: usize) -> (usize, usize) {
        let at = floor(text, at);
        let (number, line) = self.line_at(text, at);
        (number, self.characters_before(text, at) - self.characters_before(text, line.start) + 1)
    }

    fn characters_before(&self, text: &str, at: usize) -> usize {
        let block = at / BLOCK;
        self.before[block] + characters(&text.as_bytes()[block * BLOCK..at])
    }
}

/// How many characters start among these bytes of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
}

/// The last place at or before `at` that is in the text and between characters.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line and column as one counts them by hand.
    fn counted(text: &str, at: usize) -> (usize, usize) {
        let before = &text[..floor(text, at)];
        let line = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }

    #[test]
    fn places_are_those_that_one_counts() {
        for text in [
            String::new(),
            "\n".to_owned(),
            "é\r\n\u{1f600}x\n\n".to_owned(),
            "x".repeat(2 * BLOCK),
            "é".repeat(BLOCK) + "\n" + &"\u{1f600}x\n".repeat(BLOCK) + &"漢".repeat(2 * BLOCK),
        ] {
            let lines = Lines::of(&text);
            for at in 0..text.len() + 3 {
                assert_eq!(lines.locate(&text, at), counted(&text, at), "byte {at} of {text:?}");
            }
        }
    }

    /// Counting each line from its start would take this test minutes.
    #[test]
    fn many_places_on_one_line_cost_what_they_cost_on_many() {
        let text = "é".repeat(2_000_000);
        let lines = Lines::of(&text);
        for column in (1..2_000_000).step_by(50) {
            assert_eq!(lines.locate(&text, 2 * (column - 1)), (1, column));
        }
    }
}
