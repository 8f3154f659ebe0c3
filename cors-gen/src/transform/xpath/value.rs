//! What expressions evaluate to, and how values become one another.

use super::Comparison;
use super::item::Item;
use crate::budget::{Budget, Exhausted, Work};

/// A value.
#[derive(Debug)]
pub(super) enum Value<'d> {
    /// Nodes in document order.
    Nodes(Vec<Item<'d>>),
    Atom(Atom),
}

/// A value that is no set of nodes.
#[derive(Debug)]
pub(super) enum Atom {
    Text(String),
    Number(f64),
    Boolean(bool),
}

impl Value<'_> {
    pub(super) fn truth(&self) -> bool {
        match self {
            Self::Nodes(nodes) => !nodes.is_empty(),
            Self::Atom(atom) => atom.truth(),
        }
    }

    pub(super) fn into_text(self, budget: &Budget) -> Result<String, Exhausted> {
        match self {
            Self::Nodes(nodes) => nodes.first().map_or(Ok(String::new()), |n| n.text(budget)),
            Self::Atom(Atom::Text(text)) => Ok(text),
            Self::Atom(Atom::Boolean(boolean)) => Ok(boolean.to_string()),
            Self::Atom(Atom::Number(number)) if number.is_infinite() => {
                Ok(if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned())
            }
            Self::Atom(Atom::Number(number)) => Ok(number.to_string()),
        }
    }

    pub(super) fn into_number(self, budget: &Budget) -> Result<f64, Exhausted> {
        match self {
            Self::Atom(atom) => Ok(atom.number()),
            nodes @ Self::Nodes(_) => nodes.into_text(budget).map(|text| number(&text)),
        }
    }
}

impl Atom {
    fn truth(&self) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Boolean(boolean) => *boolean,
        }
    }

    fn number(&self) -> f64 {
        match self {
            Self::Text(text) => number(text),
            Self::Number(number) => *number,
            Self::Boolean(boolean) => f64::from(u8::from(*boolean)),
        }
    }
}

/// The number that a text is, by the grammar of XPath: no exponents, no plus sign.
fn number(text: &str) -> f64 {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.chars().all(|c| c.is_ascii_digit() || c == '.') {
        text.parse().unwrap_or(f64::NAN)
    } else {
        f64::NAN
    }
}

/// Compares two values; of nodes any may fit.
pub(super) fn compare(
    comparison: Comparison,
    left: Value<'_>,
    right: Value<'_>,
    budget: &Budget,
) -> Result<bool, Exhausted> {
    let is_boolean = |value: &Value<'_>| matches!(value, Value::Atom(Atom::Boolean(_)));
    // A set of nodes stands for its truth against a boolean, for each of its texts otherwise.
    let against_boolean = is_boolean(&left) || is_boolean(&right);
    let atoms = |value: Value<'_>| match value {
        Value::Atom(atom) => Ok(vec![atom]),
        nodes @ Value::Nodes(_) if against_boolean => Ok(vec![Atom::Boolean(nodes.truth())]),
        Value::Nodes(nodes) => nodes.iter().map(|n| n.text(budget).map(Atom::Text)).collect(),
    };
    let (left, right) = (atoms(left)?, atoms(right)?);
    for left in &left {
        for right in &right {
            budget.spend(Work::Expressions, 1)?;
            if fits(comparison, left, right) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn fits(comparison: Comparison, left: &Atom, right: &Atom) -> bool {
    let equal = || match (left, right) {
        (Atom::Text(left), Atom::Text(right)) => left == right,
        (Atom::Boolean(_), _) | (_, Atom::Boolean(_)) => left.truth() == right.truth(),
        _ => same(left.number(), right.number()),
    };
    match comparison {
        Comparison::Equal => equal(),
        Comparison::NotEqual => !equal(),
        Comparison::Less => left.number() < right.number(),
        Comparison::LessOrEqual => left.number() <= right.number(),
        Comparison::Greater => left.number() > right.number(),
        Comparison::GreaterOrEqual => left.number() >= right.number(),
    }
}

/// Whether two numbers are the same in the sense of XPath: not-a-number is not even itself.
#[expect(clippy::float_cmp, reason = "XPath compares exactly")]
pub(super) fn same(left: f64, right: f64) -> bool {
    left == right
}
