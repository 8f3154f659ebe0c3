//! What of a request has a say: borrowed bytes, so that any HTTP library can lend them.

use core::fmt;

use crate::path;

/// The parts of a request that decide, borrowed from whatever holds the request.
///
/// Field values are bytes because HTTP field values are (RFC 9110, 5.5). Where a request repeats a field, pass the
/// first line: browsers never send two.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub(crate) method: &'a [u8],
    pub(crate) path: &'a [u8],
    pub(crate) origin: Option<&'a [u8]>,
    pub(crate) requested_method: Option<&'a [u8]>,
    pub(crate) requested_headers: Option<&'a [u8]>,
    fields: Option<&'a dyn RequestFields>,
}

/// The rest of a request, for rules and limits that look at more of it than CORS does (RW-2, RF-2).
pub trait RequestFields: fmt::Debug {
    /// The first line of the header field of this name, which is in lower case; `None` when there is none.
    ///
    /// `host` is the name that the request is for, also where HTTP/2 has it in the target.
    fn header(&self, name: &str) -> Option<&[u8]>;

    /// The bytes in the lines of the header field of this name, joined by a comma and a space as http.sys holds them (RF-5);
    /// `None` when there is none. The length of its first line, unless an implementation knows of more.
    fn header_length(&self, name: &str) -> Option<usize> {
        self.header(name).map(<[u8]>::len)
    }

    /// The query of the target, without `?`; `None` when there is none.
    fn query(&self) -> Option<&[u8]>;

    /// Whether the request came over TLS; `None` when that is not known, as behind a proxy.
    fn is_https(&self) -> Option<bool> {
        None
    }
}

impl<'a> Request<'a> {
    /// A request without an `Origin`: not a CORS request yet (CM-3).
    ///
    /// `method` compares with case, as HTTP says. `path` is the path of the target as received, percent-encoded and
    /// without the query; it is decoded and its dot segments are resolved while comparing, as IIS does.
    #[must_use]
    pub const fn new(method: &'a [u8], path: &'a [u8]) -> Self {
        Self {
            method,
            path,
            origin: None,
            requested_method: None,
            requested_headers: None,
            fields: None,
        }
    }

    /// Sets the value of `Origin`; `None` when the request has no such field.
    #[must_use]
    pub const fn origin(mut self, value: Option<&'a [u8]>) -> Self {
        self.origin = value;
        self
    }

    /// Sets the value of `Access-Control-Request-Method`; `None` when the request has no such field.
    #[must_use]
    pub const fn requested_method(mut self, value: Option<&'a [u8]>) -> Self {
        self.requested_method = value;
        self
    }

    /// Sets the value of `Access-Control-Request-Headers`; `None` when the request has no such field.
    #[must_use]
    pub const fn requested_headers(mut self, value: Option<&'a [u8]>) -> Self {
        self.requested_headers = value;
        self
    }

    /// Lends the rest of the request. Without it there is no query and no other header field than those set here, neither
    /// for rules nor for the limits of request filtering.
    #[must_use]
    pub const fn fields(mut self, fields: &'a dyn RequestFields) -> Self {
        self.fields = Some(fields);
        self
    }

    /// Whether a segment of the path is `..`, also one that is only there once the path is decoded.
    ///
    /// IIS resolves these, routers do not: see [`Policy::decide_routed`](crate::policy::Policy::decide_routed).
    #[must_use]
    pub fn has_parent_segment(&self) -> bool {
        path::has_parent_segment(self.path)
    }

    /// The first line of a header field.
    pub(crate) fn header(&self, name: &str) -> Option<&'a [u8]> {
        self.own_header(name).or_else(|| self.fields?.header(name))
    }

    /// The bytes in all lines of a header field.
    pub(crate) fn header_length(&self, name: &str) -> Option<usize> {
        let lent = self.fields.and_then(|fields| fields.header_length(name));
        lent.or_else(|| self.own_header(name).map(<[u8]>::len))
    }

    fn own_header(&self, name: &str) -> Option<&'a [u8]> {
        match name {
            "origin" => self.origin,
            "access-control-request-method" => self.requested_method,
            "access-control-request-headers" => self.requested_headers,
            _ => None,
        }
    }

    pub(crate) fn query(&self) -> Option<&'a [u8]> {
        self.fields?.query()
    }

    /// Behind a proxy nobody says, and what runs in production behind one is reached over TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.fields.and_then(RequestFields::is_https).unwrap_or(true)
    }

    /// Whether there are names in `Access-Control-Request-Headers`.
    pub(crate) fn asks_for_headers(&self) -> bool {
        self.header("access-control-request-headers").is_some_and(|names| !names.is_empty())
    }

    pub(crate) fn is_options(&self) -> bool {
        self.method == b"OPTIONS"
    }

    /// OPTIONS with both `Origin` and `Access-Control-Request-Method` (CM-4).
    pub(crate) fn is_preflight(&self) -> bool {
        self.is_options() && self.origin.is_some() && self.requested_method.is_some()
    }
}
