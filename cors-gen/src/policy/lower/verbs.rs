//! The verbs that request filtering lets pass (OP-5).

use cors_runtime::policy::Verbs;

use crate::effective::Verbs as Effective;
use crate::policy::arena::Arena;
use crate::policy::places::VerbsPlaces;
use crate::source::{Span, Spanned};

/// Verbs with their places.
#[derive(Clone, Copy)]
pub(super) struct Lowered<'p> {
    pub(super) verbs: Verbs<'p>,
    pub(super) places: VerbsPlaces<'p>,
}

/// `None` where every verb passes; `opened` is the place of what nobody says.
pub(super) fn lower<'p>(
    effective: &Effective,
    opened: Span,
    arena: &'p Arena,
) -> Option<Lowered<'p>> {
    let allow_unlisted = effective.allow_unlisted.unwrap_or(Spanned::new(true, opened));
    // A listed verb counts only where it differs from one that is not listed.
    let counting =
        effective.entries.iter().filter(|entry| entry.allowed.value != allow_unlisted.value);
    let (listed, places): (Vec<_>, Vec<_>) = counting
        .map(|entry| ((arena.text(&entry.verb.value), entry.allowed.value), entry.verb.span))
        .unzip();
    if listed.is_empty() && allow_unlisted.value {
        return None;
    }
    Some(Lowered {
        verbs: Verbs::new(arena.list(&listed), allow_unlisted.value),
        places: VerbsPlaces { allow_unlisted: allow_unlisted.span, listed: arena.list(&places) },
    })
}
