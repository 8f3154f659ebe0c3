//! The source text of a file: a comment, and the expression in a documented `static`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::header::Header;
use super::{EmitOptions, Name, RuntimePath, expression};
use crate::diagnostic::Diagnostic;
use crate::policy::Lowered;
use crate::source::SourceMap;
use crate::text::{escape, shell_word};

/// What a generated file says besides its policy.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct FileOptions {
    /// The name of the `static`.
    pub name: Name,
    /// The words of the command that makes the file again, with paths relative to the folder of the configuration; empty
    /// when there is none to tell.
    pub command: Vec<String>,
}

impl FileOptions {
    /// A file without a command that makes it again.
    #[must_use]
    pub const fn named(name: Name) -> Self {
        Self { name, command: Vec::new() }
    }
}

/// The Rust that a policy became.
#[derive(Debug, Clone)]
pub struct Generated {
    expression: TokenStream,
    runtime: RuntimePath,
    header: Header,
}

impl Generated {
    /// Generates the code of a policy that was made from the files of `sources`, with these findings, silenced ones too.
    #[must_use]
    pub fn new<'d>(
        policy: &Lowered<'_>,
        sources: &SourceMap,
        diagnostics: impl IntoIterator<Item = &'d Diagnostic>,
        options: &EmitOptions,
    ) -> Self {
        let diagnostics: Vec<_> = diagnostics.into_iter().collect();
        Self {
            expression: expression(policy, sources, options),
            runtime: options.runtime.clone(),
            header: Header::new(policy, sources, &diagnostics),
        }
    }

    /// The expression, of type `cors_runtime::Policy`, for a `const` or `static`.
    #[must_use]
    pub fn expression(&self) -> &TokenStream {
        &self.expression
    }

    /// The text of a file that defines a `pub static`.
    ///
    /// The file can be a module of its own or be included with `include!`; it holds no inner attributes. The same meaning
    /// gives the same bytes.
    #[must_use]
    pub fn to_source(&self, options: &FileOptions) -> String {
        let words: Vec<String> =
            options.command.iter().map(|word| escape(&shell_word(word)).into_owned()).collect();
        let comment = self.header.comment(&words.join(" "));
        format!("{comment}\n{}", layout(&self.item(&options.name)))
    }

    /// rustfmt leaves the item alone, whatever its settings: it looks into `cfg_attr` without asking whether it applies.
    /// `#[rustfmt::skip]` itself is unknown under `no_implicit_prelude`.
    fn item(&self, name: &Name) -> TokenStream {
        let Self { expression, runtime, header } = self;
        let name = Ident::new(&name.to_string(), Span::call_site());
        let from = header.source().unwrap_or("a configuration");
        let summary = format!(" What IIS does for the site of `{from}`: {}.", header.carried());
        quote! {
            #[doc = #summary]
            #[cfg_attr(any(), rustfmt::skip)]
            pub static #name: #runtime::Policy = #expression;
        }
    }
}

fn layout(item: &TokenStream) -> String {
    match syn::parse2(item.clone()) {
        Ok(file) => spaced(&prettyplease::unparse(&file)),
        // Tokens are Rust whether they are laid out or not.
        Err(_) => item.to_string(),
    }
}

/// The text with an empty line before each documented item of the block. Literals hold no line breaks, so a line that
/// starts like a comment is one.
fn spaced(text: &str) -> String {
    const DOC: &str = "    /// ";
    let mut spaced = String::with_capacity(text.len() + text.len() / 16);
    let mut before = "";
    for line in text.lines() {
        let starts_item = line.starts_with(DOC) && !before.starts_with(DOC);
        if starts_item || line.starts_with("    Policy::new(") {
            spaced.push('\n');
        }
        spaced.push_str(line);
        spaced.push('\n');
        before = line;
    }
    spaced
}
