//! A policy made by hand, asked about.

use super::{Explainer, Explanation, RequestSpec, render};
use cors_runtime::policy::{Cors, Header, OptionsHandler, OriginRule, Policy, Scope, Verbs};
use cors_runtime::{field_name, origins, scopes};

use crate::assume::Assumptions;
use crate::policy::{
    AllowListPlaces, Arena, CorsPlaces, HandlerPlace, Lowered, RulePlaces, ScopePlaces,
};
use crate::source::{SourceMap, Span};

const TEXT: &str = r#"<configuration>
  <system.webServer>
    <cors enabled="true"
          failUnlistedOrigins="true">
      <add origin="https://a.example" allowCredentials="true" maxAge="600">
        <allowMethods><add method="PUT" /></allowMethods>
        <allowHeaders allowAllRequestedHeaders="true" />
        <exposeHeaders><add header="X-Total" /></exposeHeaders>
      </add>
    </cors>
    <add name="X-One" value="1" />
    <add name="Cache-Control" value="no-store" />
    <add name="X-Redirect" value="2" />
    <add verb="TRACE" allowed="false" />
    <verbs allowUnlisted="true">
  </system.webServer>
  <location path="open"><add name="X-Open" value="3" /></location>
</configuration>
"#;
const STOCK: &str = r#"<add name="OPTIONSVerbHandler" path="*" verb="OPTIONS" />"#;

static RULES: [OriginRule; 1] = [OriginRule::exact("https://a.example")
    .allow_credentials()
    .max_age("600")
    .allow_methods("PUT")
    .allow_requested_headers()
    .expose_headers("X-Total")];
static OPTIONS: [OptionsHandler; 1] = [OptionsHandler::verb_handler("OPTIONSVerbHandler", "*")];
static CUSTOM: [Header; 2] = [
    Header::line(field_name!("X-One"), "1"),
    Header::joined(field_name!("Cache-Control"), "no-store"),
];
static REDIRECT: [Header; 1] = [Header::line(field_name!("X-Redirect"), "2")];
static OPEN: [Header; 1] = [Header::line(field_name!("X-Open"), "3")];
static DEEPER: [Scope; 1] = [Scope::new("open").options(&OPTIONS).custom_headers(&OPEN)];
static POLICY: Policy = Policy::new(
    Scope::new("")
        .verbs(Verbs::new(&[("TRACE", false)], true))
        .cors(Cors::new(origins!(RULES)).fail_unlisted_origins())
        .options(&OPTIONS)
        .custom_headers(&CUSTOM)
        .redirect_headers(&REDIRECT),
    scopes!(DEEPER),
);

/// The policy with the places of its items in `TEXT`.
fn lowered<'p>(sources: &mut SourceMap, arena: &'p Arena) -> Lowered<'p> {
    let file = sources.add("web.config", None, TEXT.to_owned());
    let stock = sources.add("<IIS 10>", None, STOCK.to_owned());
    let at = |part: &str| {
        let start = TEXT.find(part).expect(part);
        Span::new(file, start, start + part.len())
    };
    let rule = RulePlaces {
        tag: at("<add origin=\"https://a.example\" allowCredentials=\"true\" maxAge=\"600\">"),
        credentials: Some(at("allowCredentials=\"true\"")),
        max_age: Some(at("maxAge=\"600\"")),
        allow_methods: Some(at("<allowMethods><add method=\"PUT\" /></allowMethods>")),
        allow_headers: Some(at("allowAllRequestedHeaders=\"true\"")),
        expose_headers: Some(at("<exposeHeaders>")),
    };
    let options = arena.list(&[HandlerPlace::Mapping(Span::new(stock, 0, STOCK.len()))]);
    let custom_headers = [
        at("<add name=\"X-One\" value=\"1\" />"),
        at("<add name=\"Cache-Control\" value=\"no-store\" />"),
    ];
    let root = ScopePlaces {
        opened: at("<configuration>"),
        verbs: Some(AllowListPlaces {
            allow_unlisted: at("allowUnlisted=\"true\""),
            listed: arena.list(&[at("<add verb=\"TRACE\" allowed=\"false\" />")]),
        }),
        filtering: None,
        cors: Some(CorsPlaces {
            section: at("<cors enabled=\"true\"\n          failUnlistedOrigins=\"true\">"),
            fail_unlisted: at("failUnlistedOrigins=\"true\""),
            rules: arena.list(&[rule]),
        }),
        options,
        custom_headers: arena.list(&custom_headers),
        redirect_headers: arena.list(&[at("<add name=\"X-Redirect\" value=\"2\" />")]),
        rewrite: None,
        static_files: None,
        http_redirect: None,
    };
    let open = ScopePlaces {
        opened: at("<location path=\"open\">"),
        verbs: None,
        filtering: None,
        cors: None,
        options,
        custom_headers: arena.list(&[at("<add name=\"X-Open\" value=\"3\" />")]),
        redirect_headers: &[],
        rewrite: None,
        static_files: None,
        http_redirect: None,
    };
    let assume = Assumptions::default();
    Lowered { policy: &POLICY, root, deeper: arena.list(&[open]), hsts: None, assume }
}

