//! What rules read of a request, while it is there and after it is gone.

extern crate alloc;

use alloc::vec::Vec;

use http::header::{HOST, HeaderMap, HeaderValue};
use http::{Method, Uri};

use super::headers::name;
use crate::field::Field;
use crate::response::{Change, Edit, OpenHeaders, Reason, ResponseHeaders, RewriteHeaders};
use crate::rewrite::Written;
use crate::{Decision, Request, RequestFields};

/// The request's own fields, lent while the request is there.
#[derive(Debug)]
pub(super) struct Lent<'a> {
    pub(super) uri: &'a Uri,
    pub(super) headers: &'a HeaderMap,
}

impl RequestFields for Lent<'_> {
    fn header(&self, name: &str) -> Option<&[u8]> {
        field_or_authority(name, self.headers.get(name), self.uri)
    }

    fn header_length(&self, name: &str) -> Option<usize> {
        const BETWEEN: usize = ", ".len();
        let mut lines = self.headers.get_all(name).iter().map(HeaderValue::len);
        let Some(first) = lines.next() else { return self.header(name).map(<[u8]>::len) };
        Some(lines.fold(first, |length, line| length + BETWEEN + line))
    }

    fn query(&self) -> Option<&[u8]> {
        self.uri.query().map(str::as_bytes)
    }

    fn is_https(&self) -> Option<bool> {
        is_https(self.uri)
    }
}

/// What a response takes besides the decision.
#[derive(Debug)]
pub(super) enum Late {
    /// What rules for the response will read of the request.
    Kept(Kept),
    /// The header fields of the policy's own answer, which were made while the request was there.
    Answer(HeaderMap),
}

/// What is left of a request for outbound rules: clones that share their bytes.
#[derive(Debug)]
pub(super) struct Kept {
    method: Method,
    uri: Uri,
    fields: Vec<(&'static str, HeaderValue)>,
}

impl Kept {
    /// Keeps what the rules for the response will read.
    pub(super) fn of<B>(decision: &Decision<'static>, request: &http::Request<B>) -> Self {
        let keeps = decision.scope().parts().rewrite.map_or(&[][..], |rules| rules.parts().keeps);
        let line = |name: &&'static str| Some((*name, request.headers().get(*name)?.clone()));
        let fields = keeps.iter().filter_map(line).collect();
        Self { method: request.method().clone(), uri: request.uri().clone(), fields }
    }

    /// The request's header fields that were kept.
    pub(super) fn fields(&self) -> &[(&'static str, HeaderValue)] {
        &self.fields
    }

    /// The request as it was.
    pub(super) fn request(&self) -> Request<'_> {
        Request::new(self.method.as_str().as_bytes(), self.uri.path().as_bytes()).fields(self)
    }
}

impl RequestFields for Kept {
    fn header(&self, name: &str) -> Option<&[u8]> {
        let kept = self.fields.iter().find(|(kept, _)| *kept == name);
        field_or_authority(name, kept.map(|(_, value)| value), &self.uri)
    }

    fn query(&self) -> Option<&[u8]> {
        self.uri.query().map(str::as_bytes)
    }

    fn is_https(&self) -> Option<bool> {
        is_https(&self.uri)
    }
}

/// The value of a field. HTTP/2 has the host in the target instead of `Host` (RFC 9113, 8.3.1).
fn field_or_authority<'a>(
    name: &str,
    value: Option<&'a HeaderValue>,
    uri: &'a Uri,
) -> Option<&'a [u8]> {
    match value {
        Some(value) => Some(value.as_bytes()),
        None if name == HOST => uri.authority().map(|host| host.as_str().as_bytes()),
        None => None,
    }
}

fn is_https(uri: &Uri) -> Option<bool> {
    uri.scheme_str().map(|scheme| scheme == "https")
}

/// A response's header fields, for rules.
pub(super) struct Rewritten<'a> {
    pub(super) headers: &'a mut HeaderMap,
    /// Header fields of the request: a value that is sent back whole need not be copied.
    pub(super) shared: &'a [(&'static str, HeaderValue)],
}

impl ResponseHeaders<'static> for Rewritten<'_> {
    type Value = HeaderValue;

    fn value(text: &'static str) -> HeaderValue {
        HeaderMap::value(text)
    }

    fn edit(&mut self, edit: Edit<'static, HeaderValue>) {
        self.headers.edit(edit);
    }
}

impl OpenHeaders<'static> for Rewritten<'_> {
    fn lines(&self, field: Field<'static>) -> impl Iterator<Item = &[u8]> {
        self.headers.lines(field)
    }

    fn remove(&mut self, field: Field<'static>, reason: Reason) {
        OpenHeaders::remove(self.headers, field, reason);
    }
}

impl RewriteHeaders<'static> for Rewritten<'_> {
    fn compose(&self, text: &Written<'_, 'static>) -> Option<HeaderValue> {
        if let Some(text) = text.known() {
            return Some(HeaderMap::value(text));
        }
        let Some(bytes) = text.as_bytes() else {
            let mut bytes = Vec::new();
            text.for_each(|byte| bytes.push(byte));
            return HeaderValue::try_from(bytes).ok();
        };
        let shared = self.shared.iter().find(|(_, value)| value.as_bytes() == bytes);
        shared.map_or_else(|| HeaderValue::from_bytes(bytes).ok(), |(_, value)| Some(value.clone()))
    }

    fn change_lines(
        &mut self,
        field: Field<'static>,
        _: Reason,
        mut change: impl FnMut(&Self, &[u8]) -> Change<HeaderValue>,
    ) {
        let name = name(field);
        let lines = self.headers.get_all(&name).iter();
        let changed = lines.filter_map(|line| match change(self, line.as_bytes()) {
            Change::Keep => Some(line.clone()),
            Change::Remove => None,
            Change::Set(value) => Some(value),
        });
        let changed: Vec<HeaderValue> = changed.collect();
        self.headers.remove(&name);
        for line in changed {
            self.headers.append(&name, line);
        }
    }
}
