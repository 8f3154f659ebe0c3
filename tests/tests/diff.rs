//! What `diff` says of two configurations, against what they answer to requests drawn at random.

use cors_gen::diff::{Change, Difference, Layout, Side, differences, render};
use cors_gen::explain::{Explainer, RequestSpec};
use cors_gen::pipeline::{self, Input, Options, Outcome};
use cors_gen::policy::Arena;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

fn outcome<'p>(config: &str, arena: &'p Arena) -> Outcome<'p> {
    let input = Input::from_reader("web.config", config.as_bytes()).expect("read");
    let options = Options::default();
    let outcome = pipeline::run(input, &options, arena);
    assert!(outcome.policy.is_some(), "{:?}\n{config}", outcome.diagnostics);
    outcome
}

fn side<'o, 'p>(outcome: &'o Outcome<'p>) -> Side<'o, 'p> {
    Side { policy: outcome.policy.as_ref().expect("a policy"), sources: &outcome.sources }
}

fn diff(old: &str, new: &str) -> Vec<Difference> {
    let arena = Arena::new();
    let (old, new) = (outcome(old, &arena), outcome(new, &arena));
    differences(side(&old), side(&new))
}

fn site(inside: &str) -> String {
    format!("<configuration><system.webServer>{inside}</system.webServer></configuration>")
}

