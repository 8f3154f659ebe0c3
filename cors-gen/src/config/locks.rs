//! What a level writes and what it forbids the levels below it (CF-7), for every section alike.

use std::collections::HashSet;

use super::section::KeyAttribute;
use super::table::is_section;
use crate::source::{Span, Spanned};
use crate::xml::Element;

/// An element of a section as a lock sees it.
#[derive(Debug, Clone)]
pub struct Written {
    /// The element's path below `system.webServer`: `cors`, `httpProtocol/customHeaders`.
    pub path: String,
    /// The start tag.
    pub tag: Span,
    /// The attributes that it sets.
    pub attributes: Vec<Spanned<String>>,
    /// The elements in it.
    pub children: Vec<Child>,
    /// `lockAttributes` and `lockAllAttributesExcept`.
    pub locked_attributes: Vec<Spanned<LockedNames>>,
    /// `lockElements` and `lockAllElementsExcept`.
    pub locked_elements: Vec<Spanned<LockedNames>>,
    /// `lockItem="true"` of a section; it means nothing on an element that is neither section nor entry.
    pub locked: Option<Span>,
}

/// An element in an element.
#[derive(Debug, Clone)]
pub struct Child {
    /// The name; its place is the start tag.
    pub name: Spanned<String>,
    /// The key of an entry; `None` for what is no entry.
    pub key: Option<Key>,
    /// `lockItem="true"`.
    pub locked: Option<Span>,
}

/// The key of an entry.
#[derive(Debug, Clone)]
pub struct Key {
    /// As it stands in the file.
    pub written: String,
    /// In the form in which keys compare.
    pub folded: String,
}

/// The names that a lock is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockedNames {
    /// These.
    Listed(HashSet<String>),
    /// All but these.
    AllExcept(HashSet<String>),
}

impl LockedNames {
    /// Whether the lock is about `name`.
    #[must_use]
    pub fn hold(&self, name: &str) -> bool {
        match self {
            Self::Listed(names) => names.contains(name),
            Self::AllExcept(names) => !names.contains(name),
        }
    }
}

impl Written {
    /// Adds the element and the elements in it that are no entries; `keys` are the attributes that entries have as key.
    pub(super) fn gather(
        element: &Element,
        path: &str,
        keys: &[KeyAttribute],
        into: &mut Vec<Self>,
    ) {
        let is_lock = |name: &str| name.starts_with("lock") || name.starts_with("config");
        let own = element.attributes.iter().filter(|a| !is_lock(&a.name.value));
        let children = element.elements().map(|child| Child {
            name: Spanned::new(child.name.value.clone(), child.tag),
            key: key(child, keys),
            locked: locked(child),
        });
        into.push(Self {
            tag: element.tag,
            attributes: own.map(|a| Spanned::new(a.name.value.clone(), a.span())).collect(),
            children: children.collect(),
            locked_attributes: names(element, "lockAttributes", "lockAllAttributesExcept"),
            locked_elements: names(element, "lockElements", "lockAllElementsExcept"),
            locked: locked(element).filter(|_| is_section(path)),
            path: path.to_owned(),
        });
        for child in element.elements() {
            let name = child.name.value.as_str();
            // An entry may have another name, such as `rule`; a lock on one is none on the others.
            if !matches!(name, "add" | "remove" | "clear") && key(child, keys).is_none() {
                Self::gather(child, &format!("{path}/{name}"), keys, into);
            }
        }
    }
}

fn key(element: &Element, keys: &[KeyAttribute]) -> Option<Key> {
    keys.iter().find_map(|key| {
        let written = element.attribute(key.name)?.value.value.clone();
        let folded = if key.with_case { written.clone() } else { written.to_ascii_lowercase() };
        Some(Key { written, folded })
    })
}

/// `lockItem="true"`.
pub(super) fn locked(element: &Element) -> Option<Span> {
    let attribute = element.attribute("lockItem")?;
    attribute.value.value.eq_ignore_ascii_case("true").then(|| attribute.span())
}

fn names(element: &Element, listed: &str, all_except: &str) -> Vec<Spanned<LockedNames>> {
    let split = |text: &str| -> HashSet<String> {
        text.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
    };
    let listed = element.attribute(listed).map(|attribute| {
        let names = match attribute.value.value.trim() {
            "*" => LockedNames::AllExcept(HashSet::new()),
            text => LockedNames::Listed(split(text)),
        };
        Spanned::new(names, attribute.span())
    });
    let all_except = element.attribute(all_except).map(|attribute| {
        Spanned::new(LockedNames::AllExcept(split(&attribute.value.value)), attribute.span())
    });
    listed.into_iter().chain(all_except).collect()
}
