//! The rows CH-1 to CH-9: what the configured headers do to a response, whoever made it.

use cors_runtime::policy::{Header, OptionsHandler, Scope, Scopes};
use cors_runtime::{Policy, field_name, scopes};
use cors_tests::model::{Line, Request, Rule, Section};
use cors_tests::{build, engine};

const HEADERS: &[Header] = &[
    Header::line(field_name!("X-Frame-Options"), "DENY"),
    Header::line(field_name!("Server"), "mine"),
    Header::line(field_name!("Access-Control-Allow-Origin"), "https://custom.example"),
    Header::joined(field_name!("Cache-Control"), "no-store"),
    Header::joined(field_name!("Vary"), "Accept"),
];

const REDIRECT: &[Header] = &[
    Header::line(field_name!("X-Moved"), "yes"),
    Header::joined(field_name!("Cache-Control"), "private"),
];

fn policy(scope: Scope<'static>) -> &'static Policy {
    Box::leak(Box::new(Policy::new(
        scope.custom_headers(HEADERS).redirect_headers(REDIRECT),
        Scopes::NONE,
    )))
}

fn section() -> Section {
    Section { fail_unlisted: true, rules: vec![Rule::new("https://a.example")] }
}

fn request(method: &str, origin: Option<&str>) -> Request {
    Request { method: method.into(), origin: origin.map(Into::into), ..Request::default() }
}

fn line(name: &str, value: &str) -> Line {
    (name.to_owned(), value.as_bytes().to_vec())
}

/// The lines of a response, `Name: value` each.
fn sent(policy: &'static Policy, request: &Request, status: u16, own: &[Line]) -> Vec<String> {
    let outcome = engine::outcome_of(policy, "/", request, status, own);
    let text = |(name, value): &Line| format!("{name}: {}", String::from_utf8_lossy(value));
    outcome.headers.iter().map(text).collect()
}

const CONFIGURED: [&str; 5] = [
    "X-Frame-Options: DENY",
    "Server: mine",
    "Access-Control-Allow-Origin: https://custom.example",
    "Cache-Control: no-store",
    "Vary: Accept",
];

#[test]
fn ch_1_every_response_of_the_application() {
    for (method, status) in
        [("GET", 200), ("HEAD", 200), ("GET", 304), ("GET", 404), ("POST", 500), ("OPTIONS", 200)]
    {
        let lines = sent(policy(Scope::new("")), &request(method, None), status, &[]);
        assert_eq!(lines, CONFIGURED, "{method} {status}");
    }
}

#[test]
fn ch_1_every_answer_of_iis() {
    const VERB_HANDLER: &[OptionsHandler] = &[OptionsHandler::verb_handler("", "*")];
    let policy = policy(Scope::new("").cors(build::cors(&section())).options(VERB_HANDLER));
    let preflight = Request {
        requested_method: Some("PUT".into()),
        ..request("OPTIONS", Some("https://a.example"))
    };
    for (name, request, status) in [
        ("preflight", preflight, 204),
        ("refused", request("GET", Some("https://b.example")), 403),
        ("OPTIONSVerbHandler", request("OPTIONS", None), 200),
    ] {
        let outcome = engine::outcome_of(policy, "/", &request, 200, &[]);
        assert_eq!(outcome.answered, Some(status), "{name}");
        assert!(outcome.headers.contains(&line("X-Frame-Options", "DENY")), "{name}: {outcome:?}");
    }
}

#[test]
fn ch_3_wire_order() {
    let policy = policy(Scope::new("").cors(build::cors(&section())));
    let own = [line("Content-Type", "text/plain")];
    let lines = sent(policy, &request("GET", Some("https://a.example")), 200, &own);
    let expected = [
        "Content-Type: text/plain",
        "Access-Control-Allow-Origin: https://a.example",
        "Vary: Origin,Accept",
        "X-Frame-Options: DENY",
        "Server: mine",
        "Access-Control-Allow-Origin: https://custom.example",
        "Cache-Control: no-store",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn ch_5_beside_a_field_of_the_application() {
    let own = [line("server", "app"), line("Cache-Control", "max-age=1"), line("Vary", "Cookie")];
    let lines = sent(policy(Scope::new("")), &request("GET", None), 200, &own);
    let expected = [
        "server: app",
        "Cache-Control: max-age=1,no-store",
        "Vary: Cookie,Accept",
        "X-Frame-Options: DENY",
        "Server: mine",
        "Access-Control-Allow-Origin: https://custom.example",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn ch_6_two_lines_of_allow_origin() {
    let cors = policy(Scope::new("").cors(build::cors(&section())));
    let own = [line("Access-Control-Allow-Origin", "https://app.example")];
    for (name, policy, origin, own, expected) in [
        ("module", cors, Some("https://a.example"), &[][..], "https://a.example"),
        ("application", policy(Scope::new("")), None, &own[..], "https://app.example"),
        ("both", cors, Some("https://a.example"), &own[..], "https://app.example"),
    ] {
        let mut lines = sent(policy, &request("GET", origin), 200, own);
        lines.retain(|line| line.starts_with("Access-Control-Allow-Origin"));
        let expected = [expected, "https://custom.example"];
        assert_eq!(
            lines,
            expected.map(|it| format!("Access-Control-Allow-Origin: {it}")),
            "{name}"
        );
    }
}

#[test]
fn ch_7_nothing_of_the_application_is_removed() {
    let own = [line("X-Powered-By", "Rust"), line("Set-Cookie", "a=1"), line("Set-Cookie", "b=2")];
    let lines = sent(policy(Scope::new("")), &request("GET", None), 200, &own);
    assert_eq!(lines[..3], ["X-Powered-By: Rust", "Set-Cookie: a=1", "Set-Cookie: b=2"]);
}

#[test]
fn ch_9_redirects_only() {
    for (status, redirect) in [
        (301, true),
        (302, true),
        (303, true),
        (307, true),
        (308, true),
        (200, false),
        (201, false),
        (300, false),
        (304, false),
        (305, false),
        (306, false),
        (404, false),
    ] {
        let lines = sent(policy(Scope::new("")), &request("GET", None), status, &[]);
        assert_eq!(lines.contains(&"X-Moved: yes".to_owned()), redirect, "{status}");
        assert_eq!(
            lines.contains(&"Cache-Control: no-store,private".to_owned()),
            redirect,
            "{status}"
        );
    }
}

#[test]
fn ch_10_each_scope_has_its_own() {
    const API: &[Header] = &[Header::line(field_name!("X-Api"), "1")];
    static DEEPER: [Scope; 1] = [Scope::new("api").custom_headers(API)];
    static POLICY: Policy = Policy::new(Scope::new("").custom_headers(HEADERS), scopes!(DEEPER));
    for (path, first) in [
        ("/api", "X-Api"),
        ("/API/x", "X-Api"),
        ("/apis", "X-Frame-Options"),
        ("/", "X-Frame-Options"),
    ] {
        let outcome = engine::outcome_of(&POLICY, path, &request("GET", None), 200, &[]);
        assert_eq!(outcome.headers[0].0, first, "{path}");
    }
}
