//! An element with the way to it, which tells its namespace and its position.

use std::rc::Rc;

use crate::xml::{Attribute, Document, Element, Node};

/// The namespace whose attributes are transforms. The prefix is the author's choice.
pub(super) const XDT: &str = "http://schemas.microsoft.com/XML-Document-Transform";
/// The namespace that the prefix `xml` always has.
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// An element and the elements around it.
#[derive(Debug)]
pub(super) struct Place<'d> {
    pub(super) element: &'d Element,
    pub(super) parent: Option<Rc<Self>>,
    /// Which of the parent's children it is; 0 for the root.
    pub(super) index: usize,
    /// How many attributes it and the elements around it have, among which namespaces are looked up.
    pub(super) names: usize,
}

/// The indices of children that lead from the root to an element; none for the root itself.
pub(super) type Path = Vec<usize>;

/// A name with its namespace resolved; the empty namespace is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) namespace: String,
    pub(super) local: String,
}

impl<'d> Place<'d> {
    pub(super) fn root(document: &'d Document) -> Rc<Self> {
        let names = document.root.attributes.len();
        Rc::new(Self { element: &document.root, parent: None, index: 0, names })
    }

    pub(super) fn child(self: &Rc<Self>, index: usize, element: &'d Element) -> Rc<Self> {
        let names = self.names + element.attributes.len();
        Rc::new(Self { element, parent: Some(Rc::clone(self)), index, names })
    }

    /// The child elements in document order.
    pub(super) fn children(self: &Rc<Self>) -> impl DoubleEndedIterator<Item = Rc<Self>> {
        self.element.children.iter().enumerate().filter_map(|(index, node)| match node {
            Node::Element(element) => Some(self.child(index, element)),
            Node::Text(_) | Node::Comment(_) | Node::Instruction(_) => None,
        })
    }

    /// The element at a path, as far as the path leads.
    pub(super) fn at(document: &'d Document, path: &[usize]) -> Rc<Self> {
        let mut place = Self::root(document);
        for &index in path {
            let Some(Node::Element(child)) = place.element.children.get(index) else { break };
            place = place.child(index, child);
        }
        place
    }

    /// This element and those around it, innermost first.
    pub(super) fn and_ancestors(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |place| place.parent.as_deref())
    }

    pub(super) fn path(&self) -> Path {
        let below_root = self.and_ancestors().filter(|place| place.parent.is_some());
        let mut path: Path = below_root.map(|place| place.index).collect();
        path.reverse();
        path
    }

    /// How many elements there are from the root to this one, both included.
    pub(super) fn depth(&self) -> usize {
        self.and_ancestors().count()
    }

    /// The attribute that says what a prefix means here; the empty prefix is the default namespace.
    pub(super) fn declaration(&self, prefix: &str) -> Option<&'d Attribute> {
        self.and_ancestors().find_map(|place| {
            let declares = |attribute: &&Attribute| declared_prefix(attribute) == Some(prefix);
            place.element.attributes.iter().find(declares)
        })
    }

    /// The namespace that a prefix means here; `None` for a prefix that is not declared.
    pub(super) fn namespace(&self, prefix: &str) -> Option<&'d str> {
        match (self.declaration(prefix), prefix) {
            (Some(declaration), _) => Some(&declaration.value.value),
            (None, "") => Some(""),
            (None, "xml") => Some(XML),
            (None, _) => None,
        }
    }

    /// The element's name; with a prefix that is not declared, the name as written in no namespace.
    pub(super) fn name(&self) -> Name {
        let written = &self.element.name.value;
        let (prefix, local) = split(written);
        let (namespace, local) = self.namespace(prefix).map_or(("", &**written), |ns| (ns, local));
        Name { namespace: namespace.to_owned(), local: local.to_owned() }
    }

    /// Whether the element has this name.
    pub(super) fn is(&self, name: &Name) -> bool {
        let (prefix, local) = split(&self.element.name.value);
        local == name.local && self.namespace(prefix) == Some(&name.namespace)
    }

    /// The namespace of the element.
    pub(super) fn element_namespace(&self) -> Option<&'d str> {
        self.namespace(split(&self.element.name.value).0)
    }

    /// Whether an attribute of the element has this name.
    pub(super) fn attribute_is(&self, attribute: &Attribute, name: &Name) -> bool {
        local(&attribute.name.value) == name.local
            && self.attribute_namespace(attribute) == Some(&name.namespace)
    }

    /// The namespace of an attribute of the element: without a prefix it has none, whatever the default is.
    pub(super) fn attribute_namespace(&self, attribute: &Attribute) -> Option<&'d str> {
        match split(&attribute.name.value).0 {
            "" => Some(""),
            prefix => self.namespace(prefix),
        }
    }

    /// The attribute of the namespace of transforms with this local name.
    pub(super) fn xdt_attribute(&self, name: &str) -> Option<&'d Attribute> {
        self.element.attributes.iter().find(|attribute| {
            local(&attribute.name.value) == name
                && self.attribute_namespace(attribute) == Some(XDT)
                && declared_prefix(attribute).is_none()
        })
    }
}

/// The prefix that an attribute declares; `None` for an ordinary attribute.
pub(super) fn declared_prefix(attribute: &Attribute) -> Option<&str> {
    match attribute.name.value.as_str() {
        "xmlns" => Some(""),
        name => name.strip_prefix("xmlns:"),
    }
}

/// A name as written, apart: prefix (empty for none) and local name.
pub(super) fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

/// The local part of a name as written.
pub(super) fn local(name: &str) -> &str {
    split(name).1
}
