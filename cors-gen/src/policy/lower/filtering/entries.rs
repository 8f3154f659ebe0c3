//! The lists of request filtering: each is lowered once, whatever sections share it.

use std::collections::HashMap;
use std::rc::Rc;

use cors_runtime::__private::{is_extension, is_segment};
use cors_runtime::FieldName;

use crate::diagnostic::{Bag, Code, Diagnostic, Fix};
use crate::effective::{ExtensionEntry, FilterText, HeaderLimit, VerbEntry};
use crate::policy::arena::Arena;
use crate::policy::lower::address;
use crate::policy::token::{field_name, is_token};
use crate::source::{Span, Spanned};

/// The entries of a list that count, with the places of their tags.
#[derive(Debug)]
pub(super) struct Kept<'p, T> {
    pub(super) items: &'p [T],
    pub(super) places: &'p [Span],
}

impl<T> Clone for Kept<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Kept<'_, T> {}

/// What the entries of a list of texts are.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Segments of paths.
    Segment,
    /// Any text.
    Text,
}

/// An entry of a list of what may pass and what may not.
type Listed<'p> = (&'p str, bool);

/// The lists that were lowered, by where they are in the effective configuration and by how.
pub(super) struct Lists<'p> {
    arena: &'p Arena,
    texts: HashMap<(usize, Kind), Kept<'p, &'p str>>,
    headers: HashMap<usize, Kept<'p, (FieldName<'p>, u32)>>,
    verbs: HashMap<(usize, bool), Kept<'p, Listed<'p>>>,
    extensions: HashMap<(usize, bool), Kept<'p, Listed<'p>>>,
}

impl<'p> Lists<'p> {
    pub(super) fn new(arena: &'p Arena) -> Self {
        Self {
            arena,
            texts: HashMap::new(),
            headers: HashMap::new(),
            verbs: HashMap::new(),
            extensions: HashMap::new(),
        }
    }

    pub(super) fn texts(
        &mut self,
        kind: Kind,
        entries: &[Rc<FilterText>],
        bag: &mut Bag,
    ) -> Kept<'p, &'p str> {
        let arena = self.arena;
        *self.texts.entry((address(entries), kind)).or_insert_with(|| {
            let counting = entries.iter().filter(|entry| match kind {
                Kind::Segment => is_one_segment(&entry.text, bag),
                Kind::Text => true,
            });
            kept(counting.map(|entry| (arena.text(&entry.text.value), entry.tag)), arena)
        })
    }

    pub(super) fn headers(
        &mut self,
        entries: &[Rc<HeaderLimit>],
        bag: &mut Bag,
    ) -> Kept<'p, (FieldName<'p>, u32)> {
        let arena = self.arena;
        *self.headers.entry(address(entries)).or_insert_with(|| {
            let counting = entries.iter().filter(|entry| is_name(&entry.header, bag));
            let limits = counting.map(|entry| {
                let name = field_name(&entry.header.value, arena);
                ((name, entry.size_limit.value), entry.tag)
            });
            kept(limits, arena)
        })
    }

    /// A listed verb counts only where it differs from one that is not listed.
    pub(super) fn verbs(
        &mut self,
        entries: &[Rc<VerbEntry>],
        allow_unlisted: bool,
    ) -> Kept<'p, Listed<'p>> {
        let arena = self.arena;
        *self.verbs.entry((address(entries), allow_unlisted)).or_insert_with(|| {
            let counting = entries.iter().filter(|entry| entry.allowed.value != allow_unlisted);
            let listed = counting.map(|entry| {
                ((arena.text(&entry.verb.value), entry.allowed.value), entry.verb.span)
            });
            kept(listed, arena)
        })
    }

    /// An extension that is denied counts also where those that are not listed are: it is looked for before a slash too.
    pub(super) fn extensions(
        &mut self,
        entries: &[Rc<ExtensionEntry>],
        allow_unlisted: bool,
        bag: &mut Bag,
    ) -> Kept<'p, Listed<'p>> {
        let arena = self.arena;
        *self.extensions.entry((address(entries), allow_unlisted)).or_insert_with(|| {
            let counting = entries.iter().filter(|entry| {
                is_one_extension(&entry.extension, bag) && !(entry.allowed.value && allow_unlisted)
            });
            let listed = counting.map(|entry| {
                ((arena.text(&entry.extension.value), entry.allowed.value), entry.tag)
            });
            kept(listed, arena)
        })
    }
}

fn kept<T: Copy>(entries: impl Iterator<Item = (T, Span)>, arena: &Arena) -> Kept<'_, T> {
    let (items, places): (Vec<_>, Vec<_>) = entries.unzip();
    Kept { items: arena.list(&items), places: arena.list(&places) }
}

fn is_one_segment(text: &Spanned<String>, bag: &mut Bag) -> bool {
    let is_one = is_segment(&text.value);
    if !is_one {
        let message = format!("no segment of a path is called `{}`", text.value);
        let help = "hide one of its segments, or write `<denyUrlSequences><add sequence=\"…\" />`";
        bag.push(never_matches(text, message).help(help));
    }
    is_one
}

fn is_one_extension(text: &Spanned<String>, bag: &mut Bag) -> bool {
    let is_one = is_extension(&text.value);
    if !is_one {
        let value = &text.value;
        let message = format!("no path has the file name extension `{value}`");
        let last = value.rsplit(['.', '/', '\\']).next().unwrap_or_default();
        let fix = Fix::risky(format!("write `.{last}`")).value(
            text.span,
            "fileExtension",
            value,
            &format!(".{last}"),
        );
        let help = format!(
            "an extension begins with its dot and has no other: write `.{last}`, if that is meant"
        );
        bag.push(never_matches(text, message).help(help).fix(fix));
    }
    is_one
}

fn is_name(text: &Spanned<String>, bag: &mut Bag) -> bool {
    let is_one = is_token(&text.value);
    if !is_one {
        let message = format!("no request has a header field called `{}`", text.value);
        let help = "names are letters, digits and !#$%&'*+-.^_`|~, without spaces";
        bag.push(never_matches(text, message).help(help));
    }
    is_one
}

fn never_matches(text: &Spanned<String>, message: String) -> Diagnostic {
    Diagnostic::new(Code::FilterNeverMatches, text.span, message)
        .label("this refuses nothing, and is left out of the policy")
}
