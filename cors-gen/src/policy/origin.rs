//! The forms of an origin rule (CM-12, CM-13).

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::model::Rule;

/// Which origins a rule speaks of.
///
/// The order is the canonical order of rules: exact origins by name, wildcards by scheme and falling length, `*`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// One origin, compared byte by byte.
    Exact(String),
    /// The origins that start with the scheme and end with the suffix, the two not overlapping.
    Wildcard {
        /// The scheme with its `://`.
        scheme: String,
        /// What follows the `*`; empty for `scheme://*`.
        suffix: String,
    },
    /// Every origin.
    Any,
}

/// Why an origin is a configuration error (CM-13).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BadOrigin {
    Empty,
    SeveralWildcards,
}

impl Pattern {
    /// Classifies the `origin` of a rule.
    ///
    /// What looks like a wildcard but is of no form that the module knows is an exact origin, which no browser sends.
    pub(crate) fn parse(origin: &str) -> Result<Self, BadOrigin> {
        if origin.is_empty() {
            return Err(BadOrigin::Empty);
        }
        if origin == "*" {
            return Ok(Self::Any);
        }
        if let Some((scheme, suffix)) = origin.split_once("://*")
            && is_scheme(scheme)
        {
            return Ok(Self::Wildcard {
                scheme: format!("{scheme}://"),
                suffix: suffix.to_owned(),
            });
        }
        if origin.matches('*').count() > 1 {
            return Err(BadOrigin::SeveralWildcards);
        }
        Ok(Self::Exact(origin.to_owned()))
    }
}

impl Ord for Pattern {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |pattern: &'_ Self| match pattern {
            Self::Exact(_) => 0,
            Self::Wildcard { .. } => 1,
            Self::Any => 2,
        };
        match (self, other) {
            (Self::Exact(a), Self::Exact(b)) => a.cmp(b),
            (Self::Wildcard { scheme: a, suffix: x }, Self::Wildcard { scheme: b, suffix: y }) => {
                (a, y.len(), x).cmp(&(b, x.len(), y))
            }
            (a, b) => key(a).cmp(&key(b)),
        }
    }
}

impl PartialOrd for Pattern {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A scheme in lower case (RFC 3986, 3.1).
fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"+.-".contains(&b))
}

/// The schemes of wildcard rules, each with the lengths of its suffixes, as the runtime's index wants them.
#[must_use]
pub fn schemes(rules: &[Rule]) -> BTreeMap<&str, BTreeSet<usize>> {
    let mut schemes: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for rule in rules {
        if let Pattern::Wildcard { scheme, suffix } = &rule.pattern.value {
            schemes.entry(scheme).or_default().insert(suffix.len());
        }
    }
    schemes
}

/// How many slots the index of these rules has: a power of two, at least two for each rule; none where a lone `*` needs none.
#[must_use]
pub fn index_size(rules: &[Rule]) -> usize {
    let keys = rules.iter().filter(|rule| rule.pattern.value != Pattern::Any).count();
    if keys == 0 { 0 } else { (2 * rules.len()).next_power_of_two() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wildcard(scheme: &str, suffix: &str) -> Pattern {
        Pattern::Wildcard { scheme: scheme.to_owned(), suffix: suffix.to_owned() }
    }

    #[test]
    fn forms_of_cm_12_and_cm_13() {
        for (origin, expected) in [
            ("*", Ok(Pattern::Any)),
            ("https://*", Ok(wildcard("https://", ""))),
            ("https://*.a.example", Ok(wildcard("https://", ".a.example"))),
            ("http://*:8080", Ok(wildcard("http://", ":8080"))),
            ("capacitor://*", Ok(wildcard("capacitor://", ""))),
            // Never matches a browser's origin, and is no error.
            ("http://*:*", Ok(wildcard("http://", ":*"))),
            ("https**", Err(BadOrigin::SeveralWildcards)),
            ("*://*", Err(BadOrigin::SeveralWildcards)),
            ("", Err(BadOrigin::Empty)),
        ] {
            assert_eq!(Pattern::parse(origin), expected, "{origin}");
        }
        for exact in [
            "https://a.example",
            "HTTP://*.com",
            "HTTPS:\\\\*.com",
            "*.a.example",
            "https://a.*.b",
            "null",
            "https://a/",
            "https:*",
        ] {
            assert_eq!(Pattern::parse(exact), Ok(Pattern::Exact(exact.to_owned())));
        }
    }
}
