//! Methods that other origins may use and that no handler of IIS takes for the application.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::stated::{Methods, Stated};
use super::{Looked, asking};
use crate::budget::Budget;
use crate::diagnostic::{Code, Diagnostic};
use crate::effective::{EffectiveScope, Handler, InboundAction};
use crate::policy::Lowered;
use crate::source::FileId;

/// Finds, once for each file, the methods that modules of the server take before the application.
pub(super) fn lint(
    effective: &[EffectiveScope],
    policy: &Lowered<'_>,
    budget: &Budget,
) -> Vec<Diagnostic> {
    let places: HashMap<_, _> =
        policy.scopes().map(|(scope, places)| (std::ptr::from_ref(scope).addr(), places)).collect();
    let mut methods = Methods::default();
    let mut seen = HashSet::new();
    let mut files: Vec<FileId> = Vec::new();
    let mut found = Vec::new();
    for own in effective {
        let path = format!("/{}", own.path.value);
        let scope = policy.policy.scope_of(path.as_bytes());
        let Some(places) = places.get(&std::ptr::from_ref(scope).addr()) else { continue };
        let looked = Looked { policy: policy.policy, scope, places, budget, host: asking::HOST };
        let handlers = Rc::as_ptr(&own.handlers).addr();
        if !seen.insert((handlers, Methods::key(&looked))) || rewrites(own) {
            continue;
        }
        found.extend(first(&methods.of(&looked), own, &mut files));
    }
    found
}

/// Whether rules may put another path in the place of that which was asked for, so that another handler gets it (OP-11).
fn rewrites(scope: &EffectiveScope) -> bool {
    let rules = scope.rules.rules.iter().chain(scope.global_rules.rules.iter());
    rules
        .filter_map(|it| it.rule.action.as_ref())
        .any(|action| matches!(action.value, InboundAction::Rewrite { .. }))
}

fn first(
    stated: &[Stated<'_>],
    scope: &EffectiveScope,
    files: &mut Vec<FileId>,
) -> Option<Diagnostic> {
    const SAFELISTED: [&str; 5] = ["GET", "HEAD", "POST", "OPTIONS", "TRACE"];
    let methods = stated.iter().flat_map(|list| list.names().map(move |name| (list, name)));
    let is_common = |name: &str| matches!(name, "PUT" | "DELETE" | "PATCH");
    let mut methods = methods.filter(|(_, name)| !SAFELISTED.contains(name) && is_common(name));
    let (list, method, handler) = methods.find_map(|(list, method)| {
        let taking = scope.handlers.mappings.iter().find(|it| takes(it, method))?;
        let modules = taking.modules.as_ref().map_or("", |modules| modules.value.as_str());
        let is = |module: &str| modules.split(',').any(|it| it.trim().eq_ignore_ascii_case(module));
        (is("StaticFileModule") || is("WebDAVModule")).then_some((list, method, taking))
    })?;
    if files.contains(&list.place.file) {
        return None;
    }
    let message = format!(
        "`{method}` is allowed to other origins, and on IIS the handler `{}` refuses it",
        handler.name.value
    );
    // A file that says nothing of handlers may be a part of one that does.
    if !scope.handlers.mappings.iter().any(|it| it.tag.file == list.place.file) {
        return None;
    }
    files.push(list.place.file);
    let finding = Diagnostic::new(Code::NoHandlerForMethod, list.place, message)
        .label("in a service, its routes say what becomes of it")
        .help("remove it from the list if nothing takes it; on IIS, `<handlers>` has to hand it to the application, and WebDAV may have to go");
    let is_written = handler.tag.file == list.place.file;
    Some(if is_written { finding.related(handler.tag, "this takes it") } else { finding })
}

/// Whether a mapping takes a method for a path that an API has.
fn takes(handler: &Handler, method: &str) -> bool {
    matches!(handler.path.value.as_str(), "*" | "*.") && handler.covers(method)
}
