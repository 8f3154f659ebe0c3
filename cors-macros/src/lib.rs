//! The CORS and header settings of an IIS site as a constant, read and checked while compiling.
//!
//! This crate is [`include_cors!`] and nothing else: reading, checking and generating are done by `cors-gen`.

mod explain;
mod input;
mod locate;
mod track;

use cors_gen::emit::{EmitOptions, Generated};
use cors_gen::pipeline::{self, Options};
use proc_macro2::TokenStream;
use quote::quote;

use crate::input::Input;

/// Expands to the policy of a `web.config`, an expression of type `cors_runtime::Policy` for a `static` or `const`.
///
/// ```ignore
/// use cors_macros::include_cors;
/// use cors_runtime::Policy;
///
/// static CORS: Policy = include_cors!("web.config");
/// ```
///
/// The path is relative to the package, the directory of its `Cargo.toml`. Absolute paths are refused: they exist on one
/// machine only. Files outside the package (`../web.config`) work, but `cargo package` leaves them behind.
///
/// The expansion is one block: it brings no name into scope and needs no `unsafe` and no `#[allow]`.
///
/// # Options
///
/// ```ignore
/// include_cors!(
///     "Web.config",
///     allow = "CG031",
///     runtime = "::my_runtime",
///     warnings = "off",
/// );
/// ```
///
/// - `allow = "CODE"`, any number of times: lives with errors of this kind, by code (`CG031`) or name
///   (`wildcard-with-credentials`). They become warnings that say what follows. Not every error can be allowed.
/// - `runtime = "PATH"`: where `cors-runtime` is found, for packages that rename or re-export it: `::my_runtime`,
///   `crate::vendored::cors_runtime`. `::cors_runtime` unless given.
/// - `warnings = "off"`: keeps warnings to itself; `"on"` unless given.
///
/// # Errors and warnings
///
/// Each error in the configuration is a compiler error at the path, whose text shows the line of XML. Warnings are
/// warnings of the compiler, of the kind `deprecated`, as macros have no other: `#[allow(deprecated)]` on the item
/// silences them as well, and where warnings are errors they are too.
///
/// # Builds
///
/// An edit of a file that was read rebuilds the package. Of a folder that is the files it had: a `web.config` that appears
/// in it later goes unnoticed, where `cors_gen::Builder` notices. Editors that expand macros themselves may show an old state
/// until the Rust file is saved again.
#[proc_macro]
pub fn include_cors(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    match syn::parse(input).and_then(|input: Input| expand(&input)) {
        Ok(tokens) => tokens.into(),
        Err(error) => error.into_compile_error().into(),
    }
}

fn expand(input: &Input) -> syn::Result<TokenStream> {
    let config = locate::read(&input.path)?;
    let outcome = pipeline::run(config, &Options { allow: input.allow.clone() });
    let tracking = track::files(&outcome.sources);
    let Some(policy) = &outcome.policy else {
        let errors = explain::errors(&outcome, input.path.span());
        return Ok(quote! { { #tracking #errors } });
    };
    let warnings = input.warnings.then(|| explain::warnings(&outcome, input.path.span()));
    let options = EmitOptions { runtime: input.runtime.clone() };
    let generated = Generated::new(policy, &outcome.sources, &options);
    let policy: TokenStream = generated.expression().parse()?;
    Ok(quote! { { #tracking #warnings #policy } })
}
