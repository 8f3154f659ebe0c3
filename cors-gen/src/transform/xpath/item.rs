//! The nodes that paths lead to.

use std::rc::Rc;

use super::Test;
use crate::budget::{Budget, Exhausted, Work};
use crate::transform::place::Place;
use crate::xml::Node;

/// A node that a path selects.
#[derive(Debug, Clone)]
pub(in super::super) enum Item<'d> {
    /// The document itself, around the root element.
    Document,
    Element(Rc<Place<'d>>),
    /// An attribute, by its index.
    Attribute(Rc<Place<'d>>, usize),
    /// A run of text, by the index of its first piece among the children.
    Text(Rc<Place<'d>>, usize),
}

impl<'d> Item<'d> {
    pub(super) fn parent(&self) -> Option<Self> {
        match self {
            Self::Document => None,
            Self::Element(place) => Some(match &place.parent {
                Some(parent) => Self::Element(Rc::clone(parent)),
                None => Self::Document,
            }),
            Self::Attribute(place, _) | Self::Text(place, _) => {
                Some(Self::Element(Rc::clone(place)))
            }
        }
    }

    /// Which child of its parent it is; `None` for what is no child.
    pub(super) fn index(&self) -> Option<usize> {
        match self {
            Self::Element(place) => Some(place.index),
            Self::Text(_, index) => Some(*index),
            Self::Document | Self::Attribute(..) => None,
        }
    }

    /// Sorts in document order: an element before its attributes, those before its children.
    pub(super) fn key(&self) -> Vec<(u8, usize)> {
        let of = |place: &Place<'_>| {
            let path = place.path().into_iter().map(|index| (1, index));
            std::iter::once((1, 0)).chain(path).collect::<Vec<_>>()
        };
        match self {
            Self::Document => Vec::new(),
            Self::Element(place) => of(place),
            Self::Attribute(place, index) => [of(place), vec![(0, *index)]].concat(),
            Self::Text(place, index) => [of(place), vec![(1, *index)]].concat(),
        }
    }

    /// Whether a test takes it where the step does not lead to attributes.
    pub(super) fn fits(&self, test: &Test) -> bool {
        match (self, test) {
            (_, Test::Node) | (Self::Text(..), Test::Text) | (Self::Element(_), Test::Any) => true,
            (Self::Element(place), Test::Named(name)) => place.is(name),
            (Self::Element(place), Test::InNamespace(namespace)) => {
                place.element_namespace() == Some(namespace)
            }
            _ => false,
        }
    }

    /// Among how many attributes its namespace may have to be looked up.
    pub(super) fn names(&self) -> usize {
        match self {
            Self::Element(place) => place.names,
            Self::Document | Self::Attribute(..) | Self::Text(..) => 0,
        }
    }

    pub(super) fn name(&self) -> &'d str {
        match self {
            Self::Element(place) => &place.element.name.value,
            Self::Attribute(place, index) => &place.element.attributes[*index].name.value,
            Self::Document | Self::Text(..) => "",
        }
    }

    /// The text of the node, as XPath has it.
    pub(super) fn text(&self, budget: &Budget) -> Result<String, Exhausted> {
        let mut all = String::new();
        match self {
            Self::Document => {}
            Self::Attribute(place, index) => {
                all.push_str(&place.element.attributes[*index].value.value);
            }
            Self::Text(place, index) => {
                let pieces = place.element.children[*index..].iter();
                for piece in pieces.map_while(|node| match node {
                    Node::Text(text) => Some(text),
                    _ => None,
                }) {
                    all.push_str(&piece.value);
                }
            }
            Self::Element(place) => {
                let mut ahead: Vec<&Node> = place.element.children.iter().rev().collect();
                while let Some(node) = ahead.pop() {
                    budget.spend(Work::Expressions, 1)?;
                    match node {
                        Node::Element(element) => ahead.extend(element.children.iter().rev()),
                        Node::Text(text) => all.push_str(&text.value),
                        Node::Comment(_) | Node::Instruction(_) => {}
                    }
                }
            }
        }
        budget.spend(Work::Expressions, all.len())?;
        Ok(all)
    }
}
