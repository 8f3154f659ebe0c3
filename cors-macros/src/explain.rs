//! Findings as errors and warnings of the compiler.

use cors_gen::diagnostic::{Diagnostic, Severity};
use cors_gen::pipeline::Outcome;
use cors_gen::report::plain;
use cors_gen::report::wording::reword;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

/// A compiler error for each error, ending in an expression that fits every type.
pub(crate) fn errors(outcome: &Outcome<'_>, span: Span) -> TokenStream {
    let errors = of_severity(outcome, Severity::Error).map(|error| {
        let text = text(error, outcome);
        quote_spanned! {span=> ::core::compile_error!(#text) }
    });
    quote! { #(#errors);* }
}

/// A compiler warning for each warning: the use of something deprecated, as macros have no other warnings.
///
/// A finding is no mistake in the crate, so the levels that the crate has for its own do not count: with `warnings`, its
/// `deny(warnings)` would make an error of what is at the level of a warning, with `deprecated` its `deny(deprecated)`.
pub(crate) fn warnings(outcome: &Outcome<'_>, span: Span) -> TokenStream {
    of_severity(outcome, Severity::Warning)
        .map(|warning| {
            let text = text(warning, outcome);
            let name = warning.code.name().replace('-', "_").to_ascii_uppercase();
            let name = Ident::new(&name, span);
            quote_spanned! {span=>
                #[warn(deprecated, warnings)]
                const _: () = {
                    #[deprecated(note = #text)]
                    const #name: () = ();
                    #name
                };
            }
        })
        .collect()
}

fn of_severity<'a>(
    outcome: &'a Outcome<'_>,
    severity: Severity,
) -> impl Iterator<Item = &'a Diagnostic> {
    outcome.diagnostics.iter().filter(move |diagnostic| diagnostic.severity == severity)
}

/// The finding with its lines. Where it names an option of the command, the macro's stands.
fn text(diagnostic: &Diagnostic, outcome: &Outcome<'_>) -> String {
    let option = |name: &str, value: Option<&str>| format!("{name} = \"{}\"", value.unwrap_or("…"));
    let reworded = reword(diagnostic, "write", option);
    // The compiler's own lines follow: an empty one between.
    plain::render(&reworded, &outcome.sources)
}
