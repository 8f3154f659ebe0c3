//! What becomes of a list when a level is laid over it, told by positions: the entries themselves do not matter, so that
//! this is compiled once and not for entries of each kind.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::diagnostic::{Bag, Code, Diagnostic, Fix};
use crate::source::Spanned;

/// Where the entries of a level go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// Behind the inherited ones, as in most collections.
    Last,
    /// Before the inherited ones, as in `handlers`. An inherited entry that is removed and added again is no new one and stays
    /// where it was (CF-3).
    First,
}

/// A directive, by the key that it names.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'d> {
    Add(&'d Spanned<String>),
    Remove(&'d Spanned<String>),
    Clear,
}

/// An entry of the merged list, by where it is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pick {
    /// The position in the inherited list.
    Inherited(usize),
    /// The position of the directive that adds it.
    Own(usize),
}

/// The keys of a list's entries, by position.
pub(super) trait Keys {
    fn count(&self) -> usize;

    fn key(&self, at: usize) -> &Spanned<String>;
}

/// A list, as far as merging goes.
#[derive(Clone, Copy)]
pub(super) struct Inherited<'l> {
    pub(super) keys: &'l dyn Keys,
    pub(super) is_given: bool,
    /// The form of a key in which keys are compared.
    pub(super) fold: Fold,
    /// Whether a removal of what is not there is told.
    pub(super) notes_absence: bool,
    pub(super) indexes: &'l Indexes,
}

type Fold = fn(&str) -> Cow<'_, str>;

/// Where in a list each key is; each made when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Indexes {
    exact: OnceCell<Index>,
    without_case: OnceCell<Index>,
}

/// Hashes of folded keys with positions, in the order of the hashes.
#[derive(Debug)]
struct Index(Vec<(u64, usize)>);

impl<'l> Inherited<'l> {
    /// The position of the entry with this folded key.
    pub(super) fn position(&self, key: &str) -> Option<usize> {
        self.found(&self.indexes.exact, key, self.fold)
    }

    /// The position of an entry whose key is in any letter case the same.
    fn position_without_case(&self, lower: &str) -> Option<usize> {
        self.found(&self.indexes.without_case, lower, |key| Cow::Owned(key.to_ascii_lowercase()))
    }

    /// The position of the entry whose key comes to `key`.
    fn found(&self, index: &OnceCell<Index>, key: &str, fold: Fold) -> Option<usize> {
        let of = |at| fold(&self.keys.key(at).value);
        let Index(hashes) = index.get_or_init(|| {
            let mut hashes: Vec<_> = (0..self.keys.count()).map(|at| (hash(&of(at)), at)).collect();
            hashes.sort_unstable();
            Index(hashes)
        });
        let hash = hash(key);
        let first = hashes.partition_point(|(other, _)| *other < hash);
        let alike = hashes[first..].iter().take_while(|(other, _)| *other == hash);
        alike.map(|(_, at)| *at).find(|at| of(*at) == key)
    }

