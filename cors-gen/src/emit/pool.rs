//! Equal values are one item, whatever scopes they come from.

use std::collections::HashMap;
use std::hash::Hash;
use std::ptr;

use proc_macro2::Ident;

/// The values of one kind that have an item.
#[derive(Debug)]
pub(super) struct Pool<'p, T: ?Sized> {
    by_value: HashMap<&'p T, Ident>,
    /// What is shared in memory need not be compared.
    by_address: HashMap<(*const (), usize), Ident>,
}

impl<T: ?Sized> Default for Pool<'_, T> {
    fn default() -> Self {
        Self { by_value: HashMap::new(), by_address: HashMap::new() }
    }
}

impl<'p, T: Eq + Hash + ?Sized> Pool<'p, T> {
    /// The item of a value.
    pub(super) fn find(&mut self, value: &'p T) -> Option<Ident> {
        let address = address(value);
        if let Some(known) = self.by_address.get(&address) {
            return Some(known.clone());
        }
        let known = self.by_value.get(value)?.clone();
        self.by_address.insert(address, known.clone());
        Some(known)
    }

    /// Notes that a value has an item.
    pub(super) fn insert(&mut self, value: &'p T, item: &Ident) {
        self.by_address.insert(address(value), item.clone());
        self.by_value.insert(value, item.clone());
    }

    /// How many items there are.
    pub(super) fn len(&self) -> usize {
        self.by_value.len()
    }
}

/// Where a value is, and how long: an empty list may be where another begins.
fn address<T: ?Sized>(value: &T) -> (*const (), usize) {
    (ptr::from_ref(value).cast(), size_of_val(value))
}
