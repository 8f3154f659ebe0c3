//! What an outer file has locked and an inner one changes all the same (CF-7): in IIS a configuration error.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Bound;

use super::hierarchy::{Hierarchy, Layer, Role};
use super::path::ConfigPath;
use super::tree::Node;
use crate::config::{Child, Key, LockedNames, Written};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::sorting::sort_by;
use crate::source::{FileId, Span, Spanned};

/// What the files lock, by the paths that they lock it for.
///
/// A lock binds the files further in, for its path and those below. So a layer is checked once, where it stands, against
/// the locks of the paths above it; most paths have none, and are passed over.
pub(super) struct Locks<'c> {
    /// The file whose locks are those of a stock server: what offends against them is told as an assumption (CF-9).
    assumed: Option<FileId>,
    paths: Vec<OfPath<'c>>,
    /// The server's file, and the sections that it locks from the start.
    denied: Option<(usize, HashMap<&'c str, Span>)>,
    /// The sections that the server's file unlocks, with the paths for which it does.
    unlocked: HashMap<&'c str, BTreeMap<ConfigPath, Span>>,
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
    elements: HashMap<&'c str, OfElement<'c>>,
}

/// What is locked of one element.
#[derive(Default)]
struct OfElement<'c> {
    /// The whole of it, when it is a section.
    section: Option<SectionLock>,
    attributes: Vec<&'c Spanned<LockedNames>>,
    elements: Vec<&'c Spanned<LockedNames>>,
    /// Entries of a collection, in document order; `None` for those that it removes again.
    entries: Vec<Option<(&'c Key, Span)>>,
    /// Where in `entries` each key is.
    keys: HashMap<&'c str, usize>,
    /// The keys of entries that it removes, and with them what an outer layer has locked of them.
    removed: HashSet<&'c str>,
    /// Whether it removes all that it inherits.
    cleared: bool,
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
        let mut unlocked: HashMap<&str, BTreeMap<ConfigPath, Span>> = HashMap::new();
        let server = denied.as_ref().map(|(number, _): &(usize, _)| *number);
        for layer in hierarchy.layers().filter(|layer| Some(layer.level) == server) {
            for written in layer
                .overridable
                .iter()
                .filter(|may| may.value)
                .flat_map(|_| &layer.sections.written)
            {
                unlocked
                    .entry(&written.path)
                    .or_default()
                    .insert(layer.path.value.clone(), written.tag);
            }
        }
        let mut levels = hierarchy.levels.iter();
        let defaults = levels.find(|level| level.role == Role::Defaults);
        let assumed = defaults.map(|level| level.file.root.span.file);
        Self { assumed, paths: Vec::new(), denied, unlocked }
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
        self.check_own_locks(layer, bag);
        let locking = self.locking(at, layer.level);
        let denied = self.denied.as_ref().filter(|(level, _)| *level < layer.level);
        if locking.is_empty() && denied.is_none() {
            return;
        }
        let check = Check { assumed: self.assumed, locking, denied };
        // What stands in a refused element is refused with it, and need not be told again.
        let mut refused: HashSet<String> = HashSet::new();
        for written in &layer.sections.written {
            if around(&written.path).all(|path| !refused.contains(path)) {
                check.element(written, &mut refused, bag);
            }
        }
    }

    /// Reports a lock between the server's file and a path for which that file has unlocked the section.
    fn check_own_locks(&self, layer: &Layer<'c>, bag: &mut Bag) {
        if self.denied.as_ref().is_none_or(|(server, _)| layer.level <= *server) {
            return;
        }
        for written in &layer.sections.written {
            let Some(SectionLock::Locked(lock)) = section_lock(written, layer) else { continue };
            let from = (Bound::Excluded(&layer.path.value), Bound::Unbounded);
            let below = around(&written.path).find_map(|path| {
                // What is below a path follows it.
                self.unlocked.get(path)?.range(from).next()
            });
            let Some((path, place)) = below.filter(|(path, _)| path.starts_with(&layer.path.value))
            else {
                continue;
            };
            let name = last(&written.path);
            let message = format!("`<{name}>` is locked here, and unlocked for `{path}` above");
            bag.push(
                Diagnostic::new(Code::LockViolation, lock, message)
                    .label("IIS answers 500.19 to every request: lock violation")
                    .related(*place, "unlocked here")
                    .help("remove the lock, or have it unlocked for this path too"),
            );
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
        sort_by(&mut locking, |a, b| a.level.cmp(&b.level));
        locking
    }
}

impl<'c> OfLayer<'c> {
    fn of(layer: &Layer<'c>) -> Self {
        let mut elements: HashMap<&str, OfElement<'c>> = HashMap::new();
        for written in &layer.sections.written {
            let section = section_lock(written, layer);
            let changes = |child: &Child| {
                child.locked.is_some() || matches!(child.name.value.as_str(), "remove" | "clear")
            };
            if section.is_none()
                && written.locked_attributes.is_empty()
                && written.locked_elements.is_empty()
                && !written.children.iter().any(changes)
            {
                continue;
            }
            let element = elements.entry(&written.path).or_default();
            element.section = section.or(element.section);
            element.attributes.extend(&written.locked_attributes);
            element.elements.extend(&written.locked_elements);
            written.children.iter().for_each(|child| element.take_up(child));
        }
        let inherited_by_applications = layer.inherited_by_applications;
        Self { level: layer.level, inherited_by_applications, elements }
    }
}

