//! Lists that paths share: what a path inherits unchanged is the very list that it inherits it from.

use std::ops::Deref;
use std::rc::Rc;

use super::collection::{Directive, Keyed};
use super::merging::{Indexes, Inherited, Keys, Pick, Position, Step};
use crate::diagnostic::Bag;
use crate::source::Spanned;

/// The entries of a collection, in order. A clone is the same list, and so are the lists of paths that inherit it unchanged.
#[derive(Debug)]
pub struct List<T>(Rc<Shared<T>>);

#[derive(Debug)]
struct Shared<T> {
    entries: Vec<Rc<T>>,
    is_given: bool,
    indexes: Indexes,
}

impl<T> List<T> {
    /// A list of these entries.
    #[must_use]
    pub fn new(entries: Vec<Rc<T>>) -> Self {
        Self::of(entries, true)
    }

    fn of(entries: Vec<Rc<T>>, is_given: bool) -> Self {
        Self(Rc::new(Shared { entries, is_given, indexes: Indexes::default() }))
    }

    /// Whether any level has put entries in or cleared it, also when none are left; not so of the default.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.0.is_given
    }

    /// Whether both are the same list, rather than two with the same entries.
    #[must_use]
    pub fn ptr_eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// The entries themselves; copied where others share them.
    pub(super) fn into_entries(self) -> Vec<T>
    where
        T: Clone,
    {
        let entries = match Rc::try_unwrap(self.0) {
            Ok(shared) => shared.entries,
            Err(shared) => shared.entries.clone(),
        };
        entries.into_iter().map(Rc::unwrap_or_clone).collect()
    }
}

impl<T: Keyed> List<T> {
    /// The list after the directives of one level; this very list where they change nothing.
    ///
    /// A second entry with the same key is an error (CH-2, CM-20); where the user allows that, it replaces the first.
    #[must_use]
    pub fn merged(&self, directives: &[Directive<T>], position: Position, bag: &mut Bag) -> Self {
        // Not collected: that is compiled for each kind of entry, this once for all.
        let mut steps: Vec<Step<'_>> = Vec::with_capacity(directives.len());
        for directive in directives {
            steps.push(directive.step());
        }
        let inherited = self.inherited();
        if T::NOTES_LETTER_CASE {
            inherited.note_letter_case(&steps, bag);
        }
        let Some(merged) = inherited.merged(&steps, position, bag) else { return self.clone() };
        let mut entries = Vec::with_capacity(merged.len());
        for pick in merged {
            let entry = match pick {
                Pick::Inherited(at) => Some(&self[at]),
                Pick::Own(at) => directives[at].entry(),
            };
            if let Some(entry) = entry {
                entries.push(Rc::clone(entry));
            }
        }
        Self::new(entries)
    }

    /// The entry with this key.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<&Rc<T>> {
        self.inherited().position(&T::fold(key)).map(|at| &self[at])
    }

    fn inherited(&self) -> Inherited<'_> {
        let Shared { entries, is_given, indexes } = &*self.0;
        Inherited {
            keys: entries,
            is_given: *is_given,
            fold: T::fold,
            notes_absence: T::NOTES_ABSENCE,
            indexes,
        }
    }
}

impl<T: Keyed> Keys for Vec<Rc<T>> {
    fn count(&self) -> usize {
        self.len()
    }

    fn key(&self, at: usize) -> &Spanned<String> {
        self[at].key()
    }
}

/// The entries of a collection that stands in an entry of another: no level adds to it, so that its directives count at once.
pub(super) fn entries<T: Keyed + Clone>(directives: Vec<Directive<T>>, bag: &mut Bag) -> Vec<T> {
    let merged = List::default().merged(&directives, Position::Last, bag);
    drop(directives);
    merged.into_entries()
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self::of(Vec::new(), false)
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> Deref for List<T> {
    type Target = [Rc<T>];

    fn deref(&self) -> &[Rc<T>] {
        &self.0.entries
    }
}
