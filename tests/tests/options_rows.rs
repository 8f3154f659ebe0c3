//! The rows OP-1 to OP-5, and OP-8 as far as it concerns them: who answers OPTIONS, and with what.

use cors_runtime::policy::{OptionsHandler, Scope, Scopes, Verbs};
use cors_runtime::{AnsweredBy, Policy};
use cors_tests::model::{Request, Rule, Section};
use cors_tests::{build, engine};

const STOCK: &[OptionsHandler] = &[OptionsHandler::verb_handler("", "*")];
const APPLICATION: &[OptionsHandler] = &[OptionsHandler::application("", "*")];
const STATIC_FILE: &[OptionsHandler] = &[OptionsHandler::static_file("", "*")];
const NOT_FOUND: &[OptionsHandler] = &[OptionsHandler::not_found("", "*")];
const EXTENSIONLESS: &[OptionsHandler] = &[
    OptionsHandler::application("", "*."),
    OptionsHandler::application("", "*.php"),
    OptionsHandler::application("", "Trace.axd"),
    OptionsHandler::static_file("", "api/*"),
    OptionsHandler::verb_handler("", "*"),
];

fn leak(scope: Scope<'static>) -> &'static Policy {
    Box::leak(Box::new(Policy::new(scope, Scopes::NONE)))
}

fn answered_by(policy: &'static Policy, method: &str, path: &str) -> AnsweredBy {
    let request = cors_runtime::Request::new(method.as_bytes(), path.as_bytes());
    policy.decide(&request).answered_by()
}

#[test]
fn the_handler_that_fits_first_answers() {
    use AnsweredBy::{Application, NoHandler, OptionsVerbHandler, StaticFile};
    for (name, handlers, method, path, by) in [
        ("OP-1 stock", STOCK, "OPTIONS", "/", OptionsVerbHandler),
        ("OP-1 OPTIONS only", STOCK, "GET", "/", Application),
        ("OP-1 with case", STOCK, "options", "/", Application),
        ("OP-2 application first", APPLICATION, "OPTIONS", "/x", Application),
        ("OP-3 removed", STATIC_FILE, "OPTIONS", "/x", StaticFile),
        ("OP-3 removed, none left (MH18)", &[], "OPTIONS", "/x", NoHandler),
        ("OP-3 other methods", &[], "GET", "/x", Application),
        ("OP-3 extensionless", EXTENSIONLESS, "OPTIONS", "/orders", Application),
        ("OP-3 extensionless root", EXTENSIONLESS, "OPTIONS", "/", Application),
        ("OP-3 extension", EXTENSIONLESS, "OPTIONS", "/orders.html", OptionsVerbHandler),
        ("OP-3 extension of a folder", EXTENSIONLESS, "OPTIONS", "/v1.0/orders", Application),
        ("OP-4 extension of a handler", EXTENSIONLESS, "OPTIONS", "/x/index.PHP", Application),
        ("OP-4 a whole name", EXTENSIONLESS, "OPTIONS", "/x/trace.axd", Application),
        ("OP-4 more than the name", EXTENSIONLESS, "OPTIONS", "/xtrace.axd", OptionsVerbHandler),
        ("OP-3 path with a folder", EXTENSIONLESS, "OPTIONS", "/api/x.html", StaticFile),
        ("OP-3 that folder deeper", EXTENSIONLESS, "OPTIONS", "/x/api/x.html", OptionsVerbHandler),
    ] {
        assert_eq!(answered_by(leak(Scope::new("").options(handlers)), method, path), by, "{name}");
    }
}

#[test]
fn what_iis_answers() {
    const METHODS: &[u8] = b"OPTIONS, TRACE, GET, HEAD, POST";
    let verb_handler = [("Allow", METHODS), ("Public", METHODS)];
    let static_file = [("Allow", &b"GET, HEAD, OPTIONS, TRACE"[..])];
    let none: &[OptionsHandler] = &[];
    let request = Request { method: "OPTIONS".into(), ..Request::default() };
    for (name, handlers, status, headers) in [
        ("OP-1", STOCK, 200, &verb_handler[..]),
        ("OP-3", STATIC_FILE, 405, &static_file[..]),
        ("OP-3 (MH18)", NOT_FOUND, 404, &[]),
        ("OP-3 (MH18), no row", none, 404, &[]),
    ] {
        let outcome = engine::outcome(leak(Scope::new("").options(handlers)), &request);
        let sent: Vec<_> =
            outcome.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!((outcome.answered, &sent[..]), (Some(status), headers), "{name}");
    }
}

#[test]
fn request_filtering_compares_verbs_with_case() {
    const DENIED: Verbs = Verbs::new(&[("OPTIONS", false), ("get", false)], true);
    const ALLOWED: Verbs = Verbs::new(&[("GET", true)], false);
    for (name, verbs, method, denied) in [
        ("OP-5 denied", DENIED, "OPTIONS", true),
        ("OP-5 other case", DENIED, "options", false),
        ("OP-5 other case of the list", DENIED, "GET", false),
        ("OP-5 unlisted is allowed", DENIED, "POST", false),
        ("OP-5 unlisted is not allowed", ALLOWED, "OPTIONS", true),
        ("OP-5 listed", ALLOWED, "GET", false),
    ] {
        let policy = leak(Scope::new("").options(STOCK).verbs(verbs));
        let request = Request { method: method.into(), ..Request::default() };
        let status = engine::outcome(policy, &request).answered;
        assert_eq!(status == Some(404), denied, "{name}");
        assert_eq!(
            answered_by(policy, method, "/") == AnsweredBy::RequestFiltering,
            denied,
            "{name}"
        );
    }
}

/// OP-8, OP-9: request filtering, then the CORS module, then handlers.
#[test]
fn the_order_of_the_modules() {
    const NO_OPTIONS: Verbs = Verbs::new(&[("OPTIONS", false)], true);
    let section = Section { fail_unlisted: true, rules: vec![Rule::new("https://a.example")] };
    let scope = Scope::new("").cors(build::cors(&section)).options(STOCK);
    let preflight = |origin: &str| Request {
        method: "OPTIONS".into(),
        origin: Some(origin.into()),
        requested_method: Some("PUT".into()),
        requested_headers: None,
    };
    let plain = Request { method: "OPTIONS".into(), ..Request::default() };
    for (name, scope, request, status) in [
        ("CORS before handlers", scope, preflight("https://a.example"), 204),
        ("refusal before handlers", scope, preflight("https://b.example"), 403),
        ("handlers without Origin", scope, plain, 200),
        ("filtering before CORS", scope.verbs(NO_OPTIONS), preflight("https://a.example"), 404),
        (
            "filtering before a refusal",
            scope.verbs(NO_OPTIONS),
            preflight("https://b.example"),
            404,
        ),
    ] {
        assert_eq!(
            engine::outcome(leak(scope), &request).answered,
            Some(status),
            "OP-8, OP-9: {name}"
        );
    }
}
