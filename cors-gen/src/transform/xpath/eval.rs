//! Expressions on a document.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::value::{Atom, Value, compare, same};
use super::{Axis, Expr, Function, LocationPath, Step, Test};
use crate::transform::place::{Place, declared_prefix, local};
use crate::xml::{Document, Node};

/// How many nodes and bytes evaluation may still look at.
#[derive(Debug)]
pub(in super::super) struct Budget(Cell<u64>);

/// The budget is used up.
#[derive(Debug)]
pub(in super::super) struct Exhausted;

type Result<T, E = Exhausted> = std::result::Result<T, E>;

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

impl Budget {
    pub(in super::super) const fn new(amount: u64) -> Self {
        Self(Cell::new(amount))
    }

    pub(super) fn spend(&self, amount: usize) -> Result<()> {
        let left = u64::try_from(amount).ok().and_then(|amount| self.0.get().checked_sub(amount));
        self.0.set(left.unwrap_or(0));
        left.map(|_| ()).ok_or(Exhausted)
    }
}

/// The nodes that steps lead to from a node, in document order, none twice.
pub(in super::super) fn select<'d, 'x>(
    document: &'d Document,
    start: Item<'d>,
    steps: impl IntoIterator<Item = &'x Step>,
    budget: &Budget,
) -> Result<Vec<Item<'d>>> {
    let evaluator = Evaluator { document, budget };
    evaluator.steps(start, steps)
}

struct Evaluator<'d, 'b> {
    document: &'d Document,
    budget: &'b Budget,
}

/// What an expression is evaluated for.
struct Focus<'i, 'd> {
    item: &'i Item<'d>,
    /// From 1.
    position: usize,
    size: usize,
}

