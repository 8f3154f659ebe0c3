//! Comparing without case, as ECMAScript's `Canonicalize` does it for patterns without the flag `u`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

/// The letters that are equal to others, by what they are all compared as.
static EQUAL: LazyLock<BTreeMap<char, Vec<char>>> = LazyLock::new(|| {
    let mut equal: BTreeMap<char, Vec<char>> = BTreeMap::new();
    // Beyond the first plane, ECMAScript sees pairs of units without case.
    for c in '\0'..='\u{ffff}' {
        equal.entry(canonical(c)).or_default().push(c);
    }
    equal.retain(|_, letters| letters.len() > 1);
    equal
});

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
pub(super) fn fold(set: &ClassUnicode) -> ClassUnicode {
    let holds = |c: char| set.iter().any(|range| range.start() <= c && c <= range.end());
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
    if set.ranges().last().is_none_or(|range| range.end().is_ascii()) {
        return folded;
    }
    let mut wanted: BTreeSet<char> = BTreeSet::new();
    for (canonical, letters) in EQUAL.iter() {
        if !canonical.is_ascii() && letters.iter().any(|c| holds(*c)) {
            wanted.extend(letters);
        }
    }
    wanted.into_iter().for_each(add);
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
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
            let folded = fold(&set(&[(c, c)]));
            let found: Vec<char> = folded.iter().flat_map(|r| r.start()..=r.end()).collect();
            assert_eq!(found, equal, "{c}");
        }
    }
}
