//! The part of a file that is shown around places in it.
//!
//! Renderers copy and measure the text that they are given, so they are given the lines that matter and no more. Lines are
//! cut around the place (a configuration may be one line of megabytes), and every character that is shown is visible.

use std::ops::Range;

use crate::source::{SourceFile, Span};
use crate::text::visible;

/// The longest line that is shown whole, in characters.
const LONGEST_LINE: usize = 400;
/// How much of a longer line is shown before the place, in characters.
const BEFORE: usize = 40;
/// How much of a longer line is shown from the start of the place, in characters.
const FROM: usize = 120;
/// How many lines apart places in one window may be.
const TALLEST: usize = 60;

/// Some consecutive lines of a file, fit to be shown.
pub(super) struct Window {
    /// The number of the first line, from 1.
    pub(super) first_line: usize,
    /// The lines.
    pub(super) text: String,
    /// Where in `text` each of the places is, in the order they were given in; on one line each.
    pub(super) places: Vec<Range<usize>>,
}

impl Window {
    /// The lines from the first to the last of `spans`, whose first is the one that matters most.
    ///
    /// `None` when the spans are too far apart for one window; a single span never is.
    pub(super) fn new(file: &SourceFile, spans: &[Span]) -> Option<Self> {
        let number = |start| file.line_at(start).0;
        let lines: Vec<Line<'_>> = spans.iter().map(|span| Line::of(file, span.range())).collect();
        let top = lines.iter().map(|line| line.start).min()?;
        let bottom = lines.iter().map(|line| line.start).max()?;
        if top == bottom && lines.len() == 1 {
            let line = &lines[0];
            let (shown, place) = line.cut();
            return Some(Self { first_line: number(top), text: shown, places: vec![place] });
        }
        if number(bottom) - number(top) >= TALLEST {
            return None;
        }
        let mut window =
            Self { first_line: number(top), text: String::new(), places: vec![0..0; spans.len()] };
        let mut start = top;
        while start <= bottom {
            let whole = Line::of(file, start..start);
            if whole.is_long() {
                return None;
            }
            for (place, line) in window.places.iter_mut().zip(&lines) {
                if line.start == start {
                    let offset = window.text.len();
                    let (_, range) = line.cut();
                    *place = offset + range.start..offset + range.end;
                }
            }
            window.text.push_str(&whole.cut().0);
            window.text.push('\n');
            start += whole.text.len() + whole.break_length;
            if whole.break_length == 0 {
                break;
            }
        }
        Some(window)
    }
}

/// One line of a file, with a place in it; a place of several lines counts as far as its first line goes.
struct Line<'a> {
    start: usize,
    text: &'a str,
    break_length: usize,
    place: Range<usize>,
}

impl<'a> Line<'a> {
    fn of(file: &'a SourceFile, place: Range<usize>) -> Self {
        let text = file.text();
        let at = file.floor(place.start);
        let (_, whole) = file.line_at(at);
        let start = whole.start;
        let whole = &text[whole];
        let line = whole.strip_suffix("\r\n").or_else(|| whole.strip_suffix('\n')).unwrap_or(whole);
        let break_length = whole.len() - line.len();
        let from = (at - start).min(line.len());
        let to = file.floor(place.end).saturating_sub(start).clamp(from, line.len());
        Self { start, text: line, break_length, place: from..to }
    }

    fn is_long(&self) -> bool {
        self.text.len() > LONGEST_LINE && self.text.chars().nth(LONGEST_LINE).is_some()
    }

    /// What is shown of the line, and where the place is in that.
    fn cut(&self) -> (String, Range<usize>) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    fn window(text: &str, places: &[(usize, usize)]) -> Option<(usize, String, Vec<String>)> {
        let mut sources = SourceMap::default();
        let file = sources.add("web.config", None, text.to_owned());
        let spans: Vec<Span> = places.iter().map(|p| Span::new(file, p.0, p.1)).collect();
        let window = Window::new(sources.file(file), &spans)?;
        let shown = window.places.iter().map(|place| window.text[place.clone()].to_owned());
        let shown = shown.collect();
        Some((window.first_line, window.text, shown))
    }

    #[test]
    fn a_place_is_shown_with_its_line_and_others_with_the_lines_between() {
        let text = "<a>\r\n  <b/>\r\n  <c/>\r\n</a>";
        assert_eq!(
            window(text, &[(7, 11)]),
            Some((2, "  <b/>".to_owned(), vec!["<b/>".to_owned()]))
        );
        assert_eq!(
            window(text, &[(15, 25)]),
            Some((3, "  <c/>".to_owned(), vec!["<c/>".to_owned()]))
        );
        let (line, shown, places) = window(text, &[(21, 25), (0, 3)]).expect("near");
        assert_eq!((line, shown.as_str()), (1, "<a>\n  <b/>\n  <c/>\n</a>\n"));
        assert_eq!(places, ["</a>", "<a>"]);
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let text = format!("{}<b x=\"é\"/>{}", "é".repeat(500_000), "x".repeat(500_000));
        let (line, shown, places) = window(&text, &[(1_000_000, 1_000_011)]).expect("one place");
        assert_eq!((line, places), (1, vec!["<b x=\"é\"/>".to_owned()]));
        assert!(shown.starts_with("…é") && shown.ends_with("x…"), "{shown}");
        assert!(shown.chars().count() < 200);
        assert_eq!(window(&text, &[(1_000_000, 1_000_011), (0, 2)]), None);
    }

    #[test]
    fn places_far_apart_share_no_window() {
        let text = format!("<a>{}</a>", "\n".repeat(1000));
        assert_eq!(window(&text, &[(0, 3), (1003, 1007)]), None);
    }

    #[test]
    fn odd_places_are_no_panic() {
        for place in [(0, 0), (9, 9), (3, 99), (99, 120), (1, 1)] {
            assert!(window("é\n\r\n\x1b", &[place]).is_some());
        }
        assert!(window("", &[(0, 5)]).is_some());
    }
}
