//! The rows CM-3 to CM-17, each as a table of requests with what is sent: by the engine, and by the model as well.

use cors_tests::model::{Outcome, Request, Rule, Section};
use cors_tests::{build, engine};

const A: &str = "https://a.example";

fn get(origin: &str) -> Request {
    Request { method: "GET".into(), origin: Some(origin.into()), ..Request::default() }
}

fn preflight(origin: &str) -> Request {
    Request { method: "OPTIONS".into(), requested_method: Some("PUT".into()), ..get(origin) }
}

fn asking_for(names: &str) -> Request {
    Request { requested_headers: Some(names.into()), ..preflight(A) }
}

fn section(rules: impl IntoIterator<Item = Rule>) -> Section {
    Section { fail_unlisted: false, rules: rules.into_iter().collect() }
}

/// A section of rules that have nothing but an origin.
fn origins<const N: usize>(origins: [&str; N]) -> Section {
    section(origins.map(Rule::new))
}

fn denied(origin: &str) -> Rule {
    Rule { allowed: false, ..Rule::new(origin) }
}

fn failing_unlisted(section: Section) -> Section {
    Section { fail_unlisted: true, ..section }
}

fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}

/// A rule that has everything.
fn full(origin: &str) -> Rule {
    Rule {
        credentials: true,
        max_age: 600,
        methods: texts(["PUT", "GET"]),
        headers: texts(["x-b", "X-A"]),
        expose: texts(["x-two", "X-One"]),
        ..Rule::new(origin)
    }
}

/// Who answers, then the header fields without the start that most share: `204 | Origin: … | Vary: Origin`.
fn wire(outcome: &Outcome) -> String {
    let answered = outcome.answered.map_or("app".to_owned(), |status| status.to_string());
    let lines = outcome.headers.iter().map(|(name, value)| {
        let name = name.strip_prefix("Access-Control-").unwrap_or(name);
        format!("{name}: {}", String::from_utf8_lossy(value))
    });
    [answered].into_iter().chain(lines).collect::<Vec<_>>().join(" | ")
}

type Case = (&'static str, Section, Request, &'static str);

#[track_caller]
fn check<const N: usize>(cases: [Case; N]) {
    for (name, section, request, expected) in cases {
        assert_eq!(wire(&section.outcome(&request)), expected, "{name}: the model");
        let outcome = engine::outcome(build::policy(&section), &request);
        assert_eq!(wire(&outcome), expected, "{name}: the engine");
    }
}

#[test]
fn what_is_a_cors_request() {
    let no_origin = Request { origin: None, ..preflight(A) };
    let no_method = Request { requested_method: None, ..preflight(A) };
    let get_with_method = Request { method: "GET".into(), ..preflight(A) };
    let lower_case = Request { method: "options".into(), ..preflight(A) };
    let allowed = "app | Allow-Origin: https://a.example | Vary: Origin";
    check([
        ("CM-3 no Origin", origins([A]), no_origin.clone(), "app | Vary: Origin"),
        (
            "CM-3 no Origin, unlisted fail",
            failing_unlisted(origins([A])),
            no_origin.clone(),
            "app | Vary: Origin",
        ),
        ("CM-3 no Origin, any", origins(["*"]), no_origin, "app"),
        (
            "CM-4 preflight",
            origins([A]),
            preflight(A),
            "204 | Allow-Origin: https://a.example | Vary: Origin",
        ),
        ("CM-4 OPTIONS without a method", origins([A]), no_method, allowed),
        ("CM-4 GET with a method", origins([A]), get_with_method, allowed),
        ("CM-4 options", origins([A]), lower_case, allowed),
    ]);
}

#[test]
fn preflights() {
    let everything = "204 | Allow-Origin: https://a.example | Allow-Credentials: true | Allow-Methods: PUT,GET \
                      | Allow-Headers: x-b,X-A | Max-Age: 600 | Vary: Origin";
    let requested = Rule { all_requested: true, headers: texts(["x-b"]), ..Rule::new(A) };
    let seconds = |max_age| section([Rule { max_age, ..Rule::new(A) }]);
    let bare = "204 | Allow-Origin: https://a.example | Vary: Origin";
    check([
        (
            "CM-7 nothing is requested by an empty list",
            section([requested.clone()]),
            asking_for(""),
            bare,
        ),
        ("CM-5, CM-6 listed values in order", section([full(A)]), preflight(A), everything),
        (
            "CM-6, CM-7 requests are not checked",
            section([full(A)]),
            asking_for("x-other"),
            everything,
        ),
        ("CM-6, CM-7 empty lists", origins([A]), asking_for("x-a"), bare),
        (
            "CM-7 requested headers verbatim",
            section([requested.clone()]),
            asking_for("X-Z,  x-y"),
            "204 | Allow-Origin: https://a.example | Allow-Headers: X-Z,  x-y | Vary: Origin",
        ),
        ("CM-7 nothing requested", section([requested]), preflight(A), bare),
        ("CM-8 none", seconds(-1), preflight(A), bare),
        (
            "CM-8 zero",
            seconds(0),
            preflight(A),
            "204 | Allow-Origin: https://a.example | Max-Age: 0 | Vary: Origin",
        ),
        (
            "CM-8 largest",
            seconds(i32::MAX),
            preflight(A),
            "204 | Allow-Origin: https://a.example | Max-Age: 2147483647 | Vary: Origin",
        ),
    ]);
}

