#![no_main]
//! Origins, a line each, the request's first: the engine does what the naive model does with the rules of the others.

use std::fmt::Write as _;

use cors_gen::explain::{Explainer, RequestSpec};
use cors_gen::pipeline::{Input, Options, run};
use cors_gen::policy::Arena;
use cors_tests::model::{Request, Rule, Section};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| {
    // What XML does with control characters is not the question here.
    if data.contains(|c: char| c.is_control() && c != '\n') {
        return;
    }
    let mut lines = data.lines();
    let Some(origin) = lines.next() else { return };
    let mut section = Section { fail_unlisted: true, rules: Vec::new() };
    let mut config = "<cors enabled=\"true\" failUnlistedOrigins=\"true\">".to_owned();
    for line in lines {
        if section.rules.iter().any(|rule| rule.origin == line) {
            continue;
        }
        section.rules.push(Rule::new(line));
        let _ = write!(config, "<add origin=\"{}\" />", cors_fuzz::escaped(line));
    }
    config.push_str("</cors>");
    let arena = Arena::new();
    let input = Input::from_reader("web.config", config.as_bytes()).expect("bytes");
    let outcome = run(input, &Options::default(), &arena);
    let Some(policy) = &outcome.policy else { return };
    let spec = RequestSpec {
        headers: vec![("Origin".to_owned(), origin.to_owned())],
        ..RequestSpec::default()
    };
    let ours = Explainer::new(policy, &outcome.sources).explain(&spec);
    let request = Request {
        method: "GET".to_owned(),
        origin: Some(origin.as_bytes().to_vec()),
        ..Request::default()
    };
    let theirs = section.outcome(&request);
    assert_eq!(ours.status, theirs.answered.unwrap_or(200));
    let text = |value: Vec<u8>| String::from_utf8(value).expect("UTF-8");
    let lines: Vec<_> = theirs.headers.into_iter().map(|(name, value)| (name, text(value))).collect();
    assert_eq!(ours.headers, lines);
});
