//! The part of XPath 1.0 that transforms are written in.
//!
//! Location paths along every axis but `following`, `preceding` and `namespace`; predicates with `and`, `or`, comparisons,
//! `+`, `-`, `|` and the functions of [`Function`]. No crate fits: those that are kept up bring a document model of their own,
//! which knows nothing of places in files. Names get their namespaces when an expression is read, at the element it stands
//! on; the time of evaluation is bounded by the run's [`Budget`](crate::budget::Budget).

mod eval;
mod function;
mod item;
mod parse;
mod value;

pub(super) use eval::select;
pub(super) use function::Function;
pub(super) use item::Item;
pub(super) use parse::{Error, path, predicates};

use super::place::Name;

/// A location path.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LocationPath {
    /// Whether it starts at the document rather than at a context node.
    pub(super) absolute: bool,
    pub(super) steps: Vec<Step>,
}

/// A step of a location path.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    pub(super) axis: Axis,
    pub(super) test: Test,
    pub(super) predicates: Vec<Expr>,
}

/// In which direction a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Axis {
    Child,
    Attribute,
    Itself,
    Parent,
    Descendant,
    DescendantOrSelf,
    Ancestor,
    AncestorOrSelf,
    FollowingSibling,
    PrecedingSibling,
}

/// What a step takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Test {
    /// `name` or `prefix:name`.
    Named(Name),
    /// `prefix:*`.
    InNamespace(String),
    /// `*`.
    Any,
    /// `text()`.
    Text,
    /// What `.`, `..` and `//` take.
    Node,
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    Or(Vec<Self>),
    And(Vec<Self>),
    Compare(Comparison, Box<[Self; 2]>),
    /// Terms, each with whether it is subtracted.
    Sum(Vec<(bool, Self)>),
    Union(Vec<Self>),
    Path(LocationPath),
    Text(String),
    Number(f64),
    Call(Function, Vec<Self>),
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Axis {
    /// The axis of this name; `None` for one that is not supported.
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "child" => Self::Child,
            "attribute" => Self::Attribute,
            "self" => Self::Itself,
            "parent" => Self::Parent,
            "descendant" => Self::Descendant,
            "descendant-or-self" => Self::DescendantOrSelf,
            "ancestor" => Self::Ancestor,
            "ancestor-or-self" => Self::AncestorOrSelf,
            "following-sibling" => Self::FollowingSibling,
            "preceding-sibling" => Self::PrecedingSibling,
            _ => return None,
        })
    }
}

impl Step {
    /// A step to the children of this name.
    pub(super) const fn child(name: Name, predicates: Vec<Expr>) -> Self {
        Self { axis: Axis::Child, test: Test::Named(name), predicates }
    }

    /// A step to an attribute.
    pub(super) const fn attribute(name: Name) -> Self {
        Self { axis: Axis::Attribute, test: Test::Named(name), predicates: Vec::new() }
    }
}
