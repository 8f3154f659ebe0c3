//! Names of header fields.

use core::fmt;

use crate::check;

/// The name of a header field, as the configuration writes it and as HTTP libraries hold it.
///
/// Names compare without case (RFC 9110, 5.1), which is why both spellings are here: neither has to be made per request.
/// [`field_name!`](crate::field_name) makes one from a literal.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FieldName<'p> {
    written: &'p str,
    lower: &'p str,
}

impl<'p> FieldName<'p> {
    /// The name `written`, of which `lower` is the same in lower case.
    ///
    /// # Panics
    ///
    /// When `written` is no token (RFC 9110, 5.6.2), or `lower` is not its lower case. In a constant that is a compile error.
    #[must_use]
    pub const fn new(written: &'p str, lower: &'p str) -> Self {
        assert!(check::is_token(written), "a field name is a token: letters, digits and hyphens");
        assert!(
            check::is_lower_case_of(lower, written),
            "the second text is the field name in lower case"
        );
        Self { written, lower }
    }

    /// The name as the configuration writes it: `X-Frame-Options`.
    #[must_use]
    pub const fn as_written(&self) -> &'p str {
        self.written
    }

    /// The name in lower case, as HTTP/2 sends it: `x-frame-options`.
    #[must_use]
    pub const fn as_lower(&self) -> &'p str {
        self.lower
    }
}

impl fmt::Debug for FieldName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.written, f)
    }
}

/// The lower case of a text of `N` bytes.
#[doc(hidden)]
#[must_use]
pub const fn lower_case<const N: usize>(text: &str) -> [u8; N] {
    let mut lower = [0; N];
    let mut at = 0;
    while at < N {
        lower[at] = text.as_bytes()[at].to_ascii_lowercase();
        at += 1;
    }
    lower
}

/// The [`FieldName`](crate::FieldName) of a literal, its lower case made while compiling.
///
/// ```
/// let name = cors_runtime::field_name!("X-Frame-Options");
/// assert_eq!((name.as_written(), name.as_lower()), ("X-Frame-Options", "x-frame-options"));
/// ```
///
/// What is no token (RFC 9110, 5.6.2) does not compile:
///
/// ```compile_fail
/// let name = cors_runtime::field_name!("X Frame");
/// ```
#[macro_export]
macro_rules! field_name {
    ($name:literal) => {{
        const LOWER: [u8; $name.len()] = $crate::__private::lower_case($name);
        const NAME: $crate::FieldName<'static> = match ::core::str::from_utf8(&LOWER) {
            ::core::result::Result::Ok(lower) => $crate::FieldName::new($name, lower),
            ::core::result::Result::Err(_) => ::core::panic!("a field name is a token"),
        };
        NAME
    }};
}

/// The name of a header field that a policy sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Field<'p> {
    /// `Access-Control-Allow-Origin`
    AllowOrigin,
    /// `Access-Control-Allow-Credentials`
    AllowCredentials,
    /// `Access-Control-Allow-Methods`
    AllowMethods,
    /// `Access-Control-Allow-Headers`
    AllowHeaders,
    /// `Access-Control-Max-Age`
    MaxAge,
    /// `Access-Control-Expose-Headers`
    ExposeHeaders,
    /// `Vary`
    Vary,
    /// A field of `customHeaders`, `redirectHeaders`, an outbound rule or an IIS handler.
    Other(FieldName<'p>),
}

impl<'p> Field<'p> {
    /// The name as IIS writes it.
    #[must_use]
    pub const fn name(self) -> &'p str {
        match self {
            Self::AllowOrigin => "Access-Control-Allow-Origin",
            Self::AllowCredentials => "Access-Control-Allow-Credentials",
            Self::AllowMethods => "Access-Control-Allow-Methods",
            Self::AllowHeaders => "Access-Control-Allow-Headers",
            Self::MaxAge => "Access-Control-Max-Age",
            Self::ExposeHeaders => "Access-Control-Expose-Headers",
            Self::Vary => "Vary",
            Self::Other(name) => name.written,
        }
    }

    /// Whether http.sys holds the field once, so that several lines of it are one value with commas (CH-5).
    ///
    /// `Server` is doubled (CH-5). `Set-Cookie` and the authentication challenges are among its known fields as well, but
    /// it can hold several of each, and joining would break them: they are lines.
    #[doc(hidden)]
    #[must_use]
    pub fn is_joined(self) -> bool {
        matches!(
            self.lower_name(),
            "accept-ranges"
                | "age"
                | "allow"
                | "cache-control"
                | "content-encoding"
                | "content-language"
                | "content-location"
                | "content-md5"
                | "content-range"
                | "content-type"
                | "date"
                | "etag"
                | "expires"
                | "last-modified"
                | "location"
                | "pragma"
                | "retry-after"
                | "vary"
                | "via"
                | "warning"
        )
    }

    /// Whether each line of the field is a value of its own, so that rules run on them one by one (RW-5).
    #[doc(hidden)]
    #[must_use]
    pub fn has_lines(self) -> bool {
        matches!(self.lower_name(), "set-cookie" | "www-authenticate" | "proxy-authenticate")
    }

    /// The name in lower case.
    #[must_use]
    pub const fn lower_name(self) -> &'p str {
        match self {
            Self::AllowOrigin => "access-control-allow-origin",
            Self::AllowCredentials => "access-control-allow-credentials",
            Self::AllowMethods => "access-control-allow-methods",
            Self::AllowHeaders => "access-control-allow-headers",
            Self::MaxAge => "access-control-max-age",
            Self::ExposeHeaders => "access-control-expose-headers",
            Self::Vary => "vary",
            Self::Other(name) => name.lower,
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    #[test]
    fn names_have_both_spellings() {
        let name = crate::field_name!("X-Frame-Options");
        assert_eq!((name.as_written(), name.as_lower()), ("X-Frame-Options", "x-frame-options"));
        assert_eq!(std::format!("{name:?}"), "\"X-Frame-Options\"");
        assert_eq!(lower_case::<4>("VaR-"), *b"var-");
    }
}
