//! The rules of URL Rewrite: patterns, maps and texts as constant tables, each once, and a documented row a rule.

use std::collections::{BTreeMap, BTreeSet};

use super::doc::{code, place};
use super::name::RuntimePath;
use super::write::{Chain, Items, import, literal};
use crate::policy::rewrite::{
    Condition, Conditions, InboundAction, InboundRule, Map, OutboundRule, Part, Pattern, Rewrite,
    Test, Text, Variable,
};
use crate::source::{SourceMap, Spanned};

/// The items of URL Rewrite so far, by what they say, so that what several rules or scopes share is one item.
#[derive(Default)]
pub(super) struct Rules {
    known: BTreeMap<(&'static str, String), String>,
    counts: BTreeMap<&'static str, usize>,
    imports: BTreeSet<&'static str>,
}

impl Rules {
    /// What the items import; nothing where there are none.
    pub(super) fn imports(&self, runtime: &RuntimePath) -> String {
        let mut lines = String::new();
        for module in ["pattern", "rewrite"] {
            let prefix = format!("{module}::");
            let names = self.imports.iter().filter_map(|name| name.strip_prefix(prefix.as_str()));
            let names: Vec<String> = names.map(str::to_owned).collect();
            if !names.is_empty() {
                lines.push_str(&import(&format!("{runtime}::{module}"), &names));
                lines.push('\n');
            }
        }
        if self.imports.contains("Field") {
            lines.push_str(&import(&runtime.to_string(), &["Field".to_owned()]));
            lines.push('\n');
        }
        lines
    }

    /// The name of the item that holds the rules of a scope.
    pub(super) fn rewrite(
        &mut self,
        rules: &Rewrite,
        items: &mut Items,
        sources: &SourceMap,
    ) -> String {
        let inbound: Vec<String> =
            rules.inbound.iter().map(|rule| self.inbound(rule, items, sources)).collect();
        let outbound: Vec<String> =
            rules.outbound.iter().map(|rule| self.outbound(rule, items, sources)).collect();
        let inbound =
            self.list("INBOUND_RULES", "InboundRule", "rewrite::InboundRule", &inbound, items);
        let outbound =
            self.list("OUTBOUND_RULES", "OutboundRule", "rewrite::OutboundRule", &outbound, items);
        let mut value = Chain::new(format!("Rewrite::new({inbound}, {outbound})"));
        let keeps: Vec<String> = rules.keeps().into_iter().map(literal).collect();
        if !keeps.is_empty() {
            value.call("keeps", &format!("&[{}]", keeps.join(", ")));
        }
        self.imports.insert("rewrite::Rewrite");
        let value = value.on_one_line();
        self.item("REWRITE", value.clone(), |name| items.table(name, "Rewrite", &value))
    }

    /// The name of the item that says `definition`; `write` is asked for it when there is none yet.
    fn item(
        &mut self,
        prefix: &'static str,
        definition: String,
        write: impl FnOnce(&str),
    ) -> String {
        let key = (prefix, definition);
        if let Some(name) = self.known.get(&key) {
            return name.clone();
        }
        let count = self.counts.entry(prefix).or_default();
        let name = format!("{prefix}_{count}");
        *count += 1;
        write(&name);
        self.known.insert(key, name.clone());
        name
    }

    /// A reference to a list of values; to none where it is empty.
    fn list(
        &mut self,
        prefix: &'static str,
        kind: &str,
        import: &'static str,
        values: &[String],
        items: &mut Items,
    ) -> String {
        if !values.is_empty() {
            self.imports.insert(import);
        }
        self.table(prefix, kind, values, items)
    }

    fn inbound(
        &mut self,
        rule: &Spanned<InboundRule>,
        items: &mut Items,
        sources: &SourceMap,
    ) -> String {
        let InboundRule { name, matched, conditions, sets, action, stop } = &rule.value;
        let mut row = Chain::new(format!("InboundRule::new({})", self.condition(matched, items)));
        if !conditions.list.is_empty() {
            row.call("conditions", &self.conditions(conditions, items));
        }
        if !sets.is_empty() {
            let sets: Vec<String> = sets
                .iter()
                .map(|set| {
                    let value = self.text(&set.value, items);
                    let keep = if set.replace { "" } else { ".keep()" };
                    format!("Set::new({}, {value}){keep}", set.variable)
                })
                .collect();
            let sets = self.list("SETS", "Set", "rewrite::Set", &sets, items);
            row.call("sets", &sets);
        }
        match action {
            InboundAction::Nothing => {}
            InboundAction::Answer { status, body } => {
                row.call("answer", &format!("{status}, {}", literal(body)));
            }
            InboundAction::Abort => row.call("abort", ""),
        }
        if *stop {
            row.call("stop", "");
        }
        self.row(
            "INBOUND",
            "InboundRule",
            "rewrite::InboundRule",
            (name, rule.span),
            &row,
            items,
            sources,
        )
    }

