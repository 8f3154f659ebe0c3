//! What every section that is read has.

use crate::diagnostic::Bag;
use crate::xml::Element;

/// A section as written.
pub(super) trait Section: Sized {
    /// Reads the section; what is wrong with it goes into the bag.
    fn read(element: &Element, bag: &mut Bag) -> Self;
}
