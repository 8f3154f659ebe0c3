//! Responses that an application explains, and responses that none does.

use super::*;
use crate::pipeline::{self, Input, Options};
use crate::policy::Arena;

const CORS: &str = r#"<cors enabled="true">
<add origin="https://a.example" allowCredentials="true"><exposeHeaders><add header="X-A" /></exposeHeaders></add>
<add origin="https://no.example" allowed="false" /></cors>"#;

const HEADERS: &str = r#"<httpProtocol><customHeaders>
<add name="X-Frame-Options" value="DENY" /><add name="Cache-Control" value="no-store" /></customHeaders>
<redirectHeaders><add name="X-Moved" value="1" /></redirectHeaders></httpProtocol>"#;

const OUTBOUND: &str = r#"<rewrite><outboundRules>
<rule name="cookies"><match serverVariable="RESPONSE_Set_Cookie" pattern=".+" /><action type="Rewrite" value="{R:0}; Secure" /></rule>
<rule name="server"><match serverVariable="RESPONSE_Server" pattern=".+" /><action type="Rewrite" value="" /></rule>
</outboundRules></rewrite>"#;

/// What does not fit: the names of the parts.
fn misfits(sections: &str, habits: &Habits, request: &RequestSpec, got: &Response) -> Vec<String> {
    let config = format!("<system.webServer>{sections}</system.webServer>");
    let input = Input::from_reader("web.config", config.as_bytes()).expect("read");
    let arena = Arena::new();
    let outcome = pipeline::run(input, &Options::default(), &arena);
    let policy = outcome.policy.unwrap_or_else(|| panic!("{:?}", outcome.diagnostics));
    let verdict = Judge::new(&policy, &outcome.sources, habits).judge(request, Some(got));
    let name = |misfit: Misfit| match misfit.item {
        Item::Status => "status".to_owned(),
        Item::Field(field) => field,
    };
    verdict.misfits.into_iter().map(name).collect()
}

fn pairs(lines: &[&str]) -> Vec<(String, String)> {
    let pair = |line: &&str| {
        let (name, value) = line.split_once(": ").expect("a field");
        (name.to_owned(), value.to_owned())
    };
    lines.iter().map(pair).collect()
}

fn request(words: &str, headers: &[&str]) -> RequestSpec {
    let (method, path) = words.split_once(' ').expect("a method and a path");
    RequestSpec {
        method: method.to_owned(),
        path: format!("https://site.example{path}"),
        headers: pairs(headers),
        ..RequestSpec::default()
    }
}

fn response(status: u16, lines: &[&str]) -> Response {
    Response { status, headers: pairs(lines) }
}

