//! Modules that do not act, and what is not carried for that reason; modules that bring CORS of their own (OP-12).

use std::collections::HashSet;

use super::address;
use crate::diagnostic::{Bag, Code, Diagnostic, Severity};
use crate::effective::{EffectiveScope, FilterText, List, Module, Modules, NativeModule};
use crate::source::{Span, Spanned};

/// What has been said of modules so far.
#[derive(Default)]
pub(super) struct Switches {
    /// The lists that were looked at, by where they are.
    looked_at: HashSet<usize>,
    /// Settings that do nothing, each with what switches its module off.
    idle: HashSet<(Span, Span)>,
}

impl Switches {
    /// Says what the modules of a path do that its policy does not show.
    pub(super) fn report(&mut self, modules: &Modules, bag: &mut Bag) {
        if !self.looked_at.insert(address(modules)) {
            return;
        }
        for module in modules.entries.iter().filter(|module| is_of_cors(module)) {
            let name = &module.name.value;
            let message = format!("the managed module `{name}` is one of CORS, as its name says");
            bag.push(
                Diagnostic::new(Code::ManagedCors, module.tag, message)
                    .label("what it sends is in the code of the application, not in this file (OP-12)")
                    .help("write the origins that it allows as `<cors>`, or let the service do what it does"),
            );
        }
        for (module, lost, carried) in [
            (
                NativeModule::CustomError,
                "errors have no pages of `<httpErrors>`",
                "nothing that a policy carries depends on it (OP-12)",
            ),
            (
                NativeModule::StaticFile,
                "IIS serves no files",
                "of a policy, only what `StaticLayer` sends depends on it (OP-12)",
            ),
        ] {
            if let Some(off) = modules.switched_off(module) {
                let message = format!("`{}` does not act here: {lost}", module.name());
                let mut note = Diagnostic::new(Code::ModuleOff, off, message)
                    .label(carried)
                    .help("if the service is to do the same, leave that out of it as well");
                note.severity = Severity::Note;
                bag.push(note);
            }
        }
    }

    /// Whether a module acts at a path; where it does not, reports the `settings` that do nothing, if there are any.
    pub(super) fn acts(
        &mut self,
        module: NativeModule,
        effective: &EffectiveScope,
        settings: impl FnOnce() -> Option<(&'static str, Span)>,
        bag: &mut Bag,
    ) -> bool {
        let Some(off) = effective.modules.switched_off(module) else { return true };
        if let Some((section, place)) = settings()
            && self.idle.insert((place, off))
        {
            let (name, path) = (module.name(), &effective.path.value);
            let message = format!("`<{section}>` does nothing at `/{path}`: `{name}` does not act");
            bag.push(
                Diagnostic::new(Code::ModuleOff, place, message)
                    .label("not carried, as in IIS (OP-12)")
                    .related(off, "this keeps the module from acting")
                    .help(format!("if it is meant to count, add `{name}` to `<modules>` again")),
            );
        }
        false
    }
}

/// Whether the code of an application is a module of CORS: `type` or `name` says so, as in `CorsHttpModule`.
fn is_of_cors(module: &Module) -> bool {
    let says_so = |text: &str| text.to_ascii_lowercase().contains("cors");
    module
        .managed_type
        .as_ref()
        .is_some_and(|name| says_so(&name.value) || says_so(&module.name.value))
}

/// The settings of `<cors>` that would count.
pub(super) fn of_cors(scope: &EffectiveScope) -> Option<(&'static str, Span)> {
    let cors = &scope.cors;
    let counts = cors.enabled.map_or(!cors.rules.is_empty(), |enabled| enabled.value);
    Some(("cors", cors.tag.filter(|_| counts)?))
}

/// The first setting of `<requestFiltering>` that would refuse anything.
pub(super) fn of_filtering(scope: &EffectiveScope) -> Option<(&'static str, Span)> {
    let filtering = &scope.request_filtering;
    let limits = &filtering.limits;
    let limit = |limit: Option<Spanned<u32>>| limit.map(|limit| limit.span);
    let off = |switch: Option<Spanned<bool>>| switch.filter(|it| !it.value).map(|it| it.span);
    let text = |list: &List<FilterText>| list.iter().next().map(|text| text.tag);
    let verb = filtering.verbs.entries.iter().find(|verb| !verb.allowed.value);
    let extension = filtering.file_extensions.entries.iter().find(|entry| !entry.allowed.value);
    let settings = [
        limit(limits.max_allowed_content_length),
        limit(limits.max_url),
        limit(limits.max_query_string),
        limits.headers.iter().next().map(|limit| limit.tag),
        off(filtering.allow_double_escaping),
        off(filtering.allow_high_bit_characters),
        off(filtering.verbs.allow_unlisted),
        verb.map(|verb| verb.tag),
        off(filtering.file_extensions.allow_unlisted),
        extension.map(|extension| extension.tag),
        text(&filtering.hidden_segments),
        text(&filtering.deny_url_sequences),
        text(&filtering.deny_query_string_sequences),
    ];
    Some(("requestFiltering", settings.into_iter().flatten().min()?))
}

/// The `<httpRedirect>` of a path, where it is enabled.
pub(super) fn of_http_redirect(effective: &EffectiveScope) -> Option<(&'static str, Span)> {
    let enabled = effective.http_redirect.enabled.filter(|enabled| enabled.value)?;
    Some(("httpRedirect", enabled.span))
}

/// The first rule of URL Rewrite that would run.
pub(super) fn of_rewrite(scope: &EffectiveScope) -> Option<(&'static str, Span)> {
    let inbound = scope.global_rules.rules.iter().chain(scope.rules.rules.iter());
    let inbound = inbound.map(|rule| (rule.rule.enabled, rule.rule.tag));
    let outbound = scope.outbound_rules.rules.iter().map(|rule| (rule.enabled, rule.tag));
    let mut rules = inbound.chain(outbound);
    let (_, tag) = rules.find(|(enabled, _)| enabled.is_none_or(|enabled| enabled.value))?;
    Some(("rewrite", tag))
}
