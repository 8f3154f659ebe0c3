//! Lists that paths share: what a path inherits unchanged is the very list that it inherits it from.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Deref;
use std::rc::Rc;

use super::collection::{Directive, Keyed};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::Spanned;

/// The entries of a collection, in order. A clone is the same list, and so are the lists of paths that inherit it unchanged.
#[derive(Debug)]
pub struct List<T>(Rc<Shared<T>>);

#[derive(Debug)]
struct Shared<T> {
    entries: Vec<Rc<T>>,
    is_given: bool,
    /// Made when the list is first merged with.
    index: OnceCell<Index>,
    /// The same without letter case.
    index_without_case: OnceCell<Index>,
}

/// Where in a list each key is: hashes of folded keys with positions, in the order of the hashes.
#[derive(Debug)]
struct Index(Vec<(u64, usize)>);

/// Where the entries of a level go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// Behind the inherited ones, as in most collections.
    Last,
    /// Before the inherited ones, as in `handlers`. An inherited entry that is removed and added again is no new one and stays
    /// where it was (CF-3).
    First,
}

impl<T> List<T> {
    /// A list of these entries.
    #[must_use]
    pub fn new(entries: Vec<Rc<T>>) -> Self {
        Self::of(entries, true)
    }

    fn of(entries: Vec<Rc<T>>, is_given: bool) -> Self {
        let (index, index_without_case) = (OnceCell::new(), OnceCell::new());
        Self(Rc::new(Shared { entries, is_given, index, index_without_case }))
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
        let mut merging = Merging::of(self);
        if T::NOTES_LETTER_CASE {
            self.note_letter_case(directives, bag);
        }
        for directive in directives {
            match directive {
                Directive::Clear(_) => merging.clear(),
                Directive::Remove(key) => {
                    merging.take(&T::fold(&key.value));
                }
                Directive::Add(entry) => {
                    let key = T::fold(&entry.key().value).into_owned();
                    if let Some(earlier) = merging.take(&key) {
                        bag.push(duplicate(&**entry, &*earlier));
                    }
                    merging.add(key, entry);
                }
            }
        }
        merging.finish(position)
    }

    /// The position of the entry with this folded key.
    fn position(&self, key: &str) -> Option<usize> {
        self.found(&self.0.index, key, T::fold)
    }

    /// The position of an entry whose key is in any letter case the same.
    fn position_without_case(&self, lower: &str) -> Option<usize> {
        self.found(&self.0.index_without_case, lower, |key| Cow::Owned(key.to_ascii_lowercase()))
    }

    /// The position of the entry whose key comes to `key`.
    fn found(
        &self,
        index: &OnceCell<Index>,
        key: &str,
        fold: impl Fn(&str) -> Cow<'_, str>,
    ) -> Option<usize> {
        let entries = &self.0.entries;
        let Index(keys) = index.get_or_init(|| {
            let of = |entry: &Rc<T>| hash(&fold(&entry.key().value));
            let mut keys: Vec<_> = entries.iter().map(of).zip(0..).collect();
            keys.sort_unstable();
            Index(keys)
        });
        let hash = hash(key);
        let first = keys.partition_point(|(other, _)| *other < hash);
        let alike = keys[first..].iter().take_while(|(other, _)| *other == hash);
        alike.map(|(_, at)| *at).find(|at| fold(&entries[*at].key().value) == key)
    }

    /// Says which keys of a level differ in letter case only from those that were there before.
    fn note_letter_case(&self, directives: &[Directive<T>], bag: &mut Bag) {
        let mut cleared = false;
        let mut own: HashMap<String, &Spanned<String>> = HashMap::new();
        for directive in directives {
            let key = match directive {
                Directive::Clear(_) => {
                    cleared = true;
                    own.clear();
                    continue;
                }
                Directive::Remove(key) => key,
                Directive::Add(entry) => entry.key(),
            };
            let lower = key.value.to_ascii_lowercase();
            let exact = !cleared && self.position(&T::fold(&key.value)).is_some();
            let inherited = || self.position_without_case(&lower).filter(|_| !cleared);
            let earlier = own.get(&lower).copied().or_else(|| Some(self[inherited()?].key()));
            if let Some(earlier) = earlier.filter(|earlier| !exact && earlier.value != key.value) {
                bag.push(letter_case(key, earlier));
            }
            if matches!(directive, Directive::Add(_)) {
                own.insert(lower, key);
            }
        }
    }
}

fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// A list being made from another.
struct Merging<'l, T> {
    inherited: &'l List<T>,
    cleared: bool,
    /// The positions of the inherited entries that are taken out.
    taken: BTreeSet<usize>,
    /// The level's own entries that are still in, by the order in which they came.
    own: Vec<Option<Own<T>>>,
    own_keys: HashMap<String, usize>,
}

/// An entry of the level.
struct Own<T> {
    entry: Rc<T>,
    /// The position of the inherited entry of the same key, which it takes the place of.
    again: Option<usize>,
}

impl<'l, T: Keyed> Merging<'l, T> {
    fn of(inherited: &'l List<T>) -> Self {
        Self {
            inherited,
            cleared: false,
            taken: BTreeSet::new(),
            own: Vec::new(),
            own_keys: HashMap::new(),
        }
    }

    fn clear(&mut self) {
        self.cleared = true;
        self.taken.clear();
        self.own.clear();
        self.own_keys.clear();
    }

    /// Takes the entry with this folded key out.
    fn take(&mut self, key: &str) -> Option<Rc<T>> {
        if let Some(at) = self.own_keys.remove(key) {
            return self.own[at].take().map(|own| own.entry);
        }
        let at = self.inherited(key)?;
        self.taken.insert(at).then(|| Rc::clone(&self.inherited[at]))
    }

    fn add(&mut self, key: String, entry: &Rc<T>) {
        let again = self.inherited(&key);
        self.own_keys.insert(key, self.own.len());
        self.own.push(Some(Own { entry: Rc::clone(entry), again }));
    }

    /// The position of the inherited entry with this folded key, whether it was taken out or not.
    fn inherited(&self, key: &str) -> Option<usize> {
        if self.cleared { None } else { self.inherited.position(key) }
    }

    fn finish(self, position: Position) -> List<T> {
        let Self { inherited, cleared, taken, own, own_keys } = self;
        // An empty list that is cleared is given from then on, and stays as it is after that.
        let takes = if cleared {
            !inherited.is_empty() || !inherited.is_given()
        } else {
            !taken.is_empty()
        };
        if own_keys.is_empty() && !takes {
            return inherited.clone();
        }
        let kept = if cleared { &[][..] } else { &**inherited };
        let own = own.into_iter().flatten();
        List::new(match position {
            Position::Last => {
                let kept = kept.iter().enumerate().filter(|(at, _)| !taken.contains(at));
                let kept = kept.map(|(_, entry)| Rc::clone(entry));
                kept.chain(own.map(|own| own.entry)).collect()
            }
            Position::First => {
                let (again, new): (Vec<_>, Vec<_>) = own.partition(|own| own.again.is_some());
                let again = again.into_iter().filter_map(|own| Some((own.again?, own.entry)));
                let mut again: BTreeMap<usize, Rc<T>> = again.collect();
                let kept = kept.iter().enumerate().filter_map(|(at, entry)| {
                    let kept = (!taken.contains(&at)).then(|| Rc::clone(entry));
                    again.remove(&at).or(kept)
                });
                new.into_iter().map(|own| own.entry).chain(kept).collect()
            }
        })
    }
}

/// The entries of a collection that stands in an entry of another: no level adds to it, so that its directives count at once.
pub(super) fn entries<T: Keyed + Clone>(directives: Vec<Directive<T>>, bag: &mut Bag) -> Vec<T> {
    let merged = List::default().merged(&directives, Position::Last, bag);
    drop(directives);
    merged.into_entries()
}

fn duplicate<T: Keyed>(entry: &T, earlier: &T) -> Diagnostic {
    let (key, earlier) = (entry.key(), earlier.key());
    let message = format!("`{}` is added a second time", key.value);
    Diagnostic::new(Code::DuplicateEntry, key.span, message)
        .label("IIS answers 500.19: cannot add duplicate collection entry")
        .related(earlier.span, "first here")
        .help("remove one of them, or put `<remove …/>` before the second")
}

fn letter_case(key: &Spanned<String>, earlier: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` differs from `{}` in letter case only", key.value, earlier.value);
    Diagnostic::new(Code::LetterCase, key.span, message)
        .label("taken as another name, as in the schema of IIS (CM-20)")
        .related(earlier.span, "the other one")
        .help(format!("write `{}`, if that is meant", earlier.value))
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
