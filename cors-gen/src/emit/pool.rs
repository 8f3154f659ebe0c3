//! Values that several scopes share, because they inherit them: each becomes one item.

use std::collections::BTreeMap;

use crate::source::Span;

/// The values of one kind that have an item already, by the places they were written at.
///
/// Two values are the same item when both value and places agree: an item's doc comment names the places.
#[derive(Debug)]
pub(super) struct Pool<'p, T: ?Sized> {
    prefix: &'static str,
    known: BTreeMap<Vec<Span>, Vec<(&'p T, String)>>,
    count: usize,
}

impl<'p, T: Eq + ?Sized> Pool<'p, T> {
    /// A pool whose items are called `prefix` and a number.
    pub(super) fn new(prefix: &'static str) -> Self {
        Self { prefix, known: BTreeMap::new(), count: 0 }
    }

    /// How many items there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The name of the item of `value`; `Err` with a new one when there is no item yet.
    pub(super) fn name(&mut self, value: &'p T, places: Vec<Span>) -> Result<String, String> {
        let same_places = self.known.entry(places).or_default();
        if let Some((_, name)) = same_places.iter().find(|(known, _)| *known == value) {
            return Ok(name.clone());
        }
        let name = format!("{}_{}", self.prefix, self.count);
        self.count += 1;
        same_places.push((value, name.clone()));
        Err(name)
    }
}
