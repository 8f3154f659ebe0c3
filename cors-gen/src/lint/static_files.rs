//! Static files: a layer that has to be put in place, and settings that meet others.

use std::collections::HashSet;

use cors_runtime::__private::StaticFilesParts;
use cors_runtime::policy::FileCache;

use super::Looked;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::policy::Lowered;
use crate::source::Span;

/// Says of each file with settings of static files what applies them.
pub(super) fn note_layer(policy: &Lowered<'_>, bag: &mut Bag) {
    let places = policy.scopes().filter_map(|(_, places)| places.static_files);
    let mut seen = HashSet::new();
    for section in places.map(|places| places.section).filter(|place| seen.insert(place.file)) {
        let message = "`StaticLayer` sends what is said here of static files";
        bag.push(
            Diagnostic::new(Code::StaticLayer, section, message)
                .label("without it nothing of this is sent (SC-1)")
                .help(
                    "put it around the service of the files, inside the CORS layer: `.fallback_service(StaticLayer::new(&CORS).layer(ServeDir::new(\"wwwroot\")))`",
                ),
        );
    }
}

pub(super) fn lint(looked: &Looked<'_, '_>, bag: &mut Bag) {
    two_cache_controls(looked, bag);
}

/// A custom header is joined to what the files have (SC-9).
fn two_cache_controls(looked: &Looked<'_, '_>, bag: &mut Bag) {
    let Some((custom, place)) = looked.custom_header("Cache-Control") else { return };
    let Some((own, own_place)) = cache_control(looked) else { return };
    let message = "`Cache-Control` of static files is said twice";
    bag.push(
        Diagnostic::new(Code::TwoCacheControls, place, message)
            .label(format!("static files get `Cache-Control: {own},{}` (SC-9)", custom.value))
            .related(own_place, "the other one")
            .help("keep one of the two: caches obey the stricter, and people read the other"),
    );
}

/// A `Cache-Control` of static files, and what says so.
fn cache_control<'p>(looked: &Looked<'_, 'p>) -> Option<(&'p str, Span)> {
    let &StaticFilesParts { cache_control, by_extension, .. } =
        looked.scope.parts().static_files?.parts();
    let places = looked.places.static_files?;
    if let Some(value) = cache_control {
        return Some((value, *places.cache_control.last()?));
    }
    let mut values = by_extension.iter().map(FileCache::parts).zip(places.by_extension);
    values.find_map(|(entry, places)| Some((entry.value?, *places.last()?)))
}
