//! URL Rewrite at run time: through the layer, without allocations, on texts that have to be put together, on hostile ones.

#[path = "support/sink.rs"]
mod sink;
#[path = "support/rewrite.rs"]
mod support;

use std::convert::Infallible;
use std::fmt;

use allocation_counter::measure;
use bytes::Bytes;
use cors_runtime::tower::CorsLayer;
use cors_runtime::{AnsweredBy, Echo, Policy, Request, RequestFields};
use http::{HeaderMap, HeaderValue, Response};
use http_body_util::{BodyExt, Full};
use sink::Sink;
use support::policy;
use tower::{Layer, Service, service_fn};

const ECHO: &str = r#"<rewrite>
  <rules>
    <rule name="preflight" stopProcessing="true">
      <match url="^api/" />
      <conditions><add input="{REQUEST_METHOD}" pattern="^OPTIONS$" /></conditions>
      <action type="CustomResponse" statusCode="200" statusDescription="go on" />
    </rule>
    <rule name="abort"><match url="^internal" /><action type="AbortRequest" /></rule>
  </rules>
  <outboundRules>
    <rule name="origin">
      <match serverVariable="RESPONSE_Access-Control-Allow-Origin" pattern=".*" />
      <conditions><add input="{HTTP_ORIGIN}" pattern="^https://([a-z]+)\.example$" /></conditions>
      <action type="Rewrite" value="{C:0}" />
    </rule>
    <rule name="tenant">
      <match serverVariable="RESPONSE_X-Tenant" pattern="^$" />
      <conditions><add input="{HTTP_ORIGIN} {QUERY_STRING}" pattern="//([a-z]+)\..* (.*)" /></conditions>
      <action type="Rewrite" value="{ToLower:{C:1}}-{UrlDecode:{C:2}}" />
    </rule>
  </outboundRules>
</rewrite>"#;

/// What the layer makes of a request: the status, the header fields and the body.
async fn call(
    policy: &'static Policy,
    method: &str,
    uri: &str,
    origin: &str,
    own: &'static [(&'static str, &'static str)],
) -> (u16, HeaderMap, Bytes) {
    let app = service_fn(move |_: http::Request<()>| async move {
        let mut response = Response::new(Full::new(Bytes::from_static(b"app")));
        for (name, value) in own {
            response.headers_mut().append(*name, HeaderValue::from_static(value));
        }
        Ok::<_, Infallible>(response)
    });
    let request = http::Request::builder().method(method).uri(uri).header("origin", origin);
    let request = request.body(()).expect("a request");
    let response = CorsLayer::new(policy).layer(app).call(request).await.expect("infallible");
    let (parts, body) = response.into_parts();
    let body = body.collect().await.expect("a body in memory").to_bytes();
    (parts.status.as_u16(), parts.headers, body)
}

#[tokio::test(flavor = "current_thread")]
async fn the_layer_answers_and_rewrites() {
    let policy = policy(ECHO);
    let (status, headers, body) = call(policy, "OPTIONS", "/api/x", "https://a.example", &[]).await;
    assert_eq!((status, &body[..]), (200, &b"go on"[..]));
    assert_eq!(headers["access-control-allow-origin"], "https://a.example");

    let (status, headers, body) =
        call(policy, "GET", "/internal/x", "https://a.example", &[]).await;
    assert_eq!((status, &body[..]), (400, &b""[..]));
    assert_eq!(headers["connection"], "close");

    let own = &[("access-control-allow-origin", "*"), ("access-control-allow-origin", "b")];
    let (status, headers, body) =
        call(policy, "GET", "/x?q=%41", "https://Shop.example", own).await;
    assert_eq!((status, &body[..]), (200, &b"app"[..]));
    let lines: Vec<_> = headers.get_all("access-control-allow-origin").iter().collect();
    assert_eq!(lines, ["https://Shop.example"], "RW-5: the whole value is set");
    assert_eq!(headers["x-tenant"], "shop-q=A");

    let (_, headers, _) = call(policy, "GET", "/", "https://a.example.evil", own).await;
    assert_eq!(headers.get_all("access-control-allow-origin").iter().count(), 2, "untouched");
}

