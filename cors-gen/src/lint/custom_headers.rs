//! CORS by custom headers: the values that browsers refuse.

use cors_runtime::__private::HeaderParts;

use super::Looked;
use super::origins::problem;
use super::stated::Stated;
use crate::diagnostic::{Bag, Code, Diagnostic, Fix};
use crate::source::Span;

const ALLOW_ORIGIN: &str = "Access-Control-Allow-Origin";
const ALLOW_CREDENTIALS: &str = "Access-Control-Allow-Credentials";
const NAMES: [&str; 6] = [
    ALLOW_ORIGIN,
    ALLOW_CREDENTIALS,
    "Access-Control-Allow-Methods",
    "Access-Control-Allow-Headers",
    "Access-Control-Expose-Headers",
    "Access-Control-Max-Age",
];

/// Headers of requests, each with that of the response which answers it.
const ASKED: [(&str, &str); 3] = [
    ("Access-Control-Request-Method", NAMES[2]),
    ("Access-Control-Request-Methods", NAMES[2]),
    ("Access-Control-Request-Headers", NAMES[3]),
];

/// A custom header with its place.
type Header<'p> = (&'p HeaderParts<'p>, Span);

pub(super) fn lint(looked: &Looked<'_, '_>, bag: &mut Bag) {
    for header in looked.custom_headers() {
        misspelt(header, bag);
        of_azure(header, bag);
    }
    let credentials = looked.custom_header(ALLOW_CREDENTIALS);
    if let Some(credentials) = credentials.filter(|(header, _)| header.value != "true") {
        let message = format!("`{}` means nothing to browsers", credentials.0.value);
        bag.push(
            ineffective(credentials.1, message)
                .help("write `true` in lower case, or remove the header"),
        );
    }
}

/// Looks at a value of `Access-Control-Allow-Origin`, of a custom header or of a rule.
pub(super) fn allow_origin(stated: &Stated<'_>, bag: &mut Bag) {
    let (value, place) = (stated.value, stated.place);
    let listed = value.split([',', ';', ' ']).filter(|part| !part.is_empty()).count();
    let diagnostic = if value == "*" {
        let Some(credentials) = stated.credentials else { return };
        let message = "`*` with credentials: browsers refuse every request that has credentials";
        ineffective(credentials, message)
            .related(place, "every origin")
            .help("name the one origin here, or list the origins in `<cors>`")
    } else if listed > 1 {
        let message =
            "several origins in one `Access-Control-Allow-Origin`: browsers refuse all of them";
        ineffective(place, message).help("list the origins in `<cors>`, one `<add origin>` each")
    } else if value == "null" {
        let message = "the origin `null` is sent by sandboxed pages, whoever wrote them";
        Diagnostic::new(Code::NullOrigin, place, message).help("name the origin that needs access")
    } else if let Some(problem) = problem(value) {
        let message = format!("no browser sends the origin `{value}`: {}", problem.what());
        ineffective(place, message)
            .help("write the origin as a browser sends it: `https://app.example.com`")
    } else {
        return;
    };
    bag.push(diagnostic);
}

fn misspelt(header: Header<'_>, bag: &mut Bag) {
    let name = header.0.name.as_written();
    if NAMES.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return;
    }
    for (asked, answer) in ASKED {
        if asked.eq_ignore_ascii_case(name) {
            let message = format!("`{asked}` is what browsers ask with, and no answer to it");
            bag.push(ineffective(header.1, message).help(format!("did you mean `{answer}`?")));
            return;
        }
    }
    let name = name.to_ascii_lowercase();
    let meant =
        NAMES.iter().find(|known| crate::spelling::is_near(&name, &known.to_ascii_lowercase()));
    if let Some(meant) = meant {
        let message = format!("`{}` is no header that browsers know", header.0.name.as_written());
        bag.push(
            Diagnostic::new(Code::MisspeltHeader, header.1, message)
                .help(format!("did you mean `{meant}`?"))
                .fix(Fix::risky(format!("write `{meant}`")).value(
                    header.1,
                    "name",
                    header.0.name.as_written(),
                    meant,
                )),
        );
    }
}

/// Says that a header speaks to the front end of Azure (AN-4).
fn of_azure(header: Header<'_>, bag: &mut Bag) {
    if header.0.name.as_lower() == "arr-disable-session-affinity" {
        let message =
            "`Arr-Disable-Session-Affinity` speaks to the front end of Azure App Service alone";
        bag.push(
            Diagnostic::new(Code::AzureFrontEnd, header.1, message)
                .label("elsewhere it tells visitors nothing (AN-4)")
                .help("remove it where the service does not run there; Azure has a CORS list of its own too, which answers before the application: look into the portal"),
        );
    }
}

fn ineffective(place: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::IneffectiveHeader, place, message)
}