#[test]
fn actual_requests() {
    let credentials = Rule { credentials: true, ..Rule::new(A) };
    check([
        (
            "CM-9 exposed only",
            section([full(A)]),
            get(A),
            "app | Allow-Origin: https://a.example | Allow-Credentials: true | Expose-Headers: x-two,X-One | Vary: Origin",
        ),
        (
            "CM-10 never false",
            origins([A]),
            get(A),
            "app | Allow-Origin: https://a.example | Vary: Origin",
        ),
        (
            "CM-10 actual",
            section([credentials.clone()]),
            get(A),
            "app | Allow-Origin: https://a.example | Allow-Credentials: true | Vary: Origin",
        ),
        (
            "CM-10 preflight",
            section([credentials]),
            preflight(A),
            "204 | Allow-Origin: https://a.example | Allow-Credentials: true | Vary: Origin",
        ),
    ]);
}

/// Rows CM-11 and CM-12, as pairs of one rule and one origin: does it match?
#[test]
fn which_origins_a_rule_matches() {
    for (name, rule, origin, matches) in [
        ("CM-11 the same bytes", "https://a.example", "https://a.example", true),
        ("CM-11 case of the host", "https://a.example", "https://A.example", false),
        ("CM-11 case of the scheme", "https://a.example", "HTTPS://a.example", false),
        ("CM-11 default port", "https://a.example", "https://a.example:443", false),
        ("CM-11 no validation", "https://*", "https://127.0.0.1 bogus", true),
        ("CM-11 case of a suffix", "https://*.example", "https://a.EXAMPLE", false),
        ("CM-12 any", "*", "null", true),
        ("CM-12 any, empty origin", "*", "", true),
        ("CM-12 suffix", "https://*.com", "https://a.com", true),
        ("CM-12 suffix, any depth", "https://*.com", "https://a.b.c.com", true),
        ("CM-12 suffix, nothing before it", "https://*.a.b", "https://.a.b", true),
        ("CM-12 suffix, its own domain", "https://*.a.b", "https://a.b", false),
        ("CM-12 suffix, another scheme", "https://*.com", "http://a.com", false),
        ("CM-12 suffix, more after it", "https://*.com", "https://a.com.evil", false),
        ("CM-12 suffix with a port", "http://*.a.b:8080", "http://x.a.b:8080", true),
        ("CM-12 suffix without the port", "http://*.a.b", "http://x.a.b:8080", false),
        ("CM-12 suffix without a dot", "https://*foo.com", "https://barfoo.com", true),
        ("CM-12 suffix with a star", "https://*.*", "https://a.*", true),
        ("CM-12 suffix with a star is literal", "https://*.*", "https://a.b", false),
        ("CM-12 no overlap", "https://*//a", "https://a", false),
        ("CM-12 scheme alone", "https://*", "https://", true),
        ("CM-12 scheme cut short", "https://*", "https:/", false),
        ("CM-12 scheme in upper case", "HTTP://*.com", "http://a.com", false),
        ("CM-12 backslashes", "HTTPS:\\\\*.com", "https://a.com", false),
        ("CM-12 any port", "http://*:*", "http://a.b:80", false),
        ("CM-12 trailing slash", "https://a.b/", "https://a.b", false),
        ("CM-12 path", "https://*.a.b/x", "https://x.a.b", false),
    ] {
        let section = failing_unlisted(origins([rule]));
        let answered = (!matches).then_some(403);
        assert_eq!(section.outcome(&get(origin)).answered, answered, "{name}: the model");
        let outcome = engine::outcome(build::policy(&section), &get(origin));
        assert_eq!(outcome.answered, answered, "{name}: the engine");
    }
}

