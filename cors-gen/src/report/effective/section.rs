//! What every section that is printed has.

use super::json::{Object, Places};
use super::xml::Xml;

/// How an effective section is printed.
pub(super) trait Section {
    /// Prints the element called `name`; nothing where no level has it.
    ///
    /// Read again below the same parent, it has to give the same settings: a collection that any level has put entries in
    /// starts with `<clear />`.
    fn xml(&self, name: &'static str, xml: &mut Xml<'_>);

    /// Adds the keys of the section to those of the group that it stands in.
    fn json(&self, group: &mut Object, places: &Places<'_>);
}
