//! The syntax of ECMAScript patterns without flags, Annex B included: what an engine of a browser accepts is accepted.

mod class;
mod escape;
mod quantifier;

use std::ops::Range;

use super::chars::Chars;
use super::tree::{Class, Look, Node, Parsed, Repeat};
use super::{PatternError, PatternErrorKind, Syntax};

const MAX_DEPTH: u32 = 100;
const MAX_LENGTH: usize = 1 << 17;

/// Reads a pattern.
///
/// # Errors
///
/// When it is malformed, or is not regular (RW-10).
pub fn parse(text: &str, syntax: Syntax, ignore_case: bool) -> Result<Parsed, PatternError> {
    if text.len() > MAX_LENGTH {
        let kind = PatternErrorKind::TooLarge { what: "bytes", limit: MAX_LENGTH };
        return Err(PatternError::new(kind, 0..text.len()));
    }
    let (root, groups) = match syntax {
        Syntax::EcmaScript => {
            let mut parser = Parser::new(text);
            let root = parser.pattern()?;
            (root, parser.groups)
        }
        Syntax::Wildcard => wildcard(text),
        Syntax::ExactMatch => (whole(text.chars().map(Node::Char)), 0),
    };
    Ok(Parsed { root, groups, ignore_case, length: text.len() })
}

fn whole(nodes: impl Iterator<Item = Node>) -> Node {
    let ends = |look| std::iter::once(Node::Look(look));
    Node::Concat(ends(Look::Start).chain(nodes).chain(ends(Look::End)).collect())
}

fn wildcard(text: &str) -> (Node, u32) {
    let mut groups = 0;
    let root = whole(text.chars().map(|c| {
        // `?` is a character as any other: it was measured not to stand for one (RW-1, UR21).
        if c != '*' {
            return Node::Char(c);
        }
        groups += 1;
        let any = Node::Class(Class::any());
        let run = Repeat { node: any, min: 0, max: None, greedy: true, groups: 0..0 };
        Node::Group(groups, Box::new(Node::Repeat(Box::new(run))))
    }));
    (root, groups)
}

struct Parser<'p> {
    text: &'p str,
    at: usize,
    /// How many groups have been opened.
    groups: u32,
    /// How many groups the whole pattern has, which decides what `\1` means.
    total: u32,
    /// Whether a group has a name, which decides what `\k` means.
    named: bool,
    names: Vec<&'p str>,
    depth: u32,
}

impl<'p> Parser<'p> {
    fn new(text: &'p str) -> Self {
        let (total, named) = count_groups(text);
        Self { text, at: 0, groups: 0, total, named, names: Vec::new(), depth: 0 }
    }

    fn rest(&self) -> &'p str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn eat(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected);
        self.at += if found { expected.len() } else { 0 };
        found
    }

    fn error<T>(&self, kind: PatternErrorKind, from: usize) -> Result<T, PatternError> {
        Err(PatternError::new(kind, from..self.at))
    }

    fn pattern(&mut self) -> Result<Node, PatternError> {
        let root = self.alternatives()?;
        let from = self.at;
        match self.next() {
            None => Ok(root),
            Some(_) => self.error(PatternErrorKind::UnopenedGroup, from),
        }
    }

    /// Up to the end of the text or the `)` of the group.
    fn alternatives(&mut self) -> Result<Node, PatternError> {
        let mut alternatives = vec![self.sequence()?];
        while self.eat("|") {
            alternatives.push(self.sequence()?);
        }
        Ok(if alternatives.len() == 1 {
            alternatives.remove(0)
        } else {
            Node::Alternate(alternatives)
        })
    }

    fn sequence(&mut self) -> Result<Node, PatternError> {
        let mut nodes = Vec::new();
        while self.peek().is_some_and(|c| c != '|' && c != ')') {
            nodes.push(self.term()?);
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Concat(nodes) })
    }

    fn term(&mut self) -> Result<Node, PatternError> {
        let (from, before) = (self.at, self.groups);
        if self.quantifier()?.is_some() {
            return self.error(PatternErrorKind::NothingToRepeat, from);
        }
        let node = match self.next().unwrap_or_default() {
            '^' => return Ok(Node::Look(Look::Start)),
            '$' => return Ok(Node::Look(Look::End)),
            '.' => {
                let ends = [('\n', '\n'), ('\r', '\r'), ('\u{2028}', '\u{2029}')];
                Node::Class(Class { chars: Chars::of(ends.to_vec()), negated: true })
            }
            '[' => Node::Class(self.class(from)?),
            '(' => self.group(from)?,
            '\\' if self.eat("b") => return Ok(Node::Look(Look::WordBoundary { negated: false })),
            '\\' if self.eat("B") => return Ok(Node::Look(Look::WordBoundary { negated: true })),
            '\\' => self.atom_escape(from)?,
            c => Node::Char(c),
        };
        let Some((range, greedy)) = self.quantifier()? else { return Ok(node) };
        let (min, max) = range;
        let groups = before + 1..self.groups + 1;
        Ok(Node::Repeat(Box::new(Repeat { node, min, max, greedy, groups })))
    }

    /// What follows `(`.
    fn group(&mut self, from: usize) -> Result<Node, PatternError> {
        use PatternErrorKind as K;
        for (mark, kind) in [
            ("?=", K::LookAhead { negative: false }),
            ("?!", K::LookAhead { negative: true }),
            ("?<=", K::LookBehind { negative: false }),
            ("?<!", K::LookBehind { negative: true }),
        ] {
            if self.eat(mark) {
                return self.error(kind, from);
            }
        }
        let mut number = None;
        if !self.eat("?:") {
            if self.eat("?<") {
                self.group_name()?;
            } else if self.eat("?") {
                return self.error(K::UnknownGroup, from);
            }
            self.groups += 1;
            number = Some(self.groups);
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.error(K::TooDeep, from);
        }
        let node = self.alternatives()?;
        self.depth -= 1;
        if !self.eat(")") {
            return Err(PatternError::new(K::UnclosedGroup, from..from + 1));
        }
        Ok(match number {
            Some(number) => Node::Group(number, Box::new(node)),
            None => node,
        })
    }

    /// The name of a group and its `>`.
    fn group_name(&mut self) -> Result<(), PatternError> {
        let from = self.at;
        let start = |c: char| c.is_alphabetic() || c == '$' || c == '_';
        while self.peek().is_some_and(|c| start(c) || (self.at > from && c.is_alphanumeric())) {
            self.next();
        }
        let name = &self.text[from..self.at];
        if name.is_empty() || !self.eat(">") || self.names.contains(&name) {
            return self.error(PatternErrorKind::GroupName, from);
        }
        self.names.push(name);
        Ok(())
    }

    /// Reads as many digits as there are, at most `most`.
    fn digits(&mut self, most: usize, radix: u32) -> Range<usize> {
        let from = self.at;
        while self.at - from < most && self.peek().is_some_and(|c| c.is_digit(radix)) {
            self.at += 1;
        }
        from..self.at
    }
}

/// How many groups a pattern has, and whether one has a name.
fn count_groups(text: &str) -> (u32, bool) {
    let (mut groups, mut named, mut in_class) = (0, false, false);
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let rest = &text[at + 1..];
                let name = rest.starts_with("?<") && !rest[2..].starts_with(['=', '!']);
                named |= name;
                groups += u32::from(name || !rest.starts_with('?'));
            }
            _ => {}
        }
    }
    (groups, named)
}

#[cfg(test)]
mod tests;
