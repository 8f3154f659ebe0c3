//! The engine does what the naive model does, on origins made to hurt a matcher that is clever.
//!
//! Everything is cut from one long host, so that rules and requests share beginnings and ends at every length around a
//! multiple of eight; requests are often the origin of a rule with one thing changed.

use std::collections::HashSet;

use cors_runtime::policy::{UnlistedPreflight, Vary};
use cors_tests::model::{Assumed, Form, Request, Rule, Section, form};
use cors_tests::{build, engine};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// What every host is an end of.
const HOST: &str = "node-0123456789.eu-west-1.zone.barfoo.bar.foo.co.customers.example.com:8443";

const SCHEMES: [&str; 5] = ["https://", "http://", "h://", "app+1.x-y://", "s://"];

/// Ends of hosts that are not cut from [`HOST`], some overlapping a scheme.
const ENDS: [&str; 18] = [
    "",
    "m",
    "com",
    ".com",
    "foo.com",
    ".foo.com",
    "bar.com",
    "barfoo.com",
    "a.barfoo.com",
    "localhost",
    "localhost:80",
    ":8443",
    "//foo.com",
    "/foo.com",
    "://",
    "https://",
    "*.com",
    "*",
];

/// Texts that look like wildcard rules and are none (CM-12).
const ODD: [&str; 8] = [
    "HTTP://*.com",
    "HTTPS:\\\\*.com",
    "http://foo.com/",
    "null",
    "://*.com",
    "1s://*.com",
    "h*://foo.com",
    "https:/*.com",
];

/// The end of a host, up to the whole host.
fn end() -> impl Strategy<Value = String> {
    let cut = (0..=HOST.len()).prop_map(|from| HOST[from..].to_owned());
    let damaged = (0..HOST.len(), any::<Index>()).prop_map(|(from, at)| {
        let mut host = HOST[from..].to_owned();
        let at = at.index(host.len());
        host.replace_range(at..=at, "x");
        host
    });
    prop_oneof![3 => cut, 1 => damaged, 3 => select(&ENDS[..]).prop_map(str::to_owned)]
}

fn rule_origin() -> impl Strategy<Value = String> {
    let scheme = || select(&SCHEMES[..]);
    prop_oneof![
        1 => Just("*".to_owned()),
        8 => (scheme(), end()).prop_map(|(scheme, end)| format!("{scheme}*{end}")),
        6 => (scheme(), end()).prop_map(|(scheme, end)| format!("{scheme}{end}")),
        1 => select(&ODD[..]).prop_map(str::to_owned),
    ]
}

fn names() -> impl Strategy<Value = Vec<String>> {
    vec(select(&["GET", "PUT", "X-A", "x-b"][..]).prop_map(str::to_owned), 0..3)
}

prop_compose! {
    fn rule()(
        origin in rule_origin(),
        allowed in prop::bool::weighted(0.8),
        credentials: bool,
        max_age in select(&[-1, 0, 600, i32::MAX][..]),
        methods in names(),
        headers in names(),
        all_requested: bool,
        expose in names(),
    ) -> Rule {
        Rule { origin, allowed, credentials, max_age, methods, headers, all_requested, expose }
    }
}

/// What is assumed: mostly what is unless somebody chooses.
fn assumed() -> impl Strategy<Value = Assumed> {
    use UnlistedPreflight::{Answered, Forbidden, Next};
    let vary = select(&[Vary::Section, Vary::Section, Vary::Cors, Vary::Matched, Vary::Never][..]);
    let unlisted = select(&[Next, Next, Answered, Forbidden][..]);
    (vary, unlisted).prop_map(|(vary, unlisted_preflight)| Assumed { vary, unlisted_preflight })
}

/// Rules with distinct origins: the origin is the key of the collection (CM-20). That of `*` has no credentials (CM-13).
fn section(rules: impl Strategy<Value = Vec<Rule>>) -> impl Strategy<Value = Section> {
    (any::<bool>(), rules).prop_map(|(fail_unlisted, mut rules)| {
        let mut seen = HashSet::new();
        rules.retain(|rule| seen.insert(rule.origin.clone()));
        for rule in &mut rules {
            rule.credentials &= rule.origin != "*";
        }
        Section { fail_unlisted, rules }
    })
}

/// A change to an origin that a rule matches.
#[derive(Debug, Clone)]
enum Twist {
    None,
    Truncate(Index),
    Behead(Index),
    Push(u8),
    Replace(Index, u8),
}

impl Twist {
    fn apply(&self, origin: &mut Vec<u8>) {
        match self {
            Self::Truncate(at) => origin.truncate(at.index(origin.len() + 1)),
            Self::Behead(at) => drop(origin.drain(..at.index(origin.len() + 1))),
            Self::Push(byte) => origin.push(*byte),
            Self::Replace(at, byte) if !origin.is_empty() => {
                let at = at.index(origin.len());
                origin[at] = *byte;
            }
            Self::None | Self::Replace(..) => {}
        }
    }
}

