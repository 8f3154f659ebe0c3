//! Where another answer was chosen to what nobody has published about IIS.

use cors_runtime::__private::CorsParts;
use cors_runtime::policy::{BothSet, OnErrors, UnlistedPreflight, Vary};

use super::Rows;
use crate::page::text::Prose;
use crate::source::Span;

/// The choices about the CORS module that are not the project's own.
pub(super) fn cors(parts: &CorsParts<'_>, at: Span, rows: &mut Rows<'_, '_>) {
    let &CorsParts {
        origins: _,
        fail_unlisted: _,
        vary,
        vary_line,
        unlisted_preflight,
        both_set,
        on_errors,
    } = parts;
    let vary = match vary {
        Vary::Section => None,
        Vary::Cors => Some("with responses to an origin that the module sees"),
        Vary::Matched => Some("with responses to an origin that a rule allows"),
        Vary::Never => Some("never"),
    };
    let preflights = match unlisted_preflight {
        UnlistedPreflight::Next => None,
        UnlistedPreflight::Answered => Some("204 from the module, without CORS headers"),
        UnlistedPreflight::Forbidden => Some("403"),
    };
    let both_set = match both_set {
        BothSet::Application => None,
        BothSet::Module => Some("the module's takes their place"),
        BothSet::Both => Some("both are sent"),
    };
    let on_errors = match on_errors {
        OnErrors::Sent => None,
        OnErrors::LeftOut => Some("no headers of the module"),
    };
    for (row, about, says) in [
        ("CM-16", "`Vary: Origin`", vary),
        ("CM-16", "`Vary` of the module", vary_line.then_some("a line of its own")),
        ("CM-17", "preflights of origins that are not listed", preflights),
        ("CM-18", "CORS headers of the application", both_set),
        ("CM-19", "errors", on_errors),
    ] {
        if let Some(says) = says {
            let about = Prose::of(about).and(&format!(", as chosen for {row}"));
            rows.push(Some(at), || (about, Prose::words(says)));
        }
    }
}
