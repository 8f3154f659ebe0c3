//! The CORS and header settings of an IIS site as a constant, read and checked while compiling.
//!
//! This crate is [`include_cors!`] and nothing else: reading, checking and generating are done by `cors-gen`.

mod explain;
mod input;
mod locate;
mod tokens;
mod track;

use cors_gen::emit::{self, EmitOptions};
use cors_gen::pipeline;
use cors_gen::policy::Arena;
use proc_macro2::TokenStream;
use quote::quote;

use crate::input::Arguments;
use crate::tokens::Result;

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
/// machine only. Files outside the package (`../web.config`) work, but `cargo package` leaves them behind. The path of a
/// folder stands for the site in it: its `web.config` and those of the folders below, as IIS merges them.
///
/// The expansion is one block: it brings no name into scope and needs no `unsafe` and no `#[allow]`.
///
/// # Options
///
/// ```ignore
/// include_cors!(
///     "Web.config",
///     transform = "Web.Release.config",
///     parent = "server/applicationHost.config",
///     site = "Shop",
///     app = "/api",
///     allow = "CG033",
///     deny = "CG045",
///     assume = ["CM-16=matched"],
///     project = "server/cors-gen.toml",
///     runtime = "::my_runtime",
///     warnings = "off",
/// );
/// ```
///
/// - `transform = "FILE"`, any number of times: applies a transform to the configuration, in the order given. Of a folder,
///   that is the `web.config` at its top.
/// - `parent = "FILE"`, any number of times, outermost first: the levels above the configuration, each another
///   `web.config` or the server's `applicationHost.config`. Without the latter the defaults of IIS 10 stand for it.
/// - `site = "NAME"`: the site in the `applicationHost.config`, when that has several.
/// - `app = "PATH"`: the path in the site of the application that the configuration is of, such as `/api`; the root of the
///   site unless given.
/// - `allow = "CODE"`, any number of times: lives with findings of this kind, by code (`CG033`) or name (`null-origin`).
///   Warnings are silenced. Errors become warnings that say what follows; not every error can be allowed. For one place
///   instead of all write a comment into the configuration, before the element: `<!-- cors-gen: allow CG033: why -->`.
/// - `warn = "CODE"`, any number of times: warns of findings of this kind, of which notes say nothing otherwise.
/// - `deny = "CODE"`, any number of times: findings of this kind are errors. Of several options for one code the strictest
///   counts.
/// - `assume = "ROW=CHOICE"`, any number of times, or `assume = ["ROW=CHOICE", …]`: what is assumed of IIS where nobody has
///   published what it does; `cors-gen rule ROW` lists the choices of a row.
/// - `project = "FILE"`: the project file, in the place of the nearest `cors-gen.toml`, which is the one in the folder of the
///   configuration or the next above it, as far as the folder with `.git`; `"off"` for none. What it says counts where the
///   macro says nothing: `transform`, `parent`, `site` and `app` take the place of what the file has, and `allow`, `warn` and
///   `deny` go first for their codes, as does `assume` for its questions.
/// - `runtime = "PATH"`: where `cors-runtime` is found, for packages that rename or re-export it: `::my_runtime`,
///   `crate::vendored::cors_runtime`. `::cors_runtime` unless given.
/// - `warnings = "off"`: keeps warnings to itself; `"on"` unless given.
///
/// # Errors and warnings
///
/// Each error in the configuration is a compiler error at the path, whose text shows the line of XML, in whichever file it
/// is. A file that cannot be read is an error at its own path.
///
/// Warnings are warnings of the compiler, of the kind `deprecated`, as macros have no other. They stay warnings whatever the
/// crate does with its own: under `#![deny(warnings)]`, `#![deny(deprecated)]` and `RUSTFLAGS=-Dwarnings` they are shown and
/// nothing fails, and `#[allow(deprecated)]` does not hide them; `allow = "CODE"`, a comment in the configuration and
/// `warnings = "off"` do. To fail over one, write `deny = "CODE"`. Two things nobody can get around: under
/// `#![forbid(deprecated)]` a warning is an error of the compiler (E0453), which `warnings = "off"` avoids, and
/// `#![forbid(warnings)]` adds the compiler's own warnings about that. The expansion has an attribute only when there is a
/// warning to show.
///
/// A wildcard below a name under which anybody can have one, as in `https://*.azurewebsites.net`, is found by `cors-gen check`
/// alone: the list of such names would take too long to build here.
///
/// # Builds
///
/// An edit of a file that was read, transforms, parents, the project file and the targets of `configSource` included, rebuilds the
/// package. That is the files there were: a `web.config` that appears later in a folder goes unnoticed, where
/// `cors_gen::Builder` notices, and so does a project file. Editors that expand macros themselves may show an old state
/// until the Rust file is saved again.
#[proc_macro]
pub fn include_cors(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    match Arguments::parse(input.into()).and_then(|arguments| expand(&arguments)) {
        Ok(tokens) => tokens.into(),
        Err(error) => {
            // In a block, as there may be several.
            let errors = error.into_compile_error();
            quote! { { #errors } }.into()
        }
    }
}

fn expand(arguments: &Arguments) -> Result<TokenStream> {
    let span = arguments.path.span;
    let (input, options) = locate::read(arguments)?;
    let arena = Arena::new();
    let outcome = pipeline::run(input, &options, &arena);
    let tracking = track::files(&outcome.sources);
    let Some(policy) = &outcome.policy else {
        let errors = explain::errors(&outcome, span);
        return Ok(quote! { { #tracking #errors } });
    };
    let warnings = arguments.warnings.then(|| explain::warnings(&outcome, span));
    let options = EmitOptions::with_runtime(arguments.runtime.clone());
    let policy = emit::expression(policy, &outcome.sources, &options);
    Ok(quote! { { #tracking #warnings #policy } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &str) -> Arguments {
        Arguments::parse(arguments.parse().expect("tokens")).expect("arguments")
    }

    /// The names of the files that an expansion tracks.
    fn tracked(arguments: &str) -> Vec<String> {
        let arguments = parsed(arguments);
        let tokens = expand(&arguments).expect("an expansion").to_string();
        let paths = tokens.split("include_bytes ! (\"").skip(1);
        let path = |rest: &str| rest.split_once('"').expect("a literal").0.to_owned();
        let package = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ui/");
        paths.map(|rest| path(rest).replace(package, "")).collect()
    }

    #[test]
    fn every_file_that_was_read_is_tracked_also_with_errors() {
        let site = ["site/web.config", "site/sub/Web.config", "site/sub/protocol.config"];
        assert_eq!(tracked("\"tests/ui/site\""), site);
        let around = r#""tests/ui/good.config", transform = "tests/ui/release.config", parent = "tests/ui/server.config""#;
        let files = ["good.config", "release.config", "server.config"];
        assert_eq!(tracked(&format!("{around}, site = \"Shop\"")), files);
        assert_eq!(tracked(&format!("{around}, site = \"Wiki\"")), files);
        let project =
            ["project/web.config", "release.config", "server.config", "project/cors-gen.toml"];
        assert_eq!(tracked("\"tests/ui/project/web.config\""), project);
        let mistaken = ["mistaken-project/cors-gen.toml"];
        assert_eq!(tracked("\"tests/ui/mistaken-project/web.config\""), mistaken);
    }

    #[test]
    fn what_is_assumed_of_iis_is_chosen() {
        let expansion = |options: &str| {
            let tokens = format!("\"tests/ui/good.config\"{options}").parse().expect("tokens");
            let arguments = Arguments::parse(tokens)?;
            expand(&arguments).map(|tokens| tokens.to_string())
        };
        let never = expansion(", assume = \"CM-16=never\"").expect("a choice");
        assert!(never.contains("Vary :: Never"), "{never}");
        let both = expansion(", assume = [\"CM-16=never\", \"CM-17=answered\",]").expect("choices");
        assert!(both.contains("Vary :: Never") && both.contains("UnlistedPreflight :: Answered"));
        let apart = ", assume = \"CM-16=never\", assume = [\"CM-17=answered\"], assume = []";
        assert_eq!(expansion(apart).expect("choices"), both);
        let error = expansion(", assume = [\"CM-16=never\", \"CM-16=cors\"]").expect_err("two");
        let messages: Vec<_> = error.messages().collect();
        assert_eq!(
            messages,
            ["CM-16 is chosen twice, as never and as cors: leave one of them out"]
        );
    }

    #[test]
    fn what_the_project_file_says_need_not_be_said() {
        let policy = |arguments: &str| {
            let arguments = parsed(arguments);
            let tokens = expand(&arguments).expect("an expansion").to_string();
            let behind = tokens.rsplit("include_bytes").next().unwrap_or_default();
            behind.split_once(';').expect("the policy").1.to_owned()
        };
        let said = r#"transform = "tests/ui/release.config", parent = "tests/ui/server.config", site = "Shop""#;
        let file = "\"tests/ui/project/web.config\"";
        assert_eq!(policy(file), policy(&format!("{file}, {said}, project = \"off\"")));
        assert_ne!(policy(file), policy(&format!("{file}, project = \"off\"")));
        let named = r#""tests/ui/good.config", project = "tests/ui/project/cors-gen.toml""#;
        assert_eq!(policy(named), policy(&format!("\"tests/ui/good.config\", {said}")));
    }
}
