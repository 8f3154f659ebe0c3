//! A policy in front of a server that has neither `std` nor an allocator, as on a small device.
//!
//! What `cors_runtime::tower::CorsLayer` does for services on tower is here by hand, on texts and one array: look at the request,
//! ask the policy, let the application answer unless the policy does, and edit the header fields of whatever response there is.

#![no_std]

mod lines;

use core::fmt::{self, Write};

use cors_macros::include_cors;
use cors_runtime::{Echo, Policy, Request, RequestFields};

use self::lines::Lines;

static CORS: Policy = include_cors!("web.config");

/// What the application answers: a status and a body.
pub type Answer = (u16, &'static str);

/// The head of a request: the request line and the header fields.
#[derive(Debug, Clone, Copy)]
struct Head<'r> {
    method: &'r str,
    target: &'r str,
    fields: &'r str,
}

impl<'r> Head<'r> {
    /// Reads a request line, and leaves the fields for later.
    fn read(text: &'r str) -> Option<Self> {
        let (line, fields) = text.split_once("\r\n")?;
        let mut words = line.split(' ');
        Some(Self { method: words.next()?, target: words.next()?, fields })
    }

    fn path(self) -> &'r str {
        self.target.split_once('?').map_or(self.target, |(path, _)| path)
    }

    fn field(self, name: &str) -> Option<&'r str> {
        let mut fields = self.fields.lines().filter_map(|line| line.split_once(':'));
        let field = fields.find(|(written, _)| written.eq_ignore_ascii_case(name));
        field.map(|(_, value)| value.trim())
    }
}

/// For those parts of a policy that look at more than origin and path, such as request filtering.
impl RequestFields for Head<'_> {
    fn header(&self, name: &str) -> Option<&[u8]> {
        self.field(name).map(str::as_bytes)
    }

    fn query(&self) -> Option<&[u8]> {
        self.target.split_once('?').map(|(_, query)| query.as_bytes())
    }
}

/// Writes the response to a request.
///
/// # Errors
///
/// When `out` is full, when the request is none, or when a response has more header fields than there is room for: close the
/// connection then, so that nobody takes half a response for a whole one.
pub fn respond(
    request: &str,
    application: impl FnOnce(&str, &str) -> Answer,
    out: &mut impl Write,
) -> fmt::Result {
    let head = Head::read(request).ok_or(fmt::Error)?;
    let (origin, requested) = (head.field("Origin"), head.field("Access-Control-Request-Headers"));
    let view = Request::new(head.method.as_bytes(), head.path().as_bytes())
        .origin(origin.map(str::as_bytes))
        .requested_method(head.field("Access-Control-Request-Method").map(str::as_bytes))
        .requested_headers(requested.map(str::as_bytes))
        .fields(&head);
    let decision = CORS.decide_routed(&view);
    let (status, body) = match decision.answer() {
        Some(answer) => (answer.status, decision.body()),
        None => application(head.method, head.path()),
    };
    let mut lines = Lines::default();
    // A policy with redirects or outbound rules takes `apply_to`: see `Decision::needs_request`.
    decision.apply(status, &Echo { origin, requested_headers: requested }, &mut lines);
    write!(out, "HTTP/1.1 {status} \r\n")?;
    lines.write(out)?;
    // No body, no length: RFC 9110, 8.6.
    if !matches!(status, 204 | 304) {
        write!(out, "Content-Length: {}\r\n", body.len())?;
    }
    write!(out, "Connection: close\r\n\r\n{body}")
}
