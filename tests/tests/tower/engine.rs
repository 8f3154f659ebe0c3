//! What the engine says to whoever puts it in front of a service: who decided and why, paths that routers read otherwise, and origins
//! that are known at run time only.

use cors_runtime::policy::{
    Cors, Header, OptionsHandler, OriginRule, RequestFiltering, Scope, Verbs,
};
use cors_runtime::{AnsweredBy, Decided, Listing, Policy, Request, Template, field_name, origins};
use cors_tests::build;

use crate::support::policy;

const A: &str = "https://a.example";
const TENANT: &str = "https://t.example";

static RULES: [OriginRule; 3] = [
    OriginRule::exact(A).allow_credentials().allow_methods("PUT"),
    OriginRule::exact("https://denied.example").denied(),
    OriginRule::wildcard("https://", ".b.example"),
];
static ANY: [OriginRule; 2] =
    [OriginRule::exact("https://denied.example").denied(), OriginRule::any()];

fn site() -> &'static Policy {
    const NO_TRACE: Verbs = Verbs::new(&[("TRACE", false)], true);
    static FILTERING: RequestFiltering =
        RequestFiltering::new().header_limits(&[(field_name!("Origin"), 1)]);
    static HEADERS: [Header; 1] = [Header::line(field_name!("X-A"), "1")];
    const HANDLERS: &[OptionsHandler] = &[OptionsHandler::verb_handler("", "*")];
    let deeper = vec![
        Scope::new("strict").cors(Cors::new(origins!(RULES)).fail_unlisted_origins()),
        Scope::new("lax").cors(Cors::new(origins!(RULES))).custom_headers(&HEADERS),
        Scope::new("any").cors(Cors::new(origins!(ANY)).fail_unlisted_origins()),
        Scope::new("filtered").verbs(NO_TRACE).filtering(&FILTERING),
        Scope::new("options").options(HANDLERS),
        Scope::new("none").options(&[]),
    ];
    Box::leak(Box::new(Policy::new(Scope::new(""), build::scopes(deeper))))
}

/// A request of a browser; `OPTIONS` asks for PUT.
fn request<'a>(method: &'a str, path: &'a str, origin: Option<&'a str>) -> Request<'a> {
    Request::new(method.as_bytes(), path.as_bytes())
        .origin(origin.map(str::as_bytes))
        .requested_method((method == "OPTIONS").then_some(&b"PUT"[..]))
}

/// A reader of a log finds the row, the rule and the scope on one line.
#[test]
fn who_decided_is_one_line() {
    let site = site();
    for (method, path, origin, line) in [
        ("GET", "/", Some(A), "application"),
        ("GET", "/strict", None, "application, scope strict"),
        (
            "GET",
            "/strict",
            Some(A),
            "application (CM-9), origin allowed by https://a.example, scope strict",
        ),
        ("GET", "/lax", Some("https://x"), "application (CM-17), origin unlisted, scope lax"),
        (
            "GET",
            "/lax",
            Some("https://denied.example"),
            "application (CM-17), origin denied by https://denied.example, scope lax",
        ),
        ("GET", "/any", Some("null"), "application (CM-9), origin allowed by *, scope any"),
        (
            "OPTIONS",
            "/lax",
            Some("https://x.b.example"),
            "204 by cors (CM-5), origin allowed by https://*.b.example, scope lax",
        ),
        (
            "OPTIONS",
            "/strict",
            Some("null"),
            "403 by cors-forbidden (CM-17), origin unlisted, scope strict",
        ),
        ("TRACE", "/filtered", None, "404 by request-filtering (OP-5), scope filtered"),
        ("OPTIONS", "/options", None, "200 by options-verb-handler (OP-1), scope options"),
        ("OPTIONS", "/none", None, "404 by no-handler (OP-3), scope none"),
        ("GET", "/lax/../strict", Some(A), "400 by parent-segment (RW-1), scope strict"),
    ] {
        let decision = site.decide_routed(&request(method, path, origin));
        assert_eq!(Decided::from(&decision).to_string(), line, "{method} {path} {origin:?}");
    }
}

