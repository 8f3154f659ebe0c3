//! What an outer file has locked and an inner one changes all the same (CF-7): in IIS a configuration error.

use super::layers::{Hierarchy, Layer};
use crate::config::{Key, Names, Written};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::{Span, Spanned};

/// What the files so far have locked.
#[derive(Default)]
struct Locks<'c> {
    /// Whole sections; without a place where a nearer level unlocked one again.
    sections: Vec<Lock<'c, Option<Span>>>,
    /// Attributes and elements of an element.
    attributes: Vec<Lock<'c, &'c Spanned<Names>>>,
    elements: Vec<Lock<'c, &'c Spanned<Names>>>,
    /// Entries of a collection.
    entries: Vec<Lock<'c, (&'c Key, Span)>>,
}

/// What is locked of one element.
struct Lock<'c, T> {
    /// The path of the element below `system.webServer`.
    element: &'c str,
    /// How deep the path stands that the lock is for; it binds that path and those below.
    depth: usize,
    what: T,
}

/// Checks the layers of one path, which come from the outside in. Locks bind other files only.
pub(super) fn check<'c>(layers: &[&Layer<'c>], hierarchy: &Hierarchy<'c>, bag: &mut Bag) {
    let mut locks = Locks::default();
    // Locks of the file being read; they count from the next file on.
    let mut pending: Vec<&Layer<'c>> = Vec::new();
    let mut by_file: Vec<_> = layers.to_vec();
    by_file.sort_by_key(|layer| layer.level);
    for layer in by_file {
        if pending.last().is_some_and(|last| last.level != layer.level) {
            if let Some(server) =
                pending.first().and_then(|l| hierarchy.levels[l.level].file.server.as_ref())
            {
                let denied = server.denied_sections.iter();
                locks.sections.extend(denied.map(|section| Lock {
                    element: section.value.as_str(),
                    depth: 0,
                    what: Some(section.span),
                }));
            }
            pending.drain(..).for_each(|layer| locks.add(layer));
        }
        let mut refused: Vec<String> = Vec::new();
        for written in &layer.sections.written {
            // What stands in a refused element is refused with it, and need not be told again.
            if refused.iter().any(|around| is_at_or_below(&written.path, around)) {
                continue;
            }
            locks.check(written, layer.path.value.depth(), &mut refused, bag);
        }
        pending.push(layer);
    }
}

impl<'c> Locks<'c> {
    fn add(&mut self, layer: &Layer<'c>) {
        let depth = layer.path.value.depth();
        for written in &layer.sections.written {
            let element = written.path.as_str();
            if let Some(overridable) = layer.overridable {
                let what = (!overridable.value).then_some(overridable.span);
                self.sections.push(Lock { element, depth, what });
            }
            if written.locked.is_some() {
                self.sections.push(Lock { element, depth, what: written.locked });
            }
            let lock = |what| Lock { element, depth, what };
            self.attributes.extend(written.locked_attributes.iter().map(lock));
            self.elements.extend(written.locked_elements.iter().map(lock));
            let locked = written.children.iter();
            let locked = locked.filter_map(|child| Some((child.key.as_ref()?, child.locked?)));
            self.entries.extend(locked.map(|what| Lock { element, depth, what }));
        }
    }

    /// Reports what an element of a path does in spite of a lock; `refused` gets the paths of elements that may not be there
    /// at all.
    fn check(&self, written: &Written, depth: usize, refused: &mut Vec<String>, bag: &mut Bag) {
        let path = written.path.as_str();
        if let Some(lock) = section_lock(&self.sections, path, depth) {
            let message = format!("`<{}>` is locked by a level above", last(path));
            bag.push(violation(written.tag, message, lock));
            refused.push(written.path.clone());
            return;
        }
        for attribute in &written.attributes {
            if let Some(lock) = holding(&self.attributes, path, depth, &attribute.value) {
                let message =
                    format!("the attribute `{}` is locked by a level above", attribute.value);
                bag.push(violation(attribute.span, message, lock));
            }
        }
        for child in &written.children {
            if let Some(lock) = holding(&self.elements, path, depth, &child.name.value) {
                let message = format!("`<{}>` is locked by a level above", child.name.value);
                bag.push(violation(child.name.span, message, lock));
                refused.push(format!("{path}/{}", child.name.value));
                continue;
            }
            for lock in self.entries.iter().filter(|lock| lock.binds(path, depth)) {
                let (entry, place) = lock.what;
                let is_it = child.key.as_ref().is_some_and(|key| key.folded == entry.folded);
                if child.name.value == "clear" || (child.name.value == "remove" && is_it) {
                    let message = format!(
                        "the entry `{}` is locked by a level above and cannot be removed",
                        entry.written
                    );
                    bag.push(violation(child.name.span, message, place));
                }
            }
        }
    }
}

impl<T> Lock<'_, T> {
    fn binds(&self, element: &str, depth: usize) -> bool {
        self.element == element && self.depth <= depth
    }
}

/// The lock of the section or of one around it: the nearest one, and of those of one section the last.
fn section_lock(locks: &[Lock<'_, Option<Span>>], path: &str, depth: usize) -> Option<Span> {
    let of_path =
        locks.iter().filter(|lock| lock.depth <= depth && is_at_or_below(path, lock.element));
    of_path.max_by_key(|lock| lock.element.len()).and_then(|lock| lock.what)
}

fn is_at_or_below(path: &str, around: &str) -> bool {
    path.strip_prefix(around).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn holding(
    locks: &[Lock<'_, &Spanned<Names>>],
    path: &str,
    depth: usize,
    name: &str,
) -> Option<Span> {
    let lock = locks.iter().find(|lock| lock.binds(path, depth) && lock.what.value.hold(name))?;
    Some(lock.what.span)
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
