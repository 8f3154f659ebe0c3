//! Custom headers and redirect headers (CH-1…9).

use std::rc::Rc;

use cors_runtime::Field;
use cors_runtime::policy::Header;

use crate::assume::{Assumptions, KnownHeaders};
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::effective::HeaderEntry;
use crate::policy::arena::Arena;
use crate::policy::token::{field_name, forbidden_in_value, is_token, not_a_name};
use crate::source::Span;

/// Fields by which the HTTP server says where a message ends and what becomes of the connection.
const FRAMING: [&str; 8] = [
    "connection",
    "content-length",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Header fields, in wire order, with the places of their tags.
#[derive(Clone, Copy)]
pub(super) struct Lowered<'p> {
    pub(super) headers: &'p [Header<'p>],
    pub(super) places: &'p [Span],
}

/// An entry without a value sends nothing (CH-4).
pub(super) fn lower<'p>(
    entries: &[Rc<HeaderEntry>],
    assume: &Assumptions,
    arena: &'p Arena,
    bag: &mut Bag,
) -> Lowered<'p> {
    let sent = entries.iter().filter(|entry| is_carried(entry, bag));
    let headers = sent.filter_map(|entry| {
        let value = entry.value.as_ref().map(|value| value.value.as_str());
        let value = arena.text(value.filter(|value| !value.is_empty())?);
        let name = field_name(&entry.name.value, arena);
        let is_certain = matches!(name.as_lower(), "cache-control" | "content-type");
        let is_joined = Field::Other(name).is_joined()
            && (is_certain || assume.known_headers() == KnownHeaders::Joined);
        let header =
            if is_joined { Header::joined(name, value) } else { Header::line(name, value) };
        Some((header, entry.tag))
    });
    let (headers, places): (Vec<_>, Vec<_>) = headers.unzip();
    Lowered { headers: arena.list(&headers), places: arena.list(&places) }
}

/// Whether a field is the HTTP server's own.
pub(super) fn is_framing(name: &str) -> bool {
    FRAMING.contains(&name.to_ascii_lowercase().as_str())
}

/// Whether HTTP can carry the entry and a service may send it; reports it where not.
fn is_carried(entry: &HeaderEntry, bag: &mut Bag) -> bool {
    let name = &entry.name.value;
    if !is_token(name) {
        let message = not_a_name(name, "header");
        let help = "names are letters, digits and !#$%&'*+-.^_`|~, without spaces";
        bag.push(Diagnostic::new(Code::BadFieldName, entry.name.span, message).help(help));
        return false;
    }
    if is_framing(name) {
        let message = format!("`{name}` belongs to the HTTP server and cannot be set by a policy");
        bag.push(
            Diagnostic::new(Code::FramingHeader, entry.name.span, message)
                .label("this says how the message is sent")
                .help("remove it: the server that the service runs on sets it itself"),
        );
        return false;
    }
    let Some(value) = &entry.value else { return true };
    if let Some(c) = forbidden_in_value(&value.value) {
        let message = format!("the value of `{name}` has the control character U+{:04X}", c as u32);
        bag.push(
            Diagnostic::new(Code::BadFieldValue, value.span, message)
                .label("HTTP does not allow this")
                .help("write the value in one line"),
        );
        return false;
    }
    true
}
