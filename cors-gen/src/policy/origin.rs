//! The forms of an origin rule (CM-12, CM-13).

use std::cmp::Ordering;

use cors_runtime::__private::{
    SuffixLength, fill_origin_slots, fill_suffix_lengths, slot_count, suffix_count,
};
use cors_runtime::policy::{OriginRule, Origins};

use super::arena::Arena;

/// Which origins a rule speaks of.
///
/// The order is the canonical order of rules: exact origins by name, wildcards by scheme and rising length, `*`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum OriginForm {
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

impl OriginForm {
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

impl Ord for OriginForm {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |pattern: &'_ Self| match pattern {
            Self::Exact(_) => 0,
            Self::Wildcard { .. } => 1,
            Self::Any => 2,
        };
        match (self, other) {
            (Self::Exact(a), Self::Exact(b)) => a.cmp(b),
            (Self::Wildcard { scheme: a, suffix: x }, Self::Wildcard { scheme: b, suffix: y }) => {
                (a, x.len(), x).cmp(&(b, y.len(), y))
            }
            (a, b) => key(a).cmp(&key(b)),
        }
    }
}

impl PartialOrd for OriginForm {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A scheme in lower case (RFC 3986, 3.1).
fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"+.-".contains(&b))
}

/// The rules, in canonical order, with the table that finds them.
pub(super) fn table<'p>(rules: &'p [OriginRule<'p>], arena: &'p Arena) -> Origins<'p> {
    let suffixes = arena.filled(suffix_count(rules), SuffixLength::UNSET, |lengths| {
        fill_suffix_lengths(rules, lengths);
    });
    let slots = arena.filled(slot_count(rules), 0, |slots| fill_origin_slots(rules, slots));
    Origins::new(rules, suffixes, slots)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wildcard(scheme: &str, suffix: &str) -> OriginForm {
        OriginForm::Wildcard { scheme: scheme.to_owned(), suffix: suffix.to_owned() }
    }

    #[test]
    fn forms_of_cm_12_and_cm_13() {
        for (origin, expected) in [
            ("*", Ok(OriginForm::Any)),
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
            assert_eq!(OriginForm::parse(origin), expected, "{origin}");
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
            assert_eq!(OriginForm::parse(exact), Ok(OriginForm::Exact(exact.to_owned())));
        }
    }
}
