//! Origins that let more in than is good: wildcards over everybody's names, plain http, the visitor's own machine.

use cors_runtime::__private::{OriginPattern, OriginRuleParts};
use cors_runtime::Field;

use super::origins::problem;
use super::stated::Stated;
use super::{Facts, Looked};
use crate::diagnostic::{Bag, Code, Diagnostic, Severity};
use crate::host;
use crate::policy::RulePlaces;
use crate::source::Span;

/// Looks at the rules of the CORS module.
pub(super) fn lint(looked: &Looked<'_, '_>, facts: &Facts, bag: &mut Bag) {
    let mut local: Vec<(&str, &RulePlaces)> = Vec::new();
    let mut remote = None;
    for (rule, places) in looked.rules().filter(|(rule, _)| rule.parts().allowed) {
        let parts = rule.parts();
        match parts.pattern {
            OriginPattern::Any => {}
            OriginPattern::Exact(origin) => {
                let Some((scheme, host)) = sent(origin) else { continue };
                if host::is_loopback(host) {
                    local.push((origin, places));
                    continue;
                }
                if !host::is_internal(host) {
                    remote.get_or_insert(places.tag);
                }
                if let Some(credentials) = places.credentials.filter(|_| scheme == "http://") {
                    bag.push(insecure(places.tag, origin, credentials));
                }
            }
            OriginPattern::Wildcard { scheme, suffix } => {
                remote.get_or_insert(places.tag);
                wildcard(looked, parts, places, (scheme, suffix), bag);
            }
        }
    }
    of_production(&local, remote.or(facts.transform), remote.is_none(), bag);
}

/// Scheme and host of an origin that browsers send.
fn sent(origin: &str) -> Option<(&str, &str)> {
    host::split(origin).filter(|_| problem(origin).is_none())
}

fn wildcard(
    looked: &Looked<'_, '_>,
    rule: &OriginRuleParts<'_>,
    places: &RulePlaces,
    (scheme, suffix): (&str, &str),
    bag: &mut Bag,
) {
    let end = host::without_port(suffix);
    let port = &suffix[end.len()..];
    let wildcard = format!("{scheme}*{suffix}");
    let credentials = places.credentials;
    let is_web = matches!(scheme, "https://" | "http://");
    let (label, name) = end.split_once('.').unwrap_or((end, ""));
    // What stands before the first dot is the end of a label that may begin with anything.
    let everybody = if end.is_empty() {
        Some("evil.example".to_owned())
    } else if host::is_public_suffix(name) && !label.starts_with('.') {
        Some(format!("evil{end}"))
    } else if name.is_empty() && host::is_public_suffix(label) {
        Some(format!("evil.{label}"))
    } else {
        None
    };
    let stranger = everybody.filter(|_| is_web).map(|host| format!("{scheme}{host}{port}"));
    let stranger = stranger.filter(|origin| is_of(looked, origin, rule));
    match stranger {
        // As `*` is: responses are for everybody, and nobody's.
        Some(_) if end.is_empty() && credentials.is_none() => {}
        Some(origin) if !label.is_empty() && !name.is_empty() => {
            let message = format!("the origin `{origin}` passes `{wildcard}`");
            let help = if label.starts_with('-') {
                LIST.to_owned()
            } else {
                format!(
                    "write `{scheme}*.{end}{port}` for what is below that name, and a rule for the name itself"
                )
            };
            bag.push(
                Diagnostic::new(Code::LaxOriginPattern, places.tag, message)
                    .label("the name may have anything in front (CM-12)")
                    .help(help),
            );
        }
        Some(origin) => {
            let message = match credentials {
                Some(_) => format!(
                    "`{wildcard}` lets everybody in who has a name there, such as `{origin}`, with the visitor's credentials"
                ),
                None => format!(
                    "`{wildcard}` lets everybody in who has a name there, such as `{origin}`"
                ),
            };
            let severity = if credentials.is_some() { Severity::Warning } else { Severity::Note };
            let finding = Diagnostic::new(Code::BroadOrigin, places.tag, message)
                .severity(severity)
                .label("anybody can have a name there (CM-12)")
                .help(LIST);
            bag.push(with_credentials(finding, credentials));
        }
        None => {
            if let Some(credentials) =
                credentials.filter(|_| scheme == "http://" && !end.is_empty())
            {
                bag.push(insecure(places.tag, &wildcard, credentials));
            }
        }
    }
}

