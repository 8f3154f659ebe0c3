//! OPTIONS that IIS handed to the application: something of the application answered it there, in a service a route has to
//! (OP-2, OP-3, OP-4).

use std::collections::HashMap;

use cors_runtime::__private::{InboundAction, Part, Variable};
use cors_runtime::Request;
use cors_runtime::policy::Policy;

use super::{Looked, asking};
use crate::budget::Budget;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::policy::texts::{any, of_inbound};
use crate::policy::{HandlerPlace, Lowered};
use crate::source::{FileId, Span};

/// Finds, once for each file, the handlers that get OPTIONS. `core` has those of the ASP.NET Core module; `has_cors` says
/// whether anything in the configuration answers with CORS headers.
pub(super) fn lint(
    policy: &Lowered<'_>,
    core: &[Option<Span>],
    has_cors: bool,
    budget: &Budget,
) -> Vec<Diagnostic> {
    let mut files: HashMap<FileId, usize> = HashMap::new();
    let mut told: Vec<(Severity, Span)> = Vec::new();
    for (scope, places) in policy.scopes() {
        let looked = Looked { policy: policy.policy, scope, places, budget, host: asking::HOST };
        let Some(place) = application(policy.policy, &looked) else { continue };
        let severity = if depends_on_it(&looked) { Severity::Warning } else { Severity::Note };
        let next = told.len();
        match *files.entry(place.file).or_insert(next) {
            file if file == next => told.push((severity, place)),
            file if told[file].0 < severity => told[file] = (severity, place),
            _ => {}
        }
    }
    let finding = |(severity, place)| match severity {
        Severity::Note if !has_cors && core.contains(&Some(place)) => in_code(place),
        Severity::Note => noted(place),
        _ => needed(place),
    };
    told.into_iter().map(finding).collect()
}

/// Preflights come to a handler of the application.
fn needed(place: Span) -> Diagnostic {
    let message = "preflights go to the application: without a route for OPTIONS the service answers 405, and browsers refuse";
    Diagnostic::new(Code::OptionsToApplication, place, message)
        .label("this takes OPTIONS (OP-2, OP-3, OP-4)")
        .help("write the route, in axum `.route(\"/orders\", get(list).options(preflight))`")
        .help("or let the policy answer preflights: list the origins in `<cors>`")
}

/// No preflight that the configuration knows of, but OPTIONS.
fn noted(place: Span) -> Diagnostic {
    let message = "OPTIONS goes to the application: without a route for it the service answers 405";
    Diagnostic::new(Code::OptionsToApplication, place, message)
        .severity(Severity::Note)
        .label("this takes OPTIONS (OP-2, OP-3, OP-4)")
        .help("write a route where somebody asks, in axum `.route(\"/orders\", get(list).options(allowed))`")
}

/// Nothing but an application that may do CORS itself.
fn in_code(place: Span) -> Diagnostic {
    let message = "CORS that the application does in its code is not in this file, and not carried";
    Diagnostic::new(Code::CorsInCode, place, message)
        .label("the application gets every request, OPTIONS included (OP-2)")
        .help("look for `UseCors` or `AddCors` in its code; what that allows can be written into `<cors>` here, for the policy to carry")
}

/// The mapping that hands OPTIONS of a scope to the application, asked of the policy for a path of an API.
fn application(policy: &Policy<'_>, looked: &Looked<'_, '_>) -> Option<Span> {
    ["", "orders"].iter().find_map(|name| {
        let path = format!("/{}/{name}", looked.scope.path());
        let decision = policy.decide(&Request::new(b"OPTIONS", path.as_bytes()));
        // Another scope may be in the way, and another answer.
        if !std::ptr::eq(decision.scope(), looked.scope) || decision.answer().is_some() {
            return None;
        }
        let handler = decision.options_handler()?;
        let handlers = looked.scope.parts().options.iter().zip(looked.places.options);
        let mut mappings = handlers.filter(|(other, _)| std::ptr::eq(*other, handler));
        match mappings.next()?.1 {
            HandlerPlace::Mapping(place) => Some(*place),
            HandlerPlace::Authentication(_) | HandlerPlace::Nobody => None,
        }
    })
}

/// Whether browsers are told by headers that they may come, and nothing else answers what they ask first.
fn depends_on_it(looked: &Looked<'_, '_>) -> bool {
    let allows = |name: &str| name == "access-control-allow-origin";
    let by_header = looked.custom_header("Access-Control-Allow-Origin").is_some();
    let by_rule = || {
        looked.outbound().any(|(rule, _)| {
            let rule = rule.parts();
            rule.value.is_some() && allows(rule.field.lower_name())
        })
    };
    // A rule may answer those of some origins.
    let answers = || {
        looked.inbound().any(|(rule, _)| {
            !matches!(rule.parts().action, InboundAction::Nothing)
                && of_inbound(rule).any(|text| any(text, &is_of_preflights))
        })
    };
    (by_header || by_rule()) && looked.allowing_rule().is_none() && !answers()
}

/// Whether a rule that reads this looks at what makes a request a preflight.
fn is_of_preflights(part: &Part<'_>) -> bool {
    match part {
        Part::Variable(Variable::Method) => true,
        Part::Variable(Variable::Header(name)) => {
            *name == "origin" || name.starts_with("access-control-request-")
        }
        _ => false,
    }
}
