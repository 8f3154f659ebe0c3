//! The macro's arguments: a path, then `option = "value"` pairs.

use std::fmt::Display;
use std::str::FromStr;

use cors_gen::assume::Assumptions;
use cors_gen::diagnostic::{Code, Level, Levels};
use cors_gen::emit::RuntimePath;
use cors_gen::pipeline::ProjectChoice;
use proc_macro2::{Ident, TokenStream};

use crate::tokens::{Error, Result, Text, Tokens};

/// The options that may be given several times.
const REPEATABLE: [&str; 6] = ["transform", "parent", "allow", "warn", "deny", "assume"];

/// What stands between the parentheses of `include_cors!`.
pub(crate) struct Arguments {
    /// The configuration; messages point here.
    pub(crate) path: Text,
    pub(crate) transforms: Vec<Text>,
    pub(crate) parents: Vec<Text>,
    pub(crate) site: Option<String>,
    pub(crate) app: Option<String>,
    pub(crate) levels: Levels,
    pub(crate) assume: Assumptions,
    pub(crate) runtime: RuntimePath,
    pub(crate) warnings: bool,
    pub(crate) project: ProjectChoice,
}

impl Arguments {
    pub(crate) fn parse(tokens: TokenStream) -> Result<Self> {
        let mut input = Tokens::new(tokens);
        if input.is_empty() {
            return Err(input.expected("the path of a configuration, such as \"web.config\""));
        }
        let mut parsed = Self {
            path: input.text()?,
            transforms: Vec::new(),
            parents: Vec::new(),
            site: None,
            app: None,
            levels: Levels::default(),
            assume: Assumptions::default(),
            runtime: RuntimePath::default(),
            warnings: true,
            project: ProjectChoice::Nearest,
        };
        let mut seen: Vec<Ident> = Vec::new();
        while !input.is_empty() {
            input.sign(',')?;
            if input.is_empty() {
                break;
            }
            let option = input.name()?;
            input.sign('=')?;
            if option == "assume" {
                for words in input.texts()? {
                    let chosen = parsed.assume.choose(&words.value);
                    chosen.map_err(|error| Error::new(words.span, error))?;
                }
            } else {
                let value = input.text()?;
                parsed.set(&option, value)?;
            }
            if !REPEATABLE.contains(&&*option.to_string()) && seen.contains(&option) {
                return Err(Error::new(option.span(), format!("`{option}` is given twice")));
            }
            seen.push(option);
        }
        Ok(parsed)
    }

    fn set(&mut self, option: &Ident, value: Text) -> Result<()> {
        match option.to_string().as_str() {
            "transform" => self.transforms.push(value),
            "parent" => self.parents.push(value),
            "site" => self.site = Some(value.value),
            "app" => self.app = Some(value.value),
            "allow" => self.level(&value, Level::Allow)?,
            "warn" => self.level(&value, Level::Warn)?,
            "deny" => self.level(&value, Level::Deny)?,
            "project" => {
                self.project = match value.value {
                    off if off == "off" => ProjectChoice::Off,
                    file => ProjectChoice::File(file.into()),
                }
            }
            "runtime" => self.runtime = parse(&value)?,
            "warnings" => {
                self.warnings = match value.value.as_str() {
                    "on" => true,
                    "off" => false,
                    _ => return Err(Error::new(value.span, "expected \"on\" or \"off\"")),
                }
            }
            unknown => {
                let message = format!(
                    "unknown option `{unknown}`: there are `transform`, `parent`, `site`, `app`, `allow`, `warn`, `deny`, `assume`, `project`, `runtime` and `warnings`"
                );
                return Err(Error::new(option.span(), message));
            }
        }
        Ok(())
    }

    fn level(&mut self, value: &Text, level: Level) -> Result<()> {
        let code: Code = parse(value)?;
        self.levels.set(code, level).map_err(|error| Error::new(value.span, error))
    }
}

/// The value of an option; an error points at it.
fn parse<T: FromStr<Err: Display>>(value: &Text) -> Result<T> {
    value.value.parse().map_err(|error| Error::new(value.span, error))
}
