//! Redirects at run time: through the layer, without the service being asked, and without allocations.

#[path = "support/sink.rs"]
mod sink;
#[path = "support/rewrite.rs"]
mod support;

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};

use allocation_counter::measure;
use bytes::Bytes;
use cors_runtime::policy::{Hsts, Scope, Scopes};
use cors_runtime::tower::CorsLayer;
use cors_runtime::{AnsweredBy, Echo, Policy, Request, RequestFields};
use http::{HeaderMap, Response};
use http_body_util::{BodyExt, Full};
use sink::Sink;
use support::policy;
use tower::{Layer, Service, service_fn};

const REDIRECTS: &str = r#"
<httpProtocol>
  <customHeaders><add name="X-Custom" value="1" /></customHeaders>
  <redirectHeaders><add name="X-Redirect" value="2" /></redirectHeaders>
</httpProtocol>
<cors enabled="true"><add origin="https://app.example" /></cors>
<httpRedirect enabled="true" exactDestination="true"><add wildcard="/old/*" destination="/new/$0$Q" /></httpRedirect>
<rewrite>
  <rules>
    <rule name="https" stopProcessing="true">
      <match url="(.*)" />
      <conditions><add input="{HTTPS}" pattern="^OFF$" /></conditions>
      <action type="Redirect" url="https://{HTTP_HOST}/{R:1}" />
    </rule>
    <rule name="named" stopProcessing="true">
      <match url="^go$" />
      <conditions><add input="{HTTP_X_TO}" pattern="(.*)" /></conditions>
      <action type="Redirect" url="/{C:1}" redirectType="Found" appendQueryString="false" />
    </rule>
  </rules>
  <outboundRules>
    <rule name="seen">
      <match serverVariable="RESPONSE_X-Seen" pattern=".*" />
      <conditions><add input="{RESPONSE_Location}" pattern="(.+)" /></conditions>
      <action type="Rewrite" value="{C:1}" />
    </rule>
  </outboundRules>
</rewrite>"#;

/// What the layer makes of a request: the status, the header fields, the body, and how often the service was asked.
async fn call(
    policy: &'static Policy,
    method: &str,
    uri: &str,
    fields: &[(&str, &str)],
) -> (u16, HeaderMap, Bytes, usize) {
    let calls = AtomicUsize::new(0);
    let app = service_fn(|_: http::Request<()>| {
        calls.fetch_add(1, Ordering::Relaxed);
        async { Ok::<_, Infallible>(Response::new(Full::new(Bytes::from_static(b"app")))) }
    });
    let mut request = http::Request::builder().method(method).uri(uri);
    for (name, value) in fields {
        request = request.header(*name, *value);
    }
    let request = request.body(()).expect("a request");
    let response = CorsLayer::new(policy).layer(app).call(request).await.expect("infallible");
    let (parts, body) = response.into_parts();
    let body = body.collect().await.expect("a body in memory").to_bytes();
    (parts.status.as_u16(), parts.headers, body, calls.load(Ordering::Relaxed))
}

