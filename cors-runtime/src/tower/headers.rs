//! `http`'s header map as a [`ResponseHeaders`].

extern crate alloc;

use alloc::vec::Vec;

use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::shelf::{Shelf, Text};
use crate::field::Field;
use crate::response::{Echo, Edit, FieldValue, How, OpenHeaders, Reason, ResponseHeaders};

impl ResponseHeaders<'static> for HeaderMap {
    type Value = HeaderValue;

    /// Inlined, so that texts that are written out in the engine are checked while compiling.
    #[inline(always)]
    fn value(text: &'static str) -> HeaderValue {
        static VALUES: Shelf<Text, HeaderValue, 256> = Shelf::new();
        const SOONER_READ_THAN_FOUND: usize = 8;
        if text.len() <= SOONER_READ_THAN_FOUND {
            return checked(text);
        }
        VALUES.get(Text(text), || checked(text))
    }

    #[expect(clippy::inline_always, reason = "see Decision::apply")]
    #[inline(always)]
    fn edit(&mut self, edit: Edit<'static, HeaderValue>) {
        let Edit { field, value, how, .. } = edit;
        let name = name(field);
        match how {
            How::SetIfAbsent => {
                if self.append(name, value) {
                    drop_last_line(self, &self::name(field));
                }
            }
            How::Append => {
                self.append(name, value);
            }
            How::Join => {
                if self.append(name, value) {
                    join(self, self::name(field));
                }
            }
            How::Replace => {
                self.insert(name, value);
            }
        }
    }
}

impl OpenHeaders<'static> for HeaderMap {
    fn lines(&self, field: Field<'static>) -> impl Iterator<Item = &[u8]> {
        self.get_all(name(field)).iter().map(HeaderValue::as_bytes)
    }

    fn remove(&mut self, field: Field<'static>, _: Reason) {
        self.remove(name(field));
    }
}

/// A response's header fields, with the request's values to send back: these are moved, as each is sent once.
pub(super) struct Outgoing<'a> {
    pub(super) headers: &'a mut HeaderMap,
    pub(super) echo: &'a mut Echo<HeaderValue>,
    /// Whether the response is the policy's own, so that no field of an application can stand in the way.
    pub(super) own: bool,
}

impl Outgoing<'_> {
    /// Names the values of `echo`, for [`Decision::apply`](crate::Decision::apply).
    pub(super) const ECHO: Echo<FieldValue<'static>> = Echo {
        origin: Some(FieldValue::RequestOrigin),
        requested_headers: Some(FieldValue::RequestedHeaders),
    };
}

impl ResponseHeaders<'static> for Outgoing<'_> {
    type Value = FieldValue<'static>;

    fn value(text: &'static str) -> FieldValue<'static> {
        FieldValue::Known(text)
    }

    #[expect(clippy::inline_always, reason = "see Decision::apply")]
    #[inline(always)]
    fn edit(&mut self, edit: Edit<'static>) {
        let value = match edit.value {
            FieldValue::Known(text) => Some(HeaderMap::value(text)),
            FieldValue::RequestOrigin => self.echo.origin.take(),
            FieldValue::RequestedHeaders => self.echo.requested_headers.take(),
        };
        if let Some(value) = value {
            let mut edit = edit.with_value(value);
            if self.own && edit.how == How::SetIfAbsent {
                edit.how = How::Append;
            }
            self.headers.edit(edit);
        }
    }
}

pub(super) fn name(field: Field<'static>) -> HeaderName {
    match field {
        Field::AllowOrigin => header::ACCESS_CONTROL_ALLOW_ORIGIN,
        Field::AllowCredentials => header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
        Field::AllowMethods => header::ACCESS_CONTROL_ALLOW_METHODS,
        Field::AllowHeaders => header::ACCESS_CONTROL_ALLOW_HEADERS,
        Field::MaxAge => header::ACCESS_CONTROL_MAX_AGE,
        Field::ExposeHeaders => header::ACCESS_CONTROL_EXPOSE_HEADERS,
        Field::Vary => header::VARY,
        Field::Other(name) => HeaderName::from_static(name.as_lower()),
    }
}

/// A text of a policy as a value. HTTP libraries look at each byte of it, which is why it is done once.
#[expect(clippy::inline_always, reason = "see `value`")]
#[inline(always)]
fn checked(text: &'static str) -> HeaderValue {
    let visible = |byte| matches!(byte, b' '..=b'~' | b'\t');
    // `from_static` shares the text but takes visible ASCII only; other text (obs-text of RFC 9110) is copied.
    if text.bytes().all(visible) {
        HeaderValue::from_static(text)
    } else {
        HeaderValue::from_bytes(text.as_bytes()).unwrap_or(HeaderValue::from_static(""))
    }
}

/// Takes the last of the lines of a field away again.
#[cold]
fn drop_last_line(headers: &mut HeaderMap, name: &HeaderName) {
    let mut lines: Vec<HeaderValue> = headers.get_all(name).iter().cloned().collect();
    lines.pop();
    let mut lines = lines.into_iter();
    if let Some(first) = lines.next() {
        // In the place that the field has.
        headers.insert(name, first);
    }
    for line in lines {
        headers.append(name, line);
    }
}

/// Makes the lines of a field one line, as http.sys joins them: with a comma and no space.
fn join(headers: &mut HeaderMap, name: HeaderName) {
    let mut joined = Vec::new();
    for (index, line) in headers.get_all(&name).iter().enumerate() {
        if index > 0 {
            joined.push(b',');
        }
        joined.extend_from_slice(line.as_bytes());
    }
    if let Ok(line) = HeaderValue::try_from(joined) {
        headers.insert(name, line);
    }
}
