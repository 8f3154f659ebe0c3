//! What `\` does.

use super::Parser;
use crate::pattern::chars::Chars;
use crate::pattern::tree::{Class, Node};
use crate::pattern::{PatternError, PatternErrorKind};

/// What an escape stands for.
pub(super) enum Escape {
    Char(char),
    Set(Chars),
}

impl Parser<'_> {
    /// What follows `\` outside of a class.
    pub(super) fn atom_escape(&mut self, from: usize) -> Result<Node, PatternError> {
        let mark = self.at;
        let digits = self.digits(usize::MAX, 10);
        let number = self.text[digits.clone()].parse::<u32>();
        let refers = match number {
            Ok(number) => number > 0 && number <= self.total,
            Err(_) => false,
        };
        if refers && !self.text[digits].starts_with('0') {
            return self.error(PatternErrorKind::BackReference, from);
        }
        self.at = mark;
        if self.eat("k<") {
            while self.next().is_some_and(|c| c != '>') {}
            return self.error(PatternErrorKind::BackReference, from);
        }
        Ok(match self.escape(from, false)? {
            Escape::Char(c) => Node::Char(c),
            Escape::Set(chars) => Node::Class(Class { chars, negated: false }),
        })
    }

    /// What follows `\` in and outside of a class.
    pub(super) fn escape(&mut self, from: usize, in_class: bool) -> Result<Escape, PatternError> {
        let Some(c) = self.next() else {
            return self.error(PatternErrorKind::TrailingBackslash, from);
        };
        Ok(Escape::Char(match c {
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => return Ok(Escape::Set(named_set(c))),
            'b' if in_class => '\u{8}',
            't' => '\t',
            'n' => '\n',
            'v' => '\u{b}',
            'f' => '\u{c}',
            'r' => '\r',
            'c' => self.control(in_class),
            '0'..='7' => {
                self.at -= 1;
                self.octal()
            }
            'x' => self.hex(2).map_or(Some('x'), char::from_u32).unwrap_or_default(),
            'u' => return self.unicode(from).map(Escape::Char),
            'k' if self.named => return self.error(PatternErrorKind::BackReference, from),
            itself => itself,
        }))
    }

    /// After `\c`: a control character, or the `\` itself when none is named, with `c` still to be read.
    fn control(&mut self, in_class: bool) -> char {
        match self.peek() {
            Some(letter)
                if letter.is_ascii_alphabetic()
                    || (in_class && (letter.is_ascii_digit() || letter == '_')) =>
            {
                self.at += 1;
                char::from(u8::try_from(letter).unwrap_or_default() % 32)
            }
            _ => {
                self.at -= 1;
                '\\'
            }
        }
    }

    /// One to three octal digits, up to 377.
    fn octal(&mut self) -> char {
        let most = if self.peek().is_some_and(|c| c <= '3') { 3 } else { 2 };
        let digits = self.digits(most, 8);
        char::from(u8::from_str_radix(&self.text[digits], 8).unwrap_or_default())
    }

    /// Exactly so many hexadecimal digits, or nothing.
    fn hex(&mut self, count: usize) -> Option<u32> {
        let digits = self.digits(count, 16);
        if digits.len() == count {
            return u32::from_str_radix(&self.text[digits], 16).ok();
        }
        self.at = digits.start;
        None
    }

    /// After `\u`: a character, a pair of surrogates, or `u` itself when there are no four digits.
    fn unicode(&mut self, from: usize) -> Result<char, PatternError> {
        let Some(unit) = self.hex(4) else { return Ok('u') };
        if let Some(c) = char::from_u32(unit) {
            return Ok(c);
        }
        let after = self.at;
        if (0xd800..0xdc00).contains(&unit)
            && self.eat("\\u")
            && let Some(low @ 0xdc00..=0xdfff) = self.hex(4)
        {
            let code = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
            return Ok(char::from_u32(code).unwrap_or_default());
        }
        self.at = after;
        self.error(PatternErrorKind::Surrogate, from)
    }
}

fn named_set(letter: char) -> Chars {
    let named = Chars::of(match letter.to_ascii_lowercase() {
        'd' => vec![('0', '9')],
        'w' => vec![('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        _ => vec![
            ('\t', '\r'),
            (' ', ' '),
            ('\u{a0}', '\u{a0}'),
            ('\u{1680}', '\u{1680}'),
            ('\u{2000}', '\u{200a}'),
            ('\u{2028}', '\u{2029}'),
            ('\u{202f}', '\u{202f}'),
            ('\u{205f}', '\u{205f}'),
            ('\u{3000}', '\u{3000}'),
            ('\u{feff}', '\u{feff}'),
        ],
    });
    if letter.is_ascii_uppercase() { named.negated() } else { named }
}
