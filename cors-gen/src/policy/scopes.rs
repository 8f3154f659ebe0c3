//! Scopes with the table that finds them.

use cors_runtime::__private::{fill_scope_slots, scope_slot_count};
use cors_runtime::policy::{Scope, Scopes};

use super::arena::Arena;

/// The scopes with their table.
pub(super) fn table<'p>(scopes: &'p [Scope<'p>], arena: &'p Arena) -> Scopes<'p> {
    let slots = arena.filled(scope_slot_count(scopes), 0, |slots| fill_scope_slots(scopes, slots));
    Scopes::new(scopes, slots)
}

/// A path as the runtime compares it, without empty segments; `None` for one that no request is compared with, since `.`
/// and `..` are resolved before (CF-4).
pub(super) fn normal(path: &str) -> Option<String> {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let is_dots = |segment: &&str| matches!(*segment, "." | "..");
    (!segments.iter().any(is_dots)).then(|| segments.join("/"))
}

/// The most segments that the path of a scope has; the runtime's own limit.
pub(super) const DEEPEST: usize = 64;

/// The position of the deepest of `paths` that holds `path`, as the runtime finds it; the first, if no other does.
#[cfg(feature = "explain")]
pub(crate) fn deepest(paths: &[&str], path: &str) -> usize {
    let arena = Arena::new();
    let normal = |path: &str| normal(path).filter(|path| path.split('/').count() <= DEEPEST);
    let scopes = paths.iter().enumerate().skip(1);
    let scopes = scopes.filter_map(|(at, path)| Some((at, Scope::new(arena.text(&normal(path)?)))));
    let (positions, scopes): (Vec<usize>, Vec<Scope<'_>>) = scopes.unzip();
    let policy =
        cors_runtime::policy::Policy::new(Scope::new(""), table(arena.list(&scopes), &arena));
    let found = policy.scope_of(path.as_bytes());
    let at = policy.parts().deeper.as_slice().iter().position(|scope| std::ptr::eq(scope, found));
    at.map_or(0, |at| positions[at])
}
