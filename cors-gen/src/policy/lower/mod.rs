//! Effective configuration to policy: defaults applied, values joined, order made canonical.
//!
//! What IIS refuses and what HTTP cannot carry is reported here, where values first mean something.

mod cors;
mod headers;
mod options;
mod rewrite;

use super::model::{Policy, Scope, Verbs};
use crate::diagnostic::Bag;
use crate::effective::{EffectiveScope, Verbs as EffectiveVerbs};
use crate::source::{Span, Spanned};

/// Makes the policy of a site from its effective configuration, in the order of the paths, the root first.
///
/// `None` when there is no root. Paths that decide as the path above them are left out.
#[must_use]
pub fn lower(effective: &[EffectiveScope], bag: &mut Bag) -> Option<Policy> {
    let (root, deeper) = effective.split_first()?;
    let mut patterns = rewrite::Patterns::default();
    let mut scope = |effective, bag: &mut Bag| scope(effective, &mut patterns, bag);
    let mut policy = Policy { root: scope(root, bag), deeper: Vec::new() };
    // A path comes before those below it, and these before any other: what is above a path is on this stack.
    let mut above: Vec<usize> = Vec::new();
    for effective in deeper {
        let scope = scope(effective, bag);
        while above.pop_if(|at| !is_below(&scope, &policy.deeper[*at])).is_some() {}
        let parent = above.last().map_or(&policy.root, |at| &policy.deeper[*at]);
        if !decides_alike(&scope, parent) {
            above.push(policy.deeper.len());
            policy.deeper.push(scope);
        }
    }
    // Deeper paths first, so that the first scope that holds a request is its own.
    policy.deeper.sort_by_cached_key(|scope| {
        let depth = scope.path.value.split('/').count();
        (std::cmp::Reverse(depth), scope.path.value.to_lowercase())
    });
    Some(policy)
}

fn scope(effective: &EffectiveScope, patterns: &mut rewrite::Patterns, bag: &mut Bag) -> Scope {
    Scope {
        path: effective.path.clone().map(|path| normal_path(&path)),
        verbs: verbs(&effective.request_filtering.verbs, effective.path.span),
        cors: cors::lower(&effective.cors, bag),
        options: options::lower(effective, bag),
        custom_headers: headers::lower(&effective.http_protocol.custom_headers, bag),
        redirect_headers: headers::lower(&effective.http_protocol.redirect_headers, bag),
        rewrite: rewrite::lower(effective, patterns, bag),
    }
}

/// The path without the empty segments that the runtime does not count.
fn normal_path(path: &str) -> String {
    path.split('/').filter(|segment| !segment.is_empty()).collect::<Vec<_>>().join("/")
}

fn verbs(effective: &EffectiveVerbs, place: Span) -> Option<Verbs> {
    let allow_unlisted = effective.allow_unlisted.unwrap_or(Spanned::new(true, place));
    let listed = effective.entries.iter().map(|entry| {
        let verb = entry.verb.clone();
        verb.map(|verb| (verb, entry.allowed.value))
    });
    // A listed verb counts only where it differs from one that is not listed.
    let listed: Vec<_> = listed.filter(|verb| verb.value.1 != allow_unlisted.value).collect();
    (!listed.is_empty() || !allow_unlisted.value).then_some(Verbs { listed, allow_unlisted })
}

fn is_below(scope: &Scope, above: &Scope) -> bool {
    let fold = |scope: &Scope| scope.path.value.to_lowercase() + "/";
    fold(scope).starts_with(&fold(above))
}

fn decides_alike(a: &Scope, b: &Scope) -> bool {
    let Scope { path: _, verbs, cors, options, custom_headers, redirect_headers, rewrite } = a;
    (verbs, cors, options, custom_headers, redirect_headers, rewrite)
        == (&b.verbs, &b.cors, &b.options, &b.custom_headers, &b.redirect_headers, &b.rewrite)
}
