//! What holds of every `<cors>` section, in front of the model of a browser: who can read what, as the rules say it.

use std::collections::HashSet;
use std::fmt::Write as _;

use cors_gen::explain::{App, Explainer, RequestSpec};
use cors_gen::pipeline::{self, Input, Options};
use cors_gen::policy::Arena;
use cors_runtime::policy::{Header, Scope, Scopes};
use cors_runtime::{Policy, field_name};
use cors_tests::fetch::{
    Answer, Blocked, Browser, Credentials, Failure, Fetch, Kind, Mode, Origin, Sent, Url,
};
use cors_tests::model::{Request, Rule, Section};
use cors_tests::{build, engine};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const SERVICE: &str = "http://api.shop.example/orders";

/// What the application sends of its own.
const OWN: [(&str, &str); 3] = [("Content-Type", "text/plain"), ("X-Total", "2"), ("X-Page", "1")];

/// Origins of rules. `null` is one that pages have.
const RULES: [&str; 9] = [
    "*",
    "null",
    "http://app.shop.example",
    "https://app.shop.example",
    "http://app.shop.example:8080",
    "http://*.shop.example",
    "http://*.app.shop.example",
    "http://*",
    "https://*:8080",
];

/// Origins of pages, `null` beside them.
const PAGES: [&str; 7] = [
    "http://app.shop.example",
    "https://app.shop.example",
    "http://app.shop.example:8080",
    "http://eu.app.shop.example",
    "http://shop.example",
    "https://anyone.example:8080",
    "http://workshop.example",
];

const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"];

const SENT: [(&str, &str); 4] = [
    ("Content-Type", "application/json"),
    ("Authorization", "Bearer abc"),
    ("X-Version", "3"),
    ("Accept", "text/plain"),
];

/// Some of them, none twice (CM-20).
fn some<const N: usize>(of: [&'static str; N]) -> impl Strategy<Value = Vec<String>> {
    subsequence(of.map(str::to_owned).to_vec(), 0..=N)
}

prop_compose! {
    fn rule()(
        origin in select(&RULES[..]),
        allowed in prop::bool::weighted(0.8),
        credentials: bool,
        max_age in select(&[-1, 0, 600, i32::MAX][..]),
        methods in some(METHODS),
        headers in some(["content-type", "Authorization", "x-version"]),
        all_requested: bool,
        expose in some(["x-total", "X-PAGE", "X-Other"]),
    ) -> Rule {
        // CM-13
        let credentials = credentials && origin != "*";
        Rule { origin: origin.to_owned(), allowed, credentials, max_age, methods, headers, all_requested, expose }
    }
}

fn section() -> impl Strategy<Value = Section> {
    (any::<bool>(), vec(rule(), 1..4)).prop_map(|(fail_unlisted, mut rules)| {
        // CM-20
        let mut seen = HashSet::new();
        rules.retain(|rule| seen.insert(rule.origin.clone()));
        Section { fail_unlisted, rules }
    })
}

prop_compose! {
    fn fetch()(
        page in prop_oneof![
            6 => select(&PAGES[..]).prop_map(Origin::tuple),
            1 => Just(Origin::Opaque),
        ],
        method in select(&METHODS[..]),
        credentials in select(&[Credentials::Omit, Credentials::SameOrigin, Credentials::Include][..]),
        headers in subsequence(SENT.to_vec(), 0..=2),
    ) -> Fetch {
        let url = Url::parse(SERVICE).expect("an address");
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Fetch { method: method.to_owned(), credentials, headers, ..Fetch::new(page, url) }
    }
}

/// A service behind a policy, whose application knows no OPTIONS.
fn service(policy: &'static Policy) -> impl FnMut(&Sent) -> Answer {
    move |sent| {
        let field = |name: &str| {
            let value = sent.headers.iter().find(|(it, _)| it == name);
            value.map(|(_, value)| value.clone().into_bytes())
        };
        let request = Request {
            method: sent.method.clone(),
            origin: field("origin"),
            requested_method: field("access-control-request-method"),
            requested_headers: field("access-control-request-headers"),
        };
        let status = status_of(sent);
        let own: Vec<_> =
            OWN.iter().map(|(n, v)| ((*n).to_owned(), v.as_bytes().to_vec())).collect();
        let outcome = engine::outcome_of(policy, sent.url.target(), &request, status, &own);
        let text = |value| String::from_utf8(value).expect("text");
        let headers = outcome.headers.into_iter().map(|(name, value)| (name, text(value)));
        Answer { status: outcome.answered.unwrap_or(status), headers: headers.collect() }
    }
}

fn status_of(sent: &Sent) -> u16 {
    if sent.method == "OPTIONS" { 405 } else { 200 }
}

/// A call in a fresh browser: what is sent, and the verdict.
type Called = (Vec<Sent>, Result<cors_tests::fetch::Response, Blocked>);

fn call(policy: &'static Policy, fetch: &Fetch) -> Called {
    call_in(&mut Browser::with_cookie("session=1", "shop.example"), policy, fetch)
}

fn call_in(browser: &mut Browser, policy: &'static Policy, fetch: &Fetch) -> Called {
    let (mut sent, mut service) = (Vec::new(), service(policy));
    let verdict = browser.fetch(fetch, &mut |request: &Sent| {
        sent.push(request.clone());
        service(request)
    });
    (sent, verdict)
}

/// The rule that counts for the page.
fn rule_of<'s>(section: &'s Section, fetch: &Fetch) -> Option<&'s Rule> {
    section.most_specific(fetch.page.serialized().as_bytes()).filter(|rule| rule.allowed)
}

