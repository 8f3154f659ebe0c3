//! Requests that come close to what a policy speaks of.

use cors_gen::explain::{App, RequestSpec};
use cors_runtime::policy::Policy;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::said::Said;

/// Requests around the paths, the origins and the texts of a policy.
pub(crate) fn requests(policy: &Policy<'_>) -> impl Strategy<Value = RequestSpec> + use<> {
    let Said { mut origins, mut paths, mut texts, request_fields, response_fields } =
        Said::by(policy);
    for (list, others) in [
        (&mut origins, &["null", "https://other.example", "http://localhost", "https://"][..]),
        (&mut paths, &["/", "/index.html", "*"]),
        (&mut texts, &["", "x", "1", "a=b&c=%41", "text/html", "on"]),
    ] {
        list.extend(others.iter().map(|text| (*text).to_owned()));
    }
    texts.extend(origins.iter().cloned());
    let methods = select(vec!["GET", "OPTIONS", "OPTIONS", "POST", "options", "TRACE", "X-OTHER"]);
    let target = (
        option::of(select(vec!["http://h.example", "https://h.example:8443", "https://H"])),
        around(paths),
        option::of(around(texts.clone())),
    );
    let target = target.prop_map(|(site, path, query)| match (site, query) {
        (Some(site), query) if path.starts_with('/') => site.to_owned() + &path + &question(query),
        (_, query) => path + &question(query),
    });
    let cors = (
        option::weighted(0.8, around(origins)),
        option::of(select(vec!["PUT", "", "put"])),
        option::of(select(vec!["x-a", "", "X-B,  x-a"])),
    );
    let app = (select(vec![200_u16, 204, 206, 301, 304, 308, 404, 500]), any::<bool>());
    let more = (fields(request_fields, &texts), fields(response_fields, &texts));
    (methods, target, cors, more, app).prop_map(|(method, path, cors, more, app)| {
        let line = |name: &str, value: String| (name.to_owned(), value);
        let (origin, requested_method, requested_headers) = cors;
        let mut headers: Vec<_> = origin.map(|it| line("Origin", it)).into_iter().collect();
        headers.extend(
            requested_method.map(|it| line("Access-Control-Request-Method", it.to_owned())),
        );
        headers.extend(
            requested_headers.map(|it| line("Access-Control-Request-Headers", it.to_owned())),
        );
        let (own, responded) = more;
        headers.extend(own);
        let (status, is_static) = app;
        let app = App { status: Some(status), headers: responded };
        RequestSpec { method: method.to_owned(), path, headers, app, is_static }
    })
}

fn question(query: Option<String>) -> String {
    query.map(|query| format!("?{query}")).unwrap_or_default()
}

/// Some of the fields, with values around the texts.
fn fields(names: Vec<String>, texts: &[String]) -> BoxedStrategy<Vec<(String, String)>> {
    if names.is_empty() {
        return Just(Vec::new()).boxed();
    }
    vec((select(names), around(texts.to_vec())), 0..4).boxed()
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
