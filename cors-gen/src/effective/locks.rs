//! What an outer file has locked and an inner one changes all the same (CF-7): in IIS a configuration error.

use std::collections::BTreeMap;

use super::layers::{Hierarchy, Layer};
use crate::config::{Child, Names, Written};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::{Span, Spanned};

/// What the files so far have locked.
#[derive(Default)]
struct Locks<'c> {
    /// Whole sections, by path; `None` where a nearer level unlocked one again.
    sections: BTreeMap<&'c str, Option<Span>>,
    /// Attributes and elements of the element at a path.
    attributes: Vec<(&'c str, &'c Spanned<Names>)>,
    elements: Vec<(&'c str, &'c Spanned<Names>)>,
    /// Entries of the collection at a path.
    entries: Vec<(&'c str, &'c Child, Span)>,
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
                locks
                    .sections
                    .extend(denied.map(|section| (section.value.as_str(), Some(section.span))));
            }
            pending.drain(..).for_each(|layer| locks.add(layer));
        }
        let mut refused: Vec<String> = Vec::new();
        for written in &layer.sections.written {
            // What stands in a refused element is refused with it, and need not be told again.
            if refused.iter().any(|around| is_at_or_below(&written.path, around)) {
                continue;
            }
            locks.check(written, &mut refused, bag);
        }
        pending.push(layer);
    }
}

impl<'c> Locks<'c> {
    fn add(&mut self, layer: &Layer<'c>) {
        for written in &layer.sections.written {
            let path = written.path.as_str();
            if let Some(overridable) = layer.overridable {
                self.sections.insert(path, (!overridable.value).then_some(overridable.span));
            }
            if let Some(place) = written.locked {
                self.sections.insert(path, Some(place));
            }
            self.attributes.extend(written.locked_attributes.iter().map(|names| (path, names)));
            self.elements.extend(written.locked_elements.iter().map(|names| (path, names)));
            let locked =
                written.children.iter().filter_map(|child| Some((path, child, child.locked?)));
            self.entries.extend(locked);
        }
    }

    /// Reports what an element does in spite of a lock; `refused` gets the paths of elements that may not be there at all.
    fn check(&self, written: &Written, refused: &mut Vec<String>, bag: &mut Bag) {
        if let Some(lock) = self.section_lock(&written.path) {
            let message = format!("`<{}>` is locked by a level above", last(&written.path));
            bag.push(violation(written.tag, message, lock));
            refused.push(written.path.clone());
            return;
        }
        for attribute in &written.attributes {
            if let Some(lock) = holding(&self.attributes, &written.path, &attribute.value) {
                let message =
                    format!("the attribute `{}` is locked by a level above", attribute.value);
                bag.push(violation(attribute.span, message, lock));
            }
        }
        for child in &written.children {
            if let Some(lock) = holding(&self.elements, &written.path, &child.name.value) {
                let message = format!("`<{}>` is locked by a level above", child.name.value);
                bag.push(violation(child.name.span, message, lock));
                refused.push(format!("{}/{}", written.path, child.name.value));
                continue;
            }
            for (_, entry, lock) in self.entries.iter().filter(|(path, ..)| *path == written.path) {
                let removes = child.name.value == "clear"
                    || (child.name.value == "remove" && child.key == entry.key);
                if removes {
                    let key = entry.key.as_deref().unwrap_or_default();
                    let message = format!(
                        "the entry `{key}` is locked by a level above and cannot be removed"
                    );
                    bag.push(violation(child.name.span, message, *lock));
                }
            }
        }
    }

    /// The lock of the section or of one around it.
    fn section_lock(&self, path: &str) -> Option<Span> {
        let locks = self.sections.iter().filter(|(locked, _)| is_at_or_below(path, locked));
        locks.max_by_key(|(locked, _)| locked.len()).and_then(|(_, lock)| *lock)
    }
}

fn is_at_or_below(path: &str, around: &str) -> bool {
    path.strip_prefix(around).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn holding(locks: &[(&str, &Spanned<Names>)], path: &str, name: &str) -> Option<Span> {
    locks
        .iter()
        .find(|(at, names)| *at == path && names.value.hold(name))
        .map(|(_, names)| names.span)
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
