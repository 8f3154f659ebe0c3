//! What is sent with static files, and about TLS.

use cors_runtime::__private::{FileCacheParts, FileTypeParts, HstsParts, StaticFilesParts};
use cors_runtime::policy::{FileCache, FileType, Hsts, OtherTypes, StaticFiles};

use super::{Row, Rows};
use crate::page::source::Files;
use crate::page::text::Prose;
use crate::policy::StaticPlaces;
use crate::source::Span;

pub(super) fn static_files(
    files: &StaticFiles<'_>,
    at: &StaticPlaces<'_>,
    rows: &mut Rows<'_, '_>,
) {
    let &StaticFilesParts { cache_control, by_extension, expires, etag, types, other_types } =
        files.parts();
    if let Some(value) = cache_control {
        let place = at.cache_control.first().copied();
        rows.push(place, || (Prose::code("Cache-Control"), Prose::code(value)));
    }
    for (cache, places) in by_extension.iter().map(FileCache::parts).zip(at.by_extension) {
        let &FileCacheParts { extension, value } = cache;
        rows.push(places.first().copied(), || {
            let about = Prose::code("Cache-Control").and(" of ").quote(extension);
            (about, value.map_or_else(|| Prose::words("none"), Prose::code))
        });
    }
    if let Some(value) = expires {
        rows.push(at.expires, || (Prose::code("Expires"), Prose::code(value)));
    }
    if !etag {
        rows.push(at.without_etag, || (Prose::code("ETag"), Prose::words("none")));
    }
    for (of_type, place) in types.iter().map(FileType::parts).zip(at.types) {
        let &FileTypeParts { extension, mime } = of_type;
        rows.push(Some(*place), || {
            let says = mime.map_or_else(|| Prose::words("404: it has no type"), Prose::code);
            (Prose::words("type of ").quote(extension), says)
        });
    }
    let others = match other_types {
        OtherTypes::AsServed => None,
        OtherTypes::WhereUnknown(mime) => {
            Some(Prose::code(mime).and(", where the service knows none"))
        }
        OtherTypes::Always(mime) => Some(Prose::code(mime)),
        OtherTypes::NotFound => Some(Prose::words("404")),
    };
    if let Some(says) = others {
        rows.push(at.other_types, || (Prose::words("type of other files"), says));
    }
}

/// What is said about TLS, for all paths.
pub(crate) fn hsts(hsts: Hsts<'_>, at: Option<Span>, files: &Files<'_>) -> Row {
    let &HstsParts { value, redirects } = hsts.parts();
    let says = Prose::code(value);
    Row {
        about: Prose::code("Strict-Transport-Security").and(", over TLS"),
        says: if redirects { says.and("; other requests are redirected to TLS") } else { says },
        place: at.map(|at| files.link(at)),
    }
}
