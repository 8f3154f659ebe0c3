//! Sections that answer requests or shape responses: what they say decides whether anything is lost.

use super::words::{SERVER, note, warning};
use crate::config::setting::{Fact, Finding, Verdict, When};
use crate::diagnostic::Code;
use crate::xml::Element;

const OWN_ERRORS: &str =
    "let the service answer errors itself: `Router::fallback`, and `IntoResponse` of its errors";

pub(super) static ERRORS: Verdict = Verdict::yours(OWN_ERRORS).not_behind_core();
static PASS_THROUGH: Verdict =
    Verdict::satisfied("a service sends its own errors as they are (ER-4)").not_behind_core();
static REPLACED: Verdict = Verdict::yours(OWN_ERRORS).not_behind_core().tells(&[note(
    Code::ErrorPages,
    When::Always,
    "IIS replaced the bodies of errors by its own: those of the service reach clients now",
    "look at what the service writes into its errors (ER-5)",
)]);
static EXECUTED: Verdict = Verdict::yours(OWN_ERRORS).not_behind_core().tells(&of_status(
    "errors are answered by a page, with its status, mostly 200: here they keep theirs",
    "clients that looked for 200 get the error's own status now; let the service answer errors itself",
    "IIS answers with the page's status (ER-7)",
));
static REDIRECTED: Verdict = Verdict::yours(OWN_ERRORS).not_behind_core().tells(&of_status(
    "errors are redirected to a page: here they keep their status",
    "clients that followed the redirect get the error's own status now; let the service answer errors itself",
    "IIS answers 302, to a page without CORS (ER-8)",
));

/// Findings about statuses that change: a matter for pages of other origins, which read them.
const fn of_status(message: &'static str, help: &'static str, label: &'static str) -> [Finding; 2] {
    [
        warning(Code::ErrorPages, When::Cors, message, help).label(label),
        note(Code::ErrorPages, When::NoCors, message, help).label(label),
    ]
}

/// `httpErrors` (ER-1…9).
pub(super) fn errors(element: &Element) -> &'static Verdict {
    let default = word(element, "defaultResponseMode");
    let modes = || {
        let rows = element.elements().filter(|row| row.name.value == "error");
        rows.map(|row| word(row, "responseMode").or(default).unwrap_or("File"))
    };
    let has = |mode: &str| modes().any(|it| it.eq_ignore_ascii_case(mode));
    let existing = |what: &str| {
        word(element, "existingResponse").is_some_and(|it| it.eq_ignore_ascii_case(what))
    };
    match () {
        () if existing("PassThrough") => &PASS_THROUGH,
        () if has("ExecuteURL") => &EXECUTED,
        () if has("Redirect") => &REDIRECTED,
        () if existing("Replace") => &REPLACED,
        () => &ERRORS,
    }
}

pub(super) static MANAGED_ERRORS: Verdict =
    Verdict::yours(OWN_ERRORS).not_behind_core().tells(&[note(
        Code::ErrorPages,
        When::Cors,
        "errors of ASP.NET are answered by a page of its own: here they keep what the service writes",
        "let the service answer errors itself (ER-10)",
    )]);
static OWN_PAGES: Verdict =
    Verdict::satisfied("a service sends its own errors as they are (ER-10)").not_behind_core();

/// `system.web/customErrors` (ER-10).
pub(super) fn managed_errors(element: &Element) -> &'static Verdict {
    let is_off = word(element, "mode").is_some_and(|mode| mode.eq_ignore_ascii_case("Off"));
    if is_off { &OWN_PAGES } else { &MANAGED_ERRORS }
}

const COMPRESS: &str = "compress in the service: `tower_http::compression::CompressionLayer`, which sends `Vary: accept-encoding` as IIS does";
pub(super) static COMPRESSION: Verdict = Verdict::yours(COMPRESS).tells(&[note(
    Code::Compression,
    When::OfSite,
    "compression of responses is not carried, and neither is its `Vary: Accept-Encoding`",
    "compress in the service, `tower_http::compression::CompressionLayer` inside the CORS layer, or in the proxy in front (ZP-1, ZP-2)",
)]);
static NO_COMPRESSION: Verdict =
    Verdict::satisfied("a service compresses nothing unless it is told to");

/// `urlCompression` (ZP-1).
pub(super) fn compression(element: &Element) -> &'static Verdict {
    let is_off = |kind| word(element, kind).is_some_and(|it| it.eq_ignore_ascii_case("false"));
    let nothing = is_off("doStaticCompression") && is_off("doDynamicCompression");
    if nothing { &NO_COMPRESSION } else { &COMPRESSION }
}

static CACHE_HEADERS: Verdict = Verdict::yours(COMPRESS).tells(&[note(
    Code::Compression,
    When::Always,
    "compressed files got `Cache-Control` and `Expires` from `sendCacheHeaders`, which is not carried",
    "set `Cache-Control` where files are served: `tower_http::set_header` around `ServeDir` (ZP-4)",
)]);

/// `httpCompression` (ZP-1, ZP-4).
pub(super) fn schemes(element: &Element) -> &'static Verdict {
    let sends = word(element, "sendCacheHeaders").is_some_and(|it| it.eq_ignore_ascii_case("true"));
    if sends { &CACHE_HEADERS } else { &COMPRESSION }
}

