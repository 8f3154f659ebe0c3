//! The files read in one run, and how their places are named to people.

use std::fmt;
use std::path::{Path, PathBuf};

use super::{FileId, Span};

/// The files read in one run, in the order of reading.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

/// One file: its name in messages and its decoded text.
#[derive(Debug, Clone)]
pub struct SourceFile {
    name: String,
    path: Option<PathBuf>,
    text: String,
    line_starts: Vec<usize>,
}

/// A place as people and editors name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file's name as the user gave it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl SourceMap {
    /// Adds a file. `name` is what messages call it; `path` is where it was read from, `None` for text that is no file.
    pub fn add(&mut self, name: impl Into<String>, path: Option<PathBuf>, text: String) -> FileId {
        let line_starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1))
            .collect();
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile { name: name.into(), path, text, line_starts });
        id
    }

    /// The file with this id.
    ///
    /// # Panics
    ///
    /// When `id` is of another map.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files, in the order of reading.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter()
    }

    /// Where the files of this map were read from: what a build has to watch.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().filter_map(|file| file.path.as_deref())
    }

    /// The text of a span.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.range()).unwrap_or_default()
    }

    /// Where a span starts.
    #[must_use]
    pub fn locate(&self, span: Span) -> Location {
        let file = self.file(span.file);
        let start = (span.start as usize).min(file.text.len());
        let (line, line_start) = file.line_at(start);
        let before = file.text.get(line_start..start).unwrap_or_default();
        Location { file: file.name.clone(), line, column: before.chars().count() + 1 }
    }
}

impl SourceFile {
    /// What messages call the file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number, from 1, of the line that holds the byte `at`, and the byte it starts at.
    pub(crate) fn line_at(&self, at: usize) -> (usize, usize) {
        let number = self.line_starts.partition_point(|start| *start <= at);
        (number, self.line_starts[number - 1])
    }

    /// The decoded text, without byte-order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_from_one() {
        let mut sources = SourceMap::default();
        let file = sources.add("web.config", None, "<a>\r\n\t<é x=\"1\"/>\n</a>".to_owned());
        for (start, place) in [
            (0, "web.config:1:1"),
            (6, "web.config:2:2"),
            (10, "web.config:2:5"),
            (18, "web.config:3:1"),
            (99, "web.config:3:5"),
        ] {
            assert_eq!(
                sources.locate(Span::new(file, start, start)).to_string(),
                place,
                "byte {start}"
            );
        }
    }
}
