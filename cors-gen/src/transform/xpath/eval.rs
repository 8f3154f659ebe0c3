//! Expressions on a document.

use std::rc::Rc;

use super::item::Item;
use super::value::{Atom, Value, compare, same};
use super::{Axis, Comparison, Expr, Function, LocationPath, Step, Test};
use crate::budget::{Budget, Exhausted, Work};
use crate::sorting::sort_by;
use crate::transform::place::{Place, declared_prefix, local};
use crate::xml::{Document, Node};

type Result<T, E = Exhausted> = std::result::Result<T, E>;

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

/// The work of a step from one item, of an expression for one item, of making an item, and of sorting one: a key is as
/// long as the node is deep.
const STEP: usize = 8;
const VALUE: usize = 2;
const ITEM: usize = 6;
const KEY: usize = 32;

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

/// Items in document order, none twice.
fn in_order(items: Vec<Item<'_>>) -> Vec<Item<'_>> {
    let mut keyed: Vec<_> = items.into_iter().map(|item| (item.key(), item)).collect();
    sort_by(&mut keyed, |(a, _), (b, _)| a.cmp(b));
    keyed.dedup_by(|(a, _), (b, _)| a == b);
    keyed.into_iter().map(|(_, item)| item).collect()
}

impl<'d> Evaluator<'d, '_> {
    fn spend(&self, units: usize) -> Result<()> {
        self.budget.spend(Work::Expressions, units)
    }

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
                self.spend(STEP)?;
                next.append(&mut self.step(item, step)?);
            }
            // One item leads to each node once, in document order.
            if !ordered && items.len() > 1 {
                self.spend(next.len().saturating_mul(KEY))?;
                next = in_order(next);
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
                let outwards: Vec<_> = outwards.collect();
                for ancestor in &outwards {
                    self.spend(ITEM + ancestor.names())?;
                }
                found.extend(outwards.into_iter().filter(|ancestor| ancestor.fits(&step.test)));
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
        self.spend(children.len())?;
        for (index, node) in children.iter().enumerate() {
            match node {
                Node::Element(child) => {
                    if let Test::Named(name) = test
                        && local(&child.name.value) != name.local
                    {
                        continue;
                    }
                    let child = place.child(index, child);
                    self.spend(ITEM + child.names)?;
                    let child = Item::Element(child);
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
        self.spend(place.element.attributes.len())?;
        for (index, attribute) in place.element.attributes.iter().enumerate() {
            if attribute.name.value.contains(':') {
                self.spend(place.names)?;
            }
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
        self.spend(VALUE)?;
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
                if let (Comparison::Equal, Some(equal)) =
                    (comparison, self.is_attribute(left, right, focus.item)?)
                {
                    return boolean(equal);
                }
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

    /// Whether `@name = 'text'` holds, without building what the two sides come to; `None` for any other comparison.
    ///
    /// This is what `Match` and most conditions ask of every candidate.
    fn is_attribute(&self, left: &Expr, right: &Expr, item: &Item<'d>) -> Result<Option<bool>> {
        let (
            Expr::Path(LocationPath { absolute: false, steps }),
            Expr::Text(text),
            Item::Element(place),
        ) = (left, right, item)
        else {
            return Ok(None);
        };
        let [Step { axis: Axis::Attribute, test: Test::Named(name), predicates }] = &steps[..]
        else {
            return Ok(None);
        };
        self.spend(place.element.attributes.len())?;
        let mut attributes = place.element.attributes.iter();
        let equal = attributes.any(|a| {
            a.value.value == *text && declared_prefix(a).is_none() && place.attribute_is(a, name)
        });
        Ok(predicates.is_empty().then_some(equal))
    }

    fn nodes(&self, expr: &Expr, focus: &Focus<'_, 'd>) -> Result<Vec<Item<'d>>> {
        match expr {
            Expr::Path(LocationPath { absolute, steps }) => {
                let start = if *absolute { Item::Document } else { focus.item.clone() };
                self.steps(start, steps)
            }
            Expr::Union(operands) => {
                let mut all = Vec::new();
                for operand in operands {
                    all.append(&mut self.nodes(operand, focus)?);
                }
                Ok(in_order(all))
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
            self.spend(text.len())?;
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
                self.spend(subject.len().saturating_mul(from.len()))?;
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
