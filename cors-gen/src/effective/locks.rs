//! What an outer file has locked and an inner one changes all the same (CF-7): in IIS a configuration error.

use std::collections::{BTreeMap, BTreeSet};

use super::hierarchy::{Hierarchy, Layer};
use super::tree::Node;
use crate::config::{Child, Key, LockedNames, Written};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::{Span, Spanned};

/// What the files lock, by the paths that they lock it for.
///
/// A lock binds the files further in, for its path and those below. So a layer is checked once, where it stands, against
/// the locks of the paths above it; most paths have none, and are passed over.
pub(super) struct Locks<'c> {
    paths: Vec<OfPath<'c>>,
    /// The server's file, and the sections that it locks from the start.
    denied: Option<(usize, BTreeMap<&'c str, Span>)>,
}

/// What is locked for one path.
struct OfPath<'c> {
    /// The nearest path above that has locks.
    above: Option<usize>,
    /// The path at which its application starts.
    application: Option<usize>,
    /// The layers that lock anything, outer files first.
    layers: Vec<OfLayer<'c>>,
}

/// What a layer locks, by the path of the element below `system.webServer`.
struct OfLayer<'c> {
    level: usize,
    inherited_by_applications: bool,
    elements: BTreeMap<&'c str, OfElement<'c>>,
}

/// What is locked of one element.
#[derive(Default)]
struct OfElement<'c> {
    /// The whole of it, when it is a section.
    section: Option<SectionLock>,
    attributes: Vec<&'c Spanned<LockedNames>>,
    elements: Vec<&'c Spanned<LockedNames>>,
    /// Entries of a collection, in document order.
    entries: Vec<(&'c Key, Span)>,
    /// Where in `entries` each key is.
    keys: BTreeMap<&'c str, usize>,
}

/// What a level says of a whole section.
#[derive(Clone, Copy)]
enum SectionLock {
    /// Levels below may not change it.
    Locked(Span),
    /// They may, whatever a level above says.
    Unlocked,
}

impl<'c> Locks<'c> {
    pub(super) fn new(hierarchy: &Hierarchy<'c>) -> Self {
        let mut servers = hierarchy.levels.iter().zip(0..);
        let denied = servers.find_map(|(level, number)| {
            let sections = level.file.server.as_ref()?.denied_sections.iter();
            let sections = sections.map(|section| (section.value.as_str(), section.span));
            Some((number, sections.collect()))
        });
        Self { paths: Vec::new(), denied }
    }

    /// Takes up what is locked for the next path; paths come in their order, those above a path before it.
    pub(super) fn see(&mut self, node: &Node<'c>) {
        let above = node.parent.and_then(|parent| {
            let has_locks = !self.paths[parent].layers.is_empty();
            if has_locks { Some(parent) } else { self.paths[parent].above }
        });
        let layers = node.layers.iter().map(OfLayer::of);
        let layers = layers.filter(|locks| !locks.elements.is_empty()).collect();
        self.paths.push(OfPath { above, application: node.application, layers });
    }

    /// Reports what a layer of the path at position `at` does in spite of the locks of files further out.
    pub(super) fn check(&self, at: usize, layer: &Layer<'c>, bag: &mut Bag) {
        let locking = self.locking(at, layer.level);
        let denied = self.denied.as_ref().filter(|(level, _)| *level < layer.level);
        if locking.is_empty() && denied.is_none() {
            return;
        }
        let check = Check { locking, denied: denied.map(|(_, denied)| denied) };
        // What stands in a refused element is refused with it, and need not be told again.
        let mut refused: BTreeSet<String> = BTreeSet::new();
        for written in &layer.sections.written {
            if around(&written.path).all(|path| !refused.contains(path)) {
                check.element(written, &mut refused, bag);
            }
        }
    }

    /// The layers that bind one of a path: outer files first, and of one file the outer paths.
    fn locking(&self, at: usize, level: usize) -> Vec<&OfLayer<'c>> {
        let application = self.paths[at].application;
        let above = std::iter::successors(Some(at), |at| self.paths[*at].above);
        let mut locking = Vec::new();
        for path in above.map(|at| &self.paths[at]) {
            // A layer that is hidden from applications below does not bind them (CF-5).
            let counts = |locks: &&OfLayer<'_>| {
                locks.inherited_by_applications || path.application == application
            };
            let outer = path.layers.iter().rev().filter(|locks| locks.level < level);
            locking.extend(outer.filter(counts));
        }
        locking.reverse();
        locking.sort_by_key(|locks| locks.level);
        locking
    }
}