#[tokio::test(flavor = "current_thread")]
async fn the_layer_redirects() {
    let policy = policy(REDIRECTS);
    for (row, uri, fields, status, location) in [
        ("RD-8", "http://s.example/a?b=c", &[][..], 301, Some("https://s.example/a?b=c")),
        // The field counts where there is one, and the target where there is none, as with HTTP/2.
        ("RD-8", "http://s.example/a", &[("host", "h.example")], 301, Some("https://h.example/a")),
        ("RW-2: HTTP/1 says no scheme", "/a", &[("host", "h.example")], 200, None),
        (
            "RD-8",
            "/go",
            &[("host", "h"), ("x-to", "a b\u{e9}")],
            302,
            Some("https://h/a%20b%C3%A9"),
        ),
        ("RD-4", "/old/x%3Fy?z", &[("host", "h")], 302, Some("https://h/new/x%3Fy?z")),
    ] {
        let (found, headers, body, calls) = call(policy, "GET", uri, fields).await;
        assert_eq!(found, status, "{row}: {uri}");
        let redirects = location.is_some();
        let lines: Vec<_> = headers.get_all("location").iter().collect();
        assert_eq!(lines, location.into_iter().collect::<Vec<_>>(), "{row}: {uri}");
        assert_eq!((calls, body.is_empty()), (usize::from(!redirects), redirects), "{row}: {uri}");
        assert_eq!(headers["x-custom"], "1", "CH-1: {uri}");
        assert_eq!(headers.contains_key("x-redirect"), redirects, "CH-9: {uri}");
        // Rules for the response see what it has got.
        assert_eq!(headers.get("x-seen"), headers.get("location"), "RW-5: {uri}");
        assert_eq!(headers["vary"], "Origin", "CM-16: {uri}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn preflights_of_the_module_are_not_redirected() {
    let preflight = [
        ("origin", "https://app.example"),
        ("access-control-request-method", "PUT"),
        ("host", "h"),
    ];
    let (status, headers, _, calls) =
        call(policy(REDIRECTS), "OPTIONS", "/old/x", &preflight).await;
    assert_eq!((status, calls), (204, 0), "CM-5, RD-7");
    assert_eq!(headers["access-control-allow-origin"], "https://app.example");
    // What the module grants is on redirects as well.
    let (status, headers, ..) = call(policy(REDIRECTS), "GET", "/old/x", &preflight).await;
    assert_eq!(
        (status, &headers["access-control-allow-origin"]),
        (302, &"https://app.example".parse().expect("a value")),
        "CM-19"
    );
}

/// A path cannot make header fields, whatever is encoded in it.
#[tokio::test(flavor = "current_thread")]
async fn no_location_splits_a_response() {
    let uri = "/old/x%0d%0aSet-Cookie:%20a=b";
    let (status, headers, ..) = call(policy(REDIRECTS), "GET", uri, &[("host", "h")]).await;
    assert_eq!(status, 302);
    assert_eq!(headers["location"], "https://h/new/x%0D%0ASet-Cookie:%20a=b");
    assert!(!headers.contains_key("set-cookie"), "{headers:?}");
}

static STRICT: Policy = Policy::new(Scope::new(""), Scopes::NONE)
    .hsts(Hsts::new("max-age=300").redirect_http_to_https());

#[tokio::test(flavor = "current_thread")]
async fn hsts_through_the_layer() {
    const STS: &str = "strict-transport-security";
    for (uri, fields, status, location) in [
        ("http://s.example:80/a%20b?c", &[][..], 301, Some("https://s.example/a%20b?c")),
        ("https://s.example/", &[], 200, None),
        ("/", &[("host", "s.example")], 200, None),
    ] {
        let (found, headers, _, calls) = call(&STRICT, "OPTIONS", uri, fields).await;
        assert_eq!((found, calls), (status, usize::from(status == 200)), "ST-5: {uri}");
        let lines: Vec<_> = headers.get_all("location").iter().collect();
        assert_eq!(lines, location.into_iter().collect::<Vec<_>>(), "ST-5: {uri}");
        assert_eq!(headers.contains_key(STS), location.is_none(), "ST-3: {uri}");
    }
}

/// A request with a host, of which it is known how it came.
#[derive(Debug)]
struct Fields(bool);

impl RequestFields for Fields {
    fn header(&self, name: &str) -> Option<&[u8]> {
        (name == "host").then_some(b"s.example")
    }

    fn query(&self) -> Option<&[u8]> {
        Some(b"a=b")
    }

    fn is_https(&self) -> Option<bool> {
        Some(self.0)
    }
}

#[test]
fn nothing_is_allocated() {
    let rules = policy(REDIRECTS);
    let options = policy(
        r#"<handlers><add name="node" path="server.js" verb="*" modules="iisnode" /></handlers>
           <rewrite><rules><rule name="all"><match url="(.*)" /><action type="Rewrite" url="server.js" /></rule></rules></rewrite>"#,
    );
    for (policy, method, path, is_https, by, needs_request) in [
        (rules, "GET", "/a", false, AnsweredBy::UrlRewrite, true),
        (rules, "GET", "/old/%61", true, AnsweredBy::HttpRedirect, true),
        (rules, "GET", "/x", true, AnsweredBy::Application, true),
        (options, "OPTIONS", "/x", true, AnsweredBy::Application, false),
        (&STRICT, "GET", "/x", false, AnsweredBy::Hsts, true),
        (&STRICT, "GET", "/x", true, AnsweredBy::Application, false),
    ] {
        let mut sink = Sink::default();
        let counted = measure(|| {
            let fields = Fields(is_https);
            let request = Request::new(method.as_bytes(), path.as_bytes()).fields(&fields);
            let decision = policy.decide(&request);
            assert_eq!(decision.answered_by(), by);
            assert_eq!(decision.needs_request(), needs_request);
            let status = decision.answer().map_or(200, |answer| answer.status);
            decision.apply_to(&request, status, &Echo::default(), &mut sink);
            assert!(sink.set <= decision.max_edits() + 1, "room for what rules add");
        });
        assert_eq!(counted.count_total, 0, "{method} {path}");
    }
}
