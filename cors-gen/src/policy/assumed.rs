//! The note that a policy rests on what nobody has published ("Assumptions" in `docs/iis-behaviour.md`).

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// The note about what is written at `place`.
pub(crate) fn note(place: Span, what: &str) -> Diagnostic {
    Diagnostic::new(Code::Assumption, place, format!("assumed of IIS: {what}"))
        .help("docs/iis-behaviour.md says what is known; compare with your IIS where it matters")
}
