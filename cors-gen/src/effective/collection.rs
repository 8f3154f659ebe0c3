//! `add`, `remove` and `clear` against what is inherited (CF-3).

use std::collections::BTreeSet;

use crate::config::{Directive, Keyed};
use crate::diagnostic::{Bag, Code, Diagnostic};

/// Where the entries of a level go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// Behind the inherited ones, as in most collections.
    Last,
    /// Before the inherited ones, as in `handlers`.
    First,
}

/// Carries out the directives of one level on the inherited `entries`.
///
/// A second entry with the same key is an error (CH-2, CM-20); where the user allows that, it replaces the first.
pub(super) fn apply<T: Keyed + Clone>(
    entries: &mut Vec<T>,
    directives: &[Directive<T>],
    position: Position,
    bag: &mut Bag,
) {
    let fold = |entry: &T| T::fold(&entry.key().value).into_owned();
    let mut keys: BTreeSet<String> = entries.iter().map(fold).collect();
    // How many of the entries at the front are this level's own.
    let mut own_at_front = 0;
    for directive in directives {
        match directive {
            Directive::Clear(_) => {
                entries.clear();
                keys.clear();
                own_at_front = 0;
            }
            Directive::Remove(key) => {
                if keys.remove(T::fold(&key.value).as_ref()) {
                    take(entries, &key.value, &mut own_at_front);
                }
            }
            Directive::Add(entry) => {
                if !keys.insert(fold(entry))
                    && let Some(earlier) = take(entries, &entry.key().value, &mut own_at_front)
                {
                    bag.push(duplicate(entry, &earlier));
                }
                match position {
                    Position::Last => entries.push(entry.clone()),
                    Position::First => {
                        entries.insert(own_at_front, entry.clone());
                        own_at_front += 1;
                    }
                }
            }
        }
    }
}

/// The entries of a list that inherits nothing.
pub(crate) fn fresh<T: Keyed + Clone>(directives: &[Directive<T>], bag: &mut Bag) -> Vec<T> {
    let mut entries = Vec::new();
    apply(&mut entries, directives, Position::Last, bag);
    entries
}

/// Takes the entry with this key out.
fn take<T: Keyed>(entries: &mut Vec<T>, key: &str, own_at_front: &mut usize) -> Option<T> {
    let at = entries.iter().position(|e| T::fold(&e.key().value) == T::fold(key))?;
    *own_at_front -= usize::from(at < *own_at_front);
    Some(entries.remove(at))
}

fn duplicate<T: Keyed>(entry: &T, earlier: &T) -> Diagnostic {
    let (key, earlier) = (entry.key(), earlier.key());
    let message = format!("`{}` is added a second time", key.value);
    Diagnostic::new(Code::DuplicateEntry, key.span, message)
        .label("IIS answers 500.19: cannot add duplicate collection entry")
        .related(earlier.span, "first here")
        .help("remove one of them, or put `<remove …/>` before the second")
}
