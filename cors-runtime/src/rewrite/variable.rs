//! Server variables: what of a request rules can read (RW-2).

use crate::path;
use crate::request::Request;

/// A server variable that comes from the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Variable<'p> {
    /// `REQUEST_METHOD`
    Method,
    /// The resolved path without its first slash and without as many segments as stated: what `<match url>` is about.
    Path {
        /// How many segments are left out, with their slashes.
        skipped: u8,
    },
    /// The resolved path from behind as many segments as stated, with its slash; empty where it ends there (RD-2).
    Suffix {
        /// How many segments are left out.
        skipped: u8,
    },
    /// `URL`, `PATH_INFO`: the path resolved, which is decoded and without dot segments (RW-1).
    Url,
    /// `REQUEST_URI`: the resolved path and, after a `?`, the query.
    RequestUri,
    /// `UNENCODED_URL`: the path as received and, after a `?`, the query.
    UnencodedUrl,
    /// `QUERY_STRING`: the query without `?`.
    Query,
    /// The query with its `?`; empty where there is none (RD-4).
    Search,
    /// `HTTPS`: `on` or `off`; `on` where nobody knows.
    Https,
    /// `SERVER_PORT`: the port in `Host`, or else the default of the scheme.
    ServerPort,
    /// `SERVER_PORT_SECURE`: `1` or `0`.
    ServerPortSecure,
    /// `SERVER_NAME`: `Host` without port.
    ServerName,
    /// `HTTP_X_Y`: the first line of the header field of this name, which is in lower case.
    Header(&'p str),
}

impl Variable<'_> {
    /// Whether it is a path, or a piece of one, with its percent-encoding undone.
    pub(super) const fn is_path(self) -> bool {
        matches!(self, Self::Path { .. } | Self::Suffix { .. } | Self::Url)
    }

    /// The value where it is one run of bytes.
    pub(super) fn slice<'a>(self, request: &Request<'a>) -> Option<&'a [u8]> {
        let is_decoded = self.is_path() || self == Self::RequestUri;
        let plain = is_decoded && path::is_resolved(request.path);
        Some(match self {
            Self::Method => request.method,
            Self::Path { skipped } if plain => below(request.path, skipped),
            Self::Suffix { skipped } if plain => suffix(request.path, skipped),
            Self::Url if plain => request.path,
            Self::RequestUri if plain && request.query().is_none() => request.path,
            Self::UnencodedUrl if request.query().is_none() => request.path,
            Self::Search if request.query().is_none_or(<[u8]>::is_empty) => b"",
            Self::Path { .. }
            | Self::Suffix { .. }
            | Self::Url
            | Self::RequestUri
            | Self::UnencodedUrl
            | Self::Search => return None,
            Self::Query => request.query().unwrap_or_default(),
            Self::Https if request.is_https() => b"on",
            Self::Https => b"off",
            Self::ServerPort => port(request),
            Self::ServerPortSecure if request.is_https() => b"1",
            Self::ServerPortSecure => b"0",
            Self::ServerName => host(request).0,
            Self::Header(name) => request.header(name).unwrap_or_default(),
        })
    }

    /// Calls `each` with the bytes of the value.
    pub(super) fn each(self, request: &Request<'_>, each: &mut dyn FnMut(u8)) {
        if let Some(bytes) = self.slice(request) {
            bytes.iter().copied().for_each(each);
            return;
        }
        match self {
            Self::Path { skipped } => each_below(request.path, skipped, each),
            Self::Suffix { skipped } => each_of_suffix(request.path, skipped, each),
            Self::UnencodedUrl => request.path.iter().copied().for_each(&mut *each),
            Self::Search => {}
            _ => path::resolved(request.path, each),
        }
        if let (Self::RequestUri | Self::UnencodedUrl | Self::Search, Some(query)) =
            (self, request.query())
        {
            each(b'?');
            query.iter().copied().for_each(each);
        }
    }
}

/// A path without its first slash and `skipped` segments.
fn below(path: &[u8], skipped: u8) -> &[u8] {
    let mut rest = path.strip_prefix(b"/").unwrap_or(path);
    for _ in 0..skipped {
        let slash = rest.iter().position(|byte| *byte == b'/');
        rest = slash.map_or(&[][..], |slash| &rest[slash + 1..]);
    }
    rest
}

/// As [`below`], of the path resolved.
fn each_below(path: &[u8], skipped: u8, each: &mut dyn FnMut(u8)) {
    // The first slash is left out as well.
    let mut left = u16::from(skipped) + 1;
    let mut is_first = true;
    path::resolved(path, &mut |byte| {
        if core::mem::take(&mut is_first) && byte != b'/' {
            left -= 1;
        }
        match (left, byte) {
            (0, byte) => each(byte),
            (_, b'/') => left -= 1,
            _ => {}
        }
    });
}

/// A path from the slash behind `skipped` segments on.
fn suffix(path: &[u8], skipped: u8) -> &[u8] {
    let mut slashes = path.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    slashes.nth(usize::from(skipped)).map_or(&[][..], |(at, _)| &path[at..])
}

/// As [`suffix`], of the path resolved.
fn each_of_suffix(path: &[u8], skipped: u8, each: &mut dyn FnMut(u8)) {
    let mut left = u16::from(skipped) + 1;
    path::resolved(path, &mut |byte| {
        left -= u16::from(left > 0 && byte == b'/');
        if left == 0 {
            each(byte);
        }
    });
}

/// Host and port as the request names them; a missing port is empty.
fn host<'a>(request: &Request<'a>) -> (&'a [u8], &'a [u8]) {
    let host = request.header("host").unwrap_or_default();
    let colon = host.iter().rposition(|byte| *byte == b':');
    match colon {
        Some(at) if host[at + 1..].iter().all(u8::is_ascii_digit) => (&host[..at], &host[at + 1..]),
        _ => (host, b""),
    }
}

