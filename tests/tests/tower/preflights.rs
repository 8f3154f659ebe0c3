//! Answers to preflights are made once and cloned for all who get the same: nobody gets what is somebody else's.

use cors_runtime::policy::{Header, Hsts, Scope};
use cors_runtime::tower::CorsLayer;
use cors_runtime::{Policy, field_name};
use cors_tests::build;
use cors_tests::model::{Rule, Section};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, STRICT_TRANSPORT_SECURITY,
};
use http::{HeaderMap, Request, Response};
use tower::{Layer, Service, service_fn};

use crate::{now, values};

/// Two tenants who are granted the same, and one each with another method, age, list or credentials, or what is asked for.
fn section() -> Section {
    let rule = |origin: &str| Rule {
        methods: vec!["PUT".into()],
        headers: vec!["x-a".into()],
        max_age: 600,
        ..Rule::new(origin)
    };
    let rules = vec![
        rule("https://a.example"),
        rule("https://same.example"),
        Rule { methods: vec!["PATCH".into()], ..rule("https://method.example") },
        Rule { max_age: 60, ..rule("https://age.example") },
        Rule { headers: vec!["x-b".into()], ..rule("https://list.example") },
        Rule { credentials: true, ..rule("https://credentials.example") },
        Rule { all_requested: true, ..rule("https://requested.example") },
        Rule { ..rule("*") },
    ];
    Section { fail_unlisted: false, rules }
}

/// The scope of other paths says more, with fields of the names that rules send.
fn policy() -> &'static Policy {
    const MORE: &[Header] = &[
        Header::line(field_name!("Access-Control-Allow-Origin"), "https://configured.example"),
        Header::line(field_name!("Access-Control-Allow-Headers"), "x-configured"),
    ];
    let cors = build::cors(&section());
    let more = Scope::new("more").cors(cors).custom_headers(MORE);
    let policy = Policy::new(Scope::new("").cors(cors), build::scopes(vec![more]));
    Box::leak(Box::new(policy.hsts(Hsts::new("max-age=1"))))
}

fn answer(layer: CorsLayer, uri: &str, origin: &str, asked: Option<&str>) -> HeaderMap {
    let mut request = Request::options(uri)
        .header("origin", origin)
        .header("access-control-request-method", "PUT");
    if let Some(asked) = asked {
        request = request.header("access-control-request-headers", asked);
    }
    let app = service_fn(async |_| Ok::<_, std::convert::Infallible>(Response::new(())));
    let Ok(response) = now(layer.layer(app).call(request.body(()).expect("all parts are valid")));
    assert_eq!(response.status(), 204);
    response.into_parts().0.headers
}

/// Methods, header fields, age, whether with credentials.
type Grant = (&'static str, &'static [&'static str], &'static str, bool);

#[test]
fn cm_5_each_gets_their_own() {
    let layer = CorsLayer::new(policy());
    let cases: [(&str, Option<&str>, &str, Grant); 11] = [
        ("a", Some("x-q"), "https://a.example", ("PUT", &["x-a"], "600", false)),
        ("same", Some("x-q"), "https://same.example", ("PUT", &["x-a"], "600", false)),
        ("a", None, "https://a.example", ("PUT", &["x-a"], "600", false)),
        ("method", Some("x-q"), "https://method.example", ("PATCH", &["x-a"], "600", false)),
        ("age", Some("x-q"), "https://age.example", ("PUT", &["x-a"], "60", false)),
        ("list", Some("x-q"), "https://list.example", ("PUT", &["x-b"], "600", false)),
        ("credentials", None, "https://credentials.example", ("PUT", &["x-a"], "600", true)),
        ("requested", Some("x-q"), "https://requested.example", ("PUT", &["x-q"], "600", false)),
        ("requested", Some("x-r"), "https://requested.example", ("PUT", &["x-r"], "600", false)),
        ("requested", None, "https://requested.example", ("PUT", &[], "600", false)),
        ("unlisted", Some("x-q"), "*", ("PUT", &["x-a"], "600", false)),
    ];
    // The second time all are clones. Under `/more` the configured lines come behind those of the rule.
    for _ in 0..2 {
        for (host, asked, origin, (methods, names, age, has_credentials)) in cases {
            let sent = answer(layer, "/x", &format!("https://{host}.example"), asked);
            let of = |name| values(&sent, &name);
            assert_eq!(of(ACCESS_CONTROL_ALLOW_ORIGIN), [origin], "{host}");
            assert_eq!(of(ACCESS_CONTROL_ALLOW_METHODS), [methods], "{host}");
            assert_eq!(of(ACCESS_CONTROL_ALLOW_HEADERS), names, "{host}");
            assert_eq!(of(ACCESS_CONTROL_MAX_AGE), [age], "{host}");
            assert_eq!(of(ACCESS_CONTROL_ALLOW_CREDENTIALS).len(), usize::from(has_credentials));
            let more = answer(layer, "/more", &format!("https://{host}.example"), asked);
            let configured = [origin, "https://configured.example"];
            assert_eq!(values(&more, &ACCESS_CONTROL_ALLOW_ORIGIN), configured, "{host}");
            let configured = [names, &["x-configured"]].concat();
            assert_eq!(values(&more, &ACCESS_CONTROL_ALLOW_HEADERS), configured, "{host}");
        }
    }
}

/// An empty list asks for nothing, so that nothing of it is in the place of what is configured.
#[test]
fn cm_7_an_empty_list_is_not_sent_back() {
    let layer = CorsLayer::new(policy());
    let sent = answer(layer, "/more", "https://requested.example", Some(""));
    assert_eq!(values(&sent, &ACCESS_CONTROL_ALLOW_HEADERS), ["x-configured"]);
}

#[test]
fn st_5_what_is_said_over_tls_is_not_said_without() {
    let layer = CorsLayer::new(policy());
    for _ in 0..2 {
        for (uri, lines) in [("https://site.example/x", 1), ("http://site.example/x", 0)] {
            let sent = answer(layer, uri, "https://a.example", None);
            assert_eq!(values(&sent, &STRICT_TRANSPORT_SECURITY).len(), lines, "{uri}");
        }
    }
}
