//! The stages up to the effective configuration, for those who want to see it.

use super::{Input, Options, begin, resolve};
use crate::budget::Budget;
use crate::diagnostic::{Diagnostic, Severity};
use crate::effective::EffectiveScope;
use crate::lint::Facts;
use crate::policy::deepest;
use crate::source::SourceMap;

/// The effective configuration of the paths of a site.
#[derive(Debug, Clone)]
pub struct Effective {
    /// The files that were read.
    pub sources: SourceMap,
    /// The findings, in the order of their places; none of what values mean, which is for a policy to say.
    pub diagnostics: Vec<Diagnostic>,
    /// The paths, the root first and parents before children; `None` exactly when a finding is an error.
    pub scopes: Option<Vec<EffectiveScope>>,
}

impl Effective {
    /// Whether the configuration could not be read at all, rather than being read and found wrong.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        self.scopes.is_none() && self.diagnostics.iter().any(|d| d.code.is_unreadable())
    }

    /// What counts for a request's path: the deepest scope that holds it, matched as the runtime matches paths.
    ///
    /// `None` when there are no scopes.
    #[must_use]
    pub fn scope(&self, path: &str) -> Option<&EffectiveScope> {
        let scopes = self.scopes.as_deref()?;
        let paths: Vec<_> = scopes.iter().map(|scope| scope.path.value.as_str()).collect();
        scopes.get(deepest(&paths, path))
    }
}

/// Reads a configuration and lays its levels over each other, without making a policy of it.
///
/// Never fails in itself: what is wrong with the configuration is in [`Effective::diagnostics`].
#[must_use]
pub fn effective(mut input: Input, options: &Options) -> Effective {
    let (mut sources, mut bag) = begin(&mut input, options);
    let resolved = resolve(input, &mut sources, &Budget::new(), &mut Facts::default(), &mut bag);
    let diagnostics = bag.finish(false).shown;
    let is_error = |finding: &Diagnostic| finding.severity == Severity::Error;
    let has_errors = diagnostics.iter().any(is_error);
    let scopes = resolved.map(|resolved| resolved.scopes).filter(|_| !has_errors);
    Effective { sources, diagnostics, scopes }
}