impl<'d> Evaluator<'d, '_> {
    fn steps<'x>(
        &self,
        start: Item<'d>,
        steps: impl IntoIterator<Item = &'x Step>,
    ) -> Result<Vec<Item<'d>>> {
        let mut items = vec![start];
        // Whether no item is inside another, so that children of one come before those of the next.
        let mut apart = true;
        for step in steps {
            let ordered =
                apart && matches!(step.axis, Axis::Child | Axis::Attribute | Axis::Itself);
            let mut next = Vec::new();
            for item in &items {
                self.budget.spend(1)?;
                next.append(&mut self.step(item, step)?);
            }
            if !ordered {
                // A key costs as much as the node is deep.
                self.budget.spend(next.len().saturating_mul(8))?;
                let keyed: BTreeMap<_, _> = next.into_iter().map(|i| (i.key(), i)).collect();
                next = keyed.into_values().collect();
            }
            apart = ordered || next.len() < 2;
            items = next;
        }
        Ok(items)
    }

    /// What one step leads to from one node, in the order of its axis.
    fn step(&self, item: &Item<'d>, step: &Step) -> Result<Vec<Item<'d>>> {
        let mut found = self.axis(item, step)?;
        for predicate in &step.predicates {
            let size = found.len();
            let mut kept = Vec::new();
            for (index, item) in found.into_iter().enumerate() {
                let focus = Focus { item: &item, position: index + 1, size };
                if self.holds(predicate, &focus)? {
                    kept.push(item);
                }
            }
            found = kept;
        }
        if matches!(step.axis, Axis::Ancestor | Axis::AncestorOrSelf | Axis::PrecedingSibling) {
            found.reverse();
        }
        Ok(found)
    }

    fn axis(&self, item: &Item<'d>, step: &Step) -> Result<Vec<Item<'d>>> {
        let mut found = Vec::new();
        let parent = item.parent();
        match step.axis {
            Axis::Child => self.children(item, &step.test, &mut found)?,
            Axis::Attribute => self.attributes(item, &step.test, &mut found)?,
            Axis::Itself => found.extend(item.fits(&step.test).then(|| item.clone())),
            Axis::Parent => found.extend(parent.filter(|parent| parent.fits(&step.test))),
            Axis::Descendant => self.descendants(item, &step.test, &mut found)?,
            Axis::DescendantOrSelf => {
                found.extend(item.fits(&step.test).then(|| item.clone()));
                self.descendants(item, &step.test, &mut found)?;
            }
            Axis::Ancestor | Axis::AncestorOrSelf => {
                let or_self = step.axis == Axis::AncestorOrSelf;
                let first = if or_self { Some(item.clone()) } else { parent };
                let outwards = std::iter::successors(first, Item::parent);
                found.extend(outwards.filter(|ancestor| ancestor.fits(&step.test)));
            }
            Axis::FollowingSibling | Axis::PrecedingSibling => {
                let (Some(parent), Some(at)) = (parent, item.index()) else { return Ok(found) };
                self.children(&parent, &step.test, &mut found)?;
                if step.axis == Axis::FollowingSibling {
                    found.retain(|sibling| sibling.index() > Some(at));
                } else {
                    found.retain(|sibling| sibling.index() < Some(at));
                    found.reverse();
                }
            }
        }
        Ok(found)
    }

    fn children(&self, item: &Item<'d>, test: &Test, found: &mut Vec<Item<'d>>) -> Result<()> {
        let place = match item {
            Item::Document => {
                let root = Item::Element(Place::root(self.document));
                found.extend(Some(root).filter(|root| root.fits(test)));
                return Ok(());
            }
            Item::Element(place) => place,
            Item::Attribute(..) | Item::Text(..) => return Ok(()),
        };
        let children = &place.element.children;
        self.budget.spend(children.len())?;
        for (index, node) in children.iter().enumerate() {
            match node {
                Node::Element(child) => {
                    if let Test::Named(name) = test
                        && local(&child.name.value) != name.local
                    {
                        continue;
                    }
                    let child = Item::Element(place.child(index, child));
                    found.extend(Some(child).filter(|child| child.fits(test)));
                }
                Node::Text(_) if matches!(test, Test::Text | Test::Node) => {
                    let goes_on = index > 0 && matches!(children[index - 1], Node::Text(_));
                    found.extend((!goes_on).then(|| Item::Text(Rc::clone(place), index)));
                }
                Node::Text(_) | Node::Comment(_) | Node::Instruction(_) => {}
            }
        }
        Ok(())
    }

    fn descendants(&self, item: &Item<'d>, test: &Test, found: &mut Vec<Item<'d>>) -> Result<()> {
        let among = if *test == Test::Text { &Test::Node } else { &Test::Any };
        let mut ahead = Vec::new();
        self.children(item, among, &mut ahead)?;
        ahead.reverse();
        while let Some(item) = ahead.pop() {
            let below = ahead.len();
            self.children(&item, among, &mut ahead)?;
            ahead[below..].reverse();
            found.extend(Some(item).filter(|item| item.fits(test)));
        }
        Ok(())
    }

    fn attributes(&self, item: &Item<'d>, test: &Test, found: &mut Vec<Item<'d>>) -> Result<()> {
        let Item::Element(place) = item else { return Ok(()) };
        self.budget.spend(place.element.attributes.len())?;
        for (index, attribute) in place.element.attributes.iter().enumerate() {
            let fits = declared_prefix(attribute).is_none()
                && match test {
                    Test::Named(name) => place.attribute_is(attribute, name),
                    Test::InNamespace(namespace) => {
                        place.attribute_namespace(attribute) == Some(namespace)
                    }
                    Test::Any | Test::Node => true,
                    Test::Text => false,
                };
            found.extend(fits.then(|| Item::Attribute(Rc::clone(place), index)));
        }
        Ok(())
    }

    /// Whether a predicate holds: a number means the position.
    fn holds(&self, predicate: &Expr, focus: &Focus<'_, 'd>) -> Result<bool> {
        Ok(match self.value(predicate, focus)? {
            #[expect(clippy::cast_precision_loss, reason = "no document has 2^53 nodes")]
            Value::Atom(Atom::Number(number)) => same(number, focus.position as f64),
            value => value.truth(),
        })
    }

    fn value(&self, expr: &Expr, focus: &Focus<'_, 'd>) -> Result<Value<'d>> {
        self.budget.spend(1)?;
        let boolean = |truth| Ok(Value::Atom(Atom::Boolean(truth)));
        match expr {
            Expr::Or(operands) => {
                for operand in operands {
                    if self.value(operand, focus)?.truth() {
                        return boolean(true);
                    }
                }
                boolean(false)
            }
            Expr::And(operands) => {
                for operand in operands {
                    if !self.value(operand, focus)?.truth() {
                        return boolean(false);
                    }
                }
                boolean(true)
            }
            Expr::Compare(comparison, operands) => {
                let [left, right] = &**operands;
                let (left, right) = (self.value(left, focus)?, self.value(right, focus)?);
                boolean(compare(*comparison, left, right, self.budget)?)
            }
            Expr::Sum(terms) => {
                let mut sum = 0.0;
                for (subtracted, term) in terms {
                    let number = self.value(term, focus)?.into_number(self.budget)?;
                    sum += if *subtracted { -number } else { number };
                }
                Ok(Value::Atom(Atom::Number(sum)))
            }
            Expr::Union(_) | Expr::Path(_) => self.nodes(expr, focus).map(Value::Nodes),
            Expr::Text(text) => Ok(Value::Atom(Atom::Text(text.clone()))),
            Expr::Number(number) => Ok(Value::Atom(Atom::Number(*number))),
            Expr::Call(function, arguments) => self.call(*function, arguments, focus),
        }
    }

    fn nodes(&self, expr: &Expr, focus: &Focus<'_, 'd>) -> Result<Vec<Item<'d>>> {
        match expr {
            Expr::Path(LocationPath { absolute, steps }) => {
                let start = if *absolute { Item::Document } else { focus.item.clone() };
                self.steps(start, steps)
            }
            Expr::Union(operands) => {
                let mut all = BTreeMap::new();
                for operand in operands {
                    all.extend(self.nodes(operand, focus)?.into_iter().map(|i| (i.key(), i)));
                }
                Ok(all.into_values().collect())
            }
            _ => Ok(Vec::new()),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "no document has 2^53 nodes")]
    fn call(
        &self,
        function: Function,
        arguments: &[Expr],
        focus: &Focus<'_, 'd>,
    ) -> Result<Value<'d>> {
        // A function that takes nothing is about the node itself.
        let argument = |index: usize| match arguments.get(index) {
            Some(argument) => self.value(argument, focus),
            None => Ok(Value::Nodes(vec![focus.item.clone()])),
        };
        let text = |index: usize| {
            let text = argument(index)?.into_text(self.budget)?;
            self.budget.spend(text.len())?;
            Ok(text)
        };
        let name = || {
            let nodes = match arguments.first() {
                Some(argument) => self.nodes(argument, focus)?,
                None => vec![focus.item.clone()],
            };
            Ok(nodes.first().map(Item::name).unwrap_or_default())
        };
        let atom = match function {
            Function::Boolean => Atom::Boolean(argument(0)?.truth()),
            Function::Not => Atom::Boolean(!argument(0)?.truth()),
            Function::True => Atom::Boolean(true),
            Function::False => Atom::Boolean(false),
            Function::Contains => Atom::Boolean(text(0)?.contains(&text(1)?)),
            Function::StartsWith => Atom::Boolean(text(0)?.starts_with(&text(1)?)),
            Function::Count => Atom::Number(self.nodes(&arguments[0], focus)?.len() as f64),
            Function::Position => Atom::Number(focus.position as f64),
            Function::Last => Atom::Number(focus.size as f64),
            Function::Number => Atom::Number(argument(0)?.into_number(self.budget)?),
            Function::StringLength => Atom::Number(text(0)?.chars().count() as f64),
            Function::String => Atom::Text(text(0)?),
            Function::Name => Atom::Text(name()?.to_owned()),
            Function::LocalName => Atom::Text(local(name()?).to_owned()),
            Function::NormalizeSpace => {
                let words = text(0)?;
                let words = words.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty());
                Atom::Text(words.collect::<Vec<_>>().join(" "))
            }
            Function::Concat => {
                let texts: Result<String> = (0..arguments.len()).map(text).collect();
                Atom::Text(texts?)
            }
            Function::Translate => {
                let (from, to) = (text(1)?, text(2)?);
                let (from, to) = (from.chars().collect::<Vec<_>>(), to.chars().collect::<Vec<_>>());
                let subject = text(0)?;
                self.budget.spend(subject.len().saturating_mul(from.len()))?;
                let translate = |c: char| match from.iter().position(|f| *f == c) {
                    Some(index) => to.get(index).copied(),
                    None => Some(c),
                };
                Atom::Text(subject.chars().filter_map(translate).collect())
            }
        };
        Ok(Value::Atom(atom))
    }
}

