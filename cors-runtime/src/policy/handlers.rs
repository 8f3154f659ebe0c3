//! Who gets a request before the application: request filtering, and handlers for OPTIONS.

/// Which methods request filtering lets pass (`security/requestFiltering/verbs`, OP-5).
#[derive(Debug, Clone, Copy)]
pub struct Verbs {
    listed: &'static [(&'static str, bool)],
    allow_unlisted: bool,
}

impl Verbs {
    /// Each listed verb with whether it may pass, and whether a verb that is not listed may.
    #[must_use]
    pub const fn new(listed: &'static [(&'static str, bool)], allow_unlisted: bool) -> Self {
        Self { listed, allow_unlisted }
    }

    /// Verbs compare with case.
    pub(crate) fn allow(&self, method: &[u8]) -> bool {
        let listed = self.listed.iter().find(|(verb, _)| verb.as_bytes() == method);
        listed.map_or(self.allow_unlisted, |(_, allowed)| *allowed)
    }
}

/// Which OPTIONS requests a handler gets, and what comes of them.
#[derive(Debug, Clone, Copy)]
pub struct OptionsHandler {
    pub(crate) path: &'static str,
    pub(crate) answer: OptionsAnswer,
}

impl OptionsHandler {
    pub(super) const APPLICATION: Self = Self::new("*", OptionsAnswer::Application);

    /// A handler for the paths that fit `path`, a handler mapping's pattern.
    ///
    /// `*` fits all, `*.` those whose last segment has no extension; another pattern is compared without case, its `*`
    /// standing for any characters, with the last segment, or with the whole path when it holds a slash.
    #[must_use]
    pub const fn new(path: &'static str, answer: OptionsAnswer) -> Self {
        Self { path, answer }
    }
}

/// What comes of an OPTIONS request that nothing answered earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionsAnswer {
    /// The application answers (OP-2, OP-4).
    Application,
    /// IIS's `OPTIONSVerbHandler` answers 200 with `Allow` and `Public` (OP-1).
    VerbHandler,
    /// The static file handler answers 405 (OP-3).
    MethodNotAllowed,
}
