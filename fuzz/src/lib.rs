//! What holds for every run of the pipeline, whatever it was given.

use cors_gen::emit::{EmitOptions, FileOptions, Generated};
use cors_gen::explain::{Explainer, RequestSpec};
use cors_gen::pipeline::{Input, Options, Outcome, run};
use cors_gen::policy::Arena;
use cors_gen::report::{human, plain};
use proc_macro2::{TokenStream, TokenTree};

/// How much memory a policy may take for each byte of its configuration, and in any case.
const BYTES_FOR_EACH: usize = 4096;
const BYTES_IN_ANY_CASE: usize = 64 << 20;

/// Runs the pipeline and checks what has to hold.
///
/// # Panics
///
/// When something does not.
pub fn check(input: Input, size: usize) {
    let arena = Arena::new();
    let outcome = run(input, &Options::default(), &arena);
    assert!(
        arena.allocated_bytes() <= BYTES_IN_ANY_CASE + size * BYTES_FOR_EACH,
        "{} bytes of policy from {size}",
        arena.allocated_bytes()
    );
    places_lie_on_characters(&outcome);
    for finding in &outcome.diagnostics {
        // What is shown is safe to show.
        let drawn = human::render(finding, &outcome.sources, false);
        for shown in [drawn, plain::render(finding, &outcome.sources)] {
            let is_harmful = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
            assert!(!shown.contains(is_harmful), "{shown:?}");
        }
    }
    let Some(policy) = &outcome.policy else { return };
    let generated =
        Generated::new(policy, &outcome.sources, &outcome.diagnostics, &EmitOptions::default());
    let text = generated.to_source(&FileOptions::default());
    let file = syn::parse_file(&text).expect("Rust");
    assert!(file.attrs.is_empty() && file.items.len() == 1, "one item");
    names_are_harmless(text.parse().expect("tokens"));
    let explainer = Explainer::new(policy, &outcome.sources);
    for method in ["GET", "OPTIONS"] {
        let request = RequestSpec {
            method: method.to_owned(),
            path: "/api/../x.json?a=b".to_owned(),
            headers: vec![
                ("Origin".to_owned(), "https://app.example".to_owned()),
                ("Access-Control-Request-Method".to_owned(), "PUT".to_owned()),
            ],
            ..RequestSpec::default()
        };
        let _ = explainer.explain(&request);
    }
}

fn places_lie_on_characters(outcome: &Outcome<'_>) {
    for finding in &outcome.diagnostics {
        for span in std::iter::once(finding.span).chain(finding.related.iter().map(|it| it.0)) {
            let text = outcome.sources.file(span.file).text();
            assert!(text.get(span.range()).is_some(), "{} at {:?}", finding.code, span.range());
        }
    }
}

/// Text of a configuration becomes literals and comments; names are capitals, digits and underscores, or the generator's own.
fn names_are_harmless(tokens: TokenStream) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => names_are_harmless(group.stream()),
            TokenTree::Ident(name) => {
                let name = name.to_string();
                assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'), "{name}");
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The pieces of some bytes, which zeros separate; empty ones for those that are missing.
#[must_use]
pub fn pieces<const N: usize>(data: &[u8]) -> [&[u8]; N] {
    let mut pieces = data.splitn(N, |byte| *byte == 0);
    std::array::from_fn(|_| pieces.next().unwrap_or_default())
}

/// A text as it stands in an attribute.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