fn cors(rules: &str) -> String {
    site(&format!(r#"<cors enabled="true">{rules}</cors>"#))
}

fn echo(pattern: &str) -> String {
    site(&format!(
        r#"<rewrite><outboundRules><rule name="cors">
            <match serverVariable="RESPONSE_Access-Control-Allow-Origin" pattern=".*" />
            <conditions><add input="{{HTTP_ORIGIN}}" pattern="{pattern}" /></conditions>
            <action type="Rewrite" value="{{C:0}}" />
        </rule></outboundRules></rewrite>"#
    ))
}

/// What changes, for whom.
fn said(old: &str, new: &str) -> Vec<(Change, Option<String>)> {
    diff(old, new).into_iter().map(|it| (it.change, it.origin)).collect()
}

#[test]
fn what_changes_is_told_with_whom_it_is_about() {
    let a = r#"<add origin="https://a.example" />"#;
    let b = r#"<add origin="https://b.example" />"#;
    let origin = |name: &str| Some(format!("https://{name}"));
    let with = |more: &str| cors(&format!("{a}{more}"));
    for (old, new, told) in [
        (with(""), with(b), vec![(Change::Widened, origin("b.example"))]),
        (with(b), with(""), vec![(Change::Narrowed, origin("b.example"))]),
        // Order, comments, white space and sections that moved say nothing.
        (cors(&format!("{a}{b}")), cors(&format!("<!-- both -->\r\n{b}\n{a}")), vec![]),
        (
            site(
                "<httpProtocol><customHeaders><add name='X-A' value='1'/></customHeaders></httpProtocol>",
            ),
            site(
                "<httpProtocol><customHeaders><add name='X-A' value='2'/></customHeaders></httpProtocol>",
            ),
            vec![(Change::Changed, None)],
        ),
        (
            with(""),
            cors(r#"<add origin="https://a.example" allowCredentials="true" />"#),
            vec![(Change::Widened, origin("a.example"))],
        ),
        (
            cors(r#"<add origin="https://*.a.example" />"#),
            cors(r#"<add origin="https://*a.example" />"#),
            vec![(Change::Widened, origin("probea.example"))],
        ),
    ] {
        assert_eq!(said(&old, &new), told, "{old}\n{new}");
    }
}

#[test]
fn patterns_are_compared_by_what_they_find() {
    let old = echo(r"^https://(a|b)\.example$");
    assert_eq!(said(&old, &echo(r"^https://(b|a)\.example$")), []);
    assert_eq!(said(&old, &echo(r"^https://[ab][.]example$")), []);
    let wider = diff(&old, &echo(r"^https://(a|b).example$"));
    let [widened] = wider.as_slice() else { panic!("{wider:?}") };
    assert_eq!(widened.change, Change::Widened);
    assert_eq!(widened.origin.as_deref(), Some("https://aaexample"));
    let shown = render(&wider, Layout::Markdown);
    assert!(
        shown
            .starts_with("### ⚠ **widened**: `https://aaexample` and `https://Aaexample` at `/`\n"),
        "{shown}"
    );
}

#[test]
fn what_is_said_is_safe_to_show() {
    let old = cors(r#"<add origin="https://a.example" />"#);
    let new = old.replace("</cors>", "</cors><httpProtocol><customHeaders><add name='X-A' value='&#x202e;`x'/></customHeaders></httpProtocol>");
    for layout in [Layout::Plain, Layout::Markdown] {
        assert!(!render(&diff(&old, &new), layout).contains('\u{202e}'));
    }
}

const ORIGINS: [&str; 8] = [
    "https://a.example",
    "http://a.example",
    "https://*.a.example",
    "https://b.a.example",
    "https://*",
    "*",
    "https://c.example:8443",
    "https://*.example",
];
const ASKED: [&str; 9] = [
    "https://a.example",
    "http://a.example",
    "https://b.a.example",
    "https://x.b.a.example",
    "https://c.example:8443",
    "https://c.example",
    "https://z.invalid",
    "http://z.invalid",
    "null",
];

prop_compose! {
    fn rule()(origin in select(&ORIGINS[..]), allowed in any::<bool>(), credentials in any::<bool>(),
              methods in subsequence(vec!["GET", "PUT", "DELETE"], 0..=3), all in any::<bool>()) -> (&'static str, String) {
        let methods: String = methods.iter().flat_map(|it| ["<add method=\"", it, "\"/>"]).collect();
        let credentials = credentials && origin != "*";
        (origin, format!(
            "<add origin=\"{origin}\" allowed=\"{allowed}\" allowCredentials=\"{credentials}\"><allowHeaders allowAllRequestedHeaders=\"{all}\"/><allowMethods>{methods}</allowMethods></add>"
        ))
    }
}

prop_compose! {
    fn section()(rules in prop::collection::vec(rule(), 0..4), fail in any::<bool>(), header in prop::option::of(select(vec!["1", "2"]))) -> String {
        let mut seen = std::collections::HashSet::new();
        let rules: String = rules.into_iter().filter(|(origin, _)| seen.insert(*origin)).map(|(_, rule)| rule).collect();
        let header = header.map(|value| format!("<add name=\"X-A\" value=\"{value}\"/>")).unwrap_or_default();
        format!("<system.webServer><cors enabled=\"true\" failUnlistedOrigins=\"{fail}\"><clear/>{rules}</cors><httpProtocol><customHeaders><remove name=\"X-A\"/>{header}</customHeaders></httpProtocol></system.webServer>")
    }
}

prop_compose! {
    fn config()(root in section(), api in prop::option::of(section()), path in select(vec!["api", "api/v1", "files"])) -> String {
        let api = api.map(|it| format!("<location path=\"{path}\">{it}</location>")).unwrap_or_default();
        format!("<configuration>{root}{api}</configuration>")
    }
}

/// Every request of the pools.
fn requests() -> Vec<RequestSpec> {
    let mut requests = Vec::new();
    for path in ["/", "/x", "/api", "/api/v1/x", "/files/x"] {
        for method in ["GET", "PUT", "OPTIONS"] {
            for origin in ASKED.iter().copied().map(Some).chain([None]) {
                for asked in [None, Some("PUT"), Some("PATCH")] {
                    let mut headers = Vec::new();
                    headers.extend(origin.map(|it| ("Origin".to_owned(), it.to_owned())));
                    if let Some(asked) = asked {
                        headers
                            .push(("Access-Control-Request-Method".to_owned(), asked.to_owned()));
                        headers
                            .push(("Access-Control-Request-Headers".to_owned(), "x-a".to_owned()));
                    }
                    let (method, path) = (method.to_owned(), path.to_owned());
                    requests.push(RequestSpec { method, path, headers, ..RequestSpec::default() });
                }
            }
        }
    }
    requests
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_said_exactly_when_nothing_is_answered_differently(old in config(), new in config(), same in any::<bool>()) {
        let new = if same { old.replace("><", ">\r\n  <") } else { new };
        let arena = Arena::new();
        let outcomes = [outcome(&old, &arena), outcome(&new, &arena)];
        let [old_side, new_side] = [&outcomes[0], &outcomes[1]].map(side);
        let explainers = [old_side, new_side].map(|it| Explainer::new(it.policy, it.sources));
        let answers = |request: &RequestSpec| explainers.map(|it| {
            let answer = it.explain(request);
            (answer.answered_by, answer.status, answer.headers)
        });
        let found = differences(old_side, new_side);
        let differs = requests().into_iter().find(|it| { let [a, b] = answers(it); a != b });
        if let Some(request) = differs {
            prop_assert!(!found.is_empty(), "{request:?}\n{old}\n{new}");
        }
        for difference in &found {
            let [a, b] = answers(&difference.witness);
            prop_assert_ne!(a, b, "{:?}", difference.witness);
        }
        if same {
            prop_assert!(found.is_empty(), "{found:?}");
        }
    }
}
