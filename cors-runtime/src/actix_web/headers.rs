//! The header fields of actix-web's requests and responses.

extern crate std;

use std::vec::Vec;

use ::actix_web::dev::ResponseHead;
use ::actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use ::actix_web::http::{ConnectionType, Uri};

use crate::adapter::{Lines, Target, joined};
use crate::field::Field;
use crate::response::{Change, Edit, How, OpenHeaders, Reason, ResponseHeaders, RewriteHeaders};
use crate::rewrite::Written;

impl Target for Uri {
    fn path(&self) -> &str {
        self.path()
    }

    fn query(&self) -> Option<&[u8]> {
        self.query().map(str::as_bytes)
    }

    fn authority(&self) -> Option<&[u8]> {
        self.authority().map(|host| host.as_str().as_bytes())
    }
}

impl Lines for HeaderMap {
    fn lines(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        self.get_all(name).map(HeaderValue::as_bytes)
    }
}

/// The head of a response, as what a policy edits.
pub(super) struct Outgoing<'a>(pub(super) &'a mut ResponseHead);

impl ResponseHeaders<'static> for Outgoing<'_> {
    type Value = HeaderValue;

    fn value(text: &'static str) -> HeaderValue {
        // `from_static` shares the text but takes visible ASCII only; other text (obs-text of RFC 9110) is copied.
        if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t')) {
            HeaderValue::from_static(text)
        } else {
            HeaderValue::from_bytes(text.as_bytes()).unwrap_or(HeaderValue::from_static(""))
        }
    }

    fn edit(&mut self, edit: Edit<'static, HeaderValue>) {
        let Edit { field, value, how, .. } = edit;
        let name = name(field);
        // actix-web writes this line by itself and passes over that of the map.
        if name == header::CONNECTION && value == "close" {
            self.0.set_connection_type(ConnectionType::Close);
            return;
        }
        let headers = self.0.headers_mut();
        match how {
            How::SetIfAbsent if headers.contains_key(&name) => {}
            How::Join if headers.contains_key(&name) => {
                let joined = joined(headers.lines(name.as_str()), value.as_bytes());
                headers.insert(name, HeaderValue::try_from(joined).unwrap_or(value));
            }
            How::SetIfAbsent | How::Append | How::Join => headers.append(name, value),
            How::Replace => drop(headers.insert(name, value)),
        }
    }
}

impl OpenHeaders<'static> for Outgoing<'_> {
    fn lines(&self, field: Field<'static>) -> impl Iterator<Item = &[u8]> {
        self.0.headers().get_all(name(field)).map(HeaderValue::as_bytes)
    }

    fn remove(&mut self, field: Field<'static>, _: Reason) {
        self.0.headers_mut().remove(name(field));
    }
}

impl RewriteHeaders<'static> for Outgoing<'_> {
    fn compose(&self, text: &Written<'_, 'static>) -> Option<HeaderValue> {
        if let Some(text) = text.known() {
            return Some(Self::value(text));
        }
        let mut bytes = Vec::new();
        text.for_each(|byte| bytes.push(byte));
        HeaderValue::try_from(bytes).ok()
    }

    fn change_lines(
        &mut self,
        field: Field<'static>,
        _: Reason,
        mut change: impl FnMut(&Self, &[u8]) -> Change<HeaderValue>,
    ) {
        let name = name(field);
        let lines = self.0.headers().get_all(&name);
        let changed = lines.filter_map(|line| match change(self, line.as_bytes()) {
            Change::Keep => Some(line.clone()),
            Change::Remove => None,
            Change::Set(value) => Some(value),
        });
        let changed: Vec<HeaderValue> = changed.collect();
        let headers = self.0.headers_mut();
        headers.remove(&name);
        for line in changed {
            headers.append(name.clone(), line);
        }
    }
}

fn name(field: Field<'static>) -> HeaderName {
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