/// Whether the lists of a rule have all that a call asks for.
fn lists(rule: &Rule, fetch: &Fetch) -> bool {
    let method =
        matches!(&*fetch.method, "GET" | "HEAD" | "POST") || rule.methods.contains(&fetch.method);
    let header = |name: &str| {
        name == "Accept"
            || rule.all_requested
            || rule.headers.iter().any(|it| it.eq_ignore_ascii_case(name))
    };
    method && fetch.headers.iter().all(|(name, _)| header(name))
}

/// Many calls are about nothing that a property is about, and are passed over.
fn config(cases: u32) -> ProptestConfig {
    let max_global_rejects = 65_536;
    ProptestConfig {
        cases,
        max_global_rejects,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(256))]

    /// CM-17
    #[test]
    fn an_origin_that_no_rule_lists_never_reads(section in section(), fetch in fetch()) {
        prop_assume!(rule_of(&section, &fetch).is_none());
        let (sent, verdict) = call(build::policy(&section), &fetch);
        let failures = [Blocked::Check(Failure::NoOrigin), Blocked::PreflightCheck(Failure::NoOrigin)];
        prop_assert!(failures.contains(&verdict.expect_err("nothing to read")));
        prop_assert_eq!(sent.len(), 1);
    }

    #[test]
    fn a_listed_origin_reads_what_its_rule_lists(section in section(), fetch in fetch()) {
        let rule = rule_of(&section, &fetch);
        prop_assume!(rule.is_some_and(|rule| lists(rule, &fetch)));
        let (_, verdict) = call(build::policy(&section), &fetch);
        let with_credentials = fetch.credentials == Credentials::Include;
        // CM-10
        let reads = rule.is_some_and(|rule| rule.credentials) || !with_credentials;
        prop_assert_eq!(verdict.is_ok(), reads);
    }

    #[test]
    fn what_a_rule_does_not_list_is_never_sent(section in section(), fetch in fetch()) {
        prop_assume!(rule_of(&section, &fetch).is_some_and(|rule| !lists(rule, &fetch)));
        let (sent, verdict) = call(build::policy(&section), &fetch);
        prop_assert!(verdict.is_err());
        prop_assert_eq!(sent.iter().map(|it| &*it.method).collect::<Vec<_>>(), ["OPTIONS"]);
    }

    /// CM-9
    #[test]
    fn a_page_sees_what_is_safe_and_what_is_exposed(section in section(), fetch in fetch()) {
        let (_, verdict) = call(build::policy(&section), &fetch);
        let (Ok(response), Some(rule)) = (verdict, rule_of(&section, &fetch)) else { return Ok(()) };
        prop_assert_eq!(response.kind, Kind::Cors);
        let mut names = vec!["content-type"];
        for name in ["x-page", "x-total"] {
            if rule.expose.iter().any(|it| it.eq_ignore_ascii_case(name)) {
                names.push(name);
            }
        }
        let seen: Vec<_> = response.headers.iter().map(|(name, _)| &**name).collect();
        prop_assert_eq!(seen, names);
    }

    /// CH-6, CG042: whatever the two lines say, and whoever asks.
    #[test]
    fn two_origin_lines_are_never_read(
        section in section(),
        fetch in fetch(),
        value in prop_oneof![Just("*"), select(&PAGES[..])],
    ) {
        prop_assume!(rule_of(&section, &fetch).is_some());
        let headers = vec![Header::line(field_name!("Access-Control-Allow-Origin"), value)];
        let scope = Scope::new("").cors(build::cors(&section)).custom_headers(headers.leak());
        let policy = Box::leak(Box::new(Policy::new(scope, Scopes::NONE)));
        let (_, verdict) = call(policy, &fetch);
        let several = Failure::SeveralOrigins;
        let failures = [Blocked::Check(several), Blocked::PreflightCheck(several)];
        prop_assert!(failures.contains(&verdict.expect_err("nothing to read")));
    }

    /// CM-10: a page of another site than the service has no cookie; with one or without, who reads with credentials has a rule
    /// that allows them and that is not `*`.
    #[test]
    fn credentials_are_for_those_whom_a_rule_names(section in section(), fetch in fetch()) {
        let fetch = Fetch { credentials: Credentials::Include, ..fetch };
        let (_, verdict) = call(build::policy(&section), &fetch);
        if verdict.is_ok() {
            let rule = rule_of(&section, &fetch).expect("a rule");
            prop_assert!(rule.credentials && rule.origin != "*");
        }
    }

    /// A preflight asks without credentials, and is asked before anything that a form could not send.
    #[test]
    fn preflights_come_first_and_have_no_credentials(section in section(), fetch in fetch()) {
        let (sent, _) = call(build::policy(&section), &fetch);
        let (first, others) = sent.split_first().expect("something is sent");
        let is_preflight = first.method == "OPTIONS";
        let is_simple = matches!(&*fetch.method, "GET" | "HEAD" | "POST")
            && fetch.headers.iter().all(|(name, _)| name == "Accept");
        prop_assert_eq!(is_preflight, !is_simple);
        if is_preflight {
            let secret = |name: &str| matches!(name, "cookie" | "authorization");
            prop_assert!(!first.headers.iter().any(|(name, _)| secret(name)));
        }
        prop_assert!(others.iter().all(|it| it.method != "OPTIONS") && others.len() < 2);
    }

    /// CM-8: what a browser remembers changes what it sends, and never what is read.
    #[test]
    fn the_cache_of_preflights_allows_no_more(section in section(), fetches in vec(fetch(), 2..6)) {
        let policy = build::policy(&section);
        let mut browser = Browser::with_cookie("session=1", "shop.example");
        for fetch in &fetches {
            let (_, remembering) = call_in(&mut browser, policy, fetch);
            let (_, fresh) = call(policy, fetch);
            prop_assert_eq!(remembering, fresh);
        }
    }

    /// Without CORS nothing is read, of any policy.
    #[test]
    fn without_cors_nothing_is_read(section in section(), fetch in fetch()) {
        let fetch = Fetch { mode: Mode::NoCors, ..fetch };
        let (_, verdict) = call(build::policy(&section), &fetch);
        match verdict {
            Ok(response) => prop_assert_eq!((response.kind, response.headers.len()), (Kind::Opaque, 0)),
            Err(blocked) => prop_assert_eq!(blocked, Blocked::Throws),
        }
    }
}

