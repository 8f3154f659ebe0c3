//! Collections: `add`, `remove` and `clear`, in the order of the file.

use std::borrow::Cow;
use std::rc::Rc;

use super::fields::Fields;
use super::merging::Step;
use crate::diagnostic::Bag;
use crate::source::{Span, Spanned};
use crate::xml::Element;

/// One step in building a collection.
#[derive(Debug, Clone)]
pub enum Directive<T> {
    /// Adds an entry.
    Add(Rc<T>),
    /// Removes the entry with this key, if there is one.
    Remove(Spanned<String>),
    /// Removes all entries, inherited ones included.
    Clear(Span),
}

impl<T> Directive<T> {
    /// The entry that it adds.
    pub(super) fn entry(&self) -> Option<&Rc<T>> {
        match self {
            Self::Add(entry) => Some(entry),
            Self::Remove(_) | Self::Clear(_) => None,
        }
    }
}

impl<T: Keyed> Directive<T> {
    /// What it does to keys.
    pub(super) fn step(&self) -> Step<'_> {
        match self {
            Self::Add(entry) => Step::Add(entry.key()),
            Self::Remove(key) => Step::Remove(key),
            Self::Clear(_) => Step::Clear,
        }
    }
}

/// An entry of a collection that has a key.
pub trait Keyed {
    /// Whether it is told where keys differ in letter case only: the schema tells them apart, and what IIS does is not
    /// published (CM-20).
    const NOTES_LETTER_CASE: bool = false;

    /// Whether it is told where a removal finds nothing: no server has entries of its own in such a collection.
    const NOTES_ABSENCE: bool = false;

    /// The key; two entries of a collection cannot share one.
    fn key(&self) -> &Spanned<String>;

    /// The form of a key in which keys of this collection are compared: as it is, unless the collection says otherwise.
    #[must_use]
    fn fold(key: &str) -> Cow<'_, str> {
        Cow::Borrowed(key)
    }
}

impl Keyed for Spanned<String> {
    fn key(&self) -> &Spanned<String> {
        self
    }
}

/// Reads the collection that the children of `fields`' element are; `add` reads the entries.
pub(super) fn directives<T>(
    element: &Element,
    key: &'static str,
    fields: &mut Fields<'_, '_>,
    add: impl Fn(&Element, &mut Bag) -> Option<T>,
) -> Vec<Directive<T>> {
    directives_named("add", element, key, fields, add)
}

/// As [`directives`], of a collection whose entries are called otherwise than `<add>`.
pub(super) fn directives_named<T>(
    entry: &'static str,
    element: &Element,
    key: &'static str,
    fields: &mut Fields<'_, '_>,
    add: impl Fn(&Element, &mut Bag) -> Option<T>,
) -> Vec<Directive<T>> {
    fields.ignore_children(&[entry, "remove", "clear"]);
    let mut directives = Vec::new();
    for child in element.elements() {
        let bag = fields.bag();
        let directive = match child.name.value.as_str() {
            name if name == entry => add(child, bag).map(Rc::new).map(Directive::Add),
            "remove" => removed(child, key, bag).map(Directive::Remove),
            "clear" => {
                Fields::of(child, bag).finish();
                Some(Directive::Clear(child.tag))
            }
            _ => None,
        };
        if let Some(directive) = directive {
            directives.push(directive);
        }
    }
    directives
}

/// The key of the entry that a `<remove>` is about.
fn removed(element: &Element, key: &'static str, bag: &mut Bag) -> Option<Spanned<String>> {
    let mut fields = Fields::of(element, bag);
    let key = fields.required(key);
    fields.finish();
    key
}
