//! Text to expression.

use super::{Axis, Comparison, Expr, Function, LocationPath, Name, Step, Test};
use crate::transform::place::{Place, split};

/// Longer than any expression people write.
const MAX_LENGTH: usize = 16 * 1024;
/// Deeper than parentheses and predicates nest in any expression people write.
const MAX_DEPTH: usize = 32;

/// Why a text is no expression of the supported part of XPath.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Error {
    /// One sentence without a full stop.
    pub(in super::super) message: String,
    /// Where, as the text that is left from there.
    pub(in super::super) rest: String,
    /// What to do, where more can be said than to correct it.
    pub(in super::super) help: Option<String>,
}

type Result<T, E = Error> = std::result::Result<T, E>;

/// Reads a location path. The names in it mean what they mean at `place`.
pub(in super::super) fn path(text: &str, place: &Place<'_>) -> Result<LocationPath> {
    let mut parser = Parser::new(text, place)?;
    let path = parser.location_path()?;
    if parser.rest.starts_with('|') {
        return Err(parser.error("a union (`|`) of paths is not supported here"));
    }
    parser.end()?;
    Ok(path)
}

/// Reads predicates, each in brackets.
pub(in super::super) fn predicates(text: &str, place: &Place<'_>) -> Result<Vec<Expr>> {
    let mut parser = Parser::new(text, place)?;
    let predicates = parser.predicates()?;
    parser.end()?;
    Ok(predicates)
}

