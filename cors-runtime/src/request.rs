//! What of a request has a say: borrowed bytes, so that any HTTP library can lend them.

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
}

impl<'a> Request<'a> {
    /// A request without an `Origin`: not a CORS request yet (CM-3).
    ///
    /// `method` compares with case, as HTTP says. `path` is the path of the target as received, percent-encoded and
    /// without the query; it is decoded and its dot segments are resolved while comparing, as IIS does.
    #[must_use]
    pub const fn new(method: &'a [u8], path: &'a [u8]) -> Self {
        Self { method, path, origin: None, requested_method: None, requested_headers: None }
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

    pub(crate) fn is_options(&self) -> bool {
        self.method == b"OPTIONS"
    }

    /// OPTIONS with both `Origin` and `Access-Control-Request-Method` (CM-4).
    pub(crate) fn is_preflight(&self) -> bool {
        self.is_options() && self.origin.is_some() && self.requested_method.is_some()
    }
}
