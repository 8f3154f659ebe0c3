//! Comparing without case, as ECMAScript's `Canonicalize` does it for patterns without the flag `u`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

use super::{Meter, Refused};

/// The letters beyond ASCII that are equal to others.
static LETTERS: LazyLock<Letters> = LazyLock::new(Letters::new);

struct Letters {
    /// Each letter with what it is compared as, in order of the letters.
    canonical: Vec<(char, char)>,
    /// The letters that are compared as a character.
    equal: BTreeMap<char, Vec<char>>,
}

impl Letters {
    fn new() -> Self {
        let mut equal: BTreeMap<char, Vec<char>> = BTreeMap::new();
        // Beyond the first plane, ECMAScript sees pairs of units without case.
        for c in '\u{80}'..='\u{ffff}' {
            let upper = canonical(c);
            if upper != c {
                equal.entry(upper).or_insert_with(|| vec![upper]).push(c);
            }
        }
        let letters = equal.iter().flat_map(|(upper, all)| all.iter().map(|c| (*c, *upper)));
        let mut canonical: Vec<(char, char)> = letters.collect();
        canonical.sort_unstable();
        Self { canonical, equal }
    }

    /// Those from `first` to `last`, with what they are compared as.
    fn between(&self, first: char, last: char) -> &[(char, char)] {
        let from = self.canonical.partition_point(|(c, _)| *c < first);
        let to = self.canonical.partition_point(|(c, _)| *c <= last);
        &self.canonical[from..to.max(from)]
    }
}

fn canonical(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_uppercase();
    }
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(upper), None) if !upper.is_ascii() => upper,
        _ => c,
    }
}

/// The set and everything that is equal to one of its characters without case.
///
/// Counts the letters that it looks at.
pub(super) fn fold(set: &ClassUnicode, meter: &Meter<'_>) -> Result<ClassUnicode, Refused> {
    let ranges = set.ranges();
    meter.count(ranges.len())?;
    let holds = |c: char| {
        let after = ranges.partition_point(|range| range.start() <= c);
        after > 0 && c <= ranges[after - 1].end()
    };
    let mut folded = set.clone();
    let mut add = |c| folded.push(ClassUnicodeRange::new(c, c));
    for upper in 'A'..='Z' {
        let lower = upper.to_ascii_lowercase();
        if holds(upper) != holds(lower) {
            add(upper);
            add(lower);
        }
    }
    // No other character is equal to one of ASCII.
    let mut wanted = BTreeSet::new();
    for range in ranges.iter().filter(|range| !is_caseless(**range)) {
        let letters = LETTERS.between(range.start(), range.end());
        meter.count(LETTER * letters.len())?;
        wanted.extend(letters.iter().filter_map(|(_, upper)| LETTERS.equal.get(upper)).flatten());
    }
    wanted.into_iter().copied().for_each(add);
    Ok(folded)
}

/// Whether a range is seen at a glance to hold no letter beyond ASCII, such as that of the line separators in `.`.
///
/// Finding all letters takes longer than most patterns do.
fn is_caseless(range: ClassUnicodeRange) -> bool {
    let is_caseless = |c: char| c.to_uppercase().eq([c]) && c.to_lowercase().eq([c]);
    range.end().is_ascii()
        || (range.len() < 8
            && (range.start()..=range.end()).all(|c| c.is_ascii() || is_caseless(c)))
}

/// The work that a letter counts for.
const LETTER: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::Budget;
    use crate::pattern::tree::set;

    #[test]
    fn letters_are_equal_by_simple_upper_case() {
        for (c, equal) in [
            ('k', &['K', 'k'][..]),
            ('ß', &['ß']),
            ('ı', &['ı']),
            ('ſ', &['ſ']),
            ('\u{212a}', &['\u{212a}']),
            ('é', &['É', 'é']),
            ('σ', &['Σ', 'ς', 'σ']),
            ('𐐀', &['𐐀']),
            ('1', &['1']),
        ] {
            let budget = Budget::new();
            let meter = Meter::new(&budget);
            let folded = fold(&set(&[(c, c)]), &meter).expect("a little work");
            let found: Vec<char> = folded.iter().flat_map(|r| r.start()..=r.end()).collect();
            assert_eq!(found, equal, "{c}");
        }
    }

    #[test]
    fn what_has_no_case_is_equal_to_nothing() {
        for c in '\u{80}'..='\u{ffff}' {
            if is_caseless(ClassUnicodeRange::new(c, c)) {
                assert!(LETTERS.between(c, c).is_empty(), "{c:?}");
            }
        }
        for c in ['\u{2028}', '\u{2029}', '中'] {
            assert!(is_caseless(ClassUnicodeRange::new(c, c)), "{c:?}");
        }
    }
}
