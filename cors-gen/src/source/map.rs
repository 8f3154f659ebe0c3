//! The files read in one run, and how their places are named to people.

use std::fmt;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::lines::{Lines, floor};
use super::{FileId, Span};

/// The files read in one run, in the order of reading.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
    base: Option<PathBuf>,
    /// The one that is no configuration, but says what is around it.
    project: Option<FileId>,
}

/// One file: its name in messages and its decoded text.
#[derive(Debug, Clone)]
pub struct SourceFile {
    name: String,
    path: Option<PathBuf>,
    /// Shared: a project file is among the files of every configuration below it.
    text: Arc<str>,
    mended: Option<String>,
    lines: Arc<Lines>,
    #[cfg(feature = "format")]
    fingerprint: u64,
    sections: Vec<(Span, String)>,
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
        let lines = Arc::new(Lines::of(&text));
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile {
            name: name.into(),
            path,
            text: text.into(),
            mended: None,
            lines,
            #[cfg(feature = "format")]
            fingerprint: 0,
            sections: Vec::new(),
        });
        id
    }

    /// Adds the project file, which comes last among the files whenever it was read.
    pub(crate) fn add_project(
        &mut self,
        name: String,
        path: Option<PathBuf>,
        text: String,
    ) -> FileId {
        let id = self.add(name, path, text);
        self.project = Some(id);
        id
    }

    /// Sets what the project file means for this configuration, as a number.
    #[cfg(feature = "format")]
    pub(crate) fn set_project_fingerprint(&mut self, fingerprint: u64) {
        if let Some(id) = self.project {
            self.set_fingerprint(id, fingerprint);
        }
    }

    /// Sets what a file was read as, byte for byte at the same places, where it was not read as it is.
    pub(crate) fn set_mended(&mut self, id: FileId, text: String) {
        self.files[id.0 as usize].mended = Some(text);
    }

    /// Sets the folder of the configuration, from which [`portable_name`](Self::portable_name) starts.
    pub(crate) fn set_base(&mut self, folder: Option<PathBuf>) {
        self.base = folder;
    }

    /// Sets what a file means, as a number.
    #[cfg(feature = "format")]
    pub(crate) fn set_fingerprint(&mut self, id: FileId, fingerprint: u64) {
        self.files[id.0 as usize].fingerprint = fingerprint;
    }

    /// Sets which sections a file has where, in the order of their places.
    pub(crate) fn set_sections(&mut self, id: FileId, sections: Vec<(Span, String)>) {
        self.files[id.0 as usize].sections = sections;
    }

    /// The path below `system.webServer` of the section that a place is in: `rewrite/rules`; `None` outside of sections.
    #[must_use]
    pub fn section(&self, place: Span) -> Option<&str> {
        let sections = &self.file(place.file).sections;
        let after = sections.partition_point(|(section, _)| section.start <= place.start);
        let (section, path) = sections.get(after.checked_sub(1)?)?;
        (place.start < section.end).then_some(path)
    }

    /// The name of a file as it is the same wherever the run was started: relative to the folder of the configuration.
    ///
    /// What is no file has the name that messages call it.
    #[must_use]
    pub fn portable_name(&self, file: &SourceFile) -> String {
        let path = file.path.as_deref().zip(self.base.as_deref());
        let path = path.and_then(|(path, base)| relative(path, base));
        path.unwrap_or_else(|| file.name.clone())
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

    /// All files, in the order of reading; the project file last.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        let is_project = |at: usize| self.project.is_some_and(|project| project.0 as usize == at);
        let others = self.files.iter().enumerate().filter(move |(at, _)| !is_project(*at));
        others.map(|(_, file)| file).chain(self.project.map(|project| self.file(project)))
    }

    /// All files with their ids, in the order of [`files`](Self::files).
    #[cfg(feature = "cli")]
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        let number = |file: &SourceFile| self.files.iter().position(|it| std::ptr::eq(it, file));
        let id = move |at| FileId(u32::try_from(at).unwrap_or(u32::MAX));
        self.files().filter_map(move |file| Some((id(number(file)?), file)))
    }

    /// The whole of the section that a place is in; `None` outside of sections.
    #[cfg(feature = "cli")]
    pub(crate) fn section_around(&self, place: Span) -> Option<Span> {
        let sections = self.file(place.file).sections.iter().map(|(section, _)| *section);
        sections.rev().find(|section| section.holds(place.at_start()))
    }

    /// Where the files of this map were read from: what a build has to watch.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files().filter_map(|file| file.path.as_deref())
    }

    /// The text of a span, as it was read: white space where something was to be read past.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).as_read().get(span.range()).unwrap_or_default()
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

/// A path as seen from a folder, with slashes; `None` where there is no way from one to the other.
pub(crate) fn relative(path: &Path, base: &Path) -> Option<String> {
    let (path, base) = (normal(path)?, normal(base)?);
    let shared = path.iter().zip(&base).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return None;
    }
    let up = base.iter().skip(shared).map(|_| "..".to_owned());
    let down = path.iter().skip(shared).map(|part| part.to_string_lossy().into_owned());
    let parts: Vec<String> = up.chain(down).collect();
    Some(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

/// A path from the root of the file system on, as far as names tell: links are not followed.
///
/// `None` where the current folder is not known.
pub(crate) fn normal(path: &Path) -> Option<PathBuf> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let mut parts = PathBuf::new();
    for part in std::path::absolute(path).ok()?.components() {
        match part {
            Component::ParentDir => {
                parts.pop();
            }
            Component::CurDir => {}
            part => parts.push(part),
        }
    }
    Some(parts)
}

impl SourceFile {
    /// What the file means, as a number; 0 for a file that could not be read.
    #[cfg(feature = "format")]
    #[must_use]
    pub const fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// What messages call the file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the file was read from; `None` for text that is no file.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The number, from 1, of the line that holds the byte `at`, and its bytes, with the line end.
    pub(crate) fn line_at(&self, at: usize) -> (usize, Range<usize>) {
        self.lines.line_at(&self.text, at)
    }

    /// The last place at or before `at` that is in the text and between characters.
    pub(crate) fn floor(&self, at: usize) -> usize {
        floor(&self.text, at)
    }

    /// The text as it was read, of the same length as [`text`](Self::text).
    pub(crate) fn as_read(&self) -> &str {
        self.mended.as_deref().unwrap_or(&self.text)
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
    fn names_do_not_depend_on_where_one_starts() {
        let here = std::env::current_dir().expect("a folder");
        for (path, base, name) in [
            ("web.config", "", Some("web.config")),
            ("./web.config", "", Some("web.config")),
            ("site/api/web.config", "site", Some("api/web.config")),
            ("site/../server/a.config", "site/", Some("../server/a.config")),
            ("site", "site", Some(".")),
        ] {
            assert_eq!(relative(Path::new(path), Path::new(base)).as_deref(), name, "{path}");
            let absolute = here.join(path);
            assert_eq!(relative(&absolute, Path::new(base)).as_deref(), name, "{path}");
        }
    }

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
