//! Who gets a request before the application: request filtering, and handlers for OPTIONS.

/// Which methods request filtering lets pass (`security/requestFiltering/verbs`, OP-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Verbs<'p>(pub(crate) VerbsParts<'p>);

/// What [`Verbs`] say, for generators.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct VerbsParts<'p> {
    pub listed: &'p [(&'p str, bool)],
    pub allow_unlisted: bool,
}

impl<'p> Verbs<'p> {
    /// Each listed verb with whether it may pass, and whether a verb that is not listed may.
    #[must_use]
    pub const fn new(listed: &'p [(&'p str, bool)], allow_unlisted: bool) -> Self {
        Self(VerbsParts { listed, allow_unlisted })
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn parts(&self) -> &VerbsParts<'p> {
        &self.0
    }
}

/// Which OPTIONS requests a handler gets, and what comes of them.
///
/// `path` is a handler mapping's pattern: `*` fits all, `*.` the paths whose last segment has no extension; another
/// pattern is compared without case, its `*` standing for any characters, with the last segment, or with the whole path
/// when it holds a slash. `name` is the handler mapping's, for those who ask who answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OptionsHandler<'p>(pub(crate) OptionsHandlerParts<'p>);

/// What an [`OptionsHandler`] says, for generators.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OptionsHandlerParts<'p> {
    pub name: &'p str,
    pub path: &'p str,
    pub answer: OptionsAnswer,
}

/// What comes of an OPTIONS request that nothing answered earlier.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OptionsAnswer {
    /// The application answers (OP-2, OP-4).
    Application,
    /// IIS's `OPTIONSVerbHandler` answers 200 with `Allow` and `Public` (OP-1).
    VerbHandler,
    /// The static file handler answers 405 (OP-3).
    MethodNotAllowed,
    /// No handler takes the request, and IIS answers 404 (OP-3).
    NotFound,
}

impl<'p> OptionsHandler<'p> {
    pub(super) const EVERYTHING_TO_APPLICATION: OptionsHandler<'static> =
        OptionsHandler::application("", "*");

    /// A handler of the application's, which answers itself (OP-2, OP-4).
    #[must_use]
    pub const fn application(name: &'p str, path: &'p str) -> Self {
        Self(OptionsHandlerParts { name, path, answer: OptionsAnswer::Application })
    }

    /// IIS's `OPTIONSVerbHandler`, which answers 200 with `Allow` and `Public` (OP-1).
    #[must_use]
    pub const fn verb_handler(name: &'p str, path: &'p str) -> Self {
        Self(OptionsHandlerParts { name, path, answer: OptionsAnswer::VerbHandler })
    }

    /// A handler of static files, which answers 405 (OP-3).
    #[must_use]
    pub const fn static_file(name: &'p str, path: &'p str) -> Self {
        Self(OptionsHandlerParts { name, path, answer: OptionsAnswer::MethodNotAllowed })
    }

    /// No handler at all, so that IIS answers 404 (OP-3).
    #[must_use]
    pub const fn not_found(name: &'p str, path: &'p str) -> Self {
        Self(OptionsHandlerParts { name, path, answer: OptionsAnswer::NotFound })
    }

    /// The name of the handler mapping; empty where none is behind it.
    #[must_use]
    pub const fn name(&self) -> &'p str {
        self.0.name
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn parts(&self) -> &OptionsHandlerParts<'p> {
        &self.0
    }
}