impl<'c> OfLayer<'c> {
    fn of(layer: &Layer<'c>) -> Self {
        let mut elements: BTreeMap<&str, OfElement<'c>> = BTreeMap::new();
        for written in &layer.sections.written {
            let overridable = layer.overridable.map(|may| {
                if may.value { SectionLock::Unlocked } else { SectionLock::Locked(may.span) }
            });
            let section = written.locked.map(SectionLock::Locked).or(overridable);
            let locked = written.children.iter();
            let mut locked =
                locked.filter_map(|child| Some((child.key.as_ref()?, child.locked?))).peekable();
            if section.is_none()
                && written.locked_attributes.is_empty()
                && written.locked_elements.is_empty()
                && locked.peek().is_none()
            {
                continue;
            }
            let element = elements.entry(&written.path).or_default();
            element.section = section.or(element.section);
            element.attributes.extend(&written.locked_attributes);
            element.elements.extend(&written.locked_elements);
            for (key, span) in locked {
                element.keys.entry(&key.folded).or_insert(element.entries.len());
                element.entries.push((key, span));
            }
        }
        let inherited_by_applications = layer.inherited_by_applications;
        Self { level: layer.level, inherited_by_applications, elements }
    }
}

impl<'c> OfElement<'c> {
    /// The locked entry with this key, and where it is locked.
    fn entry(&self, key: &str) -> Option<(&'c Key, Span)> {
        self.keys.get(key).map(|at| self.entries[*at])
    }
}

/// The locks that bind one layer.
struct Check<'l, 'c> {
    locking: Vec<&'l OfLayer<'c>>,
    denied: Option<&'l BTreeMap<&'c str, Span>>,
}

impl Check<'_, '_> {
    /// Reports what an element does in spite of a lock; `refused` gets the paths of elements that may not be there at all.
    fn element(&self, written: &Written, refused: &mut BTreeSet<String>, bag: &mut Bag) {
        let path = written.path.as_str();
        if let Some(lock) = self.section(path) {
            let message = format!("`<{}>` is locked by a level above", last(path));
            bag.push(violation(written.tag, message, lock));
            refused.insert(written.path.clone());
            return;
        }
        let locking: Vec<&OfElement<'_>> =
            self.locking.iter().filter_map(|locks| locks.elements.get(path)).collect();
        if locking.is_empty() {
            return;
        }
        for attribute in &written.attributes {
            if let Some(lock) = holding(&locking, |locks| &locks.attributes, &attribute.value) {
                let message =
                    format!("the attribute `{}` is locked by a level above", attribute.value);
                bag.push(violation(attribute.span, message, lock));
            }
        }
        for child in &written.children {
            if let Some(lock) = holding(&locking, |locks| &locks.elements, &child.name.value) {
                let message = format!("`<{}>` is locked by a level above", child.name.value);
                bag.push(violation(child.name.span, message, lock));
                refused.insert(format!("{path}/{}", child.name.value));
            } else if let Some((message, lock)) = removed(&locking, child) {
                bag.push(violation(child.name.span, message, lock));
            }
        }
    }

    /// The lock of the section or of one around it: the nearest one, and of those of one section the last.
    fn section(&self, path: &str) -> Option<Span> {
        let lock = around(path).find_map(|path| {
            let mut locks = self.locking.iter().rev();
            let lock = locks.find_map(|locks| locks.elements.get(path)?.section);
            lock.or_else(|| self.denied?.get(path).copied().map(SectionLock::Locked))
        });
        match lock? {
            SectionLock::Locked(span) => Some(span),
            SectionLock::Unlocked => None,
        }
    }
}

/// What says that a child takes a locked entry out, and where the entry is locked.
fn removed(locking: &[&OfElement<'_>], child: &Child) -> Option<(String, Span)> {
    let said = |entry: &Key, more: &str| {
        format!(
            "the entry `{}`{more} is locked by a level above and cannot be removed",
            entry.written
        )
    };
    match child.name.value.as_str() {
        "remove" => {
            let key = child.key.as_ref()?.folded.as_str();
            let mut locks = locking.iter();
            let (entry, span) = locks.find_map(|locks| locks.entry(key))?;
            Some((said(entry, ""), span))
        }
        "clear" => {
            let count: usize = locking.iter().map(|locks| locks.entries.len()).sum();
            let (entry, span) = locking.iter().find_map(|locks| locks.entries.first())?;
            let more =
                if count > 1 { format!(", like {} more,", count - 1) } else { String::new() };
            Some((said(entry, &more), *span))
        }
        _ => None,
    }
}

/// The path of an element, and those of the elements around it, from the inside out.
fn around(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(around, _)| around))
}

fn holding<'l, 'c: 'l>(
    locking: &[&'l OfElement<'c>],
    locks: impl Fn(&'l OfElement<'c>) -> &'l Vec<&'c Spanned<LockedNames>>,
    name: &str,
) -> Option<Span> {
    let mut locks = locking.iter().flat_map(|element| locks(element));
    locks.find(|lock| lock.value.hold(name)).map(|lock| lock.span)
}

fn violation(place: Span, message: String, lock: Span) -> Diagnostic {
    Diagnostic::new(Code::LockViolation, place, message)
        .label("IIS answers 500.19 to every request: lock violation")
        .related(lock, "locked here")
        .help("remove this, or have the lock lifted where it is set")
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
