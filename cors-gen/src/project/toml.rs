//! The part of TOML that the project file is written in, with the place of every key and value.
//!
//! Tables, texts on one line, lists and inline tables: no key takes anything else. What is read means what TOML says it
//! means; the rest of TOML is refused by name. By hand, because a macro's user compiles it: a crate for all of TOML
//! takes longer to compile than the rest of what reads the file.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span, Spanned};

/// Deeper than any key of the project file is.
const DEEPEST: usize = 8;

/// What a key has.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    List(Vec<Spanned<Self>>),
    Table(Table),
}

/// Keys with their values, in the order of the file.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    entries: Vec<(Spanned<String>, Spanned<Value>)>,
    index: HashMap<String, usize>,
    written: Written,
}

/// How a table is written so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Written {
    /// Only named by the header of a table in it.
    #[default]
    Around,
    /// With a header of its own.
    Headed,
    /// Between braces, so that nothing can be added to it.
    Inline,
}

impl Table {
    pub(super) fn entries(&self) -> &[(Spanned<String>, Spanned<Value>)] {
        &self.entries
    }

    fn insert(&mut self, key: Spanned<String>, value: Spanned<Value>) -> Result<(), Diagnostic> {
        if let Some(at) = self.index.get(&key.value) {
            let message = format!("`{}` is here twice", key.value);
            let first = self.entries[*at].0.span;
            return Err(Diagnostic::new(Code::ProjectSyntax, key.span, message)
                .related(first, "the first time"));
        }
        self.index.insert(key.value.clone(), self.entries.len());
        self.entries.push((key, value));
        Ok(())
    }

    /// The table of a header, which is made where it is not there yet.
    fn at(&mut self, path: &[Spanned<String>]) -> Result<&mut Self, Diagnostic> {
        let mut table = self;
        for key in path {
            if !table.index.contains_key(&key.value) {
                let empty = Spanned::new(Value::Table(Self::default()), key.span);
                table.insert(key.clone(), empty)?;
            }
            let (first, value) = &mut table.entries[table.index[&key.value]];
            match &mut value.value {
                Value::Table(next) if next.written != Written::Inline => table = next,
                _ => {
                    let message = format!("`{}` has a value already", key.value);
                    return Err(Diagnostic::new(Code::ProjectSyntax, key.span, message)
                        .related(first.span, "this one"));
                }
            }
        }
        Ok(table)
    }
}

/// Reads a text. Ends at the first mistake: what follows it may mean anything.
pub(super) fn read(file: FileId, text: &str) -> Result<Table, Diagnostic> {
    let mut reader = Reader { file, text, at: 0 };
    let is_bad = |(at, c): &(usize, char)| match c {
        '\t' | '\n' => false,
        '\r' => !text[at + 1..].starts_with('\n'),
        c => c.is_ascii_control(),
    };
    if let Some((at, _)) = text.char_indices().find(is_bad) {
        reader.at = at;
        let help = "leave it out, or write it between double quotes as `\\u001b`";
        return Err(reader.mistake("TOML has no such character", help));
    }
    reader.document()
}

