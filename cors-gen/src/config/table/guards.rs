//! Sections that guard access: what they say decides whether anything is lost.

use super::words::{OFF, note, warning};
use crate::config::setting::{Verdict, When};
use crate::diagnostic::Code;
use crate::xml::Element;

const AUTHORIZE: &str = "let the service authorize requests, inside the CORS layer";
const OPEN: &str = "it lets everybody in";

static EVERYBODY: Verdict = Verdict::satisfied(OPEN);
static EVERYBODY_MANAGED: Verdict = Verdict::satisfied(OPEN).not_behind_core();

pub(super) static ADDRESSES: Verdict =
    Verdict::yours("refuse by the peer's address: `axum::extract::ConnectInfo<SocketAddr>` in a layer").tells(&[warning(
        Code::AddressRestriction,
        When::Always,
        "the addresses that `<ipSecurity>` lets in or keeps out are not carried",
        "refuse by the peer's address in a layer of the service (axum: `ConnectInfo<SocketAddr>`), or in the proxy, firewall or network in front of it",
    )
    .label("IIS answers others with 403, unless `denyAction` says otherwise (AC-4)")]);

/// `ipSecurity` (AC-4).
pub(super) fn addresses(element: &Element) -> &'static Verdict {
    let refuses = |it: &Element, attribute| is(it, attribute, "false");
    let keeps_out = refuses(element, "allowUnlisted")
        || entries(element, "add").any(|entry| !is(entry, "allowed", "true"));
    if keeps_out { &ADDRESSES } else { &EVERYBODY }
}

pub(super) static RATES: Verdict =
    Verdict::yours("limit requests: `tower::limit`, or the proxy in front").tells(&[warning(
        Code::AddressRestriction,
        When::Always,
        "the limits of `<dynamicIpSecurity>` on requests of one address are not carried",
        "limit requests in a layer of the service (`tower::limit` for all, a rate limiter by address), or in the proxy in front of it",
    )
    .label("IIS answers 403 beyond them, unless `denyAction` says otherwise (AC-5)")]);

/// `dynamicIpSecurity` (AC-5).
pub(super) fn rates(element: &Element) -> &'static Verdict {
    let limits = ["denyByConcurrentRequests", "denyByRequestRate"];
    let limits = limits.iter().flat_map(|limit| entries(element, limit));
    let on = limits.into_iter().any(|limit| is(limit, "enabled", "true"));
    if on { &RATES } else { &OFF }
}

const TLS: &str = "refuse or redirect plain http in the proxy or listener that ends TLS; `Strict-Transport-Security` keeps browsers on it";
const NO_TLS: &str = "IIS answers 403 to plain http (AC-1)";

static SSL: Verdict = Verdict::yours(TLS).tells(&[warning(
    Code::TlsRequired,
    When::Always,
    "`sslFlags` requires TLS, which the policy does not",
    TLS,
)
.label(NO_TLS)]);

pub(super) static CERTIFICATE: Verdict =
    Verdict::yours("ask for client certificates where TLS ends, and check them there or in the service").tells(&[
        warning(
            Code::TlsRequired,
            When::Always,
            "`sslFlags` requires TLS or a client's certificate, which the policy does not",
            "ask for client certificates where TLS ends (rustls: `WebPkiClientVerifier`, or the proxy), and refuse plain http there",
        )
        .label("IIS answers 403 without (AC-1)"),
        warning(
            Code::ClientCertificate,
            When::Cors,
            "preflights have no client certificate: where one is required, they fail",
            "ask for certificates without requiring them, and let the service refuse other requests than preflights without one",
        )
        .label("browsers send preflights without credentials (AC-2)"),
    ]);

/// `access` (AC-1, AC-2).
pub(super) fn access(element: &Element) -> &'static Verdict {
    let flags = element.attribute("sslFlags").map_or("", |flags| flags.value.value.as_str());
    let has = |flag: &str| flags.split([',', '|']).any(|it| it.trim().eq_ignore_ascii_case(flag));
    if has("SslRequireCert") || has("SslMapCert") {
        &CERTIFICATE
    } else if has("Ssl") || has("Ssl128") {
        &SSL
    } else {
        &OFF
    }
}

const PREFLIGHTS_REFUSED: &str =
    "preflights are refused: they come without a name, and nothing answers them earlier";
const LET_OPTIONS: &str =
    "put the service's authorization inside the CORS layer, and let OPTIONS pass without a name";

macro_rules! authorization {
    ($message:literal, $label:literal, $refused:literal, $verdict:ident, $with_options:ident, $acts:ident) => {
        pub(super) static $verdict: Verdict = Verdict::yours(AUTHORIZE).$acts().tells(&[
            warning(Code::NotCarried, When::Always, $message, AUTHORIZE).label($label),
            warning(
                Code::PreflightUnauthorized,
                When::CorsByHeaders,
                PREFLIGHTS_REFUSED,
                LET_OPTIONS,
            )
            .label($refused),
        ]);
        /// The same where OPTIONS is let in.
        static $with_options: Verdict = Verdict::yours(AUTHORIZE).$acts().tells(&[warning(
            Code::NotCarried,
            When::Always,
            $message,
            AUTHORIZE,
        )
        .label($label)]);
    };
}

authorization!(
    "`<authorization>` of IIS is not carried",
    "IIS answers 401 to others (AC-6)",
    "IIS answers 401 (AC-6)",
    OF_IIS,
    OF_IIS_WITH_OPTIONS,
    always
);
authorization!(
    "`<authorization>` of ASP.NET is not carried",
    "ASP.NET answers 401 to others, or sends them to the login page (AC-7)",
    "ASP.NET answers 401, or 302 to the login page under Forms authentication (AC-7)",
    OF_ASP_NET,
    OF_ASP_NET_WITH_OPTIONS,
    not_behind_core
);