fn explain(request: &RequestSpec) -> Explanation {
    let (mut sources, arena) = (SourceMap::default(), Arena::new());
    let lowered = lowered(&mut sources, &arena);
    Explainer::new(&lowered, &sources).explain(request)
}

fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> RequestSpec {
    let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    let (method, path) = (method.to_owned(), path.to_owned());
    RequestSpec { method, path, headers, ..RequestSpec::default() }
}

/// The reasons, each as `header <- place text`.
fn reasons(explanation: &Explanation) -> Vec<String> {
    let reasons = explanation.because.iter();
    reasons.map(|b| format!("{} <- {} {}", b.header, b.source, b.text)).collect()
}

const PREFLIGHT: &[(&str, &str)] = &[
    ("origin", "https://a.example"),
    ("access-control-request-method", "PUT"),
    ("access-control-request-headers", "x-é"),
];

#[test]
fn a_preflight_points_at_the_most_precise_places() {
    let explanation = explain(&request("OPTIONS", "/", PREFLIGHT));
    assert_eq!((explanation.answered_by, explanation.status), ("cors", 204));
    let headers: Vec<(&str, &str)> =
        explanation.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(
        headers,
        [
            ("Access-Control-Allow-Origin", "https://a.example"),
            ("Access-Control-Allow-Credentials", "true"),
            ("Access-Control-Allow-Methods", "PUT"),
            ("Access-Control-Allow-Headers", "x-é"),
            ("Access-Control-Max-Age", "600"),
            ("Vary", "Origin"),
            ("X-One", "1"),
            ("Cache-Control", "no-store"),
        ]
    );
    let rule = r#"<add origin="https://a.example" allowCredentials="true" maxAge="600">"#;
    assert_eq!(
        reasons(&explanation),
        [
            format!("Access-Control-Allow-Origin <- web.config:5:7 {rule}"),
            "Access-Control-Allow-Credentials <- web.config:5:39 allowCredentials=\"true\"".into(),
            "Access-Control-Allow-Methods <- web.config:6:9 <allowMethods>".into(),
            "Access-Control-Allow-Headers <- web.config:7:23 allowAllRequestedHeaders=\"true\""
                .into(),
            "Access-Control-Max-Age <- web.config:5:63 maxAge=\"600\"".into(),
            "Vary <- web.config:3:5 <cors enabled=\"true\" failUnlistedOrigins=\"true\">".into(),
            "X-One <- web.config:11:5 <add name=\"X-One\" value=\"1\" />".into(),
            "Cache-Control <- web.config:12:5 <add name=\"Cache-Control\" value=\"no-store\" />"
                .into(),
        ]
    );
    assert_eq!(explanation.decided_by.map(|place| place.source).as_deref(), Some("web.config:5:7"));
}

#[test]
fn the_application_keeps_its_lines_and_its_own_origin() {
    let mut asked = request("GET", "/x", &[("Origin", "https://a.example")]);
    let line = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    asked.app.headers = vec![
        line("access-control-allow-origin", "https://mine"),
        line("X-One", "0"),
        line("cache-control", "a"),
        line("Content-Type", "text/plain"),
        line("Cache-Control", "b"),
    ];
    let explanation = explain(&asked);
    assert_eq!((explanation.answered_by, &explanation.decided_by), ("application", &None));
    assert_eq!(
        explanation.headers,
        [
            line("access-control-allow-origin", "https://mine"),
            line("X-One", "0"),
            line("cache-control", "a,b,no-store"),
            line("Content-Type", "text/plain"),
            line("Access-Control-Allow-Credentials", "true"),
            line("Access-Control-Expose-Headers", "X-Total"),
            line("Vary", "Origin"),
            line("X-One", "1"),
        ],
        "CM-18, CH-5"
    );
    let names: Vec<&str> = explanation.because.iter().map(|b| b.header.as_str()).collect();
    assert_eq!(
        names,
        [
            "Access-Control-Allow-Credentials",
            "Access-Control-Expose-Headers",
            "Vary",
            "X-One",
            "cache-control"
        ]
    );
}

