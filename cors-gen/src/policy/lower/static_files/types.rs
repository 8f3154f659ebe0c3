//! The types of static files by extension (SC-10).

use cors_runtime::policy::{FileType, OtherTypes};

use super::{is_affordable, is_value};
use crate::budget::Budget;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::effective::{MimeMap, MimeMaps};
use crate::policy::arena::Arena;
use crate::policy::lower::address;
use crate::sorting::sort_by;
use crate::source::Span;

/// Types with their places.
#[derive(Clone, Copy)]
pub(super) struct Lowered<'p> {
    pub(super) types: &'p [FileType<'p>],
    pub(super) places: &'p [Span],
    pub(super) others: OtherTypes<'p>,
    pub(super) others_place: Option<Span>,
}

/// What it depends on which types there are: the addresses of lists, and whether IIS's own is there.
pub(super) type Key = (usize, usize, bool);

pub(super) fn key(maps: &MimeMaps) -> Key {
    (address(&*maps.entries), address(&*maps.removed), maps.cleared.is_some())
}

/// The entry of all extensions that have none of their own.
const EVERY: &str = ".*";

/// Whether anything is said but what the server's own list says.
pub(super) fn says_anything(maps: &MimeMaps) -> bool {
    maps.cleared.is_some()
        || !maps.removed.is_empty()
        || maps.entries.iter().any(|entry| !entry.is_of_server)
}

pub(super) fn lower<'p>(
    maps: &MimeMaps,
    arena: &'p Arena,
    budget: &Budget,
    bag: &mut Bag,
) -> Lowered<'p> {
    let is_whole = maps.cleared.is_some();
    let (mut every, mut types) = (None, Vec::new());
    for entry in maps.entries.iter().filter(|entry| is_whole || !entry.is_of_server) {
        let MimeMap { written, .. } = &**entry;
        if !is_value("mimeType", &written.mime_type, bag) {
            continue;
        }
        let mime = arena.text(&written.mime_type.value);
        if written.extension.value == EVERY {
            every = Some((mime, written.tag));
        } else {
            types.push((folded(&written.extension.value), Some(mime), written.tag));
        }
    }
    for extension in maps.removed.iter().filter(|extension| extension.0.value != EVERY) {
        let mime = every.map(|(mime, _)| mime);
        types.push((folded(&extension.0.value), mime, extension.0.span));
    }
    sort_by(&mut types, |(a, ..), (b, ..)| a.cmp(b));
    if let Some((_, _, place)) = types.first()
        && !is_affordable(types.len(), *place, budget, bag)
    {
        types.clear();
    }
    if !is_whole {
        report_server(maps, bag);
    }
    let types = types.into_iter().map(|(extension, mime, place)| {
        let extension = arena.text(&extension);
        let file = match mime {
            Some(mime) => FileType::new(extension, mime),
            None => FileType::not_found(extension),
        };
        (file, place)
    });
    let (types, places): (Vec<_>, Vec<_>) = types.unzip();
    let (others, others_place) = match (maps.cleared, every) {
        (None, None) => (OtherTypes::AsServed, None),
        (None, Some((mime, place))) => (OtherTypes::WhereUnknown(mime), Some(place)),
        (Some(clear), None) => (OtherTypes::NotFound, Some(clear)),
        (Some(_), Some((mime, place))) => (OtherTypes::Always(mime), Some(place)),
    };
    Lowered { types: arena.list(&types), places: arena.list(&places), others, others_place }
}

fn folded(extension: &str) -> String {
    extension.to_ascii_lowercase()
}

/// The server's own list is some hundred types that every service of static files knows; what else is in it is not known.
fn report_server(maps: &MimeMaps, bag: &mut Bag) {
    let mut servers = maps.entries.iter().filter(|entry| entry.is_of_server);
    let Some(first) = servers.next() else { return };
    let message = "the types of the server's own list are not carried";
    bag.push(
        Diagnostic::new(Code::ServerTypes, first.written.tag, message)
            .label("the service goes by a list of its own (SC-10)")
            .help("put a type that is not on every server into the site's own web.config"),
    );
}
