//! The extension of the file that a request names, without copying the path.

use core::cmp::Ordering;

use super::name::extension_of;
use super::resolve::{kind, segments};
use super::segment::{Kind, decoded};

/// The extension of a file, as the last segment of a path has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extension<'a>(&'a [u8]);

impl<'a> Extension<'a> {
    /// What a file without extension is listed under.
    pub(crate) const NONE: Extension<'static> = Extension(b".");

    /// Of the file that a path names, as received; a path that ends in a slash, or in `.` or `..`, names the directory's `index.html`.
    pub(crate) fn of(path: &'a [u8]) -> Self {
        let file = segments(path).last().filter(|segment| kind(segment) == Kind::Name);
        let Some(file) = file else { return Extension(b".html") };
        extension_of(file).map_or(Self::NONE, Extension)
    }

    /// How it compares with one in lower case; letters of the path count without case.
    fn compare(self, lower: &str) -> Ordering {
        decoded(self.0).map(|byte| byte.to_ascii_lowercase()).cmp(lower.bytes())
    }

    /// The position of its entry in a list that is sorted by extension.
    pub(crate) fn find<T>(self, list: &[T], extension: impl Fn(&T) -> &str) -> Option<usize> {
        list.binary_search_by(|entry| self.compare(extension(entry)).reverse()).ok()
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    #[test]
    fn the_last_segment_has_the_extension() {
        for (path, extension) in [
            ("/a.css", ".css"),
            ("/a.b/c.TXT", ".txt"),
            ("/a.tar.gz", ".gz"),
            ("/a%2Ecss", ".css"),
            ("/a.%63ss", ".css"),
            ("/a.css%2Fb", "."),
            ("/a.b\\c", "."),
            ("/a", "."),
            ("/..", ".html"),
            ("/..", ".html"),
            ("/.gitignore", ".gitignore"),
            ("/", ".html"),
            ("/a.b/", ".html"),
            ("", ".html"),
            ("*", "."),
        ] {
            let found = Extension::of(path.as_bytes());
            assert_eq!(found.compare(extension), Ordering::Equal, "{path}");
        }
    }

    #[test]
    fn entries_are_found_in_sorted_lists() {
        let list = [".", ".a", ".aa", ".css", ".é"];
        for (path, at) in [
            ("/x.A", Some(1)),
            ("/x.aa", Some(2)),
            ("/x.Css", Some(3)),
            ("/x", Some(0)),
            ("/x.%C3%A9", Some(4)),
            ("/x.b", None),
            ("/x.cs", None),
            ("/x.csss", None),
        ] {
            let found = Extension::of(path.as_bytes()).find(&list, |entry| entry);
            assert_eq!(found, at, "{path}");
        }
    }
}
