//! The CORS module: the naive model, with one thing twisted where a test wants it.

use super::http::Request;
use super::twist::Twist;
use crate::model::{self, Outcome, Rule, Section};

/// What the module does with a request.
#[must_use]
pub fn outcome(section: &Section, twist: Option<Twist>, request: &Request) -> Outcome {
    let mut asked = model::Request {
        method: request.method.clone(),
        origin: request.line("Origin").map(<[u8]>::to_vec),
        requested_method: request.line("Access-Control-Request-Method").map(<[u8]>::to_vec),
        requested_headers: request.line("Access-Control-Request-Headers").map(<[u8]>::to_vec),
    };
    let origin = asked.origin.clone().unwrap_or_default();
    let mut section = section.clone();
    if let Some(twist) = twist {
        twist_section(twist, &asked, &mut section);
    }
    if twist == Some(Twist::CaseIgnored) {
        asked.origin = asked.origin.map(|it| it.to_ascii_lowercase());
    }
    let mut outcome = section.outcome(&asked);
    for (name, value) in &mut outcome.headers {
        if name == ORIGIN && value != b"*" {
            value.clone_from(&origin);
        }
    }
    if let Some(twist) = twist {
        let rule = section.most_specific(&origin);
        twist_outcome(twist, &asked, rule, &mut outcome);
    }
    outcome
}

/// `Access-Control-Allow-Origin`
pub const ORIGIN: &str = "Access-Control-Allow-Origin";

fn twist_section(twist: Twist, asked: &model::Request, section: &mut Section) {
    let method = asked.requested_method.clone().unwrap_or_default();
    let method = String::from_utf8_lossy(&method).into_owned();
    for rule in &mut section.rules {
        match twist {
            Twist::DenialIgnored => rule.allowed = true,
            Twist::CredentialsForAll => rule.credentials = true,
            Twist::NoMaxAge => rule.max_age = -1,
            Twist::HeadersEchoed => rule.all_requested = true,
            Twist::MethodsEchoed => rule.methods = vec![method.clone()],
            Twist::NoDotBoundary => rule.origin = rule.origin.replace("://*.", "://*"),
            _ => {}
        }
    }
    match twist {
        Twist::UnlistedPass => section.fail_unlisted = false,
        Twist::NullLetIn => section.rules.push(Rule::new("null")),
        _ => {}
    }
}

fn twist_outcome(twist: Twist, asked: &model::Request, rule: Option<&Rule>, outcome: &mut Outcome) {
    let listed = outcome.headers.iter().position(|(name, _)| name == ORIGIN);
    let headers = &mut outcome.headers;
    match (twist, listed) {
        (Twist::OriginTwice, Some(at)) => headers.insert(at, headers[at].clone()),
        (Twist::StarForExact, Some(at)) => headers[at].1 = b"*".to_vec(),
        (Twist::VaryToCors, _) if asked.origin.is_some() => {}
        (Twist::NoVary | Twist::VaryToCors, _) | (Twist::VaryWhereMatched, None) => {
            headers.retain(|(name, _)| name != "Vary");
        }
        (Twist::PreflightWith200, _) if outcome.answered == Some(204) => {
            outcome.answered = Some(200);
        }
        (Twist::ExposeOnPreflight, Some(_)) if outcome.answered == Some(204) => {
            let names = rule.map(|it| it.expose.join(",")).filter(|names| !names.is_empty());
            let line = |names: String| ("Access-Control-Expose-Headers".to_owned(), names.into());
            headers.extend(names.map(line));
        }
        (Twist::UnlistedPreflightAnswered, None) if outcome.answered.is_none() => {
            outcome.answered = is_preflight(asked).then_some(204);
        }
        (Twist::UnlistedPreflightForbidden, None) if outcome.answered.is_none() => {
            outcome.answered = is_preflight(asked).then_some(403);
        }
        (Twist::EmptyMethods, Some(_)) if rule.is_some_and(|it| it.methods.is_empty()) => {
            let methods = "Access-Control-Allow-Methods".to_owned();
            headers.extend((outcome.answered == Some(204)).then_some((methods, Vec::new())));
        }
        _ => {}
    }
}

/// CM-4
fn is_preflight(asked: &model::Request) -> bool {
    asked.method == "OPTIONS" && asked.origin.is_some() && asked.requested_method.is_some()
}