const LIST: &str = "list the origins that need access, one `<add origin>` each";

/// Whether this rule is the one that counts for an origin.
fn is_of(looked: &Looked<'_, '_>, origin: &str, rule: &OriginRuleParts<'_>) -> bool {
    let asked = super::asking::Asked { origin, method: "GET", headers: "" };
    let mut answers = looked.paths().filter_map(|path| looked.actual(&path, asked));
    answers.any(|it| it.decision.rule().is_some_and(|it| std::ptr::eq(it.parts(), rule)))
}

fn with_credentials(finding: Diagnostic, credentials: Option<Span>) -> Diagnostic {
    match credentials {
        Some(place) if place != finding.span => {
            finding.related(place, "credentials are allowed here")
        }
        _ => finding,
    }
}

/// The values of custom headers and of rules that send one origin.
pub(super) fn of_stated(stated: &Stated<'_>, facts: &Facts, bag: &mut Bag) {
    if stated.field != Field::AllowOrigin {
        return;
    }
    let Some((scheme, host)) = sent(stated.value) else { return };
    if host::is_loopback(host) {
        if let Some(transform) = facts.transform {
            bag.push(local(stated.value, stated.place, stated.credentials, transform, true));
        }
    } else if let Some(credentials) = stated.credentials.filter(|_| scheme == "http://") {
        bag.push(insecure(stated.place, stated.value, credentials));
    }
}

/// Who is on the way between a visitor and a page of plain http writes that page.
pub(super) fn insecure(place: Span, origin: &str, credentials: Span) -> Diagnostic {
    let host = host::split(origin).map_or("", |(_, host)| host);
    let severity = if host::is_internal(host) { Severity::Note } else { Severity::Warning };
    let message = format!(
        "whoever is on the way to `{origin}` can read responses with the visitor's credentials"
    );
    let finding = Diagnostic::new(Code::InsecureOrigin, place, message)
        .severity(severity)
        .label("a page that comes over plain http is anybody's on the way")
        .help(format!(
            "serve the page over TLS, and write `{}`",
            origin.replacen("http", "https", 1)
        ));
    with_credentials(finding, Some(credentials))
}

/// Origins of the visitor's own machine beside others, or behind a transform.
fn of_production(
    local: &[(&str, &RulePlaces)],
    production: Option<Span>,
    is_transform: bool,
    bag: &mut Bag,
) {
    let Some(production) = production else { return };
    let with = local.iter().find(|(_, places)| places.credentials.is_some());
    if let Some((origin, places)) = with.or_else(|| local.first()) {
        let finding = self::local(origin, places.tag, places.credentials, production, is_transform);
        let others = local.iter().filter(|(other, _)| other != origin).take(MOST_PLACES);
        bag.push(others.fold(finding, |it, (_, places)| it.related(places.tag, "and here")));
    }
}

/// How many other places a finding points to.
const MOST_PLACES: usize = 3;

pub(super) fn local(
    origin: &str,
    place: Span,
    credentials: Option<Span>,
    production: Span,
    is_transform: bool,
) -> Diagnostic {
    let severity = if credentials.is_some() { Severity::Warning } else { Severity::Note };
    let message = if credentials.is_some() {
        format!(
            "whatever runs at `{origin}` on a visitor's machine can read responses with the visitor's credentials"
        )
    } else {
        format!("whatever runs at `{origin}` on a visitor's machine can read responses")
    };
    let looks_like = if is_transform {
        "what a transform changed looks like production"
    } else {
        "beside this one it looks like production"
    };
    let finding = Diagnostic::new(Code::LocalOrigin, place, message)
        .severity(severity)
        .label("every visitor's machine has that name")
        .help("keep it out of what is deployed, as with a transform: `<add origin=\"…\" xdt:Locator=\"Match(origin)\" xdt:Transform=\"Remove\" />`");
    if production == place { finding } else { finding.related(production, looks_like) }
}