impl<'c> OfElement<'c> {
    /// Notes what a child does to the locks on entries: one ends when its entry is removed.
    fn take_up(&mut self, child: &'c Child) {
        match (child.name.value.as_str(), &child.key) {
            ("clear", _) => {
                self.entries.clear();
                self.keys.clear();
                self.removed.clear();
                self.cleared = true;
            }
            ("remove", Some(key)) => {
                if let Some(at) = self.keys.remove(key.folded.as_str()) {
                    self.entries[at] = None;
                }
                self.removed.insert(&key.folded);
            }
            (_, Some(key)) => {
                if let Some(span) = child.locked {
                    self.keys.entry(&key.folded).or_insert(self.entries.len());
                    self.entries.push(Some((key, span)));
                }
            }
            (_, None) => {}
        }
    }

    /// The locked entry with this key, and where it is locked.
    fn entry(&self, key: &str) -> Option<(&'c Key, Span)> {
        self.keys.get(key).and_then(|at| self.entries[*at])
    }
}

/// What a layer says of a whole section: by the section's own lock, or by the location it stands in.
fn section_lock(written: &Written, layer: &Layer<'_>) -> Option<SectionLock> {
    let overridable = layer
        .overridable
        .map(|may| if may.value { SectionLock::Unlocked } else { SectionLock::Locked(may.span) });
    written.locked.map(SectionLock::Locked).or(overridable)
}

/// The locks that bind one layer.
struct Check<'l, 'c> {
    assumed: Option<FileId>,
    locking: Vec<&'l OfLayer<'c>>,
    denied: Option<&'l (usize, HashMap<&'c str, Span>)>,
}

impl Check<'_, '_> {
    /// Reports what an element does in spite of a lock; `refused` gets the paths of elements that may not be there at all.
    fn element(&self, written: &Written, refused: &mut HashSet<String>, bag: &mut Bag) {
        let path = written.path.as_str();
        if let Some(lock) = self.section(path) {
            let message = format!("`<{}>` is locked by a level above", last(path));
            bag.push(self.violation(written.tag, message, lock));
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
                bag.push(self.violation(attribute.span, message, lock));
            }
        }
        for child in &written.children {
            if let Some(lock) = holding(&locking, |locks| &locks.elements, &child.name.value) {
                let message = format!("`<{}>` is locked by a level above", child.name.value);
                bag.push(self.violation(child.name.span, message, lock));
                refused.insert(format!("{path}/{}", child.name.value));
            } else if let Some((message, lock)) = removed(&locking, child) {
                bag.push(self.violation(child.name.span, message, lock));
            }
        }
    }

    fn violation(&self, place: Span, message: String, lock: Span) -> Diagnostic {
        if Some(lock.file) == self.assumed {
            return Diagnostic::new(Code::LockedByDefault, place, message)
                .label("IIS answers 500.19 to every request unless the server unlocks it (CF-9)")
                .related(lock, "a stock server locks it")
                .help("pass the server's file with `--parent`, if it does not");
        }
        Diagnostic::new(Code::LockViolation, place, message)
            .label("IIS answers 500.19 to every request: lock violation")
            .related(lock, "locked here")
            .help("remove this, or have the lock lifted where it is set")
    }

    /// The lock of the section or of a group around it. What unlocks lifts the locks of its own file, not those further out.
    fn section(&self, path: &str) -> Option<Span> {
        let denied = self.denied.and_then(|(level, denied)| {
            around(path).find_map(|path| Some((*level, *denied.get(path)?)))
        });
        let mut held = denied;
        for locks in &self.locking {
            let mut said = around(path).filter_map(|path| locks.elements.get(path)?.section);
            match said.next() {
                Some(SectionLock::Locked(span)) => held = Some((locks.level, span)),
                Some(SectionLock::Unlocked) => {
                    held = held.filter(|(level, _)| *level < locks.level);
                }
                None => {}
            }
        }
        held.map(|(_, span)| span)
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
            // From the inside out, up to where the entry was removed, and the lock with it.
            let mut locks = locking.iter().rev();
            let lock = locks.find_map(|locks| match locks.entry(key) {
                Some(lock) => Some(Some(lock)),
                None => (locks.cleared || locks.removed.contains(key)).then_some(None),
            });
            let (entry, span) = lock.flatten()?;
            Some((said(entry, ""), span))
        }
        "clear" => {
            let mut gone: HashSet<&str> = HashSet::new();
            let (mut count, mut first) = (0, None);
            for locks in locking.iter().rev() {
                let held = locks.entries.iter().flatten();
                let mut held = held.filter(|(key, _)| !gone.contains(key.folded.as_str()));
                if let Some(lock) = held.next() {
                    first = Some(*lock);
                    count += 1 + held.count();
                }
                if locks.cleared {
                    break;
                }
                gone.extend(&locks.removed);
            }
            let (entry, span) = first?;
            let more =
                if count > 1 { format!(", like {} more,", count - 1) } else { String::new() };
            Some((said(entry, &more), span))
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

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