/// CM-14 and CM-15: each rule exposes its number, which tells which one won.
#[test]
fn the_most_specific_rule_wins() {
    let numbered = |rules: [&str; 4]| {
        let mut number = 0;
        section(rules.map(|origin| {
            number += 1;
            Rule { expose: vec![number.to_string()], ..Rule::new(origin) }
        }))
    };
    let general_first =
        || numbered(["*", "https://*", "https://*.a.example", "https://x.a.example"]);
    let special_first =
        || numbered(["https://x.a.example", "https://*.a.example", "https://*", "*"]);
    let nested = || {
        numbered([
            "https://*.example",
            "https://*x.y.example",
            "https://*.y.example",
            "http://*.example",
        ])
    };
    check([
        (
            "CM-14 exact",
            general_first(),
            get("https://x.a.example"),
            "app | Allow-Origin: https://x.a.example | Expose-Headers: 4 | Vary: Origin",
        ),
        (
            "CM-14 suffix",
            general_first(),
            get("https://y.a.example"),
            "app | Allow-Origin: https://y.a.example | Expose-Headers: 3 | Vary: Origin",
        ),
        (
            "CM-14 scheme",
            general_first(),
            get("https://b"),
            "app | Allow-Origin: https://b | Expose-Headers: 2 | Vary: Origin",
        ),
        (
            "CM-14, CM-15 any beside others",
            general_first(),
            get("http://b"),
            "app | Allow-Origin: * | Expose-Headers: 1 | Vary: Origin",
        ),
        (
            "CM-14 exact, other order",
            special_first(),
            get("https://x.a.example"),
            "app | Allow-Origin: https://x.a.example | Expose-Headers: 1 | Vary: Origin",
        ),
        (
            "CM-14 any, other order",
            special_first(),
            get("null"),
            "app | Allow-Origin: * | Expose-Headers: 4 | Vary: Origin",
        ),
        (
            "CM-14 longest suffix",
            nested(),
            get("https://ax.y.example"),
            "app | Allow-Origin: https://ax.y.example | Expose-Headers: 2 | Vary: Origin",
        ),
        (
            "CM-14 next suffix",
            nested(),
            get("https://a.y.example"),
            "app | Allow-Origin: https://a.y.example | Expose-Headers: 3 | Vary: Origin",
        ),
        (
            "CM-14 shortest suffix",
            nested(),
            get("https://a.example"),
            "app | Allow-Origin: https://a.example | Expose-Headers: 1 | Vary: Origin",
        ),
        (
            "CM-14 other scheme",
            nested(),
            get("http://a.y.example"),
            "app | Allow-Origin: http://a.y.example | Expose-Headers: 4 | Vary: Origin",
        ),
        (
            "CM-14 a denied exact rule wins",
            section([Rule::new("*"), denied(A)]),
            get(A),
            "app | Vary: Origin",
        ),
        (
            "CM-14 an allowed exact rule wins",
            section([denied("https://*"), Rule::new(A)]),
            get(A),
            "app | Allow-Origin: https://a.example | Vary: Origin",
        ),
    ]);
}

/// CM-15: what of a request has to be kept for its response.
#[test]
fn which_rules_send_the_origin_back() {
    for (rules, origin, echoes) in [
        (&["*"][..], Some(A), false),
        (&["*", A], Some("null"), false),
        (&["*", A], Some(A), true),
        (&["https://*"], Some(A), true),
        (&["https://*"], Some("null"), false),
        (&[A], None, false),
    ] {
        let section = section(rules.iter().map(|origin| Rule::new(origin)));
        let policy = build::policy(&section);
        let request = cors_runtime::Request::new(b"GET", b"/").origin(origin.map(str::as_bytes));
        assert_eq!(policy.decide(&request).echoes_origin(), echoes, "{rules:?} for {origin:?}");
    }
}

#[test]
fn when_answers_vary() {
    check([
        ("CM-16 any alone", origins(["*"]), get(A), "app | Allow-Origin: *"),
        ("CM-16 any alone, preflight", origins(["*"]), preflight(A), "204 | Allow-Origin: *"),
        ("CM-16 any denied alone", section([denied("*")]), get(A), "app"),
        (
            "CM-16 any beside another",
            origins(["*", A]),
            get("null"),
            "app | Allow-Origin: * | Vary: Origin",
        ),
        ("CM-16 unlisted", origins([A]), get("null"), "app | Vary: Origin"),
        ("CM-16 no rules", origins([]), get(A), "app | Vary: Origin"),
    ]);
}

#[test]
fn unlisted_and_denied_origins() {
    let rules = || section([Rule::new(A), denied("https://b.example")]);
    let failing = || failing_unlisted(rules());
    check([
        ("CM-17 unlisted", rules(), get("https://c.example"), "app | Vary: Origin"),
        ("CM-17 unlisted preflight", rules(), preflight("https://c.example"), "app | Vary: Origin"),
        ("CM-17 denied", rules(), get("https://b.example"), "app | Vary: Origin"),
        ("CM-17 denied preflight", rules(), preflight("https://b.example"), "app | Vary: Origin"),
        ("CM-17 unlisted fails", failing(), get("https://c.example"), "403 | Vary: Origin"),
        (
            "CM-17 unlisted preflight fails",
            failing(),
            preflight("https://c.example"),
            "403 | Vary: Origin",
        ),
        ("CM-17 denied fails", failing(), get("https://b.example"), "403 | Vary: Origin"),
        (
            "CM-17 denied preflight fails",
            failing(),
            preflight("https://b.example"),
            "403 | Vary: Origin",
        ),
        (
            "CM-17 listed does not fail",
            failing(),
            get(A),
            "app | Allow-Origin: https://a.example | Vary: Origin",
        ),
        ("CM-17 any denied fails", failing_unlisted(section([denied("*")])), get(A), "403"),
    ]);
}
