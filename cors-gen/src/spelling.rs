//! Names that are nearly the same.

/// Longer than any name that somebody misspells; comparing takes the square of it.
const LONGEST: usize = 64;

/// Whether one name is probably a slip for the other: the same letters in another case, or at most two edits apart, one in
/// short names.
pub(crate) fn is_near(name: &str, known: &str) -> bool {
    name != known
        && (name.eq_ignore_ascii_case(known)
            || match known.len() {
                0..4 => false,
                4 => distance(name, known) <= 1,
                5..=LONGEST => distance(name, known) <= 2,
                _ => false,
            })
}

/// The name of these for which the other is most probably a slip; the first of several. `None` where it is for none.
pub(crate) fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    known.filter(|known| is_near(name, known)).min_by_key(|known| distance(name, known))
}

/// The number of insertions, deletions, replacements and swaps of neighbours between two names.
fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().abs_diff(b.len()) > 2 {
        return usize::MAX;
    }
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let edited = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(replaced);
                let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if swapped { edited.min(rows[i - 2][j - 2] + 1) } else { edited }
            };
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_of_several_is_meant() {
        let nearest = |name| nearest(name, ["CM-13", "CM-16", "CM-17"].into_iter());
        assert_eq!(nearest("MC-16"), Some("CM-16"));
        assert_eq!(nearest("CM-18"), Some("CM-13"));
        assert_eq!(nearest("RW-9"), None);
    }

    #[test]
    fn slips_are_near_and_other_names_are_not() {
        for (name, known, near) in [
            ("httpprotocol", "httpProtocol", true),
            ("custmHeaders", "customHeaders", true),
            ("naem", "name", true),
            ("nme", "name", true),
            ("path", "name", false),
            ("ad", "add", false),
            ("orgin", "origin", true),
            ("customHeaders", "redirectHeaders", false),
            ("origin", "origin", false),
            ("a".repeat(100_000).as_str(), "origin", false),
            ("a".repeat(100_000).as_str(), &"b".repeat(100_000), false),
        ] {
            assert_eq!(is_near(name, known), near, "{name:.20} for {known}");
        }
    }
}