impl Verdict {
    /// The same: it acts for every request.
    const fn always(self) -> Self {
        self
    }
}

/// `security/authorization` (AC-6): verbs compare with case; a stock rule lets everybody in until it is removed.
pub(super) fn of_iis(element: &Element) -> &'static Verdict {
    let stock_is_gone = entries(element, "clear").next().is_some()
        || entries(element, "remove").any(|it| names(it, "users", "*"));
    let kind = |it: &Element, kind| is(it, "accessType", kind);
    let rules = |of| entries(element, "add").filter(move |it| kind(it, of));
    let fits = |it: &Element| anonymous(it) && covers_options(it, |a, b| a == b);
    let everybody = |it: &Element| names(it, "users", "*") && verbs(it).is_empty();
    let closed =
        rules("Deny").next().is_some() || (stock_is_gone && !rules("Allow").any(everybody));
    let options = !rules("Deny").any(fits) && (!stock_is_gone || rules("Allow").any(fits));
    match (closed, options) {
        (false, _) => &EVERYBODY,
        (true, true) => &OF_IIS_WITH_OPTIONS,
        (true, false) => &OF_IIS,
    }
}

/// `system.web/authorization` (AC-7): the first rule that fits decides, everybody where none does.
pub(super) fn of_asp_net(element: &Element) -> &'static Verdict {
    let rules =
        || element.elements().filter(|it| matches!(it.name.value.as_str(), "allow" | "deny"));
    let denies = |it: &Element| it.name.value == "deny";
    let everybody = |it: &Element| names(it, "users", "*") && verbs(it).is_empty();
    let fits = |it: &&Element| anonymous(it) && covers_options(it, str::eq_ignore_ascii_case);
    // What comes behind a rule for everybody is never asked.
    let open = rules().find(|it| denies(it) || everybody(it)).is_none_or(|it| !denies(it));
    let options = rules().find(fits).is_none_or(|it| !denies(it));
    match (open, options) {
        (true, _) => &EVERYBODY_MANAGED,
        (false, true) => &OF_ASP_NET_WITH_OPTIONS,
        (false, false) => &OF_ASP_NET,
    }
}

pub(super) static SCHEME: Verdict =
    Verdict::yours("let the service authenticate requests, inside the CORS layer").tells(&[warning(
        Code::NotCarried,
        When::Always,
        "an authentication of IIS is not carried",
        "let the service authenticate requests, inside the CORS layer: `tower_http::validate_request`, or an extractor",
    )]);

/// A scheme of `security/authentication` that is not read.
pub(super) fn scheme(element: &Element) -> &'static Verdict {
    if is(element, "enabled", "true") { &SCHEME } else { &OFF }
}

pub(super) static FORMS: Verdict =
    Verdict::yours("let the service authenticate requests, inside the CORS layer")
        .not_behind_core()
        .tells(&[super::words::CROSS_SITE_COOKIES]);
static WINDOWS: Verdict =
    Verdict::yours("let the service authenticate requests, inside the CORS layer")
        .not_behind_core();
static NOBODY: Verdict = Verdict::satisfied("it asks nobody for a name").not_behind_core();

/// `system.web/authentication`.
pub(super) fn managed_scheme(element: &Element) -> &'static Verdict {
    if is(element, "mode", "None") {
        &NOBODY
    } else if is(element, "mode", "Forms") {
        &FORMS
    } else {
        &WINDOWS
    }
}

static FILTERS: Verdict =
    Verdict::yours("find out what the filters do, and let layers of the service do it").tells(&[
        note(
            Code::LeftToTheService,
            When::Always,
            "what ISAPI filters do to requests and responses is not carried",
            "find out what they do, and let layers of the service do it",
        ),
    ]);

/// `isapiFilters`: those of ASP.NET are on every server.
pub(super) fn filters(element: &Element) -> &'static Verdict {
    let of_others = |filter: &Element| {
        let path = filter.attribute("path").map_or("", |path| path.value.value.as_str());
        !path.to_ascii_lowercase().ends_with("aspnet_filter.dll")
    };
    let of_others = entries(element, "filter").any(of_others);
    if of_others { &FILTERS } else { &super::words::SERVER }
}

/// The children of this name.
fn entries<'e>(element: &'e Element, name: &str) -> impl Iterator<Item = &'e Element> {
    element.elements().filter(move |child| child.name.value == name)
}

fn is(element: &Element, attribute: &str, value: &str) -> bool {
    let attribute = element.attribute(attribute);
    attribute.is_some_and(|attribute| attribute.value.value.eq_ignore_ascii_case(value))
}

/// Whether an attribute that is a list has this name in it.
fn names(element: &Element, attribute: &str, name: &str) -> bool {
    let list = element.attribute(attribute).map_or("", |list| list.value.value.as_str());
    list.split(',').any(|it| it.trim() == name)
}

/// Whether a rule is for those without a name too.
fn anonymous(rule: &Element) -> bool {
    names(rule, "users", "*") || names(rule, "users", "?")
}

fn verbs(rule: &Element) -> Vec<&str> {
    let list = rule.attribute("verbs").map_or("", |verbs| verbs.value.value.as_str());
    list.split(',').map(str::trim).filter(|verb| !verb.is_empty()).collect()
}

fn covers_options(rule: &Element, same: impl Fn(&str, &str) -> bool) -> bool {
    let verbs = verbs(rule);
    verbs.is_empty() || verbs.iter().any(|verb| *verb == "*" || same(verb, "OPTIONS"))
}
