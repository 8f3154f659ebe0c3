//! Paths of the configuration system: segments below a site, compared without case (CF-4).

use std::cmp::Ordering;
use std::fmt;

/// A path below a site's root; the root is the default.
///
/// Equality and order do not look at case; the text is kept as first written.
#[derive(Debug, Clone, Default)]
pub struct ConfigPath {
    segments: Vec<Segment>,
}

#[derive(Debug, Clone)]
struct Segment {
    written: String,
    folded: String,
}

impl ConfigPath {
    /// The path that a text with slashes names; empty segments do not count.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let segments = text.split(['/', '\\']).filter(|segment| !segment.is_empty());
        let segment =
            |written: &str| Segment { written: written.to_owned(), folded: written.to_lowercase() };
        Self { segments: segments.map(segment).collect() }
    }

    /// The number of segments.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.segments.len()
    }

    /// Whether this is `above` or below it.
    #[must_use]
    pub fn starts_with(&self, above: &Self) -> bool {
        self.depth() >= above.depth() && self.folded().zip(above.folded()).all(|(a, b)| a == b)
    }

    /// This path and then `below`.
    #[must_use]
    pub fn join(&self, below: &Self) -> Self {
        Self { segments: [&*self.segments, &below.segments].concat() }
    }

    /// What is left of the path below `base`, as written.
    #[must_use]
    pub fn below(&self, base: &Self) -> String {
        let rest = self.segments.iter().skip(base.depth()).map(|segment| segment.written.as_str());
        rest.collect::<Vec<_>>().join("/")
    }

    /// The path that this one is `below` of; `None` when it does not end in `below`.
    #[must_use]
    pub fn above(&self, below: &Self) -> Option<Self> {
        let above = self.segments.get(..self.depth().checked_sub(below.depth())?)?;
        let above = Self { segments: above.to_vec() };
        (above.join(below) == *self).then_some(above)
    }

    /// The path in a site, of one that starts with the site's name; `None` for another site's.
    #[must_use]
    pub fn below_site(&self, site: &str) -> Option<Self> {
        let (name, rest) = self.segments.split_first()?;
        (name.folded == site.to_lowercase()).then(|| Self { segments: rest.to_vec() })
    }

    /// The segments, in lower case.
    pub(super) fn folded(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().map(|segment| segment.folded.as_str())
    }
}

impl Ord for ConfigPath {
    fn cmp(&self, other: &Self) -> Ordering {
        self.folded().cmp(other.folded())
    }
}

impl PartialOrd for ConfigPath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for ConfigPath {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for ConfigPath {}

impl fmt::Display for ConfigPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", self.below(&Self::default()))
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
        assert_eq!(path("Shop").to_string(), "/Shop");
    }
}