struct Parser<'t> {
    /// What is not read yet; never starts with white space.
    rest: &'t str,
    place: &'t Place<'t>,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, place: &'t Place<'t>) -> Result<Self> {
        let parser = Self { rest: text.trim_start(), place, depth: 0 };
        if text.len() > MAX_LENGTH {
            return Err(parser.error(format!("the expression is longer than {MAX_LENGTH} bytes")));
        }
        Ok(parser)
    }

    fn error(&self, message: impl Into<String>) -> Error {
        let mut rest: String = self.rest.chars().take(24).collect();
        if rest.len() < self.rest.len() {
            rest.push('…');
        }
        Error { message: message.into(), rest, help: None }
    }

    fn expected(&self, what: &str) -> Error {
        self.error(format!("{what} is expected"))
    }

    fn end(&self) -> Result<()> {
        if self.rest.is_empty() {
            return Ok(());
        }
        let unsupported = ["*", "div", "mod"].iter().find(|op| self.rest.starts_with(**op));
        Err(match unsupported {
            Some(op) => self.error(format!("the operator `{op}` is not supported")),
            None => self.error("the expression goes on where it should end"),
        })
    }

    /// Reads `token` if it comes next.
    fn take(&mut self, token: &str) -> bool {
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.map_or(self.rest, str::trim_start);
        rest.is_some()
    }

    fn require(&mut self, token: &str) -> Result<()> {
        match self.take(token) {
            true => Ok(()),
            false if self.rest.starts_with('*') => self.end(),
            false => Err(self.expected(&format!("`{token}`"))),
        }
    }

    /// The name that comes next, which may have a prefix; empty when none does.
    fn peek_name(&self) -> &'t str {
        let is_start = |c: char| c.is_alphabetic() || c == '_';
        let part = |text: &'t str| -> &'t str {
            let is_part =
                |c: char| is_start(c) || c.is_numeric() || matches!(c, '-' | '.' | '\u{b7}');
            let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
            if text.starts_with(is_start) { &text[..end] } else { "" }
        };
        let first = part(self.rest);
        match self.rest[first.len()..].strip_prefix(':') {
            Some(after) if !first.is_empty() && !part(after).is_empty() => {
                &self.rest[..first.len() + 1 + part(after).len()]
            }
            _ => first,
        }
    }

    fn take_operator(&mut self, word: &str) -> bool {
        self.peek_name() == word && self.take(word)
    }

    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(format!("the expression nests more than {MAX_DEPTH} deep")));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn predicates(&mut self) -> Result<Vec<Expr>> {
        let mut predicates = Vec::new();
        while self.take("[") {
            predicates.push(self.nested(Self::or)?);
            self.require("]")?;
        }
        Ok(predicates)
    }

    fn or(&mut self) -> Result<Expr> {
        let mut operands = vec![self.and()?];
        while self.take_operator("or") {
            operands.push(self.and()?);
        }
        Ok(one_or(operands, Expr::Or))
    }

    fn and(&mut self) -> Result<Expr> {
        let mut operands = vec![self.comparison()?];
        while self.take_operator("and") {
            operands.push(self.comparison()?);
        }
        Ok(one_or(operands, Expr::And))
    }

    fn comparison(&mut self) -> Result<Expr> {
        let left = self.sum()?;
        let Some(comparison) = self.take_comparison() else { return Ok(left) };
        let right = self.sum()?;
        if self.take_comparison().is_some() {
            return Err(self.error("comparisons in a row are not supported"));
        }
        Ok(Expr::Compare(comparison, Box::new([left, right])))
    }

    fn take_comparison(&mut self) -> Option<Comparison> {
        const ALL: [(&str, Comparison); 6] = [
            ("=", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        ALL.into_iter().find(|(token, _)| self.take(token)).map(|(_, comparison)| comparison)
    }

    fn sum(&mut self) -> Result<Expr> {
        let mut terms = vec![(false, self.union()?)];
        loop {
            match () {
                () if self.take("+") => terms.push((false, self.union()?)),
                () if self.take("-") => terms.push((true, self.union()?)),
                () => break,
            }
        }
        Ok(match <[_; 1]>::try_from(terms) {
            Ok([(_, only)]) => only,
            Err(terms) => Expr::Sum(terms),
        })
    }

    fn union(&mut self) -> Result<Expr> {
        let mut operands = vec![self.operand()?];
        while self.take("|") {
            operands.push(self.operand()?);
        }
        if operands.len() > 1 && !operands.iter().all(|operand| matches!(operand, Expr::Path(_))) {
            return Err(self.error("`|` joins paths only"));
        }
        Ok(one_or(operands, Expr::Union))
    }

    fn operand(&mut self) -> Result<Expr> {
        let operand = self.primary()?;
        if !matches!(operand, Expr::Path(_)) && self.rest.starts_with(['[', '/']) {
            return Err(
                self.error("a predicate or path after a function or parentheses is not supported")
            );
        }
        Ok(operand)
    }

    fn primary(&mut self) -> Result<Expr> {
        if self.take("(") {
            let inner = self.nested(Self::or)?;
            self.require(")")?;
            // In parentheses a path is no longer one that `[1]` could count within.
            return Ok(match inner {
                Expr::Path(path) => Expr::Union(vec![Expr::Path(path)]),
                inner => inner,
            });
        }
        if let Some(quote) = self.rest.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            let Some((literal, rest)) = self.rest[1..].split_once(quote) else {
                return Err(self.error("the text in quotes is never closed"));
            };
            self.rest = rest.trim_start();
            return Ok(Expr::Text(literal.to_owned()));
        }
        let number = self.rest.find(|c: char| !c.is_ascii_digit() && c != '.');
        let (number, rest) = self.rest.split_at(number.unwrap_or(self.rest.len()));
        if number.contains(|c: char| c.is_ascii_digit()) && !number.starts_with("..") {
            let value = number.parse().map_err(|_| self.expected("a number"))?;
            self.rest = rest.trim_start();
            return Ok(Expr::Number(value));
        }
        if self.rest.starts_with('-') {
            return Err(self.error("negative numbers are not supported"));
        }
        if self.rest.starts_with('$') {
            return Err(self.error("transforms have no variables"));
        }
        let name = self.peek_name();
        let is_call = self.rest[name.len()..].trim_start().starts_with('(');
        if !name.is_empty() && is_call && !is_node_type(name) {
            return self.call(name);
        }
        self.location_path().map(Expr::Path)
    }

    fn call(&mut self, name: &str) -> Result<Expr> {
        let Some((function, counts)) = Function::named(name) else {
            return Err(Error {
                help: Some(format!("the functions that are supported: {}", Function::names())),
                ..self.error(format!("the function `{name}` is not supported"))
            });
        };
        let at = self.error("");
        self.take(name);
        self.require("(")?;
        let mut arguments = Vec::new();
        if !self.take(")") {
            loop {
                arguments.push(self.nested(Self::or)?);
                if !self.take(",") {
                    break;
                }
            }
            self.require(")")?;
        }
        if !counts.contains(&arguments.len()) {
            let given = arguments.len();
            return Err(Error {
                message: format!("`{name}` does not take {given} arguments"),
                ..at
            });
        }
        let takes_nodes =
            matches!(function, Function::Count | Function::Name | Function::LocalName);
        if takes_nodes && !arguments.iter().all(|a| matches!(a, Expr::Path(_) | Expr::Union(_))) {
            return Err(Error { message: format!("`{name}` takes a path"), ..at });
        }
        Ok(Expr::Call(function, arguments))
    }

    fn location_path(&mut self) -> Result<LocationPath> {
        let mut path = LocationPath { absolute: self.rest.starts_with('/'), steps: Vec::new() };
        if path.absolute && !self.rest.starts_with("//") {
            self.take("/");
            let is_step = |c: char| c.is_alphabetic() || matches!(c, '_' | '*' | '@' | '.');
            if !self.rest.starts_with(is_step) {
                return Ok(path);
            }
        }
        loop {
            let anywhere = self.take("//");
            let mut step = self.step()?;
            if anywhere && step.axis == Axis::Child && step.predicates.is_empty() {
                // The same nodes in one step, when nothing counts positions.
                step.axis = Axis::Descendant;
            } else if anywhere {
                path.steps.push(plain(Axis::DescendantOrSelf));
            }
            path.steps.push(step);
            if !self.rest.starts_with("//") && !self.take("/") {
                return Ok(path);
            }
        }
    }

    fn step(&mut self) -> Result<Step> {
        if self.take("..") {
            return Ok(plain(Axis::Parent));
        }
        if self.take(".") {
            return Ok(plain(Axis::Itself));
        }
        let mut axis = Axis::Child;
        let name = self.peek_name();
        if self.take("@") {
            axis = Axis::Attribute;
        } else if !name.is_empty() && self.rest[name.len()..].trim_start().starts_with("::") {
            axis = Axis::named(name)
                .ok_or_else(|| self.error(format!("the axis `{name}` is not supported")))?;
            self.take(name);
            self.take("::");
        }
        let test = self.node_test()?;
        Ok(Step { axis, test, predicates: self.predicates()? })
    }

    fn node_test(&mut self) -> Result<Test> {
        if self.take("*") {
            return Ok(Test::Any);
        }
        let name = self.peek_name();
        if name.is_empty() {
            return Err(self.expected("a name, `*`, `@`, `.` or `text()`"));
        }
        let after = &self.rest[name.len()..];
        if after.trim_start().starts_with('(') {
            let test = match name {
                "text" => Test::Text,
                "node" => Test::Node,
                _ => return Err(self.error(format!("`{name}()` is not supported here"))),
            };
            self.take(name);
            self.require("(")?;
            self.require(")")?;
            return Ok(test);
        }
        if after.starts_with(":*") {
            let namespace = self.namespace(name)?;
            self.take(name);
            self.take(":*");
            return Ok(Test::InNamespace(namespace));
        }
        let (prefix, local) = split(name);
        let namespace = if prefix.is_empty() { String::new() } else { self.namespace(prefix)? };
        let test = Test::Named(Name { namespace, local: local.to_owned() });
        self.take(name);
        Ok(test)
    }

    /// The namespace of a prefix. The default namespace has the prefix `_defaultNamespace`, since XPath 1.0 gives it none.
    fn namespace(&self, prefix: &str) -> Result<String> {
        let declared = if prefix == "_defaultNamespace" { "" } else { prefix };
        let namespace = self.place.namespace(declared).map(str::to_owned);
        namespace.ok_or_else(|| self.error(format!("the prefix `{prefix}` is not declared here")))
    }
}

fn one_or(operands: Vec<Expr>, join: impl FnOnce(Vec<Expr>) -> Expr) -> Expr {
    match <[Expr; 1]>::try_from(operands) {
        Ok([only]) => only,
        Err(operands) => join(operands),
    }
}

const fn plain(axis: Axis) -> Step {
    Step { axis, test: Test::Node, predicates: Vec::new() }
}

fn is_node_type(name: &str) -> bool {
    matches!(name, "text" | "node" | "comment" | "processing-instruction")
}
