//! What may be sent without asking: methods and header fields.

use std::collections::BTreeSet;

use super::Header;

/// `#cors-safelisted-method`
pub(super) fn is_method(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "POST")
}

/// The names of the fields that a preflight has to ask for, sorted and in lower case
/// (`#cors-unsafe-request-header-names`).
pub(super) fn unsafe_names(headers: &[Header]) -> BTreeSet<String> {
    let (safe, others): (Vec<_>, Vec<_>) =
        headers.iter().partition(|(name, value)| is_header(name, value));
    let size: usize = safe.iter().map(|(_, value)| value.len()).sum();
    let potentially = if size > 1024 { safe } else { Vec::new() };
    others.into_iter().chain(potentially).map(|(name, _)| name.to_ascii_lowercase()).collect()
}

/// `#cors-safelisted-request-header`
pub(super) fn is_header(name: &str, value: &str) -> bool {
    let is_fine = match &*name.to_ascii_lowercase() {
        "accept" => !value.bytes().any(is_unsafe),
        "accept-language" | "content-language" => {
            value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" *,-.;=".contains(&byte))
        }
        "content-type" => !value.bytes().any(is_unsafe) && is_form(value),
        "range" => is_range(value),
        _ => false,
    };
    is_fine && value.len() <= 128
}

/// `#cors-unsafe-request-header-byte`
fn is_unsafe(byte: u8) -> bool {
    (byte < 0x20 && byte != b'\t') || byte == 0x7F || b"\"():<>?@[\\]{}".contains(&byte)
}

/// The three types of content that forms have.
fn is_form(value: &str) -> bool {
    const FORMS: [&str; 3] =
        ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
    let essence = value.split(';').next().unwrap_or_default().trim();
    FORMS.iter().any(|form| form.eq_ignore_ascii_case(essence))
}

/// `#simple-range-header-value`, which has a start.
fn is_range(value: &str) -> bool {
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let range = value.strip_prefix("bytes=").and_then(|range| range.split_once('-'));
    range.is_some_and(|(start, end)| !start.is_empty() && number(start) && number(end))
}

/// `#no-cors-safelisted-request-header-name`, and the value: what a request of the mode `no-cors` may have.
pub(super) fn is_header_of_no_cors(name: &str, value: &str) -> bool {
    const NAMES: [&str; 4] = ["accept", "accept-language", "content-language", "content-type"];
    NAMES.iter().any(|it| it.eq_ignore_ascii_case(name)) && is_header(name, value)
}

/// `#cors-non-wildcard-request-header-name`
pub(super) fn is_non_wildcard(name: &str) -> bool {
    name.eq_ignore_ascii_case("authorization")
}

/// `#request-body-header-name`
pub(super) fn is_about_the_body(name: &str) -> bool {
    const NAMES: [&str; 4] =
        ["content-encoding", "content-language", "content-location", "content-type"];
    NAMES.iter().any(|it| it.eq_ignore_ascii_case(name))
}

/// `#forbidden-method`
pub(super) fn is_forbidden_method(method: &str) -> bool {
    ["CONNECT", "TRACE", "TRACK"].iter().any(|it| it.eq_ignore_ascii_case(method))
}

/// `#forbidden-request-header`: the names that are the browser's to set.
pub(super) fn is_forbidden(name: &str) -> bool {
    const NAMES: [&str; 20] = [
        "accept-charset",
        "accept-encoding",
        "access-control-request-headers",
        "access-control-request-method",
        "connection",
        "content-length",
        "cookie",
        "cookie2",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "origin",
        "referer",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "via",
    ];
    let name = name.to_ascii_lowercase();
    NAMES.contains(&&*name) || name.starts_with("proxy-") || name.starts_with("sec-")
}

/// `#cors-safelisted-response-header-name`, without those that a server exposes.
pub(super) fn is_response_header(name: &str) -> bool {
    const NAMES: [&str; 7] = [
        "cache-control",
        "content-language",
        "content-length",
        "content-type",
        "expires",
        "last-modified",
        "pragma",
    ];
    NAMES.iter().any(|it| it.eq_ignore_ascii_case(name))
}

/// `#forbidden-response-header-name`
pub(super) fn is_forbidden_response_header(name: &str) -> bool {
    ["set-cookie", "set-cookie2"].iter().any(|it| it.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_safelisted() {
        let long = "x".repeat(129);
        for (name, value, safe) in [
            ("Accept", "application/json", true),
            ("Accept", "a(b)", false),
            ("accept", &*long, false),
            ("Accept-Language", "en-GB,en;q=0.5", true),
            ("Accept-Language", "en/GB", false),
            ("Content-Type", "text/plain;charset=UTF-8", true),
            ("Content-Type", "TEXT/PLAIN", true),
            ("content-type", "multipart/form-data; boundary=x", true),
            ("content-type", "application/x-www-form-urlencoded", true),
            ("content-type", "application/json", false),
            ("content-type", "text/plain; x=\"y\"", false),
            ("Range", "bytes=0-", true),
            ("Range", "bytes=0-99", true),
            ("Range", "bytes=-99", false),
            ("X-Requested-With", "XMLHttpRequest", false),
            ("Authorization", "Bearer x", false),
        ] {
            assert_eq!(is_header(name, value), safe, "{name}: {value}");
        }
    }

    #[test]
    fn much_that_is_safe_is_unsafe() {
        let line = |value: String| ("Accept".to_owned(), value);
        let mut headers: Vec<Header> = (0..8).map(|_| line("x".repeat(128))).collect();
        assert!(unsafe_names(&headers).is_empty());
        headers.push(line("x".to_owned()));
        assert_eq!(unsafe_names(&headers), BTreeSet::from(["accept".to_owned()]));
    }
}
