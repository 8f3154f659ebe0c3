//! Copies of a transform's elements, as they are put into a document.

use std::rc::Rc;

use super::layout::{self, Layout};
use super::place::{Place, XDT, declared_prefix, split};
use crate::xml::{Attribute, Element, Node};

/// A copy of an element without anything that is for the transform only.
#[derive(Debug)]
pub(super) struct Graft {
    pub(super) element: Element,
    /// The indentation it had.
    from: String,
}

impl Graft {
    /// Copies an element to be put into `parent`, or in the place of the root.
    ///
    /// Attributes of the namespace of transforms are left out; namespaces are declared where `parent` does not.
    pub(super) fn new(place: &Rc<Place<'_>>, parent: Option<&Place<'_>>) -> Self {
        let siblings = place.parent.as_ref().map(|parent| &parent.element.children[..]);
        let from = siblings.and_then(|siblings| layout::indent(siblings, place.index));
        let mut copier = Copier { parent, declared: Vec::new() };
        Self { from: from.unwrap_or_default().to_owned(), element: copier.element(place) }
    }

    /// The copy with what is inside it moved to another indentation.
    pub(super) fn indented(self, to: &str, layout: &Layout) -> Element {
        let mut element = self.element;
        layout.move_inside(&mut element, &self.from, to);
        element
    }

    /// How many elements deep it is, and how many nodes it has.
    pub(super) fn size(&self) -> (usize, usize) {
        fn of(element: &Element) -> (usize, usize) {
            let mut size = (0, 1 + element.children.len());
            for child in element.elements() {
                let (depth, nodes) = of(child);
                size = (size.0.max(depth), size.1 + nodes);
            }
            (size.0 + 1, size.1)
        }
        of(&self.element)
    }
}

struct Copier<'p> {
    parent: Option<&'p Place<'p>>,
    /// The prefixes declared on the way from the copy's root, outermost first.
    declared: Vec<(String, String)>,
}

impl Copier<'_> {
    fn element(&mut self, place: &Rc<Place<'_>>) -> Element {
        let outside = self.declared.len();
        let original = place.element;
        let mut attributes: Vec<Attribute> = plain_attributes(place).cloned().collect();
        let prefixes = attributes.iter().map(|a| split(&a.name.value).0).filter(|p| !p.is_empty());
        let own = split(&original.name.value).0;
        let prefixes: Vec<String> =
            std::iter::once(own).chain(prefixes).map(str::to_owned).collect();
        for prefix in prefixes {
            let Some(wanted) = place.namespace(&prefix) else { continue };
            if self.namespace(&prefix) != Some(wanted) {
                attributes.push(declaration(place, &prefix));
                self.declared.push((prefix, wanted.to_owned()));
            }
        }
        let children = original.children.iter().enumerate().map(|(index, node)| match node {
            Node::Element(child) => Node::Element(self.element(&place.child(index, child))),
            other => other.clone(),
        });
        let children = children.collect();
        self.declared.truncate(outside);
        Element {
            name: original.name.clone(),
            attributes,
            children,
            tag: original.tag,
            span: original.span,
            set_by: None,
        }
    }

    /// What a prefix means where the copy is put.
    fn namespace(&self, prefix: &str) -> Option<&str> {
        let declared = self.declared.iter().rev().find(|(declared, _)| declared == prefix);
        match (declared, self.parent) {
            (Some((_, namespace)), _) => Some(namespace),
            (None, Some(parent)) => parent.namespace(prefix),
            (None, None) if prefix.is_empty() => Some(""),
            (None, None) => None,
        }
    }
}

/// The attributes that are neither for the transform nor declarations of namespaces.
pub(super) fn plain_attributes<'d>(place: &Place<'d>) -> impl Iterator<Item = &'d Attribute> {
    place.element.attributes.iter().filter(|attribute| {
        declared_prefix(attribute).is_none() && place.attribute_namespace(attribute) != Some(XDT)
    })
}

/// The declaration of a prefix that is in force at an element, or one that says that there is no default namespace.
pub(super) fn declaration(place: &Place<'_>, prefix: &str) -> Attribute {
    place.declaration(prefix).cloned().unwrap_or_else(|| {
        Attribute::made("xmlns".to_owned(), String::new(), place.element.name.span)
    })
}
