//! Sets of characters.

/// Characters as ranges, each with its first and its last: in rising order, and none begins where another ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Chars(Vec<(char, char)>);

impl Chars {
    /// The characters of ranges in any order.
    pub(super) fn of(mut ranges: Vec<(char, char)>) -> Self {
        ranges.sort_unstable();
        let mut joined: Vec<(char, char)> = Vec::new();
        for (first, last) in ranges {
            match joined.last_mut() {
                Some((_, end)) if before(first).is_none_or(|before| before <= *end) => {
                    *end = last.max(*end);
                }
                _ => joined.push((first, last)),
            }
        }
        Self(joined)
    }

    pub(super) fn one(c: char) -> Self {
        Self(vec![(c, c)])
    }

    pub(super) fn ranges(&self) -> &[(char, char)] {
        &self.0
    }

    pub(super) fn contains(&self, c: char) -> bool {
        let after = self.0.partition_point(|(first, _)| *first <= c);
        after > 0 && c <= self.0[after - 1].1
    }

    /// All other characters.
    pub(super) fn negated(&self) -> Self {
        let mut gaps = Vec::new();
        let mut from = Some(char::MIN);
        for (first, last) in &self.0 {
            gaps.extend(from.zip(before(*first)).filter(|(from, to)| from <= to));
            from = after(*last);
        }
        gaps.extend(from.map(|from| (from, char::MAX)));
        Self(gaps)
    }
}

fn before(c: char) -> Option<char> {
    (char::MIN..=c).nth_back(1)
}

fn after(c: char) -> Option<char> {
    (c..=char::MAX).nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_meet_are_one() {
        for (ranges, joined) in [
            (&[][..], &[][..]),
            (&[('b', 'b'), ('a', 'a')], &[('a', 'b')]),
            (&[('a', 'z'), ('c', 'd'), ('y', '~')], &[('a', '~')]),
            (&[('a', 'b'), ('d', 'e')], &[('a', 'b'), ('d', 'e')]),
            (&[('\0', '\0'), ('\0', '\0')], &[('\0', '\0')]),
            (&[('\u{e000}', '\u{e000}'), ('\u{d7ff}', '\u{d7ff}')], &[('\u{d7ff}', '\u{e000}')]),
        ] {
            assert_eq!(Chars::of(ranges.to_vec()).ranges(), joined);
        }
    }

    #[test]
    fn a_set_holds_what_the_negated_one_does_not() {
        let edges = [char::MIN, 'a', 'b', 'c', '\u{d7ff}', '\u{e000}', char::MAX];
        for first in edges {
            for last in edges.into_iter().filter(|last| first <= *last) {
                for set in
                    [Chars::of(vec![(first, last)]), Chars::of(vec![('a', 'a'), (first, last)])]
                {
                    let negated = set.negated();
                    assert!(
                        edges.iter().all(|c| set.contains(*c) != negated.contains(*c)),
                        "{set:?}"
                    );
                    assert_eq!(negated.negated(), set);
                }
            }
        }
        assert_eq!(Chars::default().negated().ranges(), [(char::MIN, char::MAX)]);
    }
}