#[tokio::test(flavor = "current_thread")]
async fn no_rule_writes_what_http_forbids() {
    let split = "/?%0d%0aSet-Cookie:%20a=b";
    let (_, headers, _) = call(policy(ECHO), "GET", split, "https://a.example", &[]).await;
    assert!(
        !headers.contains_key("x-tenant") && !headers.contains_key("set-cookie"),
        "{headers:?}"
    );
}

/// Header fields of a request.
struct Fields<'a>(&'a [(&'a str, &'a [u8])], Option<&'a [u8]>);

impl fmt::Debug for Fields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fields")
    }
}

impl RequestFields for Fields<'_> {
    fn header(&self, name: &str) -> Option<&[u8]> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    fn query(&self) -> Option<&[u8]> {
        self.1
    }
}

#[test]
fn nothing_is_allocated() {
    let policy = policy(ECHO);
    let fields = Fields(&[], Some(b"q=%41%zz"));
    for (method, path, origin, by) in [
        ("OPTIONS", "/api/x", "https://a.example", AnsweredBy::UrlRewrite),
        ("OPTIONS", "/%61pi/x", "https://b", AnsweredBy::UrlRewrite),
        ("GET", "/internal", "null", AnsweredBy::Aborted),
        ("GET", "/", "https://Shop.example", AnsweredBy::Application),
    ] {
        let mut sink = Sink::default();
        let counted = measure(|| {
            let request = Request::new(method.as_bytes(), path.as_bytes())
                .origin(Some(origin.as_bytes()))
                .fields(&fields);
            let decision = policy.decide(&request);
            assert_eq!(decision.answered_by(), by);
            decision.apply_to(&request, 200, &Echo::default(), &mut sink);
        });
        assert_eq!(counted.count_total, 0, "{method} {path}");
    }
}

#[test]
fn a_text_in_pieces_is_the_text() {
    let rule = |name: &str, input: &str, pattern: &str| {
        format!(
            r#"<rule name="{name}"><match serverVariable="RESPONSE_{name}" pattern=".*" /><conditions>
               <add input="{input}" pattern="{pattern}" /></conditions>
               <action type="Rewrite" value="[{{C:0}}|{{C:1}}|{{C:2}}]" /></rule>"#
        )
    };
    for pattern in [r"^(.*)-(\d+)$", "(a*)(b*)", "(?:(x)|(y))+", "([^/]+)/([^/]+)$", "z?(.)(.)?"] {
        let rules =
            rule("X-Whole", "{HTTP_C}", pattern) + &rule("X-Pieces", "{HTTP_A}{HTTP_B}", pattern);
        let policy = policy(&format!("<rewrite><outboundRules>{rules}</outboundRules></rewrite>"));
        for text in ["", "a", "ab-12", "xyx", "aaabbb", "p/q/r", "-1", "z", "\u{e9}\u{e8}", "yx-0"]
        {
            for cut in 0..=text.len() {
                let (a, b) = text.as_bytes().split_at(cut);
                let lines = [("a", a), ("b", b), ("c", text.as_bytes())];
                let fields = Fields(&lines, None);
                let request = Request::new(b"GET", b"/").fields(&fields);
                let mut response = Texts(Vec::new());
                let decision = policy.decide(&request);
                decision.apply_to(&request, 200, &Echo::default(), &mut response);
                let text_of =
                    |name: &str| response.0.iter().find(|(n, _)| n == name).map(|(_, t)| t);
                assert_eq!(text_of("X-Whole"), text_of("X-Pieces"), "{pattern} {text} {cut}");
            }
        }
    }
}

/// A response that keeps the texts that it is given.
struct Texts(Vec<(String, Vec<u8>)>);

impl cors_runtime::ResponseHeaders<'static> for Texts {
    type Value = Vec<u8>;

    fn value(text: &'static str) -> Vec<u8> {
        text.into()
    }

    fn edit(&mut self, edit: cors_runtime::Edit<'static, Vec<u8>>) {
        self.0.push((edit.field.name().to_owned(), edit.value));
    }
}

