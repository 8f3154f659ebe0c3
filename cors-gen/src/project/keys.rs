//! What the keys of the project file mean.

use super::toml::{self, Table, Value};
use super::{Around, Exception, Settings};
use crate::assume::Assumptions;
use crate::diagnostic::{Bag, Code, Diagnostic, Level, Levels, Severity};
use crate::source::{FileId, Span, Spanned};
use crate::spelling::is_near;

/// The keys of a configuration, at the top for all of them.
const KEYS: [&str; 7] = ["app", "assume", "deny", "exceptions", "parents", "site", "transforms"];

/// The table of single configurations.
const CONFIGS: &str = "configs";

/// Reads a project file. What is wrong with it goes to the bag, all of it at once.
pub(crate) fn read(file: FileId, text: &str, bag: &mut Bag) -> Settings {
    let table = match toml::read(file, text) {
        Ok(table) => table,
        Err(mistake) => {
            bag.push(mistake);
            return Settings::default();
        }
    };
    let mut settings = Settings { all: around(&table, true, bag), configs: Vec::new() };
    for (key, value) in table.entries() {
        if key.value != CONFIGS {
            continue;
        }
        let Some(configs) = table_of(key, value, "[configs.\"shop/web.config\"]", bag) else {
            continue;
        };
        for (path, value) in configs.entries() {
            let example = "[configs.\"shop/web.config\"]";
            if let Some(table) = table_of(path, value, example, bag) {
                settings.configs.push((path.clone(), around(table, false, bag)));
            }
        }
    }
    settings
}

fn around(table: &Table, is_top: bool, bag: &mut Bag) -> Around {
    let mut around = Around::default();
    for (key, value) in table.entries() {
        match key.value.as_str() {
            "transforms" => around.transforms = texts(key, value, bag),
            "parents" => around.parents = texts(key, value, bag),
            "site" => around.site = text(key, value, bag),
            "app" => around.app = text(key, value, bag),
            "deny" => around.deny = text(key, value, bag).and_then(|it| severity(&it, bag)),
            "exceptions" => around.exceptions = exceptions(key, value, bag),
            "assume" => around.assume = assume(key, value, bag),
            CONFIGS if is_top => {}
            _ => bag.push(unknown(key, &known_keys(is_top))),
        }
    }
    around
}

fn known_keys(is_top: bool) -> Vec<&'static str> {
    KEYS.into_iter().chain(is_top.then_some(CONFIGS)).collect()
}

fn unknown(key: &Spanned<String>, known: &[&'static str]) -> Diagnostic {
    let message = format!("there is no key `{}` here", key.value);
    let near = known.iter().find(|known| is_near(&key.value, known));
    let mistake = Diagnostic::new(Code::ProjectKey, key.span, message);
    match near {
        Some(near) => mistake.help(format!("did you mean `{near}`?")),
        None => mistake.help(format!("there are {}", known.join(", "))),
    }
}

fn wrong(place: Span, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::ProjectValue, place, message).help(help.into())
}

fn text(key: &Spanned<String>, value: &Spanned<Value>, bag: &mut Bag) -> Option<Spanned<String>> {
    match &value.value {
        Value::Text(text) if !text.is_empty() => Some(Spanned::new(text.clone(), value.span)),
        Value::Text(_) => {
            let message = format!("`{}` is empty", key.value);
            bag.push(wrong(value.span, message, "leave the key out where there is nothing to say"));
            None
        }
        Value::List(_) | Value::Table(_) => {
            let help = format!("write `{} = \"…\"`", key.value);
            bag.push(wrong(value.span, format!("`{}` takes one text", key.value), help));
            None
        }
    }
}

fn texts(key: &Spanned<String>, value: &Spanned<Value>, bag: &mut Bag) -> Vec<Spanned<String>> {
    match &value.value {
        Value::List(list) => list.iter().filter_map(|value| text(key, value, bag)).collect(),
        Value::Text(_) | Value::Table(_) => {
            let help = format!("write `{} = [\"…\"]`", key.value);
            bag.push(wrong(value.span, format!("`{}` takes a list of texts", key.value), help));
            Vec::new()
        }
    }
}

fn table_of<'v>(
    key: &Spanned<String>,
    value: &'v Spanned<Value>,
    example: &str,
    bag: &mut Bag,
) -> Option<&'v Table> {
    match &value.value {
        Value::Table(table) => Some(table),
        Value::Text(_) | Value::List(_) => {
            let message = format!("`{}` is a table", key.value);
            bag.push(wrong(value.span, message, format!("write `{example}`")));
            None
        }
    }
}

