//! Paths of the configuration system: segments below a site, compared without case (CF-4).

use std::cmp::Ordering;
use std::fmt;

/// A path below a site's root; the root is the default.
///
/// Equality and order do not look at case; the text is kept as first written.
#[derive(Debug, Clone, Default)]
pub struct ConfigPath {
    /// The segments as written, with a slash between them.
    written: String,
    /// The same in lower case, with [`BETWEEN`] instead of slashes.
    folded: String,
    depth: usize,
}

/// What stands between segments where they are compared: before every other character, so that what is below a path follows
/// it, before anything else does. No text of a configuration has it.
const BETWEEN: char = '\0';

impl ConfigPath {
    /// The path that a text with slashes names; empty segments do not count.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let segments = text.split(['/', '\\']).filter(|segment| !segment.is_empty());
        Self::of(segments.collect::<Vec<_>>().join("/"))
    }

    /// The path with these segments, none of which is empty.
    fn of(written: String) -> Self {
        let depth =
            if written.is_empty() { 0 } else { 1 + written.bytes().filter(|b| *b == b'/').count() };
        let folded = written.to_lowercase().replace('/', BETWEEN.encode_utf8(&mut [0; 4]));
        Self { written, folded, depth }
    }

    /// The number of segments.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth
    }

    /// Whether this is `above` or below it.
    #[must_use]
    pub fn starts_with(&self, above: &Self) -> bool {
        let rest = self.folded.strip_prefix(&above.folded);
        above.depth == 0 || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(BETWEEN))
    }

    /// This path and then `below`.
    #[must_use]
    pub fn join(&self, below: &Self) -> Self {
        if self.depth == 0 || below.depth == 0 {
            return if below.depth == 0 { self.clone() } else { below.clone() };
        }
        Self {
            written: format!("{}/{}", self.written, below.written),
            folded: format!("{}{BETWEEN}{}", self.folded, below.folded),
            depth: self.depth + below.depth,
        }
    }

    /// What is left of the path below `base`, as written.
    #[must_use]
    pub fn below(&self, base: &Self) -> String {
        self.split_at(base.depth).1.to_owned()
    }

    /// The path that this one is `below` of; `None` when it does not end in `below`.
    #[must_use]
    pub fn above(&self, below: &Self) -> Option<Self> {
        let (above, _) = self.split_at(self.depth.checked_sub(below.depth)?);
        let above = Self::of(above.to_owned());
        (above.join(below) == *self).then_some(above)
    }

    /// The path in a site, of one that starts with the site's name; `None` for another site's.
    #[must_use]
    pub fn below_site(&self, site: &str) -> Option<Self> {
        let (name, rest) = self.split_at(1);
        (self.depth > 0 && name.to_lowercase() == site.to_lowercase())
            .then(|| Self::of(rest.to_owned()))
    }

    /// The first segments, as many as `depth` says, and the rest, as written.
    fn split_at(&self, depth: usize) -> (&str, &str) {
        let Some(last) = depth.checked_sub(1) else { return ("", &self.written) };
        match self.written.match_indices('/').nth(last) {
            Some((at, _)) => (&self.written[..at], &self.written[at + 1..]),
            None => (&self.written, ""),
        }
    }
}

impl Ord for ConfigPath {
    fn cmp(&self, other: &Self) -> Ordering {
        self.folded.cmp(&other.folded)
    }
}

impl PartialOrd for ConfigPath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for ConfigPath {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}

impl Eq for ConfigPath {}

impl fmt::Display for ConfigPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_compare_by_segments_without_case() {
        let path = ConfigPath::new;
        assert_eq!(path("/Api//V1/"), path("api\\v1"));
        assert!(path("api/v1").starts_with(&path("API")));
        assert!(!path("apix").starts_with(&path("api")));
        assert_eq!(path("Api/V1").below(&path("api")), "V1");
        assert_eq!(path("a/b/c").above(&path("B/C")), Some(path("a")));
        assert_eq!(path("a/b").above(&path("c")), None);
        assert_eq!(path("My Site/Shop").below_site("my site"), Some(path("shop")));
        assert_eq!(path("Other/Shop").below_site("my site"), None);
        assert_eq!(path("").below_site(""), None);
        assert_eq!(path("Shop").to_string(), "/Shop");
        assert_eq!(path("").join(&path("a/b")).join(&path("")).depth(), 2);
    }

    #[test]
    fn what_is_below_a_path_follows_it() {
        let mut paths = ["b", "a-b", "a/b", "A", "", "a b", "a/B/c"].map(ConfigPath::new);
        paths.sort();
        let sorted = paths.map(|path| path.to_string());
        assert_eq!(sorted, ["/", "/A", "/a/b", "/a/B/c", "/a b", "/a-b", "/b"]);
    }
}
