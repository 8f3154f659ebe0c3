//! Rust as text: literals, and items laid out on lines of readable length.

use std::fmt::Write as _;

/// The width to keep to where something can be broken.
const WIDTH: usize = 100;
const INDENT: &str = "    ";

/// A text as a string literal; invisible characters and those that turn the direction of writing are escaped.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// A constructor call and the methods called on its result.
#[derive(Debug)]
pub(super) struct Chain(Vec<String>);

impl Chain {
    pub(super) fn new(constructor: impl Into<String>) -> Self {
        Self(vec![constructor.into()])
    }

    /// Adds `.method(argument)`.
    pub(super) fn call(&mut self, method: &str, argument: &str) {
        self.0.push(format!(".{method}({argument})"));
    }

    /// The calls on one line.
    pub(super) fn on_one_line(&self) -> String {
        self.0.concat()
    }
}

/// The items of a block, one below the other.
#[derive(Debug, Default)]
pub(super) struct Items(String);

impl Items {
    /// Adds `const NAME: KIND = …;` with a doc comment.
    pub(super) fn constant(&mut self, docs: &[String], name: &str, kind: &str, value: &Chain) {
        self.docs(docs);
        let start = format!("{INDENT}const {name}: {kind} = ");
        let length: usize = value.0.iter().map(String::len).sum();
        if start.len() + length < WIDTH {
            let _ = writeln!(self.0, "{start}{};", value.on_one_line());
            return;
        }
        // A constructor that is too long for its line gets the next one, and its calls a step to the right of it.
        let constructor = value.0.first().map_or(0, String::len);
        let semicolon = usize::from(value.0.len() == 1);
        let (start, indent) = if start.len() + constructor + semicolon <= WIDTH {
            (start, INDENT.repeat(2))
        } else {
            (format!("{}\n{INDENT}{INDENT}", start.trim_end()), INDENT.repeat(3))
        };
        let _ = writeln!(self.0, "{start}{};", value.0.join(&format!("\n{indent}")));
    }

    /// Adds a doc comment for the item that comes next.
    pub(super) fn docs(&mut self, docs: &[String]) {
        for line in docs.iter().filter(|line| !line.is_empty()) {
            let _ = writeln!(self.0, "{INDENT}/// {line}");
        }
    }

    /// Adds `static NAME: [KIND; 2] = [FIRST, SECOND];`.
    pub(super) fn list(&mut self, name: &str, kind: &str, items: &[String]) {
        let start = format!("static {name}: [{kind}; {}] = [", items.len());
        let _ = writeln!(self.0, "{}", enclosed(&start, items, "];"));
    }

    /// Adds `static NAME: TYPE = VALUE;`.
    pub(super) fn table(&mut self, name: &str, kind: &str, value: &str) {
        let _ = writeln!(self.0, "{INDENT}static {name}: {kind} = {value};");
    }

    /// The items in a block of their own: imports before, the value after them.
    pub(super) fn into_block(self, imports: &str, value: &str) -> String {
        format!("{{\n{imports}\n{}{value}\n}}", self.0)
    }
}

/// The import of some names of a module, on one line or several.
pub(super) fn import(module: &str, names: &[String]) -> String {
    match names {
        [name] => enclosed(&format!("use {module}::{name};"), &[], ""),
        names => enclosed(&format!("use {module}::{{"), names, "};"),
    }
}

/// A line of a block with a list in it, or several where one does not hold them all.
pub(super) fn enclosed(start: &str, items: &[String], end: &str) -> String {
    let length: usize = items.iter().map(|item| item.len() + 2).sum();
    if INDENT.len() + start.len() + length + end.len() <= WIDTH {
        return format!("{INDENT}{start}{}{end}", items.join(", "));
    }
    let mut text = format!("{INDENT}{start}");
    let mut width = WIDTH;
    for item in items {
        if width + item.len() + 2 > WIDTH {
            let _ = write!(text, "\n{INDENT}{INDENT}{item},");
            width = 2 * INDENT.len() + item.len() + 1;
        } else {
            let _ = write!(text, " {item},");
            width += item.len() + 2;
        }
    }
    let _ = write!(text, "\n{INDENT}{end}");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_hold_the_text_and_show_it() {
        assert_eq!(literal("a\"b\\c\r\n'"), r#""a\"b\\c\r\n'""#);
        assert_eq!(literal("\u{202e}\u{0}é"), r#""\u{202e}\0é""#);
    }

    #[test]
    fn lines_break_where_they_are_full() {
        let mut items = Items::default();
        let mut chain = Chain::new(format!("Rule::exact({})", literal(&"x".repeat(60))));
        chain.call("allow_credentials", "");
        items.constant(&["one".to_owned()], "RULE_0", "Rule", &chain);
        chain.call("max_age", "\"600\"");
        items.constant(&[], "RULE_1", "Rule", &chain);
        let names: Vec<String> = (0..30).map(|number| format!("RULE_{number}")).collect();
        items.list("RULES_0", "Rule", &names);
        let text = items.into_block("use a;", "b");
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
        assert_eq!(text.lines().filter(|line| line.starts_with("        .")).count(), 3, "{text}");
        assert_eq!(
            text.lines().filter(|line| line.starts_with("        RULE_")).count(),
            3,
            "{text}"
        );
    }
}
