//! What request filtering refuses.

use cors_runtime::__private::{FileExtensions, RequestFilteringParts, VerbsParts};
use cors_runtime::policy::{RequestFiltering, Verbs};

use super::Rows;
use crate::page::text::Prose;
use crate::policy::{AllowListPlaces, FilteringPlaces};
use crate::source::Span;

pub(super) fn verbs(verbs: Verbs<'_>, at: AllowListPlaces<'_>, rows: &mut Rows<'_, '_>) {
    let &VerbsParts { listed, allow_unlisted } = verbs.parts();
    listed_and_others("method ", "other methods", listed, allow_unlisted, at, rows);
}

pub(super) fn rows(
    filtering: &RequestFiltering<'_>,
    at: &FilteringPlaces<'_>,
    rows: &mut Rows<'_, '_>,
) {
    let &RequestFilteringParts {
        max_allowed_content_length,
        max_url,
        max_query_string,
        header_limits,
        deny_double_escaping,
        deny_high_bit_characters,
        deny_url_sequences,
        always_allowed_urls,
        file_extensions,
        hidden_segments,
        deny_query_string_sequences,
        always_allowed_query_strings,
        keep_query_string_escaped,
    } = filtering.parts();
    for (about, limit, place) in [
        ("bodies longer than", max_allowed_content_length, at.max_allowed_content_length),
        ("paths longer than", max_url, at.max_url),
        ("queries longer than", max_query_string, at.max_query_string),
    ] {
        if let Some(limit) = limit {
            rows.push(place, || (Prose::words(about), Prose::words(&format!("{limit} bytes"))));
        }
    }
    for ((name, bytes), place) in header_limits.iter().zip(at.header_limits) {
        rows.push(Some(*place), || {
            let about = Prose::words("field ").quote(name.as_written()).and(" longer than");
            (about, Prose::words(&format!("{bytes} bytes")))
        });
    }
    for (is_set, about, says, place) in [
        (deny_double_escaping, "paths escaped twice", "refused", at.double_escaping),
        (deny_high_bit_characters, "paths beyond ASCII", "refused", at.high_bit_characters),
        (keep_query_string_escaped, "queries", "not decoded", at.keep_query_string_escaped),
    ] {
        if is_set {
            rows.push(place, || (Prose::words(about), Prose::words(says)));
        }
    }
    if let Some((FileExtensions { listed, allow_unlisted }, at)) =
        file_extensions.zip(at.file_extensions)
    {
        listed_and_others("extension ", "other extensions", listed, allow_unlisted, at, rows);
    }
    for (about, says, texts, places) in [
        ("segment ", "refused", hidden_segments, at.hidden_segments),
        ("paths with ", "refused", deny_url_sequences, at.deny_url_sequences),
        ("path ", "always allowed", always_allowed_urls, at.always_allowed_urls),
        ("queries with ", "refused", deny_query_string_sequences, at.deny_query_string_sequences),
        ("query ", "always allowed", always_allowed_query_strings, at.always_allowed_query_strings),
    ] {
        self::texts(about, says, texts, places, rows);
    }
}

fn texts(about: &str, says: &str, texts: &[&str], at: &[Span], rows: &mut Rows<'_, '_>) {
    for (text, place) in texts.iter().zip(at) {
        rows.push(Some(*place), || (Prose::words(about).quote(text), Prose::words(says)));
    }
}

fn listed_and_others(
    about: &str,
    others: &str,
    listed: &[(&str, bool)],
    allow_unlisted: bool,
    at: AllowListPlaces<'_>,
    rows: &mut Rows<'_, '_>,
) {
    let says = |allowed| Prose::words(if allowed { "let through" } else { "refused" });
    for ((text, allowed), place) in listed.iter().zip(at.listed) {
        rows.push(Some(*place), || (Prose::words(about).quote(text), says(*allowed)));
    }
    rows.push(Some(at.allow_unlisted), || (Prose::words(others), says(allow_unlisted)));
}
