//! What every section that is read has.

use crate::diagnostic::Bag;
use crate::xml::Element;

/// A section as written.
pub(super) trait Section: Sized {
    /// The attributes that are keys of entries, in any collection of the section; for locks on entries (CF-7).
    const KEYS: &'static [KeyAttribute];

    /// Reads the section; what is wrong with it goes into the bag.
    fn read(element: &Element, bag: &mut Bag) -> Self;
}

/// An attribute that is the key of an entry, and how keys compare.
#[derive(Debug, Clone, Copy)]
pub(super) struct KeyAttribute {
    pub(super) name: &'static str,
    pub(super) with_case: bool,
}

impl KeyAttribute {
    /// A key whose letter case counts.
    pub(super) const fn with_case(name: &'static str) -> Self {
        Self { name, with_case: true }
    }

    /// A key whose letter case does not count.
    pub(super) const fn without_case(name: &'static str) -> Self {
        Self { name, with_case: false }
    }
}
