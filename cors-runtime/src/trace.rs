//! One event of `tracing` for each request, where the feature asks for it.

use crate::decision::Decision;

/// Says what was decided, at level debug and with the target `cors_runtime`. Its fields are made only where somebody listens.
#[cfg(feature = "tracing")]
pub(crate) fn decided<'r>(origin: impl FnOnce() -> Option<&'r [u8]>, decision: &Decision<'static>) {
    tracing::debug!(
        target: "cors_runtime",
        answered_by = decision.answered_by().name(),
        status = decision.answer().map(|answer| answer.status),
        row = decision.row(),
        listing = decision.listing().name(),
        rule = decision.rule().map(tracing::field::display),
        scope = %decision.scope().path().escape_debug(),
        origin = origin().map(|origin| tracing::field::display(origin.escape_ascii())),
        "decided"
    );
}

/// Nobody listens.
#[cfg(not(feature = "tracing"))]
pub(crate) fn decided<'r>(_: impl FnOnce() -> Option<&'r [u8]>, _: &Decision<'static>) {}
