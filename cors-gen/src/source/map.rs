//! The files read in one run, and how their places are named to people.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::lines::{Lines, floor};
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
    lines: Lines,
}

/// A place as people and editors name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file's name as the user gave it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl SourceMap {
    /// Adds a file. `name` is what messages call it; `path` is where it was read from, `None` for text that is no file.
    pub fn add(&mut self, name: impl Into<String>, path: Option<PathBuf>, text: String) -> FileId {
        let lines = Lines::of(&text);
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile { name: name.into(), path, text, lines });
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
    ///
    /// A place past the end of the file is its end; one inside of a character is that character.
    #[must_use]
    pub fn locate(&self, span: Span) -> Place {
        let file = self.file(span.file);
        let (line, column) = file.lines.locate(&file.text, span.start as usize);
        Place { file: file.name.clone(), line, column }
    }
}

impl SourceFile {
    /// What messages call the file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number, from 1, of the line that holds the byte `at`, and its bytes, with the line end.
    pub(crate) fn line_at(&self, at: usize) -> (usize, Range<usize>) {
        self.lines.line_at(&self.text, at)
    }

    /// The last place at or before `at` that is in the text and between characters.
    pub(crate) fn floor(&self, at: usize) -> usize {
        floor(&self.text, at)
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
            (8, "web.config:2:3"),
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
