//! The block: what it imports, the items in the order of their first use, and the policy as its value.

use std::collections::BTreeSet;

use super::doc::{code, count, place, place_and_text, places};
use super::name::RuntimePath;
use super::pool::Pool;
use super::rewrite::Rules;
use super::rows;
use super::write::{Chain, Items, enclosed, import, literal};
use crate::policy::{
    Cors, Header, OptionsHandler, Policy, Rule, Scope, Verbs, index_size, schemes,
};
use crate::source::{SourceMap, Span, Spanned};

/// The policy as one constant expression, and how many rules are written in it.
pub(super) fn expression(
    policy: &Policy,
    sources: &SourceMap,
    runtime: &RuntimePath,
) -> (String, usize) {
    let mut block = Block::new(sources);
    block.scope("ROOT", &policy.root);
    let mut deeper = Vec::new();
    for scope in &policy.deeper {
        let name = format!("SCOPE_{}", deeper.len() + 1);
        block.scope(&name, scope);
        deeper.push(name);
    }
    let imports: Vec<String> = block.imports.into_iter().map(str::to_owned).collect();
    let abi = cors_runtime::__private::ABI;
    let policy = format!("{runtime}::__private::policy({abi}, ROOT, &[");
    let imports = import(&format!("{runtime}::policy"), &imports);
    let imports = format!("{}{imports}", block.rewrite.imports(runtime));
    let expression = block.items.into_block(&imports, &enclosed(&policy, &deeper, "])"));
    (expression, block.rules.count())
}

/// The block while it grows.
struct Block<'p> {
    sources: &'p SourceMap,
    imports: BTreeSet<&'static str>,
    items: Items,
    rules: Pool<'p, Rule>,
    rule_lists: Pool<'p, [Rule]>,
    headers: Pool<'p, Spanned<Header>>,
    header_lists: Pool<'p, [Spanned<Header>]>,
    handlers: Pool<'p, Spanned<OptionsHandler>>,
    handler_lists: Pool<'p, [Spanned<OptionsHandler>]>,
    verbs: Pool<'p, Verbs>,
    rewrite: Rules,
}

impl<'p> Block<'p> {
    fn new(sources: &'p SourceMap) -> Self {
        Self {
            sources,
            imports: BTreeSet::new(),
            items: Items::default(),
            rules: Pool::new("RULE"),
            rule_lists: Pool::new("RULES"),
            headers: Pool::new("HEADER"),
            header_lists: Pool::new("HEADERS"),
            handlers: Pool::new("HANDLER"),
            handler_lists: Pool::new("HANDLERS"),
            verbs: Pool::new("VERBS"),
            rewrite: Rules::default(),
        }
    }

    /// Adds a documented constant of a runtime type.
    fn constant(&mut self, name: &str, kind: &'static str, docs: &[String], value: &Chain) {
        self.imports.insert(kind);
        self.items.constant(docs, name, kind, value);
    }

    fn scope(&mut self, name: &str, scope: &'p Scope) {
        let path = &scope.path.value;
        let mut value = Chain::new(format!("Scope::new({})", literal(path)));
        let shown = if path.is_empty() { "`/`".to_owned() } else { code(path) };
        let mut docs = vec![format!("{shown} from {}", place_and_text(self.sources, scope.span()))];
        if let Some(verbs) = &scope.verbs {
            value.call("verbs", &self.verbs(verbs));
        }
        if let Some(cors) = &scope.cors {
            docs.push(self.cors_doc(cors));
            value.call("cors", &self.cors(cors).on_one_line());
        }
        value.call("options", &format!("&{}", self.handlers(&scope.options)));
        if !scope.custom_headers.is_empty() {
            value.call("custom_headers", &format!("&{}", self.headers(&scope.custom_headers)));
        }
        if !scope.redirect_headers.is_empty() {
            value.call("redirect_headers", &format!("&{}", self.headers(&scope.redirect_headers)));
        }
        if let Some(rules) = &scope.rewrite {
            let rules = self.rewrite.rewrite(rules, &mut self.items, self.sources);
            value.call("rewrite", &format!("&{rules}"));
        }
        self.constant(name, "Scope", &docs, &value);
    }

    fn cors_doc(&self, cors: &Cors) -> String {
        let section = place(self.sources, cors.section.span);
        let rules = count(cors.rules.len(), "origin rule");
        let text = format!("CORS module from {section}, {rules}");
        if cors.fail_unlisted.value {
            let place = place(self.sources, cors.fail_unlisted.span);
            return format!("{text}, other origins get 403 by {place}");
        }
        text
    }

    /// The CORS module: `Cors::new(&RULES_0, &INDEX_0, &SCHEMES_0)`.
    fn cors(&mut self, cors: &'p Cors) -> Chain {
        self.imports.insert("Cors");
        let [rules, index, schemes] = self.rules(&cors.rules);
        let mut value = Chain::new(format!("Cors::new({rules}, {index}, {schemes})"));
        if cors.fail_unlisted.value {
            value.call("fail_unlisted_origins", "");
        }
        value
    }

