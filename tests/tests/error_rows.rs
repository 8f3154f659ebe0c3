//! The rows about what IIS and ASP.NET add to responses and do with errors: what a service does by itself, and what stays as it is.

use cors_gen::explain::{App, Explainer, Explanation, RequestSpec};
use cors_gen::pipeline::{self, Input, Options, Outcome};
use cors_gen::policy::Arena;

const ORIGIN: &str = "https://app.example";
const SITE: &str = r#"
<cors enabled="true"><add origin="https://app.example" /></cors>
<httpProtocol><customHeaders><add name="X-Frame-Options" value="DENY" /></customHeaders></httpProtocol>
<security><requestFiltering><verbs><add verb="TRACE" allowed="false" /></verbs></requestFiltering></security>"#;

fn run<'p>(sections: &str, arena: &'p Arena) -> Outcome<'p> {
    let text =
        format!("<configuration><system.webServer>{sections}</system.webServer></configuration>");
    let input = Input::from_reader("web.config", text.as_bytes()).expect("bytes can be read");
    pipeline::run(input, &Options::default(), arena)
}

/// What comes of a request from an origin that is allowed, where the application answers with `status`.
fn answer(method: &str, status: u16) -> Explanation {
    let arena = Arena::new();
    let outcome = run(SITE, &arena);
    let policy = outcome.policy.as_ref().unwrap_or_else(|| panic!("{:?}", outcome.diagnostics));
    let request = RequestSpec {
        method: method.to_owned(),
        headers: vec![("Origin".to_owned(), ORIGIN.to_owned())],
        app: App { status: Some(status), headers: Vec::new() },
        ..RequestSpec::default()
    };
    Explainer::new(policy, &outcome.sources).explain(&request)
}

fn names(answer: &Explanation) -> Vec<&str> {
    answer.headers.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn si_1_no_answer_says_who_the_server_is() {
    for method in ["GET", "OPTIONS", "TRACE"] {
        let answer = answer(method, 200);
        let server = names(&answer).into_iter().find(|name| name.eq_ignore_ascii_case("server"));
        assert_eq!(server, None, "SI-1: {method}");
    }
}

#[test]
fn er_1_and_er_3_errors_keep_their_status_and_get_the_headers() {
    for status in [404, 500, 503] {
        let answer = answer("GET", status);
        assert_eq!((answer.status, answer.answered_by), (status, "application"), "ER-3");
        let expected = ["Access-Control-Allow-Origin", "Vary", "X-Frame-Options"];
        assert_eq!(names(&answer), expected, "ER-1: {status}");
    }
}

#[test]
fn er_12_what_request_filtering_refuses_has_nothing_of_the_cors_module_but_vary() {
    let answer = answer("TRACE", 200);
    assert_eq!((answer.status, answer.answered_by), (404, "request-filtering"), "ER-12");
    assert_eq!(names(&answer), ["Connection", "Vary", "X-Frame-Options"], "ER-12");
}

/// Errors that IIS answers by default, with pages that nobody asked for, are no finding; nor is a setting that no client sees.
#[test]
fn what_changes_nothing_is_not_told() {
    for (row, sections) in [
        ("ER-2", r#"<httpErrors errorMode="DetailedLocalOnly" existingResponse="Auto" />"#),
        ("ER-4", r#"<httpErrors existingResponse="PassThrough" />"#),
        ("ER-9", r#"<httpErrors lockAttributes="defaultPath" />"#),
        (
            "AR-2",
            r#"<rewrite><outboundRules rewriteBeforeCache="true"><rule name="r"><match serverVariable="RESPONSE_X-A" pattern=".*" /><action type="Rewrite" value="1" /></rule></outboundRules></rewrite>"#,
        ),
    ] {
        let arena = Arena::new();
        let outcome = run(sections, &arena);
        assert!(outcome.policy.is_some(), "{row}: {:?}", outcome.diagnostics);
        assert!(outcome.diagnostics.is_empty(), "{row}: {:?}", outcome.diagnostics);
    }
}
