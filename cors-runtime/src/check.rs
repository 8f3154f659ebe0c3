//! What constructors ask of their arguments, in constants: a policy that makes no sense does not compile.

use crate::path::{self, Kind};

/// Whether a text is a token (RFC 9110, 5.6.2): a method or field name.
#[must_use]
pub const fn is_token(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !is_token_byte(bytes[at]) {
            return false;
        }
        at += 1;
    }
    !bytes.is_empty()
}

const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}

/// Whether a text can be a field value (RFC 9110, 5.5): no control character but tab, and something in it.
pub(crate) const fn is_field_value(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_control() && bytes[at] != b'\t' {
            return false;
        }
        at += 1;
    }
    !bytes.is_empty()
}

/// Whether a text is one in lower case, by its ASCII letters.
pub(crate) const fn is_lower_case_of(lower: &str, written: &str) -> bool {
    let (lower, written) = (lower.as_bytes(), written.as_bytes());
    if lower.len() != written.len() {
        return false;
    }
    let mut at = 0;
    while at < lower.len() {
        if lower[at] != written[at].to_ascii_lowercase() {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether a text comes before another in the order of their bytes.
pub(crate) const fn is_before(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() {
        if a[at] != b[at] {
            return a[at] < b[at];
        }
        at += 1;
    }
    a.len() < b.len()
}

/// Whether a text is a number in decimal.
pub(crate) const fn is_decimal(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            return false;
        }
        at += 1;
    }
    !bytes.is_empty()
}

/// Whether a text is the path of a scope: empty, or segments with one slash between them, none of them `.` or `..`.
pub(crate) const fn is_scope_path(path: &str) -> bool {
    let bytes = path.as_bytes();
    let (mut at, mut length, mut dots) = (0, 0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => return false,
            b'/' if is_no_name(length, dots) => return false,
            b'/' => (length, dots) = (0, 0),
            b'.' => (length, dots) = (length + 1, dots + 1),
            _ => length += 1,
        }
        at += 1;
    }
    bytes.is_empty() || !is_no_name(length, dots)
}

/// Whether a path is one as it is read: no query, fragment, escape or control character, and no braces.
pub(crate) const fn is_plain_path(path: &str) -> bool {
    let bytes = path.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_control() || matches!(bytes[at], b'?' | b'#' | b'%' | b'{' | b'}') {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether a text can be a segment of a path: not empty, and without slashes.
#[must_use]
pub const fn is_segment(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if path::is_slash(bytes[at]) {
            return false;
        }
        at += 1;
    }
    !bytes.is_empty()
}

/// Whether a text can be a file name extension: a segment that begins with its only dot.
#[must_use]
pub const fn is_extension(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        if bytes[at] == b'.' {
            return false;
        }
        at += 1;
    }
    is_segment(text) && bytes[0] == b'.'
}

/// Whether a segment is empty, `.` or `..`.
const fn is_no_name(length: usize, dots: usize) -> bool {
    !matches!(Kind::of(length, dots), Kind::Name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scope_paths_are_what_requests_are_compared_with() {
        for good in ["", "api", "api/v1", "a.b/..c", "My Site/x", "..."] {
            assert!(is_scope_path(good), "{good}");
        }
        for bad in ["/", "/api", "api/", "a//b", "a\\b", ".", "..", "a/../b", "a/."] {
            assert!(!is_scope_path(bad), "{bad}");
        }
    }

    #[test]
    fn segments_and_extensions_are_what_paths_have() {
        for (text, segment, extension) in [
            ("bin", true, false),
            (".git", true, true),
            (".", true, true),
            (".tar.gz", true, false),
            ("a.php", true, false),
            ("", false, false),
            ("a/b", false, false),
            (".a\\b", false, false),
        ] {
            assert_eq!((is_segment(text), is_extension(text)), (segment, extension), "{text}");
        }
    }

    /// What is good, and what is bad.
    fn check(is_good: fn(&str) -> bool, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(is_good(text), "{text:?}");
        }
        for text in bad {
            assert!(!is_good(text), "{text:?}");
        }
    }

    #[test]
    fn tokens_are_methods_and_field_names() {
        check(
            is_token,
            &["GET", "X-Frame-Options", "x", "!#$%&'*+-.^_`|~09azAZ"],
            &["", " ", "X Frame", "X-Frame ", " X", "X:", "(x)", "x\ty", "é", "a,b", "\u{7f}"],
        );
    }

    #[test]
    fn field_values_hold_no_line_breaks() {
        check(
            is_field_value,
            &["x", "a b", "a\tb", "\t", "café", "max-age=600, private"],
            &["", "a\r\nSet-Cookie: b", "\n", "a\0", "\u{1b}[2J", "a\u{7f}"],
        );
    }

    #[test]
    fn ages_are_decimal() {
        check(is_decimal, &["0", "600", "2147483647"], &["", "-1", "1x", "x1", "1.5", " 1", "٣"]);
    }

    #[test]
    fn the_lower_case_of_a_name_is_of_that_name() {
        for (lower, written, is_it) in [
            ("vary", "Vary", true),
            ("x-a_1", "X-A_1", true),
            ("", "", true),
            ("Vary", "Vary", false),
            ("vary", "Very", false),
            ("vary", "Vary-", false),
            ("vary-", "Vary", false),
            ("aary", "Vary", false),
            ("varz", "Vary", false),
            ("é", "É", false),
        ] {
            assert_eq!(is_lower_case_of(lower, written), is_it, "{lower:?} of {written:?}");
        }
    }
}