#[test]
fn where_the_application_answers_some_application_explains_it() {
    const A: &str = "Origin: https://a.example";
    const OWN: &[&str] = &[
        "access-control-allow-origin: https://a.example",
        "access-control-allow-credentials: true",
        "access-control-expose-headers: X-A",
        "vary: Accept-Encoding, origin",
    ];
    let with = |more: &[&'static str]| -> Vec<&'static str> { [OWN, more].concat() };
    for (sections, headers, got, expected) in [
        (CORS, &[A][..], OWN.to_vec(), &[][..]),
        (CORS, &[A], with(&["server: x", "date: y", "x-frame-options: DENY"]), &[]),
        (CORS, &[A], OWN[..3].to_vec(), &["vary"]),
        (CORS, &[A], OWN[1..].to_vec(), &["access-control-allow-origin"]),
        (CORS, &[A], with(&["access-control-allow-origin: *"]), &["access-control-allow-origin"]),
        (CORS, &[A], with(&["access-control-max-age: 5"]), &["access-control-max-age"]),
        (CORS, &[], vec!["vary: Origin"], &[]),
        (
            CORS,
            &["Origin: null"],
            vec!["vary: Origin", "access-control-allow-origin: null"],
            &["access-control-allow-origin"],
        ),
        (CORS, &["Origin: https://no.example"], vec!["vary: Origin"], &[]),
        (HEADERS, &[], vec!["x-frame-options: DENY", "cache-control: no-store"], &[]),
        (
            HEADERS,
            &[],
            vec![
                "x-frame-options: SAMEORIGIN",
                "x-frame-options: DENY",
                "cache-control: max-age=60, no-store",
            ],
            &[],
        ),
        (
            HEADERS,
            &[],
            vec!["x-frame-options: SAMEORIGIN", "cache-control: no-store"],
            &["x-frame-options"],
        ),
        // CH-5: one line, not two.
        (
            HEADERS,
            &[],
            vec!["x-frame-options: DENY", "cache-control: max-age=60", "cache-control: no-store"],
            &["cache-control"],
        ),
        // What the application does about CORS is its own where the configuration says nothing.
        (
            HEADERS,
            &[A],
            vec![
                "x-frame-options: DENY",
                "cache-control: no-store",
                "access-control-allow-origin: *",
            ],
            &[],
        ),
        (OUTBOUND, &[], vec!["set-cookie: a=b; Secure", "set-cookie: c=d; Secure"], &[]),
        (OUTBOUND, &[], vec!["set-cookie: a=b"], &["set-cookie"]),
        (OUTBOUND, &[], vec!["server: x"], &["server"]),
    ] {
        let request = request("GET /", headers);
        let found = misfits(sections, &Habits::default(), &request, &response(200, &got));
        assert_eq!(found, expected, "{headers:?} {got:?}");
    }
}

#[test]
fn redirect_headers_are_on_redirects_only() {
    let got = ["x-frame-options: DENY", "cache-control: no-store"];
    for (status, expected) in [(200, &[][..]), (302, &["x-moved"])] {
        let found =
            misfits(HEADERS, &Habits::default(), &request("GET /", &[]), &response(status, &got));
        assert_eq!(found, expected, "{status}");
    }
}

#[test]
fn where_iis_answers_all_is_as_it_says() {
    const PREFLIGHT: &[&str] = &["Origin: https://a.example", "Access-Control-Request-Method: PUT"];
    const ANSWER: &[&str] = &[
        "access-control-allow-origin: https://a.example",
        "access-control-allow-credentials: true",
        "vary: Origin",
    ];
    let options = [
        "allow: OPTIONS, TRACE, GET, HEAD, POST",
        "public: OPTIONS,TRACE,GET,HEAD,POST",
        "vary: Origin",
    ];
    let both = format!("{CORS}{HEADERS}");
    let edited =
        [&options[..], &["x-frame-options: DENY", "cache-control: private,no-store"]].concat();
    for (sections, words, headers, status, got, expected) in [
        (CORS, "OPTIONS /", PREFLIGHT, 204, ANSWER, &[][..]),
        (CORS, "OPTIONS /", PREFLIGHT, 200, ANSWER, &["status"]),
        (CORS, "OPTIONS /", PREFLIGHT, 204, &ANSWER[..2], &["vary"]),
        (CORS, "OPTIONS /", &[], 200, &options[..], &[]),
        (CORS, "OPTIONS /", &[], 200, &options[1..], &["allow"]),
        (&both, "OPTIONS /", &[], 200, &edited, &[]),
        (&both, "OPTIONS /", &[], 200, &options, &["x-frame-options", "cache-control"]),
    ] {
        let found =
            misfits(sections, &Habits::default(), &request(words, headers), &response(status, got));
        assert_eq!(found, expected, "{words} {headers:?} {got:?}");
    }
}

/// CM-18: what the application is seen to send without an origin is what it sends.
#[test]
fn an_application_with_cors_of_its_own_is_known_by_its_habits() {
    const FIELD: &str = "access-control-allow-origin";
    let mut habits = Habits::default();
    habits.learn("/own", "GET", FIELD, vec!["https://own.example".to_owned()]);
    let rest = [
        "access-control-allow-credentials: true",
        "access-control-expose-headers: X-A",
        "vary: Origin",
    ];
    for (path, origins, fits) in [
        ("/", &["https://a.example"][..], true),
        ("/own", &["https://own.example"], true),
        ("/own", &["https://a.example"], false),
        ("/own", &["https://own.example", "https://a.example"], false),
        ("/", &["https://own.example"], false),
    ] {
        let lines: Vec<String> = origins.iter().map(|it| format!("{FIELD}: {it}")).collect();
        let got: Vec<&str> = lines.iter().map(String::as_str).chain(rest).collect();
        let request = request(&format!("GET {path}"), &["Origin: https://a.example"]);
        let found = misfits(CORS, &habits, &request, &response(200, &got));
        assert_eq!(found.is_empty(), fits, "{path} {origins:?}: {found:?}");
        assert!(
            misfits(CORS, &Habits::free(true), &request, &response(200, &got)).is_empty()
                == (origins.len() == 1)
        );
    }
}

#[test]
fn static_files_and_dropped_connections_are_known() {
    const FILE: [&str; 2] = ["accept-ranges: bytes", "last-modified: x"];
    let files = r#"<staticContent><clientCache cacheControlMode="UseMaxAge" cacheControlMaxAge="00:01:00" /></staticContent>"#;
    for (got, is_file, expected) in [
        ("cache-control: max-age=60", true, &[][..]),
        ("cache-control: private", true, &["cache-control"]),
        // Of a response that the application makes nothing is known.
        ("cache-control: private", false, &[]),
    ] {
        let lines = if is_file { [&FILE[..], &[got]].concat() } else { vec![got] };
        let request = request("GET /x.css", &[]);
        let found = misfits(files, &Habits::default(), &request, &response(200, &lines));
        assert_eq!(found, expected, "{got} {is_file}");
    }
    let abort = r#"<rewrite><rules><rule name="x"><match url=".*" /><action type="AbortRequest" /></rule></rules></rewrite>"#;
    let config = format!("<system.webServer>{abort}</system.webServer>");
    let input = Input::from_reader("web.config", config.as_bytes()).expect("read");
    let arena = Arena::new();
    let outcome = pipeline::run(input, &Options::default(), &arena);
    let (policy, habits) = (outcome.policy.expect("a policy"), Habits::default());
    let judge = Judge::new(&policy, &outcome.sources, &habits);
    let request = request("GET /", &[]);
    for (got, fits) in
        [(None, true), (Some(response(400, &[])), true), (Some(response(200, &[])), false)]
    {
        assert_eq!(judge.judge(&request, got.as_ref()).misfits.is_empty(), fits, "{got:?}");
    }
}
