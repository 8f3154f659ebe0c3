//! What IIS sends with static files: caching and types (SC-1…10, OC-1…3).

use crate::check;

/// What the static file handler sends with the files of a scope (`staticContent`, `caching`).
///
/// Values are whole and ready to send. Lists are in the order of their extensions, which are in lower case and with their dot;
/// a file without extension goes by `.`.
///
/// ```
/// use cors_runtime::policy::{FileCache, FileType, StaticFiles};
///
/// static BY_EXTENSION: [FileCache; 1] = [FileCache::new(".css", "public,max-age=86400")];
/// static TYPES: [FileType; 2] = [FileType::not_found(".log"), FileType::new(".webmanifest", "application/manifest+json")];
/// static FILES: StaticFiles = StaticFiles::new()
///     .cache_control("max-age=86400")
///     .cache_control_by_extension(&BY_EXTENSION)
///     .types(&TYPES);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StaticFiles<'p>(pub(crate) StaticFilesParts<'p>);

/// What [`StaticFiles`] say, for generators.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StaticFilesParts<'p> {
    pub cache_control: Option<&'p str>,
    pub by_extension: &'p [FileCache<'p>],
    pub expires: Option<&'p str>,
    pub etag: bool,
    pub types: &'p [FileType<'p>],
    pub other_types: OtherTypes<'p>,
}

/// The `Cache-Control` of files with an extension, where it is not that of the others (OC-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileCache<'p>(pub(crate) FileCacheParts<'p>);

/// What a [`FileCache`] says, for generators.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileCacheParts<'p> {
    pub extension: &'p str,
    pub value: Option<&'p str>,
}

/// The type of files with an extension, or that they are not served (SC-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileType<'p>(pub(crate) FileTypeParts<'p>);

/// What a [`FileType`] says, for generators.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileTypeParts<'p> {
    pub extension: &'p str,
    pub mime: Option<&'p str>,
}

/// What becomes of files whose extension the list of types does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OtherTypes<'p> {
    /// They are served with the type that the service gives them: the server's own list is not known here.
    AsServed,
    /// They get this type where the service knows none: no `Content-Type`, or `application/octet-stream`.
    WhereUnknown(&'p str),
    /// They all get this type.
    Always(&'p str),
    /// They are not served: 404.
    NotFound,
}

impl<'p> StaticFiles<'p> {
    /// Files as the service sends them, without `Cache-Control` and `Expires` of the configuration.
    #[must_use]
    pub const fn new() -> Self {
        Self(StaticFilesParts {
            cache_control: None,
            by_extension: &[],
            expires: None,
            etag: true,
            types: &[],
            other_types: OtherTypes::AsServed,
        })
    }

    /// Sets the `Cache-Control` of files whose extension has none of its own (SC-3, SC-5, SC-6).
    ///
    /// # Panics
    ///
    /// When HTTP allows no such value (RFC 9110, 5.5).
    #[must_use]
    pub const fn cache_control(mut self, value: &'p str) -> Self {
        assert_field_value(value);
        self.0.cache_control = Some(value);
        self
    }

    /// Sets the `Cache-Control` of files by their extensions (OC-1, OC-3).
    ///
    /// # Panics
    ///
    /// When the extensions are not in order: that of their bytes, each once.
    #[must_use]
    pub const fn cache_control_by_extension(mut self, list: &'p [FileCache<'p>]) -> Self {
        let mut at = 1;
        while at < list.len() {
            assert_order(list[at - 1].0.extension, list[at].0.extension);
            at += 1;
        }
        self.0.by_extension = list;
        self
    }

    /// Sets `Expires` (SC-4).
    ///
    /// # Panics
    ///
    /// When HTTP allows no such value (RFC 9110, 5.5).
    #[must_use]
    pub const fn expires(mut self, value: &'p str) -> Self {
        assert_field_value(value);
        self.0.expires = Some(value);
        self
    }

    /// Takes the `ETag` of the service away (SC-7); `Last-Modified` stays.
    #[must_use]
    pub const fn without_etag(mut self) -> Self {
        self.0.etag = false;
        self
    }

    /// Sets the types of files by their extensions (SC-10).
    ///
    /// # Panics
    ///
    /// When the extensions are not in order: that of their bytes, each once.
    #[must_use]
    pub const fn types(mut self, list: &'p [FileType<'p>]) -> Self {
        let mut at = 1;
        while at < list.len() {
            assert_order(list[at - 1].0.extension, list[at].0.extension);
            at += 1;
        }
        self.0.types = list;
        self
    }

    /// Sets what becomes of files whose extension is not among the types.
    ///
    /// # Panics
    ///
    /// When HTTP does not allow the type as a field value (RFC 9110, 5.5).
    #[must_use]
    pub const fn other_types(mut self, others: OtherTypes<'p>) -> Self {
        if let OtherTypes::Always(mime) | OtherTypes::WhereUnknown(mime) = others {
            assert_field_value(mime);
        }
        self.0.other_types = others;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn parts(&self) -> &StaticFilesParts<'p> {
        &self.0
    }
}

impl Default for StaticFiles<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'p> FileCache<'p> {
    /// Files with this extension get this `Cache-Control`.
    ///
    /// # Panics
    ///
    /// When the extension is not in lower case, or HTTP allows no such value (RFC 9110, 5.5).
    #[must_use]
    pub const fn new(extension: &'p str, value: &'p str) -> Self {
        assert_field_value(value);
        assert_lower_case(extension);
        Self(FileCacheParts { extension, value: Some(value) })
    }

    /// Files with this extension get no `Cache-Control`, whatever the others get.
    ///
    /// # Panics
    ///
    /// When the extension is not in lower case.
    #[must_use]
    pub const fn none(extension: &'p str) -> Self {
        assert_lower_case(extension);
        Self(FileCacheParts { extension, value: None })
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn parts(&self) -> &FileCacheParts<'p> {
        &self.0
    }
}

impl<'p> FileType<'p> {
    /// Files with this extension get this `Content-Type`.
    ///
    /// # Panics
    ///
    /// When the extension is not in lower case, or HTTP allows no such value (RFC 9110, 5.5).
    #[must_use]
    pub const fn new(extension: &'p str, mime: &'p str) -> Self {
        assert_field_value(mime);
        assert_lower_case(extension);
        Self(FileTypeParts { extension, mime: Some(mime) })
    }

    /// Files with this extension are not served: 404.
    ///
    /// # Panics
    ///
    /// When the extension is not in lower case.
    #[must_use]
    pub const fn not_found(extension: &'p str) -> Self {
        assert_lower_case(extension);
        Self(FileTypeParts { extension, mime: None })
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn parts(&self) -> &FileTypeParts<'p> {
        &self.0
    }
}

const fn assert_field_value(value: &str) {
    assert!(
        check::is_field_value(value),
        "a field value is a text, not an empty one, without control characters"
    );
}

const fn assert_lower_case(extension: &str) {
    assert!(check::is_lower_case_of(extension, extension), "extensions are in lower case");
}

const fn assert_order(before: &str, after: &str) {
    assert!(
        check::is_before(before, after),
        "extensions are in the order of their bytes, each once"
    );
}
