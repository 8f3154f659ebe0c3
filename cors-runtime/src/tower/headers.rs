//! `http`'s header map as a [`ResponseHeaders`].

extern crate alloc;

use alloc::vec::Vec;

use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::response::{Echo, Edit, Field, How, ResponseHeaders, Value};

impl ResponseHeaders for HeaderMap {
    type Value = HeaderValue;

    fn value(text: &'static str) -> HeaderValue {
        let visible = |byte| matches!(byte, b' '..=b'~' | b'\t');
        // `from_static` shares the text but takes visible ASCII only; other text (obs-text of RFC 9110) is copied.
        // No early end, so that the compiler can look at many bytes at a time.
        if text.bytes().fold(true, |all, byte| all & visible(byte)) {
            HeaderValue::from_static(text)
        } else {
            HeaderValue::from_bytes(text.as_bytes()).unwrap_or(HeaderValue::from_static(""))
        }
    }

    #[expect(clippy::inline_always, reason = "see Decision::apply")]
    #[inline(always)]
    fn edit(&mut self, edit: Edit<HeaderValue>) {
        let Edit { field, value, how, .. } = edit;
        let name = name(field);
        match how {
            How::SetIfAbsent if self.contains_key(&name) => {}
            How::Join if self.contains_key(&name) => join(self, name, value),
            How::SetIfAbsent | How::Append | How::Join => {
                self.append(name, value);
            }
            How::Replace => {
                self.insert(name, value);
            }
        }
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
    pub(super) const ECHO: Echo<Value> = Echo {
        origin: Some(Value::RequestOrigin),
        requested_headers: Some(Value::RequestedHeaders),
    };
}

impl ResponseHeaders for Outgoing<'_> {
    type Value = Value;

    fn value(text: &'static str) -> Value {
        Value::Static(text)
    }

    #[expect(clippy::inline_always, reason = "see Decision::apply")]
    #[inline(always)]
    fn edit(&mut self, edit: Edit) {
        let Edit { field, value, how, reason } = edit;
        let value = match value {
            Value::Static(text) => Some(HeaderMap::value(text)),
            Value::RequestOrigin => self.echo.origin.take(),
            Value::RequestedHeaders => self.echo.requested_headers.take(),
        };
        let how = if self.own && how == How::SetIfAbsent { How::Append } else { how };
        if let Some(value) = value {
            self.headers.edit(Edit { field, value, how, reason });
        }
    }
}

pub(super) fn name(field: Field) -> HeaderName {
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

/// Makes the lines of a field and one more value one line, as http.sys joins them: with a comma and no space.
fn join(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    let mut joined = Vec::new();
    for line in headers.get_all(&name) {
        joined.extend_from_slice(line.as_bytes());
        joined.push(b',');
    }
    joined.extend_from_slice(value.as_bytes());
    headers.insert(name, HeaderValue::try_from(joined).unwrap_or(value));
}
