//! The two names that a user may choose, checked so that they cannot be anything but names.

use std::fmt;
use std::str::FromStr;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

/// The name of a generated `static`; `CORS` unless chosen.
///
/// ```
/// use cors_gen::emit::Name;
///
/// assert!("SITE_POLICY".parse::<Name>().is_ok());
/// assert!("fn".parse::<Name>().is_err());
/// assert!("cors".parse::<Name>().is_err(), "the compiler would warn of it");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

/// Where generated code finds `cors-runtime`; `::cors_runtime` unless chosen.
///
/// ```
/// use cors_gen::emit::RuntimePath;
///
/// assert!("::renamed_runtime".parse::<RuntimePath>().is_ok());
/// assert!("crate::vendored::cors_runtime".parse::<RuntimePath>().is_ok());
/// assert!("cors-runtime".parse::<RuntimePath>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuntimePath(String);

/// A text that cannot be the name that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadName {
    /// No identifier.
    NotAnIdentifier(String),
    /// A word that Rust keeps for itself, in one edition or another.
    Keyword(String),
    /// A name for a `static` of which the compiler would warn.
    NotUpperCase(String),
    /// No path.
    NotAPath(String),
}

impl fmt::Display for BadName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnIdentifier(text) => write!(f, "`{text}` is no Rust identifier"),
            Self::Keyword(text) => write!(f, "`{text}` is a keyword of Rust"),
            Self::NotUpperCase(text) => write!(
                f,
                "`{text}` is in lower case, of which the compiler would warn: write `{}`",
                text.to_ascii_uppercase()
            ),
            Self::NotAPath(text) => write!(
                f,
                "`{text}` is no path to a crate or module: write it like `::cors_runtime` or `crate::runtime`"
            ),
        }
    }
}

impl std::error::Error for BadName {}

/// The keywords of all editions, strict and reserved.
#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match",
    "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

fn check_identifier(text: &str) -> Result<(), BadName> {
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if !starts || text == "_" || !text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return Err(BadName::NotAnIdentifier(text.to_owned()));
    }
    if KEYWORDS.contains(&text) {
        return Err(BadName::Keyword(text.to_owned()));
    }
    Ok(())
}

impl FromStr for Name {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        check_identifier(text)?;
        if text.bytes().any(|b| b.is_ascii_lowercase()) {
            return Err(BadName::NotUpperCase(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }
}

impl Default for Name {
    fn default() -> Self {
        Self("CORS".to_owned())
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for RuntimePath {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let path = text.strip_prefix("::");
        let global = path.is_some();
        // Only at the start, and without `::` before them, the keywords that a path may have.
        let mut at_start = !global;
        for (position, segment) in path.unwrap_or(text).split("::").enumerate() {
            let is_anchor = match segment {
                "crate" | "self" => at_start && position == 0,
                "super" => at_start,
                _ => false,
            };
            at_start = is_anchor && segment != "crate";
            if !is_anchor {
                check_identifier(segment).map_err(|error| match error {
                    BadName::Keyword(_) => error,
                    _ => BadName::NotAPath(text.to_owned()),
                })?;
            }
        }
        Ok(Self(text.to_owned()))
    }
}

impl Default for RuntimePath {
    fn default() -> Self {
        Self("::cors_runtime".to_owned())
    }
}

impl ToTokens for RuntimePath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        // Checked when it was parsed, segment by segment.
        let mut segments = self.0.split("::").peekable();
        if segments.next_if_eq(&"").is_some() {
            tokens.extend(quote! { :: });
        }
        while let Some(segment) = segments.next() {
            Ident::new(segment, Span::call_site()).to_tokens(tokens);
            if segments.peek().is_some() {
                tokens.extend(quote! { :: });
            }
        }
    }
}

impl fmt::Display for RuntimePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_identifiers_in_capitals() {
        for good in ["CORS", "A1", "_X", "SITE_2"] {
            assert_eq!(good.parse::<Name>().map(|name| name.to_string()), Ok(good.to_owned()));
        }
        for bad in ["", "_", "1A", "A-B", "A B", "Ä", "r#fn", "A;", "CORS\n"] {
            assert_eq!(bad.parse::<Name>(), Err(BadName::NotAnIdentifier(bad.to_owned())));
        }
        assert_eq!("yield".parse::<Name>(), Err(BadName::Keyword("yield".to_owned())));
        assert_eq!("Self".parse::<Name>(), Err(BadName::Keyword("Self".to_owned())));
        assert_eq!("Cors".parse::<Name>(), Err(BadName::NotUpperCase("Cors".to_owned())));
    }

    #[test]
    fn runtime_paths_are_paths() {
        for good in
            ["::cors_runtime", "rt", "crate", "crate::rt", "self::rt", "super::super::rt", "a::b"]
        {
            let path: RuntimePath = good.parse().expect(good);
            assert_eq!(path.to_string(), good);
        }
        for bad in
            ["", "::", "a::", "a:b", "a::<u8>", "::crate", "a::super", "a b", "fn", "crate::fn"]
        {
            assert!(bad.parse::<RuntimePath>().is_err(), "{bad}");
        }
        let refused = |path: &str| path.parse::<RuntimePath>().expect_err(path);
        assert_eq!(refused("crate::fn"), BadName::Keyword("fn".to_owned()));
        assert_eq!(refused("a::b c"), BadName::NotAPath("a::b c".to_owned()));
    }
}