    /// The entries after the directives of one level; `None` where they change nothing.
    pub(super) fn merged(
        self,
        steps: &[Step<'l>],
        position: Position,
        bag: &mut Bag,
    ) -> Option<Vec<Pick>> {
        let mut merging = Merging::of(self);
        let mut absent = Vec::new();
        for (at, step) in steps.iter().enumerate() {
            match *step {
                Step::Clear => merging.clear(),
                Step::Remove(key) => {
                    let taken = merging.take(&(self.fold)(&key.value));
                    if taken.is_none() && self.notes_absence {
                        absent.push(key);
                    }
                }
                Step::Add(key) => {
                    let folded = (self.fold)(&key.value).into_owned();
                    if let Some(earlier) = merging.take(&folded) {
                        bag.push(duplicate(key, earlier));
                    }
                    merging.add(folded, key, at);
                }
            }
        }
        // Who adds it after all only makes sure.
        let is_added = |key: &str| merging.own_keys.contains_key(&*(self.fold)(key));
        let absent = absent.into_iter().filter(|key| !is_added(&key.value));
        absent.for_each(|key| bag.push(self::absent(key)));
        merging.finish(position)
    }

    /// Says which keys of a level differ in letter case only from those that were there before.
    pub(super) fn note_letter_case(&self, steps: &[Step<'_>], bag: &mut Bag) {
        let mut cleared = false;
        let mut own: HashMap<String, &Spanned<String>> = HashMap::new();
        for step in steps {
            let (Step::Add(key) | Step::Remove(key)) = *step else {
                cleared = true;
                own.clear();
                continue;
            };
            let lower = key.value.to_ascii_lowercase();
            let exact = !cleared && self.position(&(self.fold)(&key.value)).is_some();
            let inherited = || self.position_without_case(&lower).filter(|_| !cleared);
            let earlier = own.get(&lower).copied();
            let earlier = earlier.or_else(|| Some(self.keys.key(inherited()?)));
            if let Some(earlier) = earlier.filter(|earlier| !exact && earlier.value != key.value) {
                bag.push(letter_case(key, &earlier.value).related(earlier.span, "the other one"));
            }
            if matches!(step, Step::Add(_)) {
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
struct Merging<'l> {
    inherited: Inherited<'l>,
    cleared: bool,
    /// The positions of the inherited entries that are taken out.
    taken: HashSet<usize>,
    /// The level's own entries that are still in, by the order in which they came.
    own: Vec<Option<Own<'l>>>,
    own_keys: HashMap<String, usize>,
}

/// An entry of the level.
#[derive(Clone, Copy)]
struct Own<'l> {
    key: &'l Spanned<String>,
    /// The position of the directive that adds it.
    step: usize,
    /// The position of the inherited entry of the same key, which it takes the place of.
    again: Option<usize>,
}

impl<'l> Merging<'l> {
    fn of(inherited: Inherited<'l>) -> Self {
        Self {
            inherited,
            cleared: false,
            taken: HashSet::new(),
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

    /// Takes the entry with this folded key out; returns the key as it was written.
    fn take(&mut self, key: &str) -> Option<&'l Spanned<String>> {
        if let Some(at) = self.own_keys.remove(key) {
            return self.own[at].take().map(|own| own.key);
        }
        let at = self.inherited(key)?;
        self.taken.insert(at).then(|| self.inherited.keys.key(at))
    }

    fn add(&mut self, folded: String, key: &'l Spanned<String>, step: usize) {
        let again = self.inherited(&folded);
        self.own_keys.insert(folded, self.own.len());
        self.own.push(Some(Own { key, step, again }));
    }

    /// The position of the inherited entry with this folded key, whether it was taken out or not.
    fn inherited(&self, key: &str) -> Option<usize> {
        if self.cleared { None } else { self.inherited.position(key) }
    }

    fn finish(self, position: Position) -> Option<Vec<Pick>> {
        let Self { inherited, cleared, taken, own, own_keys } = self;
        let count = inherited.keys.count();
        // An empty list that is cleared is given from then on, and stays as it is after that.
        let takes = if cleared { count > 0 || !inherited.is_given } else { !taken.is_empty() };
        if own_keys.is_empty() && !takes {
            return None;
        }
        let kept = 0..if cleared { 0 } else { count };
        let own = own.into_iter().flatten();
        Some(match position {
            Position::Last => {
                let kept = kept.filter(|at| !taken.contains(at)).map(Pick::Inherited);
                kept.chain(own.map(|own| Pick::Own(own.step))).collect()
            }
            Position::First => {
                let (again, new): (Vec<_>, Vec<_>) = own.partition(|own| own.again.is_some());
                let again = again.into_iter().filter_map(|own| Some((own.again?, own.step)));
                let again: HashMap<usize, usize> = again.collect();
                let kept = kept.filter_map(|at| match again.get(&at) {
                    Some(step) => Some(Pick::Own(*step)),
                    None => (!taken.contains(&at)).then_some(Pick::Inherited(at)),
                });
                new.into_iter().map(|own| Pick::Own(own.step)).chain(kept).collect()
            }
        })
    }
}

fn duplicate(key: &Spanned<String>, earlier: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` is added a second time", key.value);
    Diagnostic::new(Code::DuplicateEntry, key.span, message)
        .label("IIS answers 500.19: cannot add duplicate collection entry")
        .related(earlier.span, "first here")
        .help("remove one of them, or put `<remove …/>` before the second")
        .fix(Fix::safe("remove it: the first says the same").remove_twin(key.span, earlier.span))
}

fn absent(key: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` is not there: this removes nothing", key.value);
    Diagnostic::new(Code::AbsentRemoval, key.span, message)
        .label("no file that was read has it at a level above")
        .help("remove this, or correct the name; where a file of a level above has it, pass that file with `--parent`")
}

/// The note that a key is another one in other letters.
pub(crate) fn letter_case(key: &Spanned<String>, other: &str) -> Diagnostic {
    let message = format!("`{}` differs from `{other}` in letter case only", key.value);
    Diagnostic::new(Code::LetterCase, key.span, message)
        .label("taken as another name, as in the schema of IIS (CM-20)")
        .help(format!("write `{other}`, if that is meant"))
}
