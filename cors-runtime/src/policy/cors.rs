//! The CORS module of a scope: its rules, and the table that finds them.

use super::rule::{Pattern, Rule};
use crate::origin::{self, Table};

/// The rules of the CORS module for one scope.
#[derive(Debug, Clone, Copy)]
pub struct Cors {
    pub(super) rules: &'static [Rule],
    schemes: &'static [Scheme],
    table: Table,
    fail_unlisted: bool,
}

impl Cors {
    /// The rules with their [`index()`] and, for wildcard rules, the schemes with the suffix lengths that occur.
    ///
    /// A `*` rule comes last. Requests from origins without a rule go on without CORS headers, unless
    /// [`Cors::fail_unlisted_origins`] says otherwise.
    ///
    /// # Panics
    ///
    /// When a `*` rule is not the last, or when the index has no free slot. In a constant that is a compile error.
    #[must_use]
    pub const fn new(
        rules: &'static [Rule],
        index: &'static [u64],
        schemes: &'static [Scheme],
    ) -> Self {
        let needs_none = matches!(rules, [] | [Rule { pattern: Pattern::Any, .. }]);
        assert!(
            needs_none || index.len() > rules.len(),
            "the index must have more slots than rules"
        );
        let mut i = 0;
        while i + 1 < rules.len() {
            assert!(!rules[i].is_any(), "the rule for `*` must be the last");
            i += 1;
        }
        Self { rules, schemes, table: Table::new(rules, index), fail_unlisted: false }
    }

    /// Answers 403 to every CORS request whose origin has no rule, or one with `allowed="false"` (CM-17).
    #[must_use]
    pub const fn fail_unlisted_origins(mut self) -> Self {
        self.fail_unlisted = true;
        self
    }

    pub(crate) const fn fails_unlisted(&self) -> bool {
        self.fail_unlisted
    }

    /// The most specific rule for an origin (CM-14).
    pub(crate) fn rule_for(&self, origin: &[u8]) -> Option<&'static Rule> {
        self.table.find(self.rules, self.schemes, origin)
    }

    /// Whether answers differ by origin: always but for a lone `*` (CM-16).
    pub(crate) fn varies(&self) -> bool {
        !matches!(self.rules, [Rule { pattern: Pattern::Any, .. }])
    }
}

/// A scheme of wildcard rules with the suffix lengths that its rules have.
#[derive(Debug, Clone, Copy)]
pub struct Scheme {
    pub(crate) prefix: &'static str,
    pub(crate) lengths: &'static [usize],
}

impl Scheme {
    /// `prefix` is the scheme with `://`; `lengths`, in bytes and ascending, those of the suffixes (0 for `scheme://*`).
    #[must_use]
    pub const fn new(prefix: &'static str, lengths: &'static [usize]) -> Self {
        Self { prefix, lengths }
    }
}

/// The look-up table of rules without wildcards ([`index_with`] is for rules with them).
///
/// # Panics
///
/// As [`index_with`].
#[must_use]
pub const fn index<const N: usize>(rules: &[Rule]) -> [u64; N] {
    index_with(rules, &[])
}

/// The look-up table of rules: of a power of two slots, more than there are rules; twice as many make it fast.
///
/// # Panics
///
/// When `N` is no power of two or too small, or when a wildcard rule's scheme or length is not among `schemes`. In a
/// constant that is a compile error.
#[must_use]
pub const fn index_with<const N: usize>(rules: &[Rule], schemes: &[Scheme]) -> [u64; N] {
    let mut slots = [0; N];
    fill_index(rules, schemes, &mut slots);
    slots
}

/// As [`index_with`], into memory that is already there.
///
/// # Panics
///
/// As [`index_with`].
pub const fn fill_index(rules: &[Rule], schemes: &[Scheme], slots: &mut [u64]) {
    assert!(
        slots.len().is_power_of_two() && slots.len() > rules.len(),
        "an index needs a power of two slots, more than there are rules"
    );
    origin::fill(rules, schemes, slots);
}
