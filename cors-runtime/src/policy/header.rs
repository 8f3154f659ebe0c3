//! Header fields that the configuration adds.

use crate::response::Field;

/// A header field that the configuration adds to responses.
#[derive(Debug, Clone, Copy)]
pub struct Header {
    pub(crate) field: Field,
    pub(crate) value: &'static str,
    pub(crate) joined: bool,
}

impl Header {
    /// A field sent as a line of its own, beside one of the application's (CH-5).
    ///
    /// `name` is as IIS would write it, `lower` the same in lower case, as HTTP libraries hold it.
    #[must_use]
    pub const fn line(name: &'static str, lower: &'static str, value: &'static str) -> Self {
        Self { field: Field::Other { name, lower }, value, joined: false }
    }

    /// A field that http.sys joins to one of the application's, with a comma (CH-5).
    #[must_use]
    pub const fn joined(name: &'static str, lower: &'static str, value: &'static str) -> Self {
        Self { field: Field::Other { name, lower }, value, joined: true }
    }
}
