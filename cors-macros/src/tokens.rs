//! The tokens of the macro's arguments, one after the other.
//!
//! They are strings, names and two signs. `syn` reads them as well, and takes the macro's user longer to build than this crate
//! and all that it does; a test compares what both make of a string.

use std::fmt::Display;
use std::iter::Peekable;

use proc_macro2::{Delimiter, Ident, Literal, Span, TokenStream, TokenTree, token_stream};
use quote::quote_spanned;

/// What is wrong with the arguments or the files that they name: at least one message, each with its place.
#[derive(Debug)]
pub(crate) struct Error(Vec<(Span, String)>);

pub(crate) type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub(crate) fn new(span: Span, message: impl Display) -> Self {
        Self(vec![(span, message.to_string())])
    }

    /// Adds the messages of another.
    pub(crate) fn combine(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    #[cfg(test)]
    pub(crate) fn messages(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(_, message)| message.as_str())
    }

    /// A compiler error for each message.
    pub(crate) fn into_compile_error(self) -> TokenStream {
        let error = |(span, message)| quote_spanned! {span=> ::core::compile_error! { #message } };
        self.0.into_iter().map(error).collect()
    }
}

/// A string literal: what it says, and where.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) value: String,
    pub(crate) span: Span,
}

/// The tokens that are left.
pub(crate) struct Tokens {
    rest: Peekable<token_stream::IntoIter>,
}

impl Tokens {
    pub(crate) fn new(tokens: TokenStream) -> Self {
        Self { rest: tokens.into_iter().peekable() }
    }

    pub(crate) fn is_empty(&mut self) -> bool {
        self.rest.peek().is_none()
    }

    /// The error that something else is expected here.
    pub(crate) fn expected(&mut self, what: &str) -> Error {
        match self.rest.peek() {
            Some(token) => Error::new(token.span(), format_args!("expected {what}")),
            None => Error::new(
                Span::call_site(),
                format_args!("unexpected end of input, expected {what}"),
            ),
        }
    }

    /// A sign of one character.
    pub(crate) fn sign(&mut self, sign: char) -> Result<()> {
        let is_it =
            |token: &TokenTree| matches!(token, TokenTree::Punct(it) if it.as_char() == sign);
        match self.rest.next_if(is_it) {
            Some(_) => Ok(()),
            None => Err(self.expected(&format!("`{sign}`"))),
        }
    }

    /// The name of an option.
    pub(crate) fn name(&mut self) -> Result<Ident> {
        match self.rest.peek() {
            Some(TokenTree::Ident(name)) => {
                let name = name.clone();
                self.rest.next();
                Ok(name)
            }
            _ => Err(self.expected("identifier")),
        }
    }

    /// A string, also one that another macro was given and hands on.
    pub(crate) fn text(&mut self) -> Result<Text> {
        let text = self.rest.peek().and_then(text_of);
        match text {
            Some(text) => {
                self.rest.next();
                Ok(text)
            }
            None => Err(self.expected("string literal")),
        }
    }

    /// A string, or several between brackets with commas.
    pub(crate) fn texts(&mut self) -> Result<Vec<Text>> {
        let is_list = |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket);
        let Some(TokenTree::Group(list)) = self.rest.next_if(is_list) else {
            return Ok(vec![self.text()?]);
        };
        let mut inner = Self::new(list.stream());
        let mut texts = Vec::new();
        while !inner.is_empty() {
            texts.push(inner.text()?);
            if !inner.is_empty() {
                inner.sign(',')?;
            }
        }
        Ok(texts)
    }
}

fn text_of(token: &TokenTree) -> Option<Text> {
    match token {
        TokenTree::Literal(literal) => Some(Text { value: value(literal)?, span: literal.span() }),
        // What a macro was given as `$path:literal` stands between delimiters that nobody sees.
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            let mut inner = group.stream().into_iter();
            inner.next().filter(|_| inner.next().is_none()).as_ref().and_then(text_of)
        }
        _ => None,
    }
}

/// What a string literal says; `None` for any other literal.
fn value(literal: &Literal) -> Option<String> {
    let written = literal.to_string();
    if let Some(raw) = written.strip_prefix('r') {
        return Some(raw.trim_matches('#').strip_prefix('"')?.strip_suffix('"')?.to_owned());
    }
    // The compiler has read it: what follows is as it should be.
    let mut rest = written.strip_prefix('"')?.strip_suffix('"')?;
    let mut value = String::with_capacity(rest.len());
    while let Some(at) = rest.find('\\') {
        value.push_str(&rest[..at]);
        let escape = rest[at + 1..].chars().next()?;
        rest = &rest[at + 1 + escape.len_utf8()..];
        let code = match escape {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '0' => '\0',
            'x' => {
                let (digits, after) = rest.split_at_checked(2)?;
                rest = after;
                char::from(u8::from_str_radix(digits, 16).ok()?)
            }
            'u' => {
                let (digits, after) = rest.strip_prefix('{')?.split_once('}')?;
                rest = after;
                char::from_u32(u32::from_str_radix(&digits.replace('_', ""), 16).ok()?)?
            }
            // The line goes on behind the white space that the next one starts with.
            '\n' | '\r' => {
                rest = rest.trim_start_matches([' ', '\n', '\r', '\t']);
                continue;
            }
            itself => itself,
        };
        value.push(code);
    }
    Some(value + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_say_what_syn_makes_of_them() {
        for written in [
            r#""""#,
            r#""web.config""#,
            r#""C:\\Windows\\\"x\" \'y\' \n\r\t\0\x41\x7f \u{e9}\u{1_F600}é日""#,
            "\"one \\\n   line\\\n\n\tmore \\\r\n x\"",
            r#"r"a\b""#,
            r###"r##"a "#quoted"# \n"##"###,
            "r\"\"",
        ] {
            let tokens: TokenStream = written.parse().expect("a token");
            let expected = syn::parse2::<syn::LitStr>(tokens.clone()).expect("a string").value();
            assert_eq!(Tokens::new(tokens).text().expect(written).value, expected, "{written}");
        }
    }

    #[test]
    fn what_is_no_string_is_refused() {
        for written in
            ["1", "'c'", "b\"x\"", "c\"x\"", "br\"x\"", "name", "-", "(\"x\")", "\"x\"suffix", ""]
        {
            let tokens: TokenStream = written.parse().expect("tokens");
            assert!(Tokens::new(tokens).text().is_err(), "{written}");
        }
    }

    #[test]
    fn strings_of_other_macros_are_read() {
        let handed = |inner: &str| {
            let inner = inner.parse().expect("tokens");
            TokenTree::Group(proc_macro2::Group::new(Delimiter::None, inner))
        };
        let text = |inner| Tokens::new(handed(inner).into()).text().map(|text| text.value);
        assert_eq!(text("\"web.config\"").expect("a string"), "web.config");
        assert!(text("\"a\" \"b\"").is_err());
    }
}
