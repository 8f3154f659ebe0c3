//! Rules of URL Rewrite behind the layer: what they see of a request while it is there, and after it is gone.

use std::convert::Infallible;
use std::future::ready;

use crate::now;
use crate::support::policy;
use cors_runtime::tower::CorsLayer;
use http::{HeaderMap, HeaderValue, Request, Response};
use tower::{Layer, Service, service_fn};

/// The status and the header fields of the response to a request, to which the application answers 200 with these fields.
fn call(
    rewrite: &str,
    uri: &str,
    fields: &[(&'static str, &'static str)],
    own: &[(&'static str, &'static str)],
) -> (u16, HeaderMap) {
    let mut request = Request::builder().uri(uri).body(()).expect("a request");
    for (name, value) in fields {
        request.headers_mut().append(*name, HeaderValue::from_static(value));
    }
    let app = service_fn(|_: Request<()>| {
        let mut response = Response::new(());
        for (name, value) in own {
            response.headers_mut().append(*name, HeaderValue::from_static(value));
        }
        ready(Ok::<_, Infallible>(response))
    });
    let mut service = CorsLayer::new(policy(&format!("<rewrite>{rewrite}</rewrite>"))).layer(app);
    let Ok(response) = now(service.call(request));
    (response.status().as_u16(), response.headers().clone())
}

#[test]
fn rw_2_rules_see_the_request_before_and_after() {
    const SEEN: &str = "{HTTP_X_A} {QUERY_STRING} {HTTPS} {SERVER_NAME} {SERVER_PORT}";
    for (uri, fields, seen) in [
        ("/p?q=1", &[("host", "h"), ("x-a", "v")][..], "v q=1 on h 443"),
        ("/p", &[], "  on  443"),
        ("/p", &[("host", "h:8080")], "  on h 8080"),
        // As HTTP/2 has them, and proxies.
        ("http://h.example:8080/p?q", &[], " q off h.example 8080"),
        ("http://h.example/p", &[], "  off h.example 80"),
        ("https://h.example/p", &[], "  on h.example 443"),
        ("https://h.example/p", &[("host", "other:1")], "  on other 1"),
    ] {
        let answer = format!(
            r#"<rules><rule name="r"><match url=".*" /><conditions><add input="{SEEN}" pattern="^{seen}$" /></conditions>
               <action type="CustomResponse" statusCode="299" /></rule></rules>"#
        );
        assert_eq!(call(&answer, uri, fields, &[]).0, 299, "RW-2 inbound: {uri} {fields:?}");
        let set = format!(
            r#"<outboundRules><rule name="r"><match serverVariable="RESPONSE_X" pattern=".*" />
               <action type="Rewrite" value="{SEEN}" /></rule></outboundRules>"#
        );
        let (_, headers) = call(&set, uri, fields, &[]);
        assert_eq!(headers["x"], seen, "RW-2 outbound: {uri} {fields:?}");
    }
}

#[test]
fn rw_5_what_is_sent_back_is_what_the_rule_names() {
    let rule = |field: &str, value: &str| {
        format!(
            r#"<rule name="{field}"><match serverVariable="RESPONSE_{field}" pattern=".*" />
               <action type="Rewrite" value="{value}" /></rule>"#
        )
    };
    let rules = [
        rule("X", "{HTTP_X_A}"),
        rule("Y", "{HTTP_X_B}"),
        rule("Z", "{RESPONSE_OWN}"),
        rule("Gone", ""),
        rule("Missing", "{HTTP_X_C}"),
    ];
    let rules = format!("<outboundRules>{}</outboundRules>", rules.concat());
    let own = [("own", "mine"), ("gone", "1"), ("gone", "2"), ("missing", "3")];
    let (_, headers) = call(&rules, "/", &[("x-a", "a"), ("x-b", "b")], &own);
    let mut lines: Vec<_> =
        headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    lines.sort_unstable();
    assert_eq!(lines, [("own", &b"mine"[..]), ("x", b"a"), ("y", b"b"), ("z", b"mine")], "RW-5");
}