fn severity(text: &Spanned<String>, bag: &mut Bag) -> Option<Severity> {
    let all = [Severity::Note, Severity::Warning, Severity::Error];
    let found = all.into_iter().find(|severity| severity.name() == text.value);
    if found.is_none() {
        let message = format!("`{}` is no severity", text.value);
        bag.push(wrong(text.span, message, "there are `note`, `warning` and `error`"));
    }
    found
}

/// `CG031 = { level = "allow", reason = "…" }`
fn exceptions(key: &Spanned<String>, value: &Spanned<Value>, bag: &mut Bag) -> Vec<Exception> {
    const EXAMPLE: &str = "CG031 = { level = \"allow\", reason = \"…\" }";
    let Some(table) = table_of(key, value, "[exceptions]", bag) else { return Vec::new() };
    let mut exceptions: Vec<Exception> = Vec::new();
    for (key, value) in table.entries() {
        let code = code(key, bag);
        let Some(table) = table_of(key, value, EXAMPLE, bag) else { continue };
        let mut chosen = None;
        let mut reason = None;
        for (key, value) in table.entries() {
            match key.value.as_str() {
                "level" => chosen = text(key, value, bag),
                "reason" => reason = text(key, value, bag).filter(|it| !it.value.trim().is_empty()),
                _ => bag.push(unknown(key, &["level", "reason"])),
            }
        }
        for (is_there, name) in [(chosen.is_some(), "level"), (reason.is_some(), "reason")] {
            if !is_there {
                let message = format!("this exception has no `{name}`");
                bag.push(wrong(key.span, message, format!("write `{EXAMPLE}`")));
            }
        }
        let level = chosen.and_then(|it| level(&it, bag));
        let (Some(code), Some(level)) = (code, level) else { continue };
        if let Some(first) = exceptions.iter().find(|first| first.code.value == code.value) {
            let message = format!("{} is here twice, by its id and by its name", code.value);
            bag.push(
                wrong(code.span, message, "leave one of them out")
                    .related(first.code.span, "the first time"),
            );
        } else if let Err(error) = Levels::default().set(code.value, level) {
            let help = format!("`cors-gen rule {}` says what it is about", code.value);
            bag.push(wrong(code.span, error.to_string(), help));
        } else {
            exceptions.push(Exception { code, level });
        }
    }
    exceptions
}

fn code(key: &Spanned<String>, bag: &mut Bag) -> Option<Spanned<Code>> {
    if let Ok(code) = key.value.parse() {
        return Some(Spanned::new(code, key.span));
    }
    let near = Code::like(&key.value).next();
    let help = match near {
        Some(near) => format!("did you mean `{}` ({near})?", near.name()),
        None => {
            "codes look like `CG031` or `wildcard-with-credentials`; `cors-gen rule` lists them"
                .to_owned()
        }
    };
    bag.push(wrong(key.span, format!("`{}` is no code of a finding", key.value), help));
    None
}

fn level(text: &Spanned<String>, bag: &mut Bag) -> Option<Level> {
    let found =
        [Level::Allow, Level::Warn, Level::Deny].into_iter().find(|it| it.name() == text.value);
    if found.is_none() {
        let message = format!("`{}` is no level", text.value);
        bag.push(wrong(text.span, message, "there are `allow`, `warn` and `deny`"));
    }
    found
}

/// What is assumed where nobody has published what IIS does: `ROW = "CHOICE"`, or a list for a row with several questions.
fn assume(key: &Spanned<String>, value: &Spanned<Value>, bag: &mut Bag) -> Assumptions {
    let mut assume = Assumptions::default();
    let Some(table) = table_of(key, value, "[assume]", bag) else { return assume };
    for (row, value) in table.entries() {
        let choices = match &value.value {
            Value::List(_) => texts(row, value, bag),
            Value::Text(_) | Value::Table(_) => text(row, value, bag).into_iter().collect(),
        };
        for choice in choices {
            if let Err(error) = assume.choose_of(&row.value, &choice.value) {
                let place = if error.is_about_row() { row.span } else { choice.span };
                bag.push(wrong(place, error.message(), error.help()));
            }
        }
    }
    assume
}