impl cors_runtime::OpenHeaders<'static> for Texts {
    fn lines(&self, _: cors_runtime::Field<'static>) -> impl Iterator<Item = &[u8]> {
        std::iter::empty()
    }

    fn remove(&mut self, _: cors_runtime::Field<'static>, _: cors_runtime::Reason) {}
}

impl cors_runtime::RewriteHeaders<'static> for Texts {
    fn compose(&self, text: &cors_runtime::rewrite::Written<'_, 'static>) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        text.for_each(|byte| bytes.push(byte));
        Some(bytes)
    }

    fn change_lines(
        &mut self,
        _: cors_runtime::Field<'static>,
        _: cors_runtime::Reason,
        _: impl FnMut(&Self, &[u8]) -> cors_runtime::Change<Vec<u8>>,
    ) {
    }
}

#[tokio::test(flavor = "current_thread")]
async fn no_cookie_is_lost_and_joined_fields_are_one_value() {
    let rule = |field: &str| {
        format!(
            r#"<rule name="{field}"><match serverVariable="RESPONSE_{field}" pattern="^[^!]+$" />
               <action type="Rewrite" value="{{R:0}}; x" /></rule>"#
        )
    };
    let policy = policy(&format!(
        "<rewrite><outboundRules>{}{}</outboundRules></rewrite>",
        rule("Set-Cookie"),
        rule("Vary")
    ));
    let own = &[
        ("set-cookie", "a=1"),
        ("vary", "Accept"),
        ("set-cookie", "!kept"),
        ("set-cookie", "b=2"),
        ("vary", "Origin"),
    ];
    let (_, headers, _) = call(policy, "GET", "/", "https://a.example", own).await;
    let cookies: Vec<_> = headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a=1; x", "!kept", "b=2; x"], "RW-5");
    let vary: Vec<_> = headers.get_all("vary").iter().collect();
    assert_eq!(vary, ["Accept,Origin; x"], "RW-5, CH-5");
}

/// Header fields of a request that count how often they are asked for.
#[derive(Debug, Default)]
struct Counted(std::cell::Cell<usize>);

impl RequestFields for Counted {
    fn header(&self, _: &str) -> Option<&[u8]> {
        self.0.set(self.0.get() + 1);
        Some(b"https://a.example")
    }

    fn query(&self) -> Option<&[u8]> {
        None
    }
}

/// Whether rules fired is found out once, so that variables made of variables do not multiply.
#[test]
fn chained_variables_read_the_request_a_few_times() {
    let reads = |count: usize| {
        let rule = |n: usize| {
            let from = if n == 0 { "HTTP_REFERER".to_owned() } else { format!("V{}", n - 1) };
            format!(
                r#"<rule name="r{n}"><match url=".*" /><conditions><add input="{{{from}}}" pattern="^https:" /></conditions>
                   <serverVariables><set name="V{n}" value="{{{from}}}" /></serverVariables><action type="None" /></rule>"#
            )
        };
        let rules: String = (0..count).map(rule).collect();
        let policy = policy(&format!(
            r#"<rewrite><rules>{rules}</rules><outboundRules><rule name="o"><match serverVariable="RESPONSE_X" pattern=".*" />
               <action type="Rewrite" value="{{V{}}}" /></rule></outboundRules></rewrite>"#,
            count - 1
        ));
        let fields = Counted::default();
        let request = Request::new(b"GET", b"/").fields(&fields);
        let mut response = Texts(Vec::new());
        policy.decide(&request).apply_to(&request, 200, &Echo::default(), &mut response);
        assert_eq!(response.0, [("X".to_owned(), b"https://a.example".to_vec())]);
        fields.0.get()
    };
    let (ten, forty) = (reads(10), reads(40));
    assert!(ten <= 10 * 10 && forty <= 40 * 10, "{ten}, {forty} reads");
}