impl<'d> Item<'d> {
    fn parent(&self) -> Option<Self> {
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
    fn index(&self) -> Option<usize> {
        match self {
            Self::Element(place) => Some(place.index),
            Self::Text(_, index) => Some(*index),
            Self::Document | Self::Attribute(..) => None,
        }
    }

    /// Sorts in document order: an element before its attributes, those before its children.
    fn key(&self) -> Vec<(u8, usize)> {
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
    fn fits(&self, test: &Test) -> bool {
        match (self, test) {
            (_, Test::Node) | (Self::Text(..), Test::Text) | (Self::Element(_), Test::Any) => true,
            (Self::Element(place), Test::Named(name)) => place.is(name),
            (Self::Element(place), Test::InNamespace(namespace)) => {
                place.element_namespace() == Some(namespace)
            }
            _ => false,
        }
    }

    fn name(&self) -> &'d str {
        match self {
            Self::Element(place) => &place.element.name.value,
            Self::Attribute(place, index) => &place.element.attributes[*index].name.value,
            Self::Document | Self::Text(..) => "",
        }
    }

    pub(super) fn text(&self, budget: &Budget) -> Result<String> {
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
                    budget.spend(1)?;
                    match node {
                        Node::Element(element) => ahead.extend(element.children.iter().rev()),
                        Node::Text(text) => all.push_str(&text.value),
                        Node::Comment(_) | Node::Instruction(_) => {}
                    }
                }
            }
        }
        budget.spend(all.len())?;
        Ok(all)
    }
}