    /// References to the rules, their index and their schemes.
    fn rules(&mut self, rules: &'p [Rule]) -> [String; 3] {
        const NONE: &str = "&[]";
        if rules.is_empty() {
            return [NONE, NONE, NONE].map(str::to_owned);
        }
        let schemes = schemes(rules);
        let slots = index_size(rules);
        let known = self.rule_lists.name(rules, rules.iter().flat_map(rows::rule_key).collect());
        let (Ok(name) | Err(name)) = &known;
        let [index_name, schemes_name] =
            ["INDEX", "SCHEMES"].map(|prefix| name.replacen("RULES", prefix, 1));
        if known.is_err() {
            let names: Vec<String> = rules.iter().map(|rule| self.rule(rule)).collect();
            self.items.list(name, "Rule", &names);
            if !schemes.is_empty() {
                self.imports.insert("Scheme");
                let rows = schemes.iter().map(|(prefix, lengths)| {
                    format!(
                        "Scheme::new({}, &{lengths:?})",
                        literal(prefix),
                        lengths = Vec::from_iter(lengths)
                    )
                });
                self.items.list(&schemes_name, "Scheme", &rows.collect::<Vec<_>>());
            }
            if slots > 0 {
                let call = if schemes.is_empty() {
                    self.imports.insert("index");
                    format!("index(&{name})")
                } else {
                    self.imports.insert("index_with");
                    format!("index_with(&{name}, &{schemes_name})")
                };
                self.items.table(&index_name, &format!("[u64; {slots}]"), &call);
            }
        }
        let reference = |is_there: bool, name: &str| {
            if is_there { format!("&{name}") } else { NONE.to_owned() }
        };
        [
            reference(true, name),
            reference(slots > 0, &index_name),
            reference(!schemes.is_empty(), &schemes_name),
        ]
    }

    fn rule(&mut self, rule: &'p Rule) -> String {
        self.rules.name(rule, rows::rule_key(rule).collect()).unwrap_or_else(|name| {
            let tag = rule.pattern.span;
            let elsewhere: Vec<String> = rows::rule_places(rule)
                .filter(|(_, span)| !contains(tag, *span))
                .map(|(what, span)| format!("{what} {}", place(self.sources, span)))
                .collect();
            let mut docs = vec![place_and_text(self.sources, tag)];
            if !elsewhere.is_empty() {
                docs.push(elsewhere.join(", "));
            }
            self.constant(&name, "Rule", &docs, &rows::rule(rule));
            name
        })
    }

    fn headers(&mut self, headers: &'p [Spanned<Header>]) -> String {
        self.header_lists.name(headers, spans(headers)).unwrap_or_else(|list| {
            let names: Vec<String> = headers.iter().map(|header| self.header(header)).collect();
            self.items.list(&list, "Header", &names);
            list
        })
    }

    fn header(&mut self, header: &'p Spanned<Header>) -> String {
        self.headers.name(header, vec![header.span]).unwrap_or_else(|name| {
            let docs = [place_and_text(self.sources, header.span)];
            self.constant(&name, "Header", &docs, &rows::header(&header.value));
            name
        })
    }

    fn handlers(&mut self, handlers: &'p [Spanned<OptionsHandler>]) -> String {
        self.handler_lists.name(handlers, spans(handlers)).unwrap_or_else(|list| {
            let names: Vec<String> = handlers.iter().map(|handler| self.handler(handler)).collect();
            self.items.list(&list, "OptionsHandler", &names);
            list
        })
    }

    fn handler(&mut self, handler: &'p Spanned<OptionsHandler>) -> String {
        self.handlers.name(handler, vec![handler.span]).unwrap_or_else(|name| {
            self.imports.insert("OptionsAnswer");
            let mapping = code(&handler.value.name);
            let docs =
                [format!("Handler mapping {mapping}, {}", place(self.sources, handler.span))];
            self.constant(&name, "OptionsHandler", &docs, &rows::handler(&handler.value));
            name
        })
    }

    fn verbs(&mut self, verbs: &'p Verbs) -> String {
        let listed = spans(&verbs.listed);
        let mut key = vec![verbs.allow_unlisted.span];
        key.extend(&listed);
        self.verbs.name(verbs, key).unwrap_or_else(|name| {
            let mut docs = vec![place_and_text(self.sources, verbs.allow_unlisted.span)];
            if !listed.is_empty() {
                docs.push(format!("listed at {}", places(self.sources, &listed)));
            }
            self.constant(&name, "Verbs", &docs, &rows::verbs(verbs));
            name
        })
    }
}

fn spans<T>(values: &[Spanned<T>]) -> Vec<Span> {
    values.iter().map(|value| value.span).collect()
}

fn contains(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}
