//! The macro's arguments: a path, then `option = "value"` pairs.

use std::fmt::Display;
use std::str::FromStr;

use cors_gen::diagnostic::{Code, Level, Levels};
use cors_gen::emit::RuntimePath;
use cors_gen::pipeline::ProjectChoice;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token};

/// The options that may be given several times.
const REPEATABLE: [&str; 5] = ["transform", "parent", "allow", "warn", "deny"];

/// What stands between the parentheses of `include_cors!`.
pub(crate) struct Arguments {
    /// The configuration; messages point here.
    pub(crate) path: LitStr,
    pub(crate) transforms: Vec<LitStr>,
    pub(crate) parents: Vec<LitStr>,
    pub(crate) site: Option<String>,
    pub(crate) app: Option<String>,
    pub(crate) levels: Levels,
    pub(crate) runtime: RuntimePath,
    pub(crate) warnings: bool,
    pub(crate) project: ProjectChoice,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.is_empty() {
            return Err(input.error("expected the path of a configuration, such as \"web.config\""));
        }
        let mut parsed = Self {
            path: input.parse()?,
            transforms: Vec::new(),
            parents: Vec::new(),
            site: None,
            app: None,
            levels: Levels::default(),
            runtime: RuntimePath::default(),
            warnings: true,
            project: ProjectChoice::Nearest,
        };
        let mut seen: Vec<Ident> = Vec::new();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let option: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            let value: LitStr = input.parse()?;
            parsed.set(&option, value)?;
            if !REPEATABLE.contains(&&*option.to_string()) && seen.contains(&option) {
                return Err(syn::Error::new(option.span(), format!("`{option}` is given twice")));
            }
            seen.push(option);
        }
        Ok(parsed)
    }
}

impl Arguments {
    fn set(&mut self, option: &Ident, value: LitStr) -> syn::Result<()> {
        match option.to_string().as_str() {
            "transform" => self.transforms.push(value),
            "parent" => self.parents.push(value),
            "site" => self.site = Some(value.value()),
            "app" => self.app = Some(value.value()),
            "allow" => self.level(&value, Level::Allow)?,
            "warn" => self.level(&value, Level::Warn)?,
            "deny" => self.level(&value, Level::Deny)?,
            "project" => {
                self.project = match value.value() {
                    off if off == "off" => ProjectChoice::Off,
                    file => ProjectChoice::File(file.into()),
                }
            }
            "runtime" => self.runtime = parse(&value)?,
            "warnings" => {
                self.warnings = match value.value().as_str() {
                    "on" => true,
                    "off" => false,
                    _ => return Err(syn::Error::new(value.span(), "expected \"on\" or \"off\"")),
                }
            }
            unknown => {
                let message = format!(
                    "unknown option `{unknown}`: there are `transform`, `parent`, `site`, `app`, `allow`, `warn`, `deny`, `project`, `runtime` and `warnings`"
                );
                return Err(syn::Error::new(option.span(), message));
            }
        }
        Ok(())
    }

    fn level(&mut self, value: &LitStr, level: Level) -> syn::Result<()> {
        let code: Code = parse(value)?;
        self.levels.set(code, level).map_err(|error| syn::Error::new(value.span(), error))
    }
}

/// The value of an option; an error points at it.
fn parse<T: FromStr<Err: Display>>(value: &LitStr) -> syn::Result<T> {
    value.value().parse().map_err(|error| syn::Error::new(value.span(), error))
}
