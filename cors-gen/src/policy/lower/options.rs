//! Who answers OPTIONS (OP-1…7).

use cors_runtime::policy::OptionsHandler;

use super::address;
use crate::assume::{Assumptions, StaticOptions};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::effective::{EffectiveScope, Handler};
use crate::policy::arena::Arena;
use crate::policy::places::HandlerPlace;
use crate::source::Spanned;

/// What it depends on who answers OPTIONS: the addresses of sections.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Key([usize; 4]);

impl Key {
    pub(super) fn of(scope: &EffectiveScope) -> Self {
        Self([
            address(&*scope.modules),
            address(&*scope.anonymous_authentication),
            address(&*scope.windows_authentication),
            address(&*scope.handlers),
        ])
    }
}

/// Handlers with what is behind each.
#[derive(Clone, Copy)]
pub(super) struct Lowered<'p> {
    pub(super) handlers: &'p [OptionsHandler<'p>],
    pub(super) places: &'p [HandlerPlace],
}

/// The handlers that OPTIONS can fall to, up to the first that takes every path.
pub(super) fn lower<'p>(
    scope: &EffectiveScope,
    assume: &Assumptions,
    arena: &'p Arena,
    bag: &mut Bag,
) -> Lowered<'p> {
    if let Some(all) = scope.modules.run_all_managed.filter(|all| all.value) {
        let message = "managed modules see every request, OPTIONS included";
        bag.push(
            Diagnostic::new(Code::OptionsUncertain, all.span, message)
                .label("one of them may have answered preflights (OP-7)")
                .help("if a module of the application did, let the service answer OPTIONS: see `<handlers>`"),
        );
    }
    let anonymous = scope.anonymous_authentication.enabled;
    let rows = match anonymous.filter(|anonymous| !anonymous.value) {
        Some(refused) => {
            report_unauthorized(scope, refused, bag);
            let handler = OptionsHandler::application("authentication", "*");
            vec![(handler, HandlerPlace::Authentication(refused.span))]
        }
        None => rows(scope, assume, arena, bag),
    };
    let (handlers, places): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    Lowered { handlers: arena.list(&handlers), places: arena.list(&places) }
}

fn rows<'p>(
    scope: &EffectiveScope,
    assume: &Assumptions,
    arena: &'p Arena,
    bag: &mut Bag,
) -> Vec<(OptionsHandler<'p>, HandlerPlace)> {
    let mut rows = Vec::new();
    for handler in scope.handlers.mappings.iter().filter(|handler| handler.covers("OPTIONS")) {
        if has_module(handler, "WebDAVModule") {
            let message = format!("WebDAV's handler `{}` gets OPTIONS", handler.name.value);
            bag.push(
                Diagnostic::new(Code::OptionsUncertain, handler.tag, message)
                    .label("WebDAV's own answer is not carried (OP-7)")
                    .help("the policy hands OPTIONS to the service"),
            );
        }
        rows.push((row(handler, assume, arena), HandlerPlace::Mapping(handler.tag)));
        if handler.path.value == "*" {
            return rows;
        }
    }
    // Not even that of static files is left for what fits none of these (OP-3).
    rows.push((OptionsHandler::not_found("", "*"), HandlerPlace::Nobody));
    rows
}

/// IIS asks for credentials before any handler (OP-6); here that is for the service's own authentication to do.
fn report_unauthorized(scope: &EffectiveScope, refused: Spanned<bool>, bag: &mut Bag) {
    let message = "anonymous access is off: preflights that nothing answers earlier get 401";
    let mut diagnostic = Diagnostic::new(Code::PreflightUnauthorized, refused.span, message)
        .label("browsers send preflights without credentials (OP-6)")
        .help("put the service's authentication inside the CORS layer");
    let windows = scope.windows_authentication.enabled;
    if let Some(windows) = windows.filter(|windows| windows.value) {
        diagnostic = diagnostic.related(windows.span, "who is let in instead");
    }
    bag.push(diagnostic);
}

fn row<'p>(handler: &Handler, assume: &Assumptions, arena: &'p Arena) -> OptionsHandler<'p> {
    const STATIC: [&str; 3] =
        ["StaticFileModule", "DefaultDocumentModule", "DirectoryListingModule"];
    let (name, path) = (arena.text(&handler.name.value), arena.text(&handler.path.value));
    if has_module(handler, "ProtocolSupportModule") {
        OptionsHandler::verb_handler(name, path)
    } else if STATIC.iter().any(|module| has_module(handler, module)) {
        match assume.static_options() {
            StaticOptions::MethodNotAllowed => OptionsHandler::static_file(name, path),
            StaticOptions::Application => OptionsHandler::application(name, path),
            StaticOptions::NotFound => OptionsHandler::not_found(name, path),
        }
    } else {
        OptionsHandler::application(name, path)
    }
}

fn has_module(handler: &Handler, module: &str) -> bool {
    let modules = handler.modules.as_ref().map_or("", |modules| modules.value.as_str());
    modules.split(',').any(|name| name.trim().eq_ignore_ascii_case(module))
}
