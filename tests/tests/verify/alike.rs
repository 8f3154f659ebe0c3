//! The stand-in and `explain` answer alike, without a network between them: so that a difference that `verify` finds is of its
//! own making.

use cors_gen::explain::{App, Explainer, RequestSpec};
use cors_gen::pipeline::{self, Input, Options};
use cors_gen::policy::Arena;
use cors_gen::probe::{self, Wanted};
use cors_tests::standin::http::{Request, Response};
use cors_tests::standin::{Site, application, iis};

#[test]
fn the_stand_in_does_what_the_rows_say() {
    let mut asked = 0;
    for number in 1..=60 {
        asked += compare(&Site::drawn(number), number);
    }
    assert!(asked > 5_000, "{asked} requests");
}

/// Asks both what is worth asking about a site.
fn compare(site: &Site, number: u64) -> usize {
    let text = site.to_string();
    let arena = Arena::new();
    let input = Input::from_reader("web.config", text.as_bytes()).expect("text in memory");
    let outcome = pipeline::run(input, &Options::default(), &arena);
    let Some(policy) = &outcome.policy else {
        panic!("{number}: {:?}\n{text}", outcome.diagnostics)
    };
    let paths = ["/", "/missing", "/api/boom", "/api/own", "/api/v1/orders?x=1", "/moved/own?x=1"];
    let wanted = Wanted { paths: paths.map(str::to_owned).to_vec(), most_origins: None };
    let probes = probe::probes(policy.policy, &wanted);
    let explainer = Explainer::new(policy, &outcome.sources);
    for probe in &probes {
        let request = request(&probe.request);
        let app = application::answer(&request);
        let headers = app.lines.iter().map(|(name, value)| (name.clone(), text_of(value)));
        let app = App { status: Some(app.status), headers: headers.collect() };
        let answer = explainer.explain(&RequestSpec { app, ..probe.request.clone() });
        let expected = sorted(answer.status, answer.headers);
        let Response { status, lines, .. } = iis::respond(site, None, &request);
        let got = lines.into_iter().map(|(name, value)| (name, text_of(&value))).collect();
        assert_eq!(sorted(status, got), expected, "{number}: {request:?}\n{text}");
    }
    probes.len()
}

fn request(spec: &RequestSpec) -> Request {
    let lines = spec.headers.iter().map(|(name, value)| (name.clone(), value.clone().into_bytes()));
    Request {
        method: spec.method.clone(),
        target: spec.path.clone(),
        lines: lines.collect(),
        is_https: false,
    }
}

fn text_of(value: &[u8]) -> String {
    String::from_utf8_lossy(value).into_owned()
}

/// The order between fields means nothing, that of the lines of one field does.
fn sorted(status: u16, mut lines: Vec<(String, String)>) -> (u16, Vec<(String, String)>) {
    for (name, _) in &mut lines {
        name.make_ascii_lowercase();
    }
    lines.sort_by(|(one, _), (other, _)| one.cmp(other));
    (status, lines)
}
