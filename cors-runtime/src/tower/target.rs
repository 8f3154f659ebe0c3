//! Where in the site a request is for, also where something has taken the start of its path away.

extern crate alloc;

use alloc::string::String;

use http::uri::Authority;
use http::{Request, Uri};

use crate::Mount;

/// The target of a request, with its path as the site knows it.
#[derive(Debug, Clone)]
pub(super) struct Target<U> {
    /// The target as the layer sees it.
    own: U,
    /// The target before axum took the start of its path away; else that of the layer.
    asked: U,
    /// The path with that of the mount before it, where nobody else knows the whole.
    joined: Option<String>,
}

impl<'r> Target<&'r Uri> {
    pub(super) fn of<B>(mount: Mount, request: &'r Request<B>) -> Self {
        let own = request.uri();
        if let Some(asked) = original(request).filter(|it| mount.holds(it.path().as_bytes())) {
            return Self { own, asked, joined: None };
        }
        // What is no path, as in `OPTIONS *`, is of the whole server.
        let is_mounted = mount != Mount::ROOT && own.path().starts_with('/');
        let joined = is_mounted.then(|| [mount.as_str(), own.path()].concat());
        Self { own, asked: own, joined }
    }

    /// The same, to keep: clones that share their bytes.
    pub(super) fn cloned(&self) -> Target<Uri> {
        let Self { own, asked, joined } = self;
        Target { own: (*own).clone(), asked: (*asked).clone(), joined: joined.clone() }
    }
}

impl<U: AsUri> Target<U> {
    pub(super) fn path(&self) -> &str {
        self.joined.as_deref().unwrap_or_else(|| self.asked.uri().path())
    }

    pub(super) fn query(&self) -> Option<&[u8]> {
        self.asked.uri().query().map(str::as_bytes)
    }

    pub(super) fn authority(&self) -> Option<&Authority> {
        self.own.uri().authority()
    }

    pub(super) fn is_https(&self) -> Option<bool> {
        self.own.uri().scheme_str().map(|scheme| scheme == "https")
    }
}

/// A target that is lent, or kept.
pub(super) trait AsUri {
    fn uri(&self) -> &Uri;
}

impl AsUri for Uri {
    fn uri(&self) -> &Uri {
        self
    }
}

impl AsUri for &Uri {
    fn uri(&self) -> &Uri {
        self
    }
}

#[cfg(feature = "axum")]
fn original<B>(request: &Request<B>) -> Option<&Uri> {
    request.extensions().get().map(|axum::extract::OriginalUri(uri)| uri)
}

/// Nobody has noted it.
#[cfg(not(feature = "axum"))]
const fn original<B>(_: &Request<B>) -> Option<&Uri> {
    None
}