fn twist() -> impl Strategy<Value = Twist> {
    prop_oneof![
        6 => Just(Twist::None),
        1 => any::<Index>().prop_map(Twist::Truncate),
        1 => any::<Index>().prop_map(Twist::Behead),
        1 => any::<u8>().prop_map(Twist::Push),
        2 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Twist::Replace(at, byte)),
    ]
}

/// The origin of a request: of a rule, with `fill` in the place of its `*`, or made of scheme and end.
#[derive(Debug, Clone)]
enum Origin {
    OfRule { rule: Index, fill: Vec<u8>, twist: Twist },
    Fresh(Vec<u8>),
}

impl Origin {
    fn resolve(&self, section: &Section) -> Vec<u8> {
        match self {
            Self::OfRule { rule, fill, twist } if !section.rules.is_empty() => {
                let text = &section.rules[rule.index(section.rules.len())].origin;
                let (head, tail) = text.split_once('*').unwrap_or((text, ""));
                let fill = if head.len() == text.len() { &[][..] } else { fill };
                let mut origin = [head.as_bytes(), fill, tail.as_bytes()].concat();
                twist.apply(&mut origin);
                origin
            }
            Self::OfRule { fill, .. } => fill.clone(),
            Self::Fresh(origin) => origin.clone(),
        }
    }
}

fn origin() -> impl Strategy<Value = Origin> {
    let fill = prop_oneof![
        Just(Vec::new()),
        end().prop_map(String::into_bytes),
        vec(any::<u8>(), 0..4),
        vec(0x80..=0xff_u8, 1..40),
    ];
    let of_rule = (any::<Index>(), fill, twist()).prop_map(|(rule, fill, twist)| Origin::OfRule {
        rule,
        fill,
        twist,
    });
    let fresh = (select(&SCHEMES[..]), end())
        .prop_map(|(scheme, end)| Origin::Fresh(format!("{scheme}{end}").into_bytes()));
    let long = (select(&SCHEMES[..]), end(), 100..3000_usize).prop_map(|(scheme, end, length)| {
        Origin::Fresh(format!("{scheme}{}{end}", "a.".repeat(length)).into_bytes())
    });
    prop_oneof![12 => of_rule, 6 => fresh, 1 => long, 1 => Just(Origin::Fresh(Vec::new()))]
}

/// A request but for its origin, which needs the rules.
fn request() -> impl Strategy<Value = (Request, Option<Origin>)> {
    let method = select(&["OPTIONS", "OPTIONS", "GET", "POST", "options", "OPTIONSX", ""][..]);
    let requested_headers = select(&["", "x-a", "X-A, x-b", "*"][..]);
    let parts = (
        method,
        option::of(select(&["PUT", "GET", ""][..])),
        option::of(requested_headers),
        option::weighted(0.9, origin()),
    );
    parts.prop_map(|(method, requested_method, requested_headers, origin)| {
        let request = Request {
            method: method.to_owned(),
            origin: None,
            requested_method: requested_method.map(|it| it.as_bytes().to_vec()),
            requested_headers: requested_headers.map(|it| it.as_bytes().to_vec()),
        };
        (request, origin)
    })
}

fn same(
    section: &Section,
    assumed: Assumed,
    requests: Vec<(Request, Option<Origin>)>,
) -> Result<(), TestCaseError> {
    let policy = build::policy_where(section, assumed);
    for (mut request, origin) in requests {
        request.origin = origin.map(|origin| origin.resolve(section));
        let by_engine = engine::outcome(policy, &request);
        let by_model = section.outcome_where(assumed, &request);
        prop_assert_eq!(by_engine, by_model, "engine, then model, for {:?}", request);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn few_rules(
        section in section(vec(rule(), 0..6)),
        assumed in assumed(),
        requests in vec(request(), 12),
    ) {
        same(&section, assumed, requests)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn many_rules(section in section(vec(rule(), 100..400)), requests in vec(request(), 60)) {
        same(&section, Assumed::default(), requests)?;
    }
}

/// The properties above say nothing if the generated requests meet no rule, or always the same kind.
#[test]
fn every_form_of_rule_is_met() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let mut met = [0; 4];
    let cases = (section(vec(rule(), 0..6)), origin());
    for _ in 0..2000 {
        let (section, origin) = cases.new_tree(&mut runner).expect("nothing is filtered").current();
        let met_by = section.most_specific(&origin.resolve(&section));
        let kind = match met_by.map(|rule| form(&rule.origin)) {
            Some(Form::Exact(_)) => 0,
            Some(Form::Wildcard { .. }) => 1,
            Some(Form::Any) => 2,
            None => 3,
        };
        met[kind] += 1;
    }
    assert!(met.iter().all(|count| *count > 100), "exact, wildcard, any, none: {met:?}");
}
