//! The words of HTTP.

/// Whether a text is a token (RFC 9110, 5.6.2): a method or field name.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

/// The first character that a field value cannot have (RFC 9110, 5.5): a control character other than tab.
pub(crate) fn forbidden_in_value(text: &str) -> Option<char> {
    text.chars().find(|c| c.is_ascii_control() && *c != '\t')
}