    fn outbound(
        &mut self,
        rule: &Spanned<OutboundRule>,
        items: &mut Items,
        sources: &SourceMap,
    ) -> String {
        let OutboundRule { name, field, pre_condition, matched, conditions, value, replace, stop } =
            &rule.value;
        let field = self.field(field);
        let condition = self.condition(matched, items);
        let mut row = Chain::new(format!("OutboundRule::new({field}, {condition})"));
        if !pre_condition.list.is_empty() {
            row.call("pre_condition", &self.conditions(pre_condition, items));
        }
        if !conditions.list.is_empty() {
            row.call("conditions", &self.conditions(conditions, items));
        }
        if let Some(value) = value {
            row.call("value", &self.text(value, items));
        }
        if !replace {
            row.call("keep", "");
        }
        if *stop {
            row.call("stop", "");
        }
        self.row(
            "OUTBOUND",
            "OutboundRule",
            "rewrite::OutboundRule",
            (name, rule.span),
            &row,
            items,
            sources,
        )
    }

    /// A rule as a documented constant; rules of different places are different items.
    #[expect(clippy::too_many_arguments, reason = "all of them are words of one item")]
    fn row(
        &mut self,
        prefix: &'static str,
        kind: &str,
        import: &'static str,
        (name, span): (&str, crate::source::Span),
        row: &Chain,
        items: &mut Items,
        sources: &SourceMap,
    ) -> String {
        self.imports.insert(import);
        let docs = format!("URL Rewrite rule {}, {}", code(name), place(sources, span));
        let definition = format!("{docs} {}", row.on_one_line());
        self.item(prefix, definition, |item| items.constant(&[docs], item, kind, row))
    }

    fn conditions(&mut self, conditions: &Conditions, items: &mut Items) -> String {
        let list: Vec<String> =
            conditions.list.iter().map(|condition| self.condition(condition, items)).collect();
        let list = self.list("CONDITIONS", "Condition", "rewrite::Condition", &list, items);
        self.imports.insert("rewrite::Conditions");
        format!("Conditions::{}({list})", if conditions.any { "any" } else { "all" })
    }

    fn condition(&mut self, condition: &Condition, items: &mut Items) -> String {
        let input = self.text(&condition.input, items);
        let test = match &condition.test {
            Test::Always => "Always".to_owned(),
            Test::Never => "Never".to_owned(),
            Test::Pattern(pattern) => format!("Pattern(&{})", self.pattern(pattern, items)),
            Test::OneOf(list) => format!("OneOf(&{})", self.map(list, "LIST", items)),
        };
        self.imports.extend(["rewrite::Condition", "rewrite::Test"]);
        let negate = if condition.negate { ".negate()" } else { "" };
        format!("Condition::new({input}, Test::{test}){negate}")
    }

    fn text(&mut self, text: &Text, items: &mut Items) -> String {
        let parts: Vec<String> = text.iter().map(|part| self.part(part, items)).collect();
        self.list("TEXT", "Part", "rewrite::Part", &parts, items)
    }

    fn part(&mut self, part: &Part, items: &mut Items) -> String {
        let part = match part {
            Part::Literal(text) => format!("Literal({})", literal(text)),
            Part::Variable(variable) => format!("Variable({})", self.variable(variable)),
            Part::Set { variable, otherwise, .. } => {
                let otherwise = self.text(otherwise, items);
                format!("Set {{ variable: {variable}, otherwise: {otherwise} }}")
            }
            Part::Status => "Status".to_owned(),
            Part::Response(field) => format!("Response({})", self.field(field)),
            Part::RuleGroup(group) => format!("RuleGroup({group})"),
            Part::ConditionGroup { condition, group } => {
                format!("ConditionGroup {{ condition: {condition}, group: {group} }}")
            }
            Part::AnyConditionGroup(group) => format!("AnyConditionGroup({group})"),
            Part::Lower(text) => format!("Lower({})", self.text(text, items)),
            Part::Encoded(text) => format!("Encoded({})", self.text(text, items)),
            Part::Decoded(text) => format!("Decoded({})", self.text(text, items)),
            Part::Lookup(map, key) => {
                let key = self.text(key, items);
                format!("Lookup(&{}, {key})", self.map(map, "MAP", items))
            }
        };
        format!("Part::{part}")
    }