fn port<'a>(request: &Request<'a>) -> &'a [u8] {
    match host(request).1 {
        b"" if request.is_https() => b"443",
        b"" => b"80",
        port => port,
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::String;
    use std::vec::Vec;

    use super::*;
    use crate::RequestFields;

    /// `Host`, the query, and whether the request came over TLS.
    #[derive(Debug, Clone, Copy, Default)]
    struct Fields(Option<&'static str>, Option<&'static str>, Option<bool>);

    impl RequestFields for Fields {
        fn header(&self, name: &str) -> Option<&[u8]> {
            self.0.filter(|_| name == "host").map(str::as_bytes)
        }

        fn query(&self) -> Option<&[u8]> {
            self.1.map(str::as_bytes)
        }

        fn is_https(&self) -> Option<bool> {
            self.2
        }
    }

    fn text(variable: Variable<'_>, path: &str, fields: Fields) -> String {
        let request = Request::new(b"GET", path.as_bytes()).fields(&fields);
        let mut bytes = Vec::new();
        variable.each(&request, &mut |byte| bytes.push(byte));
        if let Some(slice) = variable.slice(&request) {
            assert_eq!(slice, bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[test]
    fn rw_1_the_path_from_where_a_rule_stands() {
        for (path, skipped, rest) in [
            ("/a/b/c", 0, "a/b/c"),
            ("/a/b/c", 1, "b/c"),
            ("/a/b/c", 2, "c"),
            ("/a/b/c", 3, ""),
            ("/a/b/c", 9, ""),
            ("/a/", 1, ""),
            ("/a", 1, ""),
            ("/", 0, ""),
            ("*", 0, "*"),
            ("*", 1, ""),
            ("/x/../a//b", 1, "b"),
            ("/%61/b/./c", 1, "b/c"),
            ("/%61/b/./c", 2, "c"),
            ("/%61/b/./c", 0, "a/b/c"),
            ("%61/b", 0, "a/b"),
            ("%61/b", 1, "b"),
        ] {
            let variable = Variable::Path { skipped };
            assert_eq!(text(variable, path, Fields::default()), rest, "{path} without {skipped}");
        }
    }

    #[test]
    fn rw_2_paths_and_queries() {
        let fields = |query| Fields(None, query, None);
        for (variable, path, query, value) in [
            (Variable::Url, "/a/../b", Some("q=%41"), "/b"),
            (Variable::Url, "/b", Some("q"), "/b"),
            (Variable::RequestUri, "/a/../b", Some("q=%41"), "/b?q=%41"),
            (Variable::RequestUri, "/b", Some("q"), "/b?q"),
            (Variable::RequestUri, "/b", Some(""), "/b?"),
            (Variable::RequestUri, "/a/../b", None, "/b"),
            (Variable::RequestUri, "/b", None, "/b"),
            (Variable::UnencodedUrl, "/a/../%62", Some("q"), "/a/../%62?q"),
            (Variable::UnencodedUrl, "/a/../%62", None, "/a/../%62"),
            (Variable::Query, "/", Some("q=%41"), "q=%41"),
            (Variable::Query, "/", None, ""),
        ] {
            assert_eq!(text(variable, path, fields(query)), value, "{variable:?} of {path}");
        }
    }

    #[test]
    fn rw_2_host_and_scheme() {
        for (host, https, expected) in [
            (None, None, ["", "443", "on", "1"]),
            (Some("h"), None, ["h", "443", "on", "1"]),
            (Some("h"), Some(true), ["h", "443", "on", "1"]),
            (Some("h"), Some(false), ["h", "80", "off", "0"]),
            (Some("h:8080"), Some(false), ["h", "8080", "off", "0"]),
            (Some("h:8443"), None, ["h", "8443", "on", "1"]),
            (Some("h:"), Some(false), ["h", "80", "off", "0"]),
            (Some("[::1]"), None, ["[::1]", "443", "on", "1"]),
            (Some("[::1]:81"), Some(false), ["[::1]", "81", "off", "0"]),
            (Some("h:x1"), None, ["h:x1", "443", "on", "1"]),
        ] {
            let of = |variable| text(variable, "/", Fields(host, None, https));
            let found = [
                of(Variable::ServerName),
                of(Variable::ServerPort),
                of(Variable::Https),
                of(Variable::ServerPortSecure),
            ];
            assert_eq!(found, expected, "{host:?}, {https:?}");
        }
    }
    /// The rest of a request, of which nobody says whether it came over TLS.
    #[derive(Debug)]
    struct Unknown;

    impl RequestFields for Unknown {
        fn header(&self, _: &str) -> Option<&[u8]> {
            None
        }

        fn query(&self) -> Option<&[u8]> {
            None
        }
    }

    #[test]
    fn rw_2_what_a_request_has_without_the_rest() {
        let request = Request::new(b"PUT", b"/x")
            .origin(Some(b"https://a.example"))
            .requested_method(Some(b"GET"))
            .requested_headers(Some(b"x-b"));
        for request in [request, request.fields(&Unknown)] {
            for (variable, value) in [
                (Variable::Method, "PUT"),
                (Variable::Header("origin"), "https://a.example"),
                (Variable::Header("access-control-request-method"), "GET"),
                (Variable::Header("access-control-request-headers"), "x-b"),
                (Variable::Header("accept"), ""),
                (Variable::Https, "on"),
                (Variable::Query, ""),
            ] {
                assert_eq!(variable.slice(&request), Some(value.as_bytes()), "{variable:?}");
            }
        }
    }
}
