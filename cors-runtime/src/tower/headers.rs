//! `http`'s header map as a [`ResponseHeaders`].

extern crate alloc;

use alloc::vec::Vec;

use http::header::{self, Entry, HeaderMap, HeaderName, HeaderValue};

use crate::response::{Edit, Field, How, ResponseHeaders};

impl ResponseHeaders for HeaderMap {
    type Value = HeaderValue;

    fn value(text: &'static str) -> HeaderValue {
        // `from_static` shares the text but takes visible ASCII only; other text (obs-text of RFC 9110) is copied.
        if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t')) {
            HeaderValue::from_static(text)
        } else {
            HeaderValue::from_bytes(text.as_bytes()).unwrap_or(HeaderValue::from_static(""))
        }
    }

    fn edit(&mut self, edit: Edit<HeaderValue>) {
        let Edit { field, value, how, .. } = edit;
        match how {
            How::SetIfAbsent => {
                self.entry(name(field)).or_insert(value);
            }
            How::Append => {
                self.append(name(field), value);
            }
            How::Join => match self.entry(name(field)) {
                Entry::Vacant(entry) => {
                    entry.insert(value);
                }
                Entry::Occupied(mut entry) => {
                    let lines = entry.iter().chain([&value]).map(HeaderValue::as_bytes);
                    let joined = HeaderValue::from_bytes(&join(lines));
                    entry.insert(joined.unwrap_or(value));
                }
            },
        }
    }
}

fn name(field: Field) -> HeaderName {
    match field {
        Field::AllowOrigin => header::ACCESS_CONTROL_ALLOW_ORIGIN,
        Field::AllowCredentials => header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
        Field::AllowMethods => header::ACCESS_CONTROL_ALLOW_METHODS,
        Field::AllowHeaders => header::ACCESS_CONTROL_ALLOW_HEADERS,
        Field::MaxAge => header::ACCESS_CONTROL_MAX_AGE,
        Field::ExposeHeaders => header::ACCESS_CONTROL_EXPOSE_HEADERS,
        Field::Vary => header::VARY,
        Field::Other { lower, .. } => HeaderName::from_static(lower),
    }
}

/// The lines of a field as one value, as http.sys joins them: with a comma and no space.
fn join<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut joined = Vec::new();
    for (index, line) in lines.enumerate() {
        if index > 0 {
            joined.push(b',');
        }
        joined.extend_from_slice(line);
    }
    joined
}
