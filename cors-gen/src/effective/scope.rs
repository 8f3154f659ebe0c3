//! The effective sections of one path.

use super::collection::{Position, apply};
use super::rewrite::{Rewrite, RuleLevel};
use crate::config::{self, Handler, HeaderEntry, OriginRule, Sections, VerbEntry};
use crate::diagnostic::Bag;
use crate::source::{Span, Spanned};

/// The effective configuration of one path, as far as it decides about CORS and headers.
#[derive(Debug, Clone)]
pub struct EffectiveScope {
    /// The path as first written, without slashes at either end, and what opened it; the root's is empty.
    pub path: Spanned<String>,
    /// `<cors>`; `None` when no level has the section.
    pub cors: Option<Cors>,
    /// `<customHeaders>`, inherited ones first (CH-3).
    pub custom_headers: Vec<HeaderEntry>,
    /// `<redirectHeaders>`.
    pub redirect_headers: Vec<HeaderEntry>,
    /// `<handlers>`, the deepest level's first.
    pub handlers: Vec<Handler>,
    /// `<verbs>` of request filtering.
    pub verbs: Verbs,
    /// `enabled` of anonymous authentication; `None` when no level says.
    pub anonymous: Option<Spanned<bool>>,
    /// `enabled` of Windows authentication; `None` when no level says.
    pub windows: Option<Spanned<bool>>,
    /// `runAllManagedModulesForAllRequests`; `None` when no level says.
    pub run_all_managed: Option<Spanned<bool>>,
    /// `<rewrite>`.
    pub rewrite: Rewrite,
}

/// The effective `<cors>`.
#[derive(Debug, Clone)]
pub struct Cors {
    /// The start tag of the deepest section.
    pub tag: Span,
    /// `enabled`; `None` when no level says.
    pub enabled: Option<Spanned<bool>>,
    /// `failUnlistedOrigins`; `None` when no level says.
    pub fail_unlisted: Option<Spanned<bool>>,
    /// The rules.
    pub rules: Vec<OriginRule>,
}

/// The effective `<verbs>`.
#[derive(Debug, Clone, Default)]
pub struct Verbs {
    /// `allowUnlisted`; `None` when no level says.
    pub allow_unlisted: Option<Spanned<bool>>,
    /// The verbs listed.
    pub entries: Vec<VerbEntry>,
}

impl EffectiveScope {
    /// A path of which nothing is configured.
    pub(super) fn empty(path: Spanned<String>) -> Self {
        Self {
            path,
            cors: None,
            custom_headers: Vec::new(),
            redirect_headers: Vec::new(),
            handlers: Vec::new(),
            verbs: Verbs::default(),
            anonymous: None,
            windows: None,
            run_all_managed: None,
            rewrite: Rewrite::default(),
        }
    }

    /// Lays the sections of one more level over what is inherited: the deepest scalar wins, collections grow (CF-3).
    pub(super) fn lay(&mut self, sections: &Sections, level: &RuleLevel, bag: &mut Bag) {
        if let Some(section) = &sections.cors {
            self.lay_cors(section, bag);
        }
        if let Some(section) = &sections.http_protocol {
            for (effective, written) in [
                (&mut self.custom_headers, &section.custom_headers),
                (&mut self.redirect_headers, &section.redirect_headers),
            ] {
                apply(effective, written.as_deref().unwrap_or_default(), Position::Last, bag);
            }
        }
        if let Some(handlers) = &sections.handlers {
            apply(&mut self.handlers, handlers, Position::First, bag);
        }
        if let Some(verbs) = sections.request_filtering.as_ref().and_then(|f| f.verbs.as_ref()) {
            override_with(&mut self.verbs.allow_unlisted, verbs.allow_unlisted);
            apply(&mut self.verbs.entries, &verbs.entries, Position::Last, bag);
        }
        if let Some(authentication) = &sections.authentication {
            override_with(&mut self.anonymous, authentication.anonymous);
            override_with(&mut self.windows, authentication.windows);
        }
        if let Some(section) = &sections.rewrite {
            self.rewrite.lay(section, level, bag);
        }
        if let Some(modules) = &sections.modules {
            override_with(&mut self.run_all_managed, modules.run_all_managed);
        }
    }

    fn lay_cors(&mut self, section: &config::Cors, bag: &mut Bag) {
        let cors = self.cors.get_or_insert(Cors {
            tag: section.tag,
            enabled: None,
            fail_unlisted: None,
            rules: Vec::new(),
        });
        cors.tag = section.tag;
        override_with(&mut cors.enabled, section.enabled);
        override_with(&mut cors.fail_unlisted, section.fail_unlisted_origins);
        apply(&mut cors.rules, &section.rules, Position::Last, bag);
    }
}

fn override_with<T>(inherited: &mut Option<T>, own: Option<T>) {
    if own.is_some() {
        *inherited = own;
    }
}
