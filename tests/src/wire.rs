//! A response as lines: what is on the wire, and in brackets the places that say so.

use cors_gen::explain::{Explanation, RequestSpec};

/// The status with who answers, then the header fields.
///
/// # Panics
///
/// When the explanation gives fewer or more places than there are lines to account for.
#[must_use]
pub fn lines(request: &RequestSpec, explanation: &Explanation) -> Vec<String> {
    let Explanation { answered_by, status, headers, because, decided_by, .. } = explanation;
    let place = decided_by.as_ref().map(|place| format!("  ({})", place.source));
    let mut lines = vec![format!("{status} {answered_by}{}", place.unwrap_or_default())];
    for (index, (name, value)) in headers.iter().enumerate() {
        let same = |other: &str| other.eq_ignore_ascii_case(name);
        let own = request.app.headers.iter().filter(|(other, _)| same(other)).count();
        let own = if *answered_by == "application" { own } else { 0 };
        let mut places = vec!["application"; own];
        places.extend(because.iter().filter(|it| same(&it.header)).map(|it| &*it.source));
        let count = headers.iter().filter(|(other, _)| same(other)).count();
        if count <= places.len() && (count > 1 || places.len() == 1) {
            // A rule that replaces what was there leaves the later places only.
            places.drain(..places.len() - count);
            let nth = headers[..index].iter().filter(|(other, _)| same(other)).count();
            places = vec![places[nth]];
        } else {
            assert_eq!(count, 1, "{name}: only what is joined has several places");
            places.dedup();
        }
        lines.push(format!("{name}: {}  ({})", shown(value), places.join(", ")));
    }
    lines
}

/// The value as a reviewer can read it: what does not show itself is escaped.
fn shown(value: &str) -> String {
    let shows = |c: char| c == ' ' || c.is_ascii_graphic() || c.is_alphanumeric();
    value.chars().fold(String::new(), |mut text, c| {
        if shows(c) {
            text.push(c);
        } else {
            text.extend(c.escape_unicode());
        }
        text
    })
}
