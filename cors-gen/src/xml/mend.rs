//! Text as people paste it: what a page, a mail or a diff put around the XML is read past.
//!
//! A text is mended only when it is no XML as it stands, and only where there is one thing that it can have been. What is
//! read past becomes white space of the same length, so that every place is a place in the user's own text.

use std::ops::Range;

use super::mistake::Reading;
use super::typography;
use crate::diagnostic::{Code, Diagnostic};
use crate::sorting::sort_by;
use crate::source::FileId;

/// What diffs, mails and comments of programs put at the start of each line. Longer ones come first.
const PREFIXES: [&str; 4] = ["///", "//", "+", ">"];

/// How many prefixes a line may have: mails that were answered twice.
const MOST_PREFIXES: usize = 4;

/// The text as it has to be read, and what was done to it; `None` where nothing is known to be mended.
pub(super) fn mend(file: FileId, text: &str) -> Option<(String, Vec<Diagnostic>)> {
    let mut mending = Mending { file, written: text, text: text.to_owned(), notes: Vec::new() };
    for _ in 0..MOST_PREFIXES {
        if !mending.prefix() {
            break;
        }
    }
    mending.lines_around();
    mending.declaration();
    let changes = typography::changes(&mending.text);
    for change in changes {
        mending.change(change);
    }
    (!mending.notes.is_empty()).then_some((mending.text, mending.notes))
}

struct Mending<'t> {
    file: FileId,
    written: &'t str,
    text: String,
    notes: Vec<Diagnostic>,
}

impl Mending<'_> {
    /// Reads past what every line starts with; whether there is such a thing.
    fn prefix(&mut self) -> bool {
        let lines = || lines(&self.text).filter(|line| !self.text[line.clone()].trim().is_empty());
        let written = |line: &Range<usize>| self.text[line.clone()].trim_start();
        let is_it = |prefix: &&&str| {
            let mut has_markup = false;
            let everywhere = lines().all(|line| {
                let rest = written(&line).strip_prefix(**prefix);
                // What is below may have prefixes of its own.
                let inner = rest.map(|rest| rest.trim_start_matches([' ', '\t', '>', '+', '/']));
                has_markup |= inner.is_some_and(|inner| inner.starts_with('<'));
                rest.is_some()
            });
            everywhere && has_markup
        };
        let Some(prefix) = PREFIXES.iter().find(is_it) else { return false };
        let places = lines().map(|line| line.end - written(&line).len());
        let places: Vec<Range<usize>> = places.map(|at| at..at + prefix.len()).collect();
        let message = format!("every line starts with `{prefix}`");
        self.note(places[0].clone(), message, "remove it from each line");
        self.blank(places);
        true
    }

    /// Reads past lines before and after the configuration that name a file, or that fence it in.
    fn lines_around(&mut self) {
        let lines: Vec<_> = lines(&self.text).collect();
        let text = |line: &Range<usize>| self.text[line.clone()].trim();
        let is_aside = |line: &str| line.starts_with("//") || line.starts_with("```");
        let is_left = |line: &&Range<usize>| text(line).is_empty() || is_aside(text(line));
        let before = lines.iter().take_while(is_left);
        let ends_comment = |line: &&Range<usize>| text(line).contains("-->");
        let after = lines.iter().rev().take_while(|line| is_left(line) && !ends_comment(line));
        let mut asides: Vec<_> =
            before.chain(after).filter(|line| !text(line).is_empty()).cloned().collect();
        sort_by(&mut asides, |a, b| a.start.cmp(&b.start));
        asides.dedup();
        let Some(first) = asides.first().cloned() else { return };
        let message = match asides.len() {
            1 => "this line is no part of the configuration".to_owned(),
            more => format!("{more} lines are no part of the configuration, the first here"),
        };
        let start = first.end - self.text[first.clone()].trim_start().len();
        self.note(
            start..start + text(&first).len(),
            message,
            "remove it, or write it as a comment: `<!-- … -->`",
        );
        self.blank(asides);
    }

    /// Reads past an XML declaration that has only white space and comments before it, where XML does not allow it.
    fn declaration(&mut self) {
        const DECLARATION: &str = "<?xml";
        let mut comments = false;
        let mut rest = self.text.trim_start();
        while let Some(comment) = rest.strip_prefix("<!--") {
            let Some((_, after)) = comment.split_once("-->") else { return };
            comments = true;
            rest = after.trim_start();
        }
        let start = self.text.len() - rest.len();
        let is_declaration = |rest: &str| {
            let after = rest.strip_prefix(DECLARATION);
            after.is_some_and(|after| after.starts_with(|c: char| c.is_ascii_whitespace()))
        };
        let end = rest.find("?>").filter(|_| start > 0 && is_declaration(rest));
        let Some(end) = end else { return };
        // Of what was read past before it the user knows by now.
        let is_known = !comments && !self.notes.is_empty();
        if !is_known {
            let what = if comments { "a comment stands" } else { "white space stands" };
            let message = format!("{what} before the XML declaration");
            self.note(start..start + DECLARATION.len(), message, "begin the file with `<?xml`");
        }
        self.blank(std::iter::once(start..start + end + "?>".len()));
    }

    fn change(&mut self, change: typography::Change) {
        let typography::Change { first, message, help, edits } = change;
        self.note(first, message, help);
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        for (at, new) in edits {
            bytes[at..at + new.len()].copy_from_slice(new.as_bytes());
        }
        self.text = String::from_utf8(bytes).unwrap_or_else(|_| self.written.to_owned());
    }

    fn note(&mut self, place: Range<usize>, message: String, help: &'static str) {
        let reading = Reading { file: self.file, text: &self.text, written: self.written };
        let place = reading.span(place.start, place.end);
        self.notes.push(
            Diagnostic::new(Code::Pasted, place, message)
                .label("IIS refuses the file as it stands")
                .help(help),
        );
    }

    /// Puts white space in the place of parts of the text; line ends stay.
    fn blank(&mut self, parts: impl IntoIterator<Item = Range<usize>>) {
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        for part in parts {
            for byte in &mut bytes[part] {
                if !byte.is_ascii_whitespace() {
                    *byte = b' ';
                }
            }
        }
        self.text = String::from_utf8(bytes).unwrap_or_else(|_| self.written.to_owned());
    }
}

/// The lines of a text with their ends.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let range = start..start + line.len();
        start = range.end;
        range
    })
}
