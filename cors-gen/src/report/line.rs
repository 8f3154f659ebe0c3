//! A line of a file as it is shown: cut around a place, as a configuration may be one line of megabytes, and with every
//! character visible.

use std::ops::Range;

use crate::source::SourceFile;
use crate::text::visible;

/// The longest line that is shown whole, in characters.
const LONGEST_LINE: usize = 400;
/// How much of a longer line is shown before the place, in characters.
const BEFORE: usize = 40;
/// How much of a longer line is shown from the start of the place, in characters.
const FROM: usize = 120;

/// One line of a file, with a place in it; a place of several lines counts as far as its first line goes.
pub(super) struct Line<'a> {
    text: &'a str,
    place: Range<usize>,
}

impl<'a> Line<'a> {
    pub(super) fn of(file: &'a SourceFile, place: Range<usize>) -> Self {
        let text = file.text();
        let at = file.floor(place.start);
        let (_, whole) = file.line_at(at);
        let start = whole.start;
        let whole = &text[whole];
        let line = whole.strip_suffix("\r\n").or_else(|| whole.strip_suffix('\n')).unwrap_or(whole);
        let from = (at - start).min(line.len());
        let to = file.floor(place.end).saturating_sub(start).clamp(from, line.len());
        Self { text: line, place: from..to }
    }

    pub(super) fn is_long(&self) -> bool {
        self.text.len() > LONGEST_LINE && self.text.chars().nth(LONGEST_LINE).is_some()
    }

    /// What is shown of the line, and where the place is in that.
    pub(super) fn cut(&self) -> (String, Range<usize>) {
        let (mut from, mut to) = (0, self.text.len());
        if self.is_long() {
            let nth_back = |(at, _)| at;
            let before = self.text[..self.place.start].char_indices().rev();
            from = before.map(nth_back).nth(BEFORE).unwrap_or(0);
            let after = self.text[self.place.start..].char_indices();
            let end = after.map(nth_back).nth(FROM);
            to = end.map_or(to, |end| self.place.start + end);
        }
        let mut shown = String::new();
        if from > 0 {
            shown.push('…');
        }
        let show = |part: Range<usize>| self.text[part].chars().map(visible);
        let place = self.place.start..self.place.end.min(to);
        shown.extend(show(from..place.start));
        let start = shown.len();
        shown.extend(show(place.clone()));
        let end = shown.len();
        shown.extend(show(place.end..to));
        if to < self.text.len() {
            shown.push('…');
        }
        (shown, start..end)
    }
}
