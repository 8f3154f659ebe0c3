//! What rules read of a request, while it is there and after it is gone.

extern crate alloc;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::{Decision, Mount, Request, RequestFields};

/// The target of a request, as a framework holds it.
pub(crate) trait Target: fmt::Debug {
    /// The path as received.
    fn path(&self) -> &str;

    /// The query, without `?`.
    fn query(&self) -> Option<&[u8]>;

    /// Host and port, where the target has them. HTTP/2 has them there instead of `Host` (RFC 9113, 8.3.1).
    fn authority(&self) -> Option<&[u8]>;
}

#[cfg(feature = "rocket")]
impl<T: Target> Target for &T {
    fn path(&self) -> &str {
        (*self).path()
    }

    fn query(&self) -> Option<&[u8]> {
        (*self).query()
    }

    fn authority(&self) -> Option<&[u8]> {
        (*self).authority()
    }
}

/// The header fields of a request, as a framework holds them.
pub(crate) trait Lines: fmt::Debug {
    /// The values of the lines of a field, whose name is in lower case.
    fn lines(&self, name: &str) -> impl Iterator<Item = &[u8]>;
}

/// What was asked for, and how.
#[derive(Debug)]
pub(crate) struct Asking<M, T> {
    method: M,
    target: T,
    /// The path in the site, where it is not that of the target.
    whole_path: Option<String>,
    /// Whether the request came over TLS, where that is known.
    is_https: Option<bool>,
}

impl<M: AsRef<str>, T: Target> Asking<M, T> {
    pub(crate) fn new(mount: Mount, method: M, target: T, is_https: Option<bool>) -> Self {
        let path = target.path();
        // What is no path, as in `OPTIONS *`, is of the whole server.
        let is_mounted = mount != Mount::ROOT && path.starts_with('/');
        let whole_path = is_mounted.then(|| [mount.as_str(), path].concat());
        Self { method, target, whole_path, is_https }
    }

    /// The same, with a target that can be kept.
    #[cfg(feature = "rocket")]
    pub(crate) fn with_target<U>(self, owned: impl FnOnce(T) -> U) -> Asking<M, U> {
        let Self { method, target, whole_path, is_https } = self;
        Asking { method, target: owned(target), whole_path, is_https }
    }

    pub(crate) fn method(&self) -> &str {
        self.method.as_ref()
    }

    /// The path in the site, as received.
    pub(crate) fn path(&self) -> &str {
        self.whole_path.as_deref().unwrap_or_else(|| self.target.path())
    }

    pub(crate) fn request(&self) -> Request<'_> {
        Request::new(self.method().as_bytes(), self.path().as_bytes())
    }
}

/// The request's own fields, lent while the request is there.
#[derive(Debug)]
pub(crate) struct Lent<'a, M, T, L> {
    pub(crate) asking: &'a Asking<M, T>,
    pub(crate) headers: &'a L,
}

impl<M: fmt::Debug, T: Target, L: Lines> RequestFields for Lent<'_, M, T, L> {
    fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.lines(name).next().or_else(|| host(name, &self.asking.target))
    }

    fn header_length(&self, name: &str) -> Option<usize> {
        const BETWEEN: usize = ", ".len();
        let mut lines = self.headers.lines(name).map(<[u8]>::len);
        let Some(first) = lines.next() else { return self.header(name).map(<[u8]>::len) };
        Some(lines.fold(first, |length, line| length + BETWEEN + line))
    }

    fn query(&self) -> Option<&[u8]> {
        self.asking.target.query()
    }

    fn is_https(&self) -> Option<bool> {
        self.asking.is_https
    }
}

/// What is left of a request for outbound rules.
#[derive(Debug)]
pub(crate) struct Kept<M, T, V> {
    asking: Asking<M, T>,
    fields: Vec<(&'static str, V)>,
}

impl<M: AsRef<str> + fmt::Debug, T: Target, V: AsRef<[u8]> + fmt::Debug> Kept<M, T, V> {
    /// Keeps what the rules for the response will read: `value` gives the first line of a field.
    pub(crate) fn of(
        decision: &Decision<'static>,
        asking: Asking<M, T>,
        value: impl Fn(&str) -> Option<V>,
    ) -> Self {
        let keeps = decision.scope().parts().rewrite.map_or(&[][..], |rules| rules.parts().keeps);
        let fields = keeps.iter().filter_map(|name| Some((*name, value(name)?))).collect();
        Self { asking, fields }
    }

    /// The request as it was.
    pub(crate) fn request(&self) -> Request<'_> {
        self.asking.request().fields(self)
    }
}

impl<M: fmt::Debug, T: Target, V: AsRef<[u8]> + fmt::Debug> RequestFields for Kept<M, T, V> {
    fn header(&self, name: &str) -> Option<&[u8]> {
        let kept = self.fields.iter().find(|(kept, _)| *kept == name);
        kept.map(|(_, value)| value.as_ref()).or_else(|| host(name, &self.asking.target))
    }

    fn query(&self) -> Option<&[u8]> {
        self.asking.target.query()
    }

    fn is_https(&self) -> Option<bool> {
        self.asking.is_https
    }
}

/// The host that a request is for, where no line says it.
fn host<'a>(name: &str, target: &'a impl Target) -> Option<&'a [u8]> {
    if name == "host" { target.authority() } else { None }
}