#[test]
fn who_decided_names_rules_and_fields() {
    let rules = policy(
        r#"<rewrite><rules>
          <rule name="other"><match url="^other"/><action type="CustomResponse" statusCode="404"/></rule>
          <rule name="gone"><match url="^gone"/><action type="CustomResponse" statusCode="410"/></rule>
          <rule name="moved"><match url="^moved"/><action type="Redirect" url="/x"/></rule>
          <rule name="drop"><match url="^drop"/><action type="AbortRequest"/></rule>
        </rules></rewrite>"#,
    );
    for (path, line, rule) in [
        ("/gone", "410 by url-rewrite (RW-3)", Some(1)),
        ("/moved", "301 by url-rewrite (RD-8)", Some(2)),
        ("/drop", "400 by aborted (RW-3)", Some(3)),
        ("/x", "application", None),
    ] {
        let decided = Decided::from(&rules.decide(&request("GET", path, None)));
        assert_eq!((decided.to_string().as_str(), decided.inbound_rule()), (line, rule), "{path}");
    }
    let decided = Decided::from(&site().decide(&request("GET", "/filtered", None)));
    assert_eq!((decided.status(), decided.refused_header()), (None, None));
    let decided = Decided::from(&site().decide(&request("GET", "/filtered", Some(A))));
    assert_eq!(decided.refused_header(), Some("Origin"));
    assert_eq!(
        decided.to_string(),
        "431 by request-filtering (RF-5), header Origin, scope filtered"
    );
}

/// IIS resolves `..` before anybody sees the path, a router hands it to the handler of what stands before it.
#[test]
fn rw_1_paths_that_a_router_reads_otherwise_are_refused() {
    let site = site();
    for (path, refused) in [
        ("/strict/../lax", true),
        ("/strict/..", true),
        ("/strict/%2e%2E/lax", true),
        ("/strict/.%2e/lax", true),
        ("/strict/x%2f..%2F..%2flax", true),
        ("/strict/..%5clax", true),
        ("/strict/..\\lax", true),
        ("/..", true),
        ("..", true),
        ("/strict/%252e%252e/lax", false),
        ("/strict/...", false),
        ("/strict/..a/a..", false),
        ("/strict/./a//b", false),
        ("/strict/a%2Fb.c", false),
        ("/strict/%", false),
        ("/", false),
        ("*", false),
        ("", false),
    ] {
        let decision = site.decide_routed(&request("GET", path, Some(A)));
        let by = decision.answered_by();
        assert_eq!(by == AnsweredBy::ParentSegment, refused, "RW-1: {path}");
        let of_iis = site.decide(&request("GET", path, Some(A)));
        assert_eq!(of_iis.answered_by(), AnsweredBy::Application, "what IIS does: {path}");
    }
}

#[test]
fn who_is_asked_about() {
    let site = site();
    let like = Template::new(site, A);
    for (path, origin, asked) in [
        ("/strict", TENANT, true),
        ("/lax", TENANT, true),
        ("/lax", A, false),
        ("/lax", "https://x.b.example", false),
        ("/lax", "https://denied.example", false),
        ("/lax", "null", false),
        ("/lax", "https://evil.example/.b.example", false),
        ("/any", TENANT, false),
        ("/any", "https://denied.example", false),
        ("/", TENANT, false),
    ] {
        for method in ["GET", "OPTIONS"] {
            let request = request(method, path, Some(origin));
            let asks = like.asks(&site.decide(&request), &request);
            assert_eq!(
                asks.map(|it| it.origin()),
                asked.then_some(origin),
                "{method} {path} {origin}"
            );
        }
    }
    let request = request("GET", "/lax/..", Some(TENANT));
    assert!(like.asks(&site.decide_routed(&request), &request).is_none(), "refused before");
}

#[test]
fn cm_17_an_origin_allowed_at_run_time_counts_as_listed() {
    let site = site();
    let like = Template::new(site, A);
    for (method, path, origin, by, listed) in [
        ("GET", "/strict", TENANT, AnsweredBy::Application, true),
        ("OPTIONS", "/strict", TENANT, AnsweredBy::Cors, true),
        ("OPTIONS", "/lax", TENANT, AnsweredBy::Cors, true),
        ("GET", "/strict", "https://denied.example", AnsweredBy::CorsForbidden, false),
        ("GET", "/", TENANT, AnsweredBy::Application, false),
    ] {
        let decision = like.allow(&request(method, path, Some(origin)));
        assert_eq!(decision.answered_by(), by, "{method} {path} {origin}");
        let allowed =
            matches!(decision.listing(), Listing::AllowedAtRunTime(rule) if *rule == RULES[0]);
        assert_eq!(allowed, listed, "{method} {path} {origin}");
        assert_eq!(decision.echoes_origin(), listed, "{method} {path} {origin}");
    }
}

#[test]
fn a_template_that_no_rule_allows_is_refused() {
    for origin in ["https://typo.example", "https://denied.example", "null", "*"] {
        let made = std::panic::catch_unwind(|| Template::new(site(), origin));
        let says = made.expect_err("no rule allows it");
        let says = says.downcast_ref::<String>().expect("a text");
        assert!(says.contains("name an origin that the configuration lists"), "{says}");
    }
}
