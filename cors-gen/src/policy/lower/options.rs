//! Who answers OPTIONS (OP-1…7).

use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::effective::{EffectiveScope, Handler};
use crate::policy::model::{OptionsAnswer, OptionsHandler};
use crate::source::Spanned;

/// The handlers that OPTIONS can fall to, up to the first that takes every path.
pub(super) fn lower(scope: &EffectiveScope, bag: &mut Bag) -> Vec<Spanned<OptionsHandler>> {
    if let Some(all) = scope.modules.run_all_managed.filter(|all| all.value) {
        let message = "managed modules see every request, OPTIONS included";
        bag.push(
            Diagnostic::new(Code::OptionsUncertain, all.span, message)
                .label("one of them may have answered preflights (OP-7)")
                .help("if a module of the application did, let the service answer OPTIONS: see `<handlers>`"),
        );
    }
    if let Some(refused) =
        scope.anonymous_authentication.enabled.filter(|anonymous| !anonymous.value)
    {
        return vec![unauthorized(scope, refused, bag)];
    }
    let mut rows = Vec::new();
    for handler in scope.handlers.mappings.iter().filter(|handler| handler.covers("OPTIONS")) {
        let answer = answer(handler);
        if has_module(handler, "WebDAVModule") {
            let message = format!("WebDAV's handler `{}` gets OPTIONS", handler.name.value);
            bag.push(
                Diagnostic::new(Code::OptionsUncertain, handler.tag, message)
                    .label("WebDAV's own answer is not carried (OP-7)")
                    .help("the policy hands OPTIONS to the service"),
            );
        }
        let (name, path) = (handler.name.value.clone(), handler.path.value.clone());
        rows.push(Spanned::new(OptionsHandler { name, path, answer }, handler.tag));
        if handler.path.value == "*" {
            return rows;
        }
    }
    // With every handler removed, static files answer as if nobody knew the method (OP-3).
    let nobody = OptionsHandler {
        name: String::new(),
        path: "*".to_owned(),
        answer: OptionsAnswer::MethodNotAllowed,
    };
    rows.push(Spanned::new(nobody, scope.path.span));
    rows
}

/// IIS asks for credentials before any handler (OP-6); here that is for the service's own authentication to do.
fn unauthorized(
    scope: &EffectiveScope,
    refused: Spanned<bool>,
    bag: &mut Bag,
) -> Spanned<OptionsHandler> {
    let message = "anonymous access is off: preflights that nothing answers earlier get 401";
    let mut diagnostic = Diagnostic::new(Code::PreflightUnauthorized, refused.span, message)
        .label("browsers send preflights without credentials (OP-6)")
        .help("put the service's authentication inside the CORS layer");
    if let Some(windows) = scope.windows_authentication.enabled.filter(|windows| windows.value) {
        diagnostic = diagnostic.related(windows.span, "who is let in instead");
    }
    bag.push(diagnostic);
    let handler = OptionsHandler {
        name: "authentication".to_owned(),
        path: "*".to_owned(),
        answer: OptionsAnswer::Application,
    };
    refused.map(|_| handler)
}

fn answer(handler: &Handler) -> OptionsAnswer {
    const STATIC: [&str; 3] =
        ["StaticFileModule", "DefaultDocumentModule", "DirectoryListingModule"];
    if has_module(handler, "ProtocolSupportModule") {
        OptionsAnswer::VerbHandler
    } else if STATIC.iter().any(|module| has_module(handler, module)) {
        OptionsAnswer::MethodNotAllowed
    } else {
        OptionsAnswer::Application
    }
}

fn has_module(handler: &Handler, module: &str) -> bool {
    let modules = handler.modules.as_ref().map_or("", |modules| modules.value.as_str());
    modules.split(',').any(|name| name.trim().eq_ignore_ascii_case(module))
}
