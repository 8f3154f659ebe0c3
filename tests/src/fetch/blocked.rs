//! Why a script gets nothing.

use std::fmt;

use super::Failure;

/// Why a script can read nothing: a network error of the standard (`#concept-network-error`), or what the call throws before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blocked {
    /// The constructor of `Request` throws; nothing is sent.
    Throws,
    /// The mode `same-origin`, and another origin.
    OtherOrigin,
    /// The mode `no-cors`, and redirects are not to be followed.
    RedirectMode,
    /// The CORS check of the preflight's answer.
    PreflightCheck(Failure),
    /// The status of the preflight's answer is not one of success.
    PreflightStatus(u16),
    /// A list in the preflight's answer is none.
    PreflightList(&'static str),
    /// The preflight's answer does not allow the method.
    Method,
    /// The preflight's answer does not allow a header field.
    Header(String),
    /// The CORS check of the answer itself.
    Check(Failure),
    /// `Cross-Origin-Resource-Policy`, in the mode `no-cors`.
    ResourcePolicy,
    /// A redirect, where none may be.
    Redirected,
    /// A redirect to an address that is none of HTTP.
    Location,
    /// A redirect to an address with a name and a password.
    LocationCredentials,
    /// More than 20 redirects.
    TooManyRedirects,
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Throws => f.write_str("the call throws"),
            Self::OtherOrigin => f.write_str("mode same-origin, and another origin"),
            Self::RedirectMode => f.write_str("mode no-cors follows redirects only"),
            Self::PreflightCheck(failure) => write!(f, "preflight: {failure}"),
            Self::PreflightStatus(status) => write!(f, "preflight: status {status}"),
            Self::PreflightList(name) => write!(f, "preflight: {name} is no list"),
            Self::Method => f.write_str("preflight: the method is not allowed"),
            Self::Header(name) => write!(f, "preflight: the header {name} is not allowed"),
            Self::Check(failure) => write!(f, "{failure}"),
            Self::ResourcePolicy => f.write_str("Cross-Origin-Resource-Policy"),
            Self::Redirected => f.write_str("a redirect"),
            Self::Location => f.write_str("a redirect to what is no address of HTTP"),
            Self::LocationCredentials => f.write_str("a redirect to an address with a password"),
            Self::TooManyRedirects => f.write_str("more than 20 redirects"),
        }
    }
}