#[test]
fn each_answer_has_a_place() {
    let unlisted = [("Origin", "https://b.example")];
    let no_acrm = [("Origin", "https://a.example")];
    for (asked, by, status, place) in [
        (request("GET", "/", &unlisted), "cors-forbidden", 403, "web.config:4:11"),
        (request("TRACE", "/", &[]), "request-filtering", 404, "web.config:14:5"),
        (request("OPTIONS", "/", &no_acrm), "options-verb-handler", 200, "<IIS 10>:1:1"),
        (request("OPTIONS", "/open/x?y", &unlisted), "options-verb-handler", 200, "<IIS 10>:1:1"),
    ] {
        let explanation = explain(&asked);
        let decided_by = explanation.decided_by.as_ref().map(|place| place.source.as_str());
        assert_eq!(
            (explanation.answered_by, explanation.status, decided_by),
            (by, status, Some(place)),
            "{asked:?}"
        );
    }
}

#[test]
fn redirects_have_their_headers_and_scopes_their_own() {
    let mut asked = request("GET", "/", &[]);
    asked.app.status = Some(302);
    assert!(reasons(&explain(&asked)).iter().any(|r| r.starts_with("X-Redirect <- web.config:13")));
    let reasons = reasons(&explain(&request("GET", "https://h/OPEN/a#b", PREFLIGHT)));
    assert_eq!(reasons, ["X-Open <- web.config:17:25 <add name=\"X-Open\" value=\"3\" />"]);
}

#[test]
fn people_see_each_line_with_its_place() {
    let mut asked = request("GET", "/x", &[("Origin", "https://a.example\x1b")]);
    asked.headers[0].1 = "https://a.example".to_owned();
    asked.app.headers = vec![("X-One".to_owned(), "\x1b[31m".to_owned())];
    let shown = render(&asked, &explain(&asked), false);
    let expected = r#"GET /x
  Origin: https://a.example

application, whose status is its own
  X-One: \u{1b}[31m                               the application
  Access-Control-Allow-Origin: https://a.example  web.config:5:7   <add origin="https://a.example" allowCredentials="true" maxAge="600">
  Access-Control-Allow-Credentials: true          web.config:5:39  allowCredentials="true"
  Access-Control-Expose-Headers: X-Total          web.config:8:9   <exposeHeaders>
  Vary: Origin                                    web.config:3:5   <cors enabled="true" failUnlistedOrigins="true">
  X-One: 1                                        web.config:11:5  <add name="X-One" value="1" />
  Cache-Control: no-store                         web.config:12:5  <add name="Cache-Control" value="no-store" />
"#;
    assert_eq!(shown, expected, "\n{shown}");
    assert!(render(&asked, &explain(&asked), true).contains("\x1b[1mapplication, whose"));
}

#[cfg(feature = "json")]
#[test]
fn json_has_the_keys_of_the_design_in_order() {
    let json = serde_json::to_string(&explain(&request("OPTIONS", "/", &PREFLIGHT[..2])));
    let json = json.expect("JSON");
    let start = r#"{"answered_by":"cors","status":204,"headers":[["Access-Control-Allow-Origin","https://a.example"],"#;
    assert!(json.starts_with(start), "{json}");
    let because = r#""because":[{"header":"Access-Control-Allow-Origin","source":"web.config:5:7","text":"<add origin=\"https://a.example\" "#;
    assert!(json.contains(because), "{json}");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let keys: Vec<_> = json.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["answered_by", "status", "headers", "because"]);
}

#[cfg(feature = "json")]
#[test]
fn a_status_that_nobody_gave_is_said_to_be_assumed() {
    for (method, app, status, assumed) in [
        ("GET", None, 200, true),
        ("GET", Some(200), 200, false),
        ("GET", Some(404), 404, false),
        // The policy answers this one.
        ("TRACE", None, 404, false),
    ] {
        let mut asked = request(method, "/", &[]);
        asked.app.status = app;
        let explanation = explain(&asked);
        let json = serde_json::to_value(&explanation).expect("JSON");
        assert_eq!(json["status"], status, "{method} {app:?}");
        assert_eq!(json.get("status_assumed"), assumed.then_some(&true.into()), "{method} {app:?}");
        let shown = render(&asked, &explanation, false);
        assert_eq!(shown.contains("\napplication, whose status is its own\n"), assumed, "{shown}");
    }
}
