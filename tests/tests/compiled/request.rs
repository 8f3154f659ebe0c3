//! Requests that come close to what a policy speaks of.

use cors_gen::explain::{App, RequestSpec};
use cors_gen::policy::{Pattern, Policy};
use proptest::prelude::*;
use proptest::sample::select;

/// Requests around the paths and the origins of a policy.
pub(crate) fn requests(policy: &Policy) -> impl Strategy<Value = RequestSpec> + use<> {
    let methods = select(vec!["GET", "OPTIONS", "OPTIONS", "POST", "options", "TRACE", "X-OTHER"]);
    let origin = proptest::option::weighted(0.8, around(origins(policy)));
    let requested_method = proptest::option::of(select(vec!["PUT", "", "put"]));
    let requested_headers = proptest::option::of(select(vec!["x-a", "", "X-B,  x-a"]));
    let status = select(vec![200_u16, 204, 301, 304, 308, 404, 500]);
    let path = around(paths(policy));
    let parts = (methods, path, origin, requested_method, requested_headers, status);
    parts.prop_map(|(method, path, origin, requested_method, requested_headers, status)| {
        let line = |name: &str, value: String| (name.to_owned(), value);
        let mut headers: Vec<_> = origin.map(|it| line("Origin", it)).into_iter().collect();
        headers.extend(
            requested_method.map(|it| line("Access-Control-Request-Method", it.to_owned())),
        );
        headers.extend(
            requested_headers.map(|it| line("Access-Control-Request-Headers", it.to_owned())),
        );
        let app = App { status, headers: Vec::new() };
        RequestSpec { method: method.to_owned(), path, headers, app }
    })
}

/// The paths of scopes, and of what is below and beside them.
fn paths(policy: &Policy) -> Vec<String> {
    let mut paths = vec!["/".to_owned(), "/index.html".to_owned(), "*".to_owned()];
    for scope in policy.scopes() {
        let path = &scope.path.value;
        paths.extend([format!("/{path}"), format!("/{path}/x.php"), format!("/{path}x")]);
        paths
            .extend(scope.options.iter().map(|it| format!("/{}", it.value.path.replace('*', "x"))));
    }
    paths
}

/// Origins that the rules match, and some that none does.
fn origins(policy: &Policy) -> Vec<String> {
    let mut origins = ["null", "https://other.example", "http://localhost", "https://"]
        .map(str::to_owned)
        .to_vec();
    let rules =
        policy.scopes().filter_map(|scope| scope.cors.as_ref()).flat_map(|cors| &cors.rules);
    for rule in rules {
        match &rule.pattern.value {
            Pattern::Exact(origin) => origins.push(origin.clone()),
            Pattern::Wildcard { scheme, suffix } => {
                origins.push(format!("{scheme}x{suffix}"));
                origins.push(format!("{scheme}{}", suffix.trim_start_matches('.')));
            }
            Pattern::Any => {}
        }
    }
    origins
}

/// One of the texts, half of the times changed a little.
fn around(texts: Vec<String>) -> impl Strategy<Value = String> {
    let change = prop_oneof![
        4 => Just(None),
        1 => Just(Some("")),
        3 => select(vec!["/", "//", "..", ".", "%2F", "%61", ":443", "*", "a", "é"]).prop_map(Some),
    ];
    (select(texts), change, any::<prop::sample::Index>(), any::<bool>()).prop_map(
        |(text, change, index, upper)| {
            let Some(change) = change else { return text };
            let text: Vec<char> = text.chars().collect();
            let at = index.index(text.len() + 1);
            let (before, after) = text.split_at(at);
            let text = before
                .iter()
                .chain(&change.chars().collect::<Vec<_>>())
                .chain(after)
                .collect::<String>();
            if upper { text.to_uppercase() } else { text }
        },
    )
}
