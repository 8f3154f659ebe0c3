//! Comparing without case, as ECMAScript's `Canonicalize` does it for patterns without the flag `u`.

use std::sync::LazyLock;

use super::{Meter, Refused};
use crate::pattern::chars::Chars;

/// The letters beyond ASCII that are equal to others.
static LETTERS: LazyLock<Letters> = LazyLock::new(Letters::new);

struct Letters {
    /// Each letter with what it is compared as, in their order.
    canonical: Vec<(char, char)>,
    /// The same turned around: what letters are compared as, each with the letter.
    equal: Vec<(char, char)>,
}

impl Letters {
    fn new() -> Self {
        let mut canonical: Vec<(char, char)> = Vec::new();
        // Beyond the first plane, ECMAScript sees pairs of units without case.
        for c in '\u{80}'..='\u{ffff}' {
            let upper = self::canonical(c);
            if upper != c {
                canonical.extend([(c, upper), (upper, upper)]);
            }
        }
        canonical.sort_unstable();
        canonical.dedup();
        let mut equal: Vec<(char, char)> =
            canonical.iter().map(|(c, upper)| (*upper, *c)).collect();
        equal.sort_unstable();
        Self { canonical, equal }
    }
}

/// The pairs that begin with a character from `first` to `last`.
fn between(pairs: &[(char, char)], first: char, last: char) -> &[(char, char)] {
    let from = pairs.partition_point(|(c, _)| *c < first);
    let to = pairs.partition_point(|(c, _)| *c <= last);
    &pairs[from..to.max(from)]
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
pub(super) fn fold(chars: &Chars, meter: &Meter<'_>) -> Result<Chars, Refused> {
    meter.count(chars.ranges().len())?;
    let mut folded = chars.ranges().to_vec();
    let mut add = |c| folded.push((c, c));
    for upper in 'A'..='Z' {
        let lower = upper.to_ascii_lowercase();
        if chars.contains(upper) != chars.contains(lower) {
            add(upper);
            add(lower);
        }
    }
    // No other character is equal to one of ASCII.
    for (first, last) in chars.ranges().iter().filter(|range| !is_caseless(**range)) {
        let letters = between(&LETTERS.canonical, *first, *last);
        meter.count(LETTER * letters.len())?;
        for (_, upper) in letters {
            for (_, equal) in between(&LETTERS.equal, *upper, *upper) {
                add(*equal);
            }
        }
    }
    Ok(Chars::of(folded))
}

/// Whether a range is seen at a glance to hold no letter beyond ASCII, such as that of the line separators in `.`.
///
/// Finding all letters takes longer than most patterns do.
fn is_caseless((first, last): (char, char)) -> bool {
    let is_caseless = |c: char| c.to_uppercase().eq([c]) && c.to_lowercase().eq([c]);
    let mut chars = first..=last;
    last.is_ascii()
        || (chars.clone().nth(7).is_none() && chars.all(|c| c.is_ascii() || is_caseless(c)))
}

/// The work that a letter counts for.
const LETTER: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::Budget;

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
            let folded = fold(&Chars::one(c), &meter).expect("a little work");
            let found: Vec<char> =
                folded.ranges().iter().flat_map(|(first, last)| *first..=*last).collect();
            assert_eq!(found, equal, "{c}");
        }
    }

    #[test]
    fn what_has_no_case_is_equal_to_nothing() {
        for c in '\u{80}'..='\u{ffff}' {
            if is_caseless((c, c)) {
                assert!(between(&LETTERS.canonical, c, c).is_empty(), "{c:?}");
            }
        }
        for c in ['\u{2028}', '\u{2029}', '中'] {
            assert!(is_caseless((c, c)), "{c:?}");
        }
    }
}