    fn variable(&mut self, variable: &Variable) -> String {
        self.imports.insert("rewrite::Variable");
        match variable {
            Variable::Path { skipped } => format!("Variable::Path {{ skipped: {skipped} }}"),
            Variable::Header(name) => format!("Variable::Header({})", literal(name)),
            // The names of the others are those of the runtime.
            other => format!("Variable::{other:?}"),
        }
    }

    fn field(&mut self, name: &str) -> String {
        self.imports.insert("Field");
        let lower = name.to_ascii_lowercase();
        let known = match lower.as_str() {
            "access-control-allow-origin" => "AllowOrigin",
            "access-control-allow-credentials" => "AllowCredentials",
            "access-control-allow-methods" => "AllowMethods",
            "access-control-allow-headers" => "AllowHeaders",
            "access-control-max-age" => "MaxAge",
            "access-control-expose-headers" => "ExposeHeaders",
            "vary" => "Vary",
            lower => {
                let (name, lower) = (literal(name), literal(lower));
                return format!("Field::Other {{ name: {name}, lower: {lower} }}");
            }
        };
        format!("Field::{known}")
    }

    fn map(&mut self, map: &Map, prefix: &'static str, items: &mut Items) -> String {
        let Map { name, entries, default, ignore_case } = map;
        self.imports.insert("rewrite::Map");
        let slots = map.index_size();
        if slots > 0 {
            self.imports.insert("rewrite::map_index");
        }
        let rows: Vec<String> = entries
            .iter()
            .map(|(key, value)| format!("({}, {})", literal(key), literal(value)))
            .collect();
        let definition = format!("{name} {default} {ignore_case} {}", rows.join(", "));
        self.item(prefix, definition, |item| {
            let (list, index) = (format!("{item}_ENTRIES"), format!("{item}_INDEX"));
            let mut value = if slots > 0 {
                items.list(&list, "(&str, &str)", &rows);
                items.table(&index, &format!("[u64; {slots}]"), &format!("map_index(&{list})"));
                Chain::new(format!("Map::new(&{list}, &{index})"))
            } else {
                Chain::new("Map::new(&[], &[])")
            };
            if *ignore_case {
                value.call("ignore_case", "");
            }
            if !default.is_empty() {
                value.call("default_value", &literal(default));
            }
            items.docs(&[code(name)]);
            items.table(item, "Map", &value.on_one_line());
        })
    }

    fn pattern(&mut self, pattern: &Pattern, items: &mut Items) -> String {
        let Pattern { text, syntax, ignore_case, table } = pattern;
        self.imports.extend(["pattern::Pattern", "pattern::Syntax"]);
        let (written, table) = (literal(text), bytes(table));
        let value = format!("Pattern::new({written}, Syntax::{syntax:?}, {ignore_case}, {table})");
        self.item("PATTERN", value.clone(), |item| {
            items.docs(&[code(text)]);
            items.table(item, "Pattern<'_>", &value);
        })
    }

    /// As [`Rules::list`], of values whose type needs no import.
    fn table(
        &mut self,
        prefix: &'static str,
        kind: &str,
        values: &[String],
        items: &mut Items,
    ) -> String {
        if values.is_empty() {
            return "&[]".to_owned();
        }
        let name = self.item(prefix, values.join(", "), |name| items.list(name, kind, values));
        format!("&{name}")
    }
}

/// Bytes as a byte string literal.
fn bytes(bytes: &[u8]) -> String {
    let mut literal = String::from("b\"");
    for (at, byte) in bytes.iter().enumerate() {
        match (byte, bytes.get(at + 1)) {
            (0, next) if !next.is_some_and(u8::is_ascii_digit) => literal.push_str("\\0"),
            (b'\'', _) => literal.push('\''),
            _ => literal.extend(byte.escape_ascii().map(char::from)),
        }
    }
    literal + "\""
}
