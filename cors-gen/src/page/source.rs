//! The lines of the files beside which a page puts its words, and the way to them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::text::Text;
use crate::diagnostic::{Diagnostic, Severity};
use crate::inventory::{Disposition, Entry};
use crate::source::{FileId, SourceMap, Span};
use crate::text::{shorten, visible};

/// The most lines that are shown of all files.
const MOST_LINES: usize = 20_000;
/// The most lines of one place.
const MOST_OF_PLACE: usize = 40;
/// The most lines of one section that is carried.
const MOST_OF_SECTION: usize = 5_000;
/// The most characters of a line.
const LONGEST_LINE: usize = 1_000;

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Link {
    /// The file, from the folder of the configuration on, and the line: `web.config:7`.
    pub(super) name: Text,
    /// The number of the file on the page, and the line in it; `None` where the line is not shown.
    pub(super) line: Option<(usize, usize)>,
}

/// A file as far as it is shown.
#[derive(Debug)]
pub(super) struct File {
    pub(super) name: Text,
    /// Its number on the page, from 1.
    pub(super) number: usize,
    pub(super) lines: Vec<Line>,
}

/// A line of a file, or lines that are left out.
#[derive(Debug)]
pub(super) enum Line {
    Shown {
        number: usize,
        /// Each hostile character as one that is not.
        text: String,
        /// The worst that findings say of the line.
        worst: Option<Severity>,
    },
    LeftOut(usize),
}

/// The files of a run, and which lines of them the page speaks of.
pub(super) struct Files<'s> {
    sources: &'s SourceMap,
    numbers: BTreeMap<FileId, usize>,
    wanted: RefCell<Wanted>,
}

#[derive(Default)]
struct Wanted {
    lines: BTreeMap<FileId, BTreeSet<usize>>,
    count: usize,
}

impl Wanted {
    /// Whether a line is shown: it is, unless there are too many.
    fn add(&mut self, file: FileId, line: usize) -> bool {
        let lines = self.lines.entry(file).or_default();
        if lines.contains(&line) {
            return true;
        }
        let has_room = self.count < MOST_LINES;
        if has_room {
            lines.insert(line);
            self.count += 1;
        }
        has_room
    }
}

impl<'s> Files<'s> {
    pub(super) fn new(sources: &'s SourceMap) -> Self {
        let ids = sources.numbered().map(|(id, _)| id);
        let numbers = ids.enumerate().map(|(at, id)| (id, at + 1)).collect();
        Self { sources, numbers, wanted: RefCell::default() }
    }

    pub(super) const fn sources(&self) -> &'s SourceMap {
        self.sources
    }

    /// The way to a place, whose lines are then shown.
    pub(super) fn link(&self, span: Span) -> Link {
        let place = self.sources.locate(span);
        let is_shown = self.want(span, MOST_OF_PLACE);
        let number = self.numbers.get(&span.file).filter(|_| is_shown);
        let file = self.sources.portable_name(self.sources.file(span.file));
        Link {
            name: Text::new(&format!("{file}:{}", place.line)),
            line: number.map(|number| (*number, place.line)),
        }
    }

    /// The lines of a place are shown, the first `most` of them. Whether the first one is.
    fn want(&self, span: Span, most: usize) -> bool {
        let first = self.sources.locate(span).line;
        let last = self.sources.locate(span.at_end()).line;
        let mut wanted = self.wanted.borrow_mut();
        let is_shown = wanted.add(span.file, first);
        for line in (first + 1..=last).take(most - 1) {
            wanted.add(span.file, line);
        }
        is_shown
    }

    /// The files in the order of their numbers, those of which nothing is shown left out: the lines that the page speaks of, and
    /// whole sections where they are carried. The rest of a configuration is nobody's business: it may hold passwords.
    pub(super) fn shown(self, inventory: &[Entry], findings: &[&Diagnostic]) -> Vec<File> {
        let carried = inventory.iter().filter(|it| it.disposition == Disposition::Carried);
        for section in carried.filter_map(|it| self.sources.section_around(it.span)) {
            self.want(section, MOST_OF_SECTION);
        }
        let mut worst: BTreeMap<(FileId, usize), Severity> = BTreeMap::new();
        for finding in findings {
            let line = self.sources.locate(finding.span).line;
            let of_line = worst.entry((finding.span.file, line)).or_insert(finding.severity);
            *of_line = finding.severity.max(*of_line);
        }
        let wanted = self.wanted.into_inner().lines;
        let files = self.sources.numbered().filter_map(|(id, file)| {
            let lines =
                lines(file.text(), wanted.get(&id)?, |line| worst.get(&(id, line)).copied());
            Some(File {
                name: Text::new(&self.sources.portable_name(file)),
                number: *self.numbers.get(&id)?,
                lines,
            })
        });
        files.collect()
    }
}

fn lines(
    text: &str,
    wanted: &BTreeSet<usize>,
    worst: impl Fn(usize) -> Option<Severity>,
) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut left_out = 0;
    for (at, line) in text.lines().enumerate() {
        let number = at + 1;
        if !wanted.contains(&number) {
            left_out += 1;
            continue;
        }
        if left_out > 0 {
            lines.push(Line::LeftOut(left_out));
            left_out = 0;
        }
        let text = shorten(line, LONGEST_LINE).chars().map(visible).collect();
        lines.push(Line::Shown { number, text, worst: worst(number) });
    }
    if left_out > 0 {
        lines.push(Line::LeftOut(left_out));
    }
    lines
}
