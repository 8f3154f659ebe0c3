//! The note that a policy rests on what nobody has published ("Assumptions" in `docs/iis-behaviour.md`).

use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::Span;

/// The note about what is written at `place`.
pub(crate) fn note(place: Span, what: &str) -> Diagnostic {
    Diagnostic::new(Code::Assumption, place, format!("assumed of IIS: {what}"))
        .help("`cors-gen rule ROW`, as in `cors-gen rule CM-16`, says what is known; compare with your IIS where it matters")
}

/// One note about all of these that apply to what is written at `place`; none where none does.
pub(crate) fn report<'a>(
    place: Span,
    assumed: impl IntoIterator<Item = (bool, &'a str)>,
    bag: &mut Bag,
) {
    let applying = assumed.into_iter().filter_map(|(applies, what)| applies.then_some(what));
    let applying: Vec<_> = applying.collect();
    if !applying.is_empty() {
        bag.push(note(place, &applying.join(", ")));
    }
}
