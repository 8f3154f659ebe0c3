//! Paths of requests.

use std::fmt::Write;

use cors_runtime::policy::{Policy, Scope};

use super::Wanted;

/// The paths at which a scope is asked about: those that exist, or else its own.
pub(super) fn of(policy: &Policy<'_>, scope: &Scope<'_>, wanted: &Wanted) -> Vec<String> {
    let existing = wanted.paths.iter().filter(|path| is_in(policy, scope, path));
    let existing: Vec<String> = existing.cloned().collect();
    if existing.is_empty() { vec![own(scope)] } else { existing }
}

/// The path that a scope was made for.
pub(super) fn own(scope: &Scope<'_>) -> String {
    format!("/{}", encode(scope.path()))
}

/// Whether a request for `path` falls in `scope`.
pub(super) fn is_in(policy: &Policy<'_>, scope: &Scope<'_>, path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    policy.scope_of(path.as_bytes()).path() == scope.path()
}

/// A text as it stands in the path of a target (RFC 3986, 3.3), slashes as they are.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// A text as it stands in a query.
pub(super) fn encode_query(text: &str) -> String {
    encode(text).replace('+', "%2B")
}

/// A segment that the path of a handler fits; `None` where every path does, or a whole path is meant.
pub(super) fn file_name(pattern: &str) -> Option<String> {
    match pattern {
        "*" => None,
        "*." => Some("probe".to_owned()),
        _ if pattern.contains('/') => None,
        _ => Some(encode(&pattern.replace('*', "probe"))),
    }
}