struct Reader<'t> {
    file: FileId,
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Table, Diagnostic> {
        let mut root = Table::default();
        let mut path = Vec::new();
        loop {
            self.blank();
            match self.peek() {
                None => return Ok(root),
                Some('[') => {
                    path = self.header()?;
                    let table = root.at(&path)?;
                    if table.written == Written::Headed {
                        let place = path.last().map_or(self.here(), |key| key.span);
                        let message = "this table is in the file already";
                        return Err(Diagnostic::new(Code::ProjectSyntax, place, message)
                            .help("put its keys together under one header"));
                    }
                    table.written = Written::Headed;
                }
                Some(_) => {
                    let (key, value) = self.entry(0)?;
                    root.at(&path)?.insert(key, value)?;
                }
            }
            self.end_of_line()?;
        }
    }

    /// `[a."b c"]`
    fn header(&mut self) -> Result<Vec<Spanned<String>>, Diagnostic> {
        self.at += 1;
        if self.peek() == Some('[') {
            return Err(self.mistake("no key here takes a list of tables", "write one bracket"));
        }
        let mut path = Vec::new();
        loop {
            self.space();
            if path.len() == DEEPEST {
                return Err(
                    self.mistake("no table here is that deep", "see the keys in the README")
                );
            }
            path.push(self.key()?);
            self.space();
            if self.take(']') {
                return Ok(path);
            }
            if !self.take('.') {
                return Err(self.mistake("a header ends with `]`", "write `[exceptions]`"));
            }
        }
    }

    /// `key = value`
    fn entry(&mut self, depth: usize) -> Result<(Spanned<String>, Spanned<Value>), Diagnostic> {
        let key = self.key()?;
        self.space();
        if self.peek() == Some('.') {
            let help =
                format!("write a table: `[{}]`, and the rest of the key below it", key.value);
            return Err(self.mistake("keys with dots are not read here", help));
        }
        if !self.take('=') {
            return Err(self.mistake("a key is followed by `=`", "write `key = \"value\"`"));
        }
        self.space();
        Ok((key, self.value(depth)?))
    }

    fn key(&mut self) -> Result<Spanned<String>, Diagnostic> {
        if let Some('"' | '\'') = self.peek() {
            return self.quoted();
        }
        let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let rest = &self.text[self.at..];
        let length = rest.find(|c| !is_bare(c)).unwrap_or(rest.len());
        if length == 0 {
            let help = "a key has letters, digits, `_` and `-`, or stands in quotes";
            return Err(self.mistake("expected a key", help));
        }
        let key = rest[..length].to_owned();
        let start = self.at;
        self.at += length;
        Ok(Spanned::new(key, self.since(start)))
    }

    fn value(&mut self, depth: usize) -> Result<Spanned<Value>, Diagnostic> {
        let start = self.at;
        let value = match self.peek() {
            Some('"' | '\'') => Value::Text(self.quoted()?.value),
            Some('[' | '{') if depth == DEEPEST => {
                return Err(
                    self.mistake("no value here is that deep", "see the keys in the README")
                );
            }
            Some('[') => Value::List(self.list(depth)?),
            Some('{') => Value::Table(self.inline_table(depth)?),
            _ => {
                let help = "write a text as `\"text\"`, a list of texts as `[\"a\", \"b\"]`";
                return Err(
                    self.mistake("a value here is a text in quotes, a list or a table", help)
                );
            }
        };
        Ok(Spanned::new(value, self.since(start)))
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Spanned<Value>>, Diagnostic> {
        self.at += 1;
        let mut list = Vec::new();
        loop {
            self.blank();
            if self.take(']') {
                return Ok(list);
            }
            list.push(self.value(depth + 1)?);
            self.blank();
            if !self.take(',') && self.peek() != Some(']') {
                return Err(self.mistake("a list goes on with `,` or ends with `]`", "close it"));
            }
        }
    }

    fn inline_table(&mut self, depth: usize) -> Result<Table, Diagnostic> {
        self.at += 1;
        let mut table = Table { written: Written::Inline, ..Table::default() };
        self.space();
        if self.take('}') {
            return Ok(table);
        }
        loop {
            self.space();
            let (key, value) = self.entry(depth + 1)?;
            table.insert(key, value)?;
            self.space();
            if self.take('}') {
                return Ok(table);
            }
            if !self.take(',') {
                let help = "close it, on the same line";
                return Err(self.mistake("a table goes on with `,` or ends with `}`", help));
            }
        }
    }

    /// A text between quotes: as it is between `'`, with escapes between `"`.
    fn quoted(&mut self) -> Result<Spanned<String>, Diagnostic> {
        let start = self.at;
        let rest = &self.text[start..];
        if rest.starts_with("\"\"\"") || rest.starts_with("'''") {
            let help = "write it on one line, between single marks";
            return Err(self.mistake("texts of several lines are not read here", help));
        }
        let quote = rest.chars().next().unwrap_or_default();
        self.at += 1;
        let mut text = String::new();
        loop {
            let c = self.peek().filter(|c| !matches!(c, '\n' | '\r'));
            let Some(c) = c else {
                return Err(self.mistake("the text does not end on this line", "close the quotes"));
            };
            self.at += c.len_utf8();
            if c == quote {
                return Ok(Spanned::new(text, self.since(start)));
            }
            text.push(if c == '\\' && quote == '"' { self.escape()? } else { c });
        }
    }

    /// What stands for a character behind a backslash.
    fn escape(&mut self) -> Result<char, Diagnostic> {
        let digits = match self.peek() {
            Some('u') => 4,
            Some('U') => 8,
            c => {
                let plain = [
                    ('"', '"'),
                    ('\\', '\\'),
                    ('b', '\u{8}'),
                    ('t', '\t'),
                    ('n', '\n'),
                    ('f', '\u{c}'),
                    ('r', '\r'),
                ];
                let plain = plain.into_iter().find(|(written, _)| Some(*written) == c);
                let Some((_, meant)) = plain else { return Err(self.bad_escape()) };
                self.at += 1;
                return Ok(meant);
            }
        };
        let hex = self.text.get(self.at + 1..self.at + 1 + digits);
        let hex = hex.filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let number = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok());
        let c = number.and_then(char::from_u32).ok_or_else(|| self.bad_escape())?;
        self.at += 1 + digits;
        Ok(c)
    }

    fn bad_escape(&self) -> Diagnostic {
        let help = "between single quotes a backslash is a backslash: 'C:\\sites'";
        self.mistake("TOML has no such escape", help)
    }

    fn end_of_line(&mut self) -> Result<(), Diagnostic> {
        self.space();
        if self.peek() == Some('#') {
            self.comment();
        }
        let rest = &self.text[self.at..];
        if rest.is_empty() || rest.starts_with('\n') || rest.starts_with("\r\n") {
            return Ok(());
        }
        Err(self.mistake("expected the end of the line", "write each key on a line of its own"))
    }

    /// Goes past white space, line ends and comments.
    fn blank(&mut self) {
        loop {
            match self.peek() {
                Some(' ' | '\t' | '\n' | '\r') => self.at += 1,
                Some('#') => self.comment(),
                _ => return,
            }
        }
    }

    fn comment(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.find(['\n', '\r']).unwrap_or(rest.len());
    }

    fn space(&mut self) {
        while let Some(' ' | '\t') = self.peek() {
            self.at += 1;
        }
    }

    fn take(&mut self, c: char) -> bool {
        let is_there = self.peek() == Some(c);
        self.at += if is_there { c.len_utf8() } else { 0 };
        is_there
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn since(&self, start: usize) -> Span {
        Span::new(self.file, start, self.at)
    }

    fn here(&self) -> Span {
        let length = self.peek().filter(|c| !matches!(c, '\n' | '\r')).map_or(0, char::len_utf8);
        Span::new(self.file, self.at, self.at + length)
    }

    fn mistake(
        &self,
        message: &str,
        help: impl Into<std::borrow::Cow<'static, str>>,
    ) -> Diagnostic {
        Diagnostic::new(Code::ProjectSyntax, self.here(), message).help(help)
    }
}