pub(super) static DOCUMENTS: Verdict =
    Verdict::yours("`tower_http::services::ServeDir` shows `index.html`; give other names a route")
        .not_behind_core();
static INDEX: Verdict =
    Verdict::satisfied("`tower_http::services::ServeDir` shows `index.html` too").not_behind_core();
static OTHER_DOCUMENTS: Verdict =
    Verdict::yours("`tower_http::services::ServeDir` shows `index.html` alone; give other names a route")
        .not_behind_core()
        .tells(&[note(
            Code::LeftToTheService,
            When::OfSite,
            "which document a directory shows is not carried",
            "`tower_http::services::ServeDir` shows `index.html` alone; give a document of another name a route",
        )]);

const APPEND: &str = "`tower_http::services::ServeDir` shows `index.html` unless `append_index_html_on_directories(false)` says otherwise";
static NO_DOCUMENTS: Verdict = Verdict::yours(APPEND).not_behind_core().tells(&[note(
    Code::LeftToTheService,
    When::OfSite,
    "directories show no document on IIS, which is not carried",
    APPEND,
)]);

/// `defaultDocument`.
pub(super) fn documents(element: &Element) -> &'static Verdict {
    let files = element.elements().filter(|files| files.name.value == "files");
    let added = files.flat_map(Element::elements).filter(|add| add.name.value == "add");
    let mut names = added.filter_map(|add| word(add, "value"));
    if word(element, "enabled").is_some_and(|it| it.eq_ignore_ascii_case("false")) {
        return &NO_DOCUMENTS;
    }
    let others = names.any(|name| !name.eq_ignore_ascii_case("index.html"));
    if others { &OTHER_DOCUMENTS } else { &INDEX }
}

pub(super) static LISTINGS: Verdict =
    Verdict::yours("list directories in a route of the service").not_behind_core().tells(&[warning(
        Code::NotCarried,
        When::Always,
        "listings of directories are not carried",
        "`tower_http::services::ServeDir` shows none: list directories in a route of the service, if anybody needs that",
    )]);
static NO_LISTINGS: Verdict =
    Verdict::satisfied("`tower_http::services::ServeDir` lists no directories").not_behind_core();

/// `directoryBrowse`.
pub(super) fn listings(element: &Element) -> &'static Verdict {
    let is_on = word(element, "enabled").is_some_and(|it| it.eq_ignore_ascii_case("true"));
    if is_on { &LISTINGS } else { &NO_LISTINGS }
}

static KEPT_PRIVATE: Verdict =
    Verdict::without_effect("ASP.NET sends no `Cache-Control`, as a service does not (AN-1)")
        .not_behind_core()
        .fact(Fact::NoCacheControl);
static LIMITS: Verdict = Verdict::yours(
    "limit bodies and times in the service: `axum::extract::DefaultBodyLimit`, `tower_http::timeout::TimeoutLayer`",
)
.not_behind_core()
.fact(Fact::Managed);

/// `system.web/httpRuntime`.
pub(super) fn runtime(element: &Element) -> &'static Verdict {
    if word(element, "sendCacheControlHeader").is_some_and(|it| it.eq_ignore_ascii_case("false")) {
        return &KEPT_PRIVATE;
    }
    let limits = ["maxRequestLength", "executionTimeout"];
    let limited = limits.iter().any(|limit| element.attribute(limit).is_some());
    if limited { &LIMITS } else { &super::words::MANAGED }
}

pub(super) static OUTPUT_CACHE: Verdict =
    Verdict::yours("cache in the service or in the proxy in front").not_behind_core();

/// `system.web/caching`.
pub(super) fn output_cache(element: &Element) -> &'static Verdict {
    let mut caches = element.elements().filter(|it| it.name.value == "outputCache");
    let says_no = caches.any(|cache| {
        word(cache, "sendCacheControlHeader").is_some_and(|it| it.eq_ignore_ascii_case("false"))
    });
    if says_no { &KEPT_PRIVATE } else { &OUTPUT_CACHE }
}

pub(super) static PROXY: Verdict =
    Verdict::yours("forward requests in the service or in the proxy in front").tells(&[note(
        Code::Proxy,
        When::Always,
        "forwarding to other servers is not carried, nor what it does to `Host` and `Location`",
        "forward in the proxy in front of the service, or in the service; behind it `Host` is the name that the proxy sends (AR-1)",
    )]);

/// `proxy` of Application Request Routing (AR-1).
pub(super) fn proxy(element: &Element) -> &'static Verdict {
    let is_off = word(element, "enabled").is_some_and(|it| it.eq_ignore_ascii_case("false"));
    if is_off { &SERVER } else { &PROXY }
}

static WEB_SOCKETS: Verdict = Verdict::yours("`axum::extract::ws` takes WebSockets");
static NO_WEB_SOCKETS: Verdict =
    Verdict::satisfied("a service takes WebSockets only where a route does");

/// `webSocket`.
pub(super) fn web_sockets(element: &Element) -> &'static Verdict {
    let is_off = word(element, "enabled").is_some_and(|it| it.eq_ignore_ascii_case("false"));
    if is_off { &NO_WEB_SOCKETS } else { &WEB_SOCKETS }
}

fn word<'e>(element: &'e Element, attribute: &str) -> Option<&'e str> {
    Some(element.attribute(attribute)?.value.value.as_str())
}
