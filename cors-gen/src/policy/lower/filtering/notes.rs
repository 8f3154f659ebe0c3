//! What a user of request filtering should know beside it.

use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::effective::RequestFiltering;
use crate::source::{Span, Spanned};

/// Where axum's extractors stop, unless they are told otherwise.
const EXTRACTORS_STOP_AT: u32 = 2 * 1024 * 1024;

/// Tells of the limit that axum has of its own, below the one that is configured (RF-2).
pub(super) fn body_limit(bytes: Spanned<u32>, bag: &mut Bag) {
    let Spanned { value, span } = bytes;
    if value <= EXTRACTORS_STOP_AT {
        return;
    }
    let message = format!(
        "bodies of up to {value} bytes pass, of which axum's extractors read {EXTRACTORS_STOP_AT}"
    );
    bag.push(
        Diagnostic::new(Code::BodyLimit, span, message)
            .help(format!("raise it where the service takes such bodies: `DefaultBodyLimit::max({value})`"))
            .help(format!(
                "bodies without `Content-Length` are not measured, as on IIS (RF-2): to limit them too, put \
                 `tower_http::limit::RequestBodyLimitLayer::new({value})` into the service"
            )),
    );
}

/// Tells which defaults of IIS are not in the policy, because no level writes them (RF-2…9); `place` is that of what is.
pub(super) fn defaults(effective: &RequestFiltering, place: Span, bag: &mut Bag) {
    let hides = |name: &str| {
        let mut hidden = effective.hidden_segments.iter();
        hidden.any(|entry| entry.text.value.eq_ignore_ascii_case(name))
    };
    let lists = |extension: &str| {
        let mut listed = effective.file_extensions.entries.iter();
        listed.any(|entry| entry.extension.value.eq_ignore_ascii_case(extension))
    };
    let limits = &effective.limits;
    let kinds = [
        (
            limits.max_allowed_content_length.is_none(),
            "bodies over 30000000 bytes (`maxAllowedContentLength`)",
        ),
        (limits.max_url.is_none(), "paths over 4096 bytes (`maxUrl`)"),
        (limits.max_query_string.is_none(), "queries over 2048 bytes (`maxQueryString`)"),
        (
            effective.allow_double_escaping.is_none(),
            "paths that are escaped twice (`allowDoubleEscaping`)",
        ),
        (!hides("web.config"), "segments such as `bin` and `web.config` (`hiddenSegments`)"),
        (!lists(".config"), "extensions such as `.config` and `.cs` (`fileExtensions`)"),
    ];
    let missing = kinds.iter().filter_map(|(is_missing, what)| is_missing.then_some(*what));
    let missing: Vec<&str> = missing.collect();
    if missing.is_empty() {
        return;
    }
    let message = "the policy refuses what the files write, not what IIS refuses by default";
    bag.push(
        Diagnostic::new(Code::FilteringDefaults, place, message)
            .label("this is written, and carried")
            .help(format!("not written: {}", missing.join(", ")))
            .help("write what matters, or give the server's file with `--parent`"),
    );
}
