//! Findings as errors and warnings of the compiler.

use cors_gen::diagnostic::{Diagnostic, Severity};
use cors_gen::pipeline::Outcome;
use cors_gen::report::human;
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

/// The finding with its lines, starting with the code: the compiler itself says whether it is an error. Where it names
/// an option of the command, the macro's stands.
fn text(diagnostic: &Diagnostic, outcome: &Outcome<'_>) -> String {
    let code = diagnostic.code;
    let option = |name: &str, value: Option<&str>| format!("{name} = \"{}\"", value.unwrap_or("…"));
    let reworded = reword(diagnostic, "write", option);
    let rendered = human::render(&reworded, &outcome.sources, false);
    let start = format!("{}[{code}]: ", diagnostic.severity.name());
    match rendered.trim_end().strip_prefix(&start) {
        // The compiler's own lines follow: an empty one between.
        Some(rest) => format!("{code}: {rest}\n"),
        None => rendered,
    }
}