proptest! {
    #![proptest_config(config(64))]

    /// The section written down, read, and explained: the same requests and the same verdict.
    #[test]
    fn explain_says_what_the_engine_does(section in section(), fetches in vec(fetch(), 8)) {
        let text = web_config(&section);
        let input = Input::from_reader("web.config", text.as_bytes()).expect("text");
        let arena = Arena::new();
        let outcome = pipeline::run(input, &Options::default(), &arena);
        prop_assert!(outcome.policy.is_some(), "{:#?}", outcome.diagnostics);
        let policy = outcome.policy.as_ref().expect("no errors");
        let explainer = Explainer::new(policy, &outcome.sources);
        for fetch in &fetches {
            let mut sent = Vec::new();
            let mut browser = Browser::with_cookie("session=1", "shop.example");
            let verdict = browser.fetch(fetch, &mut |request: &Sent| {
                sent.push(request.clone());
                explained(&explainer, request)
            });
            prop_assert_eq!((sent, verdict), call(build::policy(&section), fetch));
        }
    }
}

/// What `explain` says of a request.
fn explained(explainer: &Explainer<'_, '_>, sent: &Sent) -> Answer {
    let own = OWN.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let explanation = explainer.explain(&RequestSpec {
        method: sent.method.clone(),
        path: sent.url.target().to_owned(),
        headers: sent.headers.clone(),
        app: App { status: Some(status_of(sent)), headers: own.collect() },
        is_static: false,
    });
    Answer { status: explanation.status, headers: explanation.headers }
}

/// The section as a `web.config`.
fn web_config(section: &Section) -> String {
    let mut text = "<configuration><system.webServer>".to_owned();
    let _ =
        write!(text, "<cors enabled=\"true\" failUnlistedOrigins=\"{}\">", section.fail_unlisted);
    for rule in &section.rules {
        let Rule { origin, allowed, credentials, max_age, methods, headers, all_requested, expose } =
            rule;
        let _ = write!(
            text,
            "<add origin=\"{origin}\" allowed=\"{allowed}\" allowCredentials=\"{credentials}\" maxAge=\"{max_age}\">\
             <allowHeaders allowAllRequestedHeaders=\"{all_requested}\">{}</allowHeaders>\
             <allowMethods>{}</allowMethods><exposeHeaders>{}</exposeHeaders></add>",
            entries("header", headers),
            entries("method", methods),
            entries("header", expose),
        );
    }
    text + "</cors></system.webServer></configuration>"
}

fn entries(attribute: &str, values: &[String]) -> String {
    values.iter().fold(String::new(), |mut text, value| {
        let _ = write!(text, "<add {attribute}=\"{value}\" />");
        text
    })
}
