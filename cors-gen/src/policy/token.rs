//! The words of HTTP.

pub(crate) use cors_runtime::__private::is_token;
use cors_runtime::{Field, FieldName};

use super::arena::Arena;

/// The field name of a text that is a token.
pub(crate) fn field_name<'p>(name: &str, arena: &'p Arena) -> FieldName<'p> {
    let lower = name.to_ascii_lowercase();
    let written = arena.text(name);
    FieldName::new(written, if lower == name { written } else { arena.text(&lower) })
}

/// The header field of a text that is a token, as the runtime has it.
pub(crate) fn field<'p>(name: &str, arena: &'p Arena) -> Field<'p> {
    const KNOWN: [Field<'static>; 7] = [
        Field::AllowOrigin,
        Field::AllowCredentials,
        Field::AllowMethods,
        Field::AllowHeaders,
        Field::MaxAge,
        Field::ExposeHeaders,
        Field::Vary,
    ];
    let known = KNOWN.iter().find(|known| known.name().eq_ignore_ascii_case(name));
    known.copied().unwrap_or_else(|| Field::Other(field_name(name, arena)))
}

/// Says that a text is no token; `what` it is the name of.
pub(crate) fn not_a_name(text: &str, what: &str) -> String {
    if text.is_empty() {
        return format!("a {what} name is empty");
    }
    format!("`{text}` is not a {what} name")
}

/// The first character that a field value cannot have (RFC 9110, 5.5): a control character other than tab.
pub(crate) fn forbidden_in_value(text: &str) -> Option<char> {
    text.chars().find(|c| c.is_ascii_control() && *c != '\t')
}
