//! What is asked about policies.

#![cfg(feature = "explain")]

use cors_gen::pipeline::{self, Input, Options};
use cors_gen::policy::Arena;
use cors_gen::probe::{Probe, Wanted, probes};

fn asked(config: &str, wanted: &Wanted) -> Vec<(String, String)> {
    let arena = Arena::new();
    let input = Input::from_reader("web.config", config.as_bytes()).expect("read");
    let outcome = pipeline::run(input, &Options::default(), &arena);
    let policy = outcome.policy.expect("a policy");
    let line = |probe: Probe| {
        let origin = probe.request.header("Origin").unwrap_or("-").to_owned();
        (format!("{} {} {origin}", probe.request.method, probe.request.path), probe.about)
    };
    probes(policy.policy, wanted).into_iter().map(line).collect()
}

#[test]
fn a_site_with_one_rule_is_asked_about_it_and_its_neighbours() {
    let config = r#"<cors enabled="true"><add origin="https://*.shop.example"><allowMethods><add method="PUT"/></allowMethods></add></cors>"#;
    let lines: Vec<String> =
        asked(config, &Wanted::default()).into_iter().map(|(line, _)| line).collect();
    assert_eq!(
        lines,
        [
            "GET / -",
            "HEAD / -",
            "OPTIONS / -",
            "GET / https://unlisted.invalid",
            "OPTIONS / https://unlisted.invalid",
            "GET / null",
            "GET / https://probe.shop.example",
            "OPTIONS / https://probe.shop.example",
            "OPTIONS / https://probe.shop.example",
            "GET / http://probe.shop.example",
            "GET / https://probe.shop.example:8443",
            "GET / https://probe.shop.example.evil.example",
            "GET / https://evilprobe.shop.example",
            "GET / https://Probe.shop.example",
            "GET / https://a.b.shop.example",
            "GET / https://shop.example",
            "GET / https://evilshop.example",
        ]
    );
}

#[test]
fn paths_that_exist_take_the_place_of_those_of_scopes() {
    let config = r#"<configuration><location path="a b"><system.webServer><httpProtocol><customHeaders>
        <add name="X-A" value="1" /></customHeaders></httpProtocol></system.webServer></location></configuration>"#;
    let paths = |wanted: &[&str]| {
        let wanted = Wanted {
            paths: wanted.iter().map(|path| (*path).to_owned()).collect(),
            most_origins: None,
        };
        let mut paths: Vec<String> = asked(config, &wanted)
            .into_iter()
            .map(|(line, _)| line.split(' ').nth(1).expect("a path").to_owned())
            .collect();
        paths.dedup();
        paths
    };
    assert_eq!(paths(&[]), ["/", "/a%20b"]);
    assert_eq!(paths(&["/a%20b/c?d=1", "/a+b"]), ["/a+b", "/a%20b/c?d=1"]);
}

#[test]
fn a_list_of_many_origins_is_asked_about_in_part() {
    let rule = |n: u32| format!(r#"<add origin="https://h{n}.example"/>"#);
    let rules = (0..500).map(rule).collect::<Vec<_>>().concat();
    let config = format!(r#"<cors enabled="true">{rules}</cors>"#);
    let some = Wanted { most_origins: Some(40), ..Wanted::default() };
    assert!(asked(&config, &some).len() < 100);
    assert!(asked(&config, &Wanted::default()).len() > 500);
}

#[test]
fn rules_are_asked_about_both_ways() {
    let config = r#"<rules><rule name="Preflight" stopProcessing="true"><match url="^api/.*$" /><conditions>
        <add input="{REQUEST_METHOD}" pattern="^OPTIONS$" />
        <add input="{HTTP_ORIGIN}" pattern="^https://(a|b)\.example$" />
        </conditions><action type="CustomResponse" statusCode="204" /></rule></rules>"#;
    let asked = asked(config, &Wanted::default());
    for (line, about) in [
        ("OPTIONS /api/ https://a.example", "what the rule `Preflight` fires for"),
        ("OPTIONS /zz https://a.example", "what the rule `Preflight` nearly fires for"),
        ("OPTIONS /api/ zz", "what the rule `Preflight` nearly fires for"),
        (
            "OPTIONS /api/ https://a.example.evil.example",
            "what the rule `Preflight` nearly fires for",
        ),
    ] {
        assert!(asked.iter().any(|it| (&*it.0, &*it.1) == (line, about)), "{line}: {asked:#?}");
    }
}
