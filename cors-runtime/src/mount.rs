//! Where in a site a layer stands that sees only a part of each path.

use crate::{check, path};

/// The path that was taken off a request before a layer sees it: `/api` of `/api/orders`.
///
/// Frameworks that nest services take the start of the path away. A policy speaks of paths as the site has them, so such a layer
/// has to know what is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mount(&'static str);

impl Mount {
    /// Nothing was taken off.
    pub const ROOT: Self = Self("");

    /// A path of the site, written as it is read: decoded, with a slash at its start. `/` is [`Mount::ROOT`].
    ///
    /// # Panics
    ///
    /// When it has no slash at its start or one at its end, empty or dot segments, a query, an escape, or braces, as patterns of
    /// routes have: what they stand for differs by request. In a constant it then does not compile.
    #[must_use]
    pub const fn new(path: &'static str) -> Self {
        let segments = match path.as_bytes() {
            [] | [b'/'] => return Self::ROOT,
            [b'/', segments @ ..] => match core::str::from_utf8(segments) {
                Ok(segments) => segments,
                Err(_) => "",
            },
            _ => "",
        };
        assert!(
            !segments.is_empty() && check::is_scope_path(segments),
            "a layer stands at a path with a slash at its start and none at its end: `/api`"
        );
        assert!(
            check::is_plain_path(segments),
            "a layer stands at a path as it is read, without query, escapes or patterns of routes: `/api`"
        );
        Self(path)
    }

    /// The path, with a slash at its start; empty for [`Mount::ROOT`].
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// Whether a path, as received, is at or below this one.
    #[must_use]
    pub fn holds(self, path: &[u8]) -> bool {
        path::is_below(path, self.0.get(1..).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::panic;
    use std::string::String;

    use super::*;

    #[test]
    fn what_is_no_path_is_refused() {
        for (path, refused) in [
            ("", None),
            ("/", None),
            ("/api", None),
            ("/Api/v1", None),
            ("/café/a b", None),
            ("api", Some("with a slash at its start")),
            ("api/", Some("with a slash at its start")),
            ("/api/", Some("none at its end")),
            ("//api", Some("with a slash at its start")),
            ("/a//b", Some("with a slash at its start")),
            ("/a/../b", Some("with a slash at its start")),
            ("/a\\b", Some("with a slash at its start")),
            ("/a?b", Some("without query")),
            ("/a#b", Some("without query")),
            ("/%61", Some("without query, escapes")),
            ("/a\nb", Some("as it is read")),
            ("/{tenant}", Some("patterns of routes")),
            ("/{*rest}", Some("patterns of routes")),
        ] {
            let made = panic::catch_unwind(|| Mount::new(path).as_str());
            let says = made.err().map_or_else(String::new, |it| {
                String::from(*it.downcast::<&str>().expect("a text"))
            });
            assert_eq!(says.is_empty(), refused.is_none(), "{path}: {says}");
            assert!(says.contains(refused.unwrap_or_default()), "{path}: {says}");
        }
    }

    #[test]
    fn a_mount_holds_what_is_below_it() {
        for (mount, path, holds) in [
            ("/", "/x", true),
            ("/api", "/API/x", true),
            ("/api", "/%61pi", true),
            ("/api", "/apix", false),
            ("/api", "/x", false),
        ] {
            assert_eq!(Mount::new(mount).holds(path.as_bytes()), holds, "{mount}: {path}");
        }
    }
}
