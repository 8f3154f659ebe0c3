//! What a match leaves behind.

use core::ops::Range;

/// How many groups a rule can refer to: `{R:0}` to `{R:9}`.
pub(super) const GROUPS: usize = 10;

/// Where the groups of a match are in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Captures {
    /// Start and end of each group, the start behind the end when it is not set.
    groups: [(usize, usize); GROUPS],
}

impl Captures {
    pub(super) const NONE: Self = Self { groups: [(1, 0); GROUPS] };

    /// Where the group is, in bytes of the text; group 0 is the whole match.
    ///
    /// `None` for a group that took no part in the match, that the pattern does not have, or that it was not
    /// generated for. URL Rewrite puts the empty string in place of such a group.
    #[must_use]
    pub const fn get(&self, group: usize) -> Option<Range<usize>> {
        if group >= GROUPS {
            return None;
        }
        let (start, end) = self.groups[group];
        if start <= end { Some(start..end) } else { None }
    }

    pub(super) const fn set(&mut self, group: usize, start: usize, end: usize) {
        self.groups[group] = (start, end);
    }
}
