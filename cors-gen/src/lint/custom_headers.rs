//! CORS by custom headers: the values that browsers refuse.

use super::origins::problem;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::policy::{Header, Scope};
use crate::source::Spanned;

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

pub(super) fn lint(scope: &Scope, bag: &mut Bag) {
    for header in &scope.custom_headers {
        misspelt(header, bag);
    }
    let origin = find(scope, ALLOW_ORIGIN);
    let credentials = find(scope, ALLOW_CREDENTIALS);
    if let Some(origin) = origin {
        allow_origin(origin, bag);
    }
    match (origin, credentials) {
        (Some(origin), Some(credentials)) if origin.value.value == "*" && is_true(credentials) => {
            let message =
                "`*` with credentials: browsers refuse every request that has credentials";
            bag.push(
                ineffective(credentials, message)
                    .related(origin.span, "every origin")
                    .help("name the one origin here, or list the origins in `<cors>`"),
            );
        }
        (_, Some(credentials)) if credentials.value.value != "true" => {
            let message = format!("`{}` means nothing to browsers", credentials.value.value);
            bag.push(
                ineffective(credentials, message)
                    .help("write `true` in lower case, or remove the header"),
            );
        }
        _ => {}
    }
}

fn allow_origin(header: &Spanned<Header>, bag: &mut Bag) {
    let value = header.value.value.as_str();
    if value == "*" {
        return;
    }
    let listed = value.split([',', ';', ' ']).filter(|part| !part.is_empty()).count();
    let diagnostic = if listed > 1 {
        let message =
            "several origins in one `Access-Control-Allow-Origin`: browsers refuse all of them";
        ineffective(header, message).help("list the origins in `<cors>`, one `<add origin>` each")
    } else if value == "null" {
        let message = "the origin `null` is sent by sandboxed pages, whoever wrote them";
        Diagnostic::new(Code::NullOrigin, header.span, message)
            .help("name the origin that needs access")
    } else if let Some(problem) = problem(value) {
        let message = format!("no browser sends the origin `{value}`: {}", problem.what());
        ineffective(header, message)
            .help("write the origin as a browser sends it: `https://app.example.com`")
    } else {
        return;
    };
    bag.push(diagnostic);
}

fn misspelt(header: &Spanned<Header>, bag: &mut Bag) {
    let name = header.value.name.as_str();
    if NAMES.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return;
    }
    let name = name.to_ascii_lowercase();
    let meant =
        NAMES.iter().find(|known| crate::spelling::is_near(&name, &known.to_ascii_lowercase()));
    if let Some(meant) = meant {
        let message = format!("`{}` is no header that browsers know", header.value.name);
        bag.push(
            Diagnostic::new(Code::MisspeltHeader, header.span, message)
                .help(format!("did you mean `{meant}`?")),
        );
    }
}

fn find<'s>(scope: &'s Scope, name: &str) -> Option<&'s Spanned<Header>> {
    scope.custom_headers.iter().find(|header| header.value.name.eq_ignore_ascii_case(name))
}

fn is_true(header: &Spanned<Header>) -> bool {
    header.value.value == "true"
}

fn ineffective(header: &Spanned<Header>, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::IneffectiveHeader, header.span, message)
}
