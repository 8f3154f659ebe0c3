//! Header fields that the configuration adds.

use crate::check;
use crate::field::FieldName;

/// A header field that the configuration adds to responses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Header<'p>(pub(crate) HeaderParts<'p>);

/// What a [`Header`] says, for generators.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HeaderParts<'p> {
    pub name: FieldName<'p>,
    pub value: &'p str,
    pub joined: bool,
}

impl<'p> Header<'p> {
    /// A field sent as a line of its own, beside one of the application's (CH-5).
    ///
    /// # Panics
    ///
    /// When HTTP allows no such value (RFC 9110, 5.5), and when it is empty: IIS sends no such field (CH-4).
    #[must_use]
    pub const fn line(name: FieldName<'p>, value: &'p str) -> Self {
        assert!(
            check::is_field_value(value),
            "a field value is a text, not an empty one, without control characters"
        );
        Self(HeaderParts { name, value, joined: false })
    }

    /// A field that http.sys joins to one of the application's, with a comma (CH-5).
    ///
    /// # Panics
    ///
    /// As [`Header::line`].
    #[must_use]
    pub const fn joined(name: FieldName<'p>, value: &'p str) -> Self {
        let mut header = Self::line(name, value);
        header.0.joined = true;
        header
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn parts(&self) -> &HeaderParts<'p> {
        &self.0
    }
}
