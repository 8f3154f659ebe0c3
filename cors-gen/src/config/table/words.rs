//! What is said of sections whatever they say: shared verdicts, and those of attributes that count by themselves.

use crate::config::setting::{Fact, Finding, Verdict, When};
use crate::diagnostic::{Code, Severity};

/// An attribute that counts by itself where it has a value.
pub(super) struct Attribute {
    /// The path of its section below `configuration`.
    pub(super) section: &'static str,
    pub(super) name: &'static str,
    /// The value with which it says anything, compared without case.
    pub(super) value: &'static str,
    pub(super) verdict: &'static Verdict,
}

pub(super) const ATTRIBUTES: [Attribute; 2] = [
    Attribute {
        section: "system.webServer/security/requestFiltering",
        name: "removeServerHeader",
        value: "true",
        verdict: &NO_SERVER,
    },
    Attribute {
        section: "system.web/httpRuntime",
        name: "enableVersionHeader",
        value: "false",
        verdict: &NO_VERSION,
    },
];

static NO_SERVER: Verdict =
    Verdict::satisfied("axum and hyper send no `Server` (SI-2)").tells(&[note(
        Code::ServerHeader,
        When::Always,
        "`removeServerHeader` is satisfied: axum and hyper send no `Server`",
        "where a proxy stands in front of the service, turn off the `Server` that it adds too",
    )]);
static NO_VERSION: Verdict =
    Verdict::satisfied("nothing but ASP.NET sends `X-AspNet-Version` (SI-4)");

/// What is turned off.
pub(super) static OFF: Verdict = Verdict::satisfied("it is turned off, as it is in a service");
pub(super) static CARRIED: Verdict = Verdict::carried();
pub(super) static CARRIED_WITH_FILES: Verdict = Verdict::carried().not_behind_core();
pub(super) static UNKNOWN: Verdict = Verdict::unknown();

/// What .NET reads for itself.
pub(super) static DOTNET: Verdict = Verdict::without_effect(
    "it says how .NET builds, loads and runs code, of which no client sees anything",
);
/// As [`DOTNET`], in a site that ASP.NET runs.
pub(super) static ASP_NET: Verdict = Verdict::without_effect(
    "it says how ASP.NET builds and runs code, of which no client sees anything",
)
.not_behind_core();
/// As [`ASP_NET`], where the application itself is ASP.NET.
pub(super) static MANAGED: Verdict = Verdict::without_effect(
    "it says how ASP.NET builds and runs code, of which no client sees anything",
)
.not_behind_core()
.fact(Fact::Managed);
/// How the worker process runs, or what it loads.
pub(super) static SERVER: Verdict =
    Verdict::without_effect("it says how IIS itself runs, of which no client sees anything");
/// Settings and connections of the application.
pub(super) static APPLICATION: Verdict =
    Verdict::yours("hand the service its settings in a way of its own, such as the environment");
/// What the application calls, and how.
pub(super) static CODE: Verdict =
    Verdict::yours("it configures code of the application: what replaces that code replaces this");
/// Logs and traces.
pub(super) static LOGS: Verdict =
    Verdict::yours("let the service log: `tower_http::trace::TraceLayer`, or the proxy in front");
/// What starts the process of an application behind IIS.
pub(super) static PROCESS: Verdict =
    Verdict::satisfied("it starts the application's process, whose place the service takes");
/// What only an ASP.NET application makes of a request or a session.
pub(super) static SESSIONS: Verdict =
    Verdict::yours("let a layer of the service do it, if the application needs it")
        .not_behind_core();
/// As [`SESSIONS`], with cookies.
pub(super) static COOKIES: Verdict =
    Verdict::yours("let the service set its cookies so: `HttpOnly`, `Secure`, `SameSite`")
        .not_behind_core()
        .tells(&[CROSS_SITE_COOKIES]);

pub(super) const CROSS_SITE_COOKIES: Finding = note(
    Code::CookiesCrossSite,
    When::Credentials,
    "CORS lets credentials pass here, and how ASP.NET marks its cookies is not carried",
    "cookies that pages of other sites are to send need `SameSite=None; Secure` from the service (AN-2)",
);

/// A note that is told once for each file.
pub(super) const fn note(
    code: Code,
    when: When,
    message: &'static str,
    help: &'static str,
) -> Finding {
    Finding { code, severity: Severity::Note, when, message, label: "", help }
}

/// A finding that matters.
pub(super) const fn warning(
    code: Code,
    when: When,
    message: &'static str,
    help: &'static str,
) -> Finding {
    Finding { code, severity: Severity::Warning, when, message, label: "", help }
}

impl Finding {
    /// The same with words at the place.
    pub(super) const fn label(self, label: &'static str) -> Self {
        Self { label, ..self }
    }
}
