//! What rules read of a request, while it is there and after it is gone.

extern crate alloc;

use alloc::vec::Vec;

use http::Method;
use http::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HOST, HeaderMap, HeaderValue,
    ORIGIN,
};

use super::headers::name;
use super::target::{AsUri, Target};
use crate::field::Field;
use crate::response::{Change, Edit, OpenHeaders, Reason, ResponseHeaders, RewriteHeaders};
use crate::rewrite::Written;
use crate::{Decision, Mount, Request, RequestFields};

/// A request as the site knows it, lent while it is there.
#[derive(Debug)]
pub(super) struct Lent<'a> {
    method: &'a Method,
    target: Target<&'a http::Uri>,
    headers: &'a HeaderMap,
    origin: Option<&'a HeaderValue>,
}

impl<'a> Lent<'a> {
    pub(super) fn of<B>(mount: Mount, request: &'a http::Request<B>) -> Self {
        let (method, headers) = (request.method(), request.headers());
        Self { method, target: Target::of(mount, request), headers, origin: headers.get(ORIGIN) }
    }

    pub(super) const fn method(&self) -> &'a Method {
        self.method
    }

    pub(super) const fn target(&self) -> &Target<&'a http::Uri> {
        &self.target
    }

    pub(super) const fn origin(&self) -> Option<&'a HeaderValue> {
        self.origin
    }

    /// The origin, where the response sends it back.
    pub(super) fn echoed_origin(&self, decision: &Decision<'static>) -> Option<&'a HeaderValue> {
        self.origin.filter(|_| decision.echoes_origin())
    }

    /// The header fields that a preflight asks for, where the answer sends them back.
    pub(super) fn echoed_headers(&self, decision: &Decision<'static>) -> Option<&'a HeaderValue> {
        if decision.sends_back_headers() { self.requested_headers() } else { None }
    }

    fn requested_headers(&self) -> Option<&'a HeaderValue> {
        self.headers.get(ACCESS_CONTROL_REQUEST_HEADERS)
    }

    /// What decides. It asks for the fields of preflights that few rules look at.
    pub(super) fn request(&self) -> Request<'_> {
        let (method, path) = (self.method.as_str().as_bytes(), self.target.path().as_bytes());
        let request = Request::new(method, path)
            .origin(self.origin().map(HeaderValue::as_bytes))
            .fields(self);
        if self.method != Method::OPTIONS {
            return request;
        }
        let requested_method = self.headers.get(ACCESS_CONTROL_REQUEST_METHOD);
        request.requested_method(requested_method.map(HeaderValue::as_bytes))
    }
}

impl RequestFields for Lent<'_> {
    fn header(&self, name: &str) -> Option<&[u8]> {
        let value = match name {
            // Sooner found by the name that is known.
            "access-control-request-headers" => self.requested_headers(),
            _ => self.headers.get(name),
        };
        field_or_authority(name, value, &self.target)
    }

    fn header_length(&self, name: &str) -> Option<usize> {
        const BETWEEN: usize = ", ".len();
        let mut lines = self.headers.get_all(name).iter().map(HeaderValue::len);
        let Some(first) = lines.next() else { return self.header(name).map(<[u8]>::len) };
        Some(lines.fold(first, |length, line| length + BETWEEN + line))
    }

    fn query(&self) -> Option<&[u8]> {
        self.target.query()
    }

    fn is_https(&self) -> Option<bool> {
        self.target.is_https()
    }
}

/// What is left of a request for outbound rules: clones that share their bytes.
#[derive(Debug)]
pub(super) struct Kept {
    method: Method,
    target: Target<http::Uri>,
    fields: Vec<(&'static str, HeaderValue)>,
}

impl Kept {
    /// Keeps what the rules for the response will read.
    pub(super) fn of(decision: &Decision<'static>, request: &Lent<'_>) -> Self {
        let keeps = decision.scope().parts().rewrite.map_or(&[][..], |rules| rules.parts().keeps);
        let line = |name: &&'static str| Some((*name, request.headers.get(*name)?.clone()));
        let fields = keeps.iter().filter_map(line).collect();
        Self { method: request.method.clone(), target: request.target.cloned(), fields }
    }

    /// The request's header fields that were kept.
    pub(super) fn fields(&self) -> &[(&'static str, HeaderValue)] {
        &self.fields
    }

    /// The request as it was.
    pub(super) fn request(&self) -> Request<'_> {
        Request::new(self.method.as_str().as_bytes(), self.target.path().as_bytes()).fields(self)
    }
}

impl RequestFields for Kept {
    fn header(&self, name: &str) -> Option<&[u8]> {
        let kept = self.fields.iter().find(|(kept, _)| *kept == name);
        field_or_authority(name, kept.map(|(_, value)| value), &self.target)
    }

    fn query(&self) -> Option<&[u8]> {
        self.target.query()
    }

    fn is_https(&self) -> Option<bool> {
        self.target.is_https()
    }
}

/// The value of a field. HTTP/2 has the host in the target instead of `Host` (RFC 9113, 8.3.1).
fn field_or_authority<'a>(
    name: &str,
    value: Option<&'a HeaderValue>,
    target: &'a Target<impl AsUri>,
) -> Option<&'a [u8]> {
    match value {
        Some(value) => Some(value.as_bytes()),
        None if name == HOST => target.authority().map(|host| host.as_str().as_bytes()),
        None => None,
    }
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
