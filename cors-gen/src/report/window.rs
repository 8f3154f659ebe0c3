//! The part of a file that is shown around places in it.
//!
//! Renderers copy and measure the text that they are given, so they are given the lines that matter and no more.

use std::ops::Range;

use super::line::Line;
use crate::source::{SourceFile, Span};

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
        let start_of = |span: &Span| file.line_at(file.floor(span.start as usize)).1.start;
        let top = spans.iter().map(start_of).min()?;
        let bottom = spans.iter().map(start_of).max()?;
        if let [span] = spans {
            let (shown, place) = Line::of(file, span.range()).cut();
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
            for (place, span) in window.places.iter_mut().zip(spans) {
                if start_of(span) == start {
                    let offset = window.text.len();
                    let (_, range) = Line::of(file, span.range()).cut();
                    *place = offset + range.start..offset + range.end;
                }
            }
            window.text.push_str(&whole.cut().0);
            window.text.push('\n');
            let (_, range) = file.line_at(start);
            start = range.end;
            if !file.text()[range].ends_with('\n') {
                break;
            }
        }
        Some(window)
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
