//! The data of a policy: what the generator writes, constant and without behaviour of its own.
//!
//! Everything here is built in constants, out of parts that refer to each other by `&'static`. Header values that are
//! known when generating are stored as the strings to send: nothing is formatted or joined at run time.

mod cors;
mod handlers;
mod header;
mod rule;

pub use cors::{Cors, Scheme, fill_index, index, index_with};
pub use handlers::{OptionsAnswer, OptionsHandler, Verbs};
pub use header::Header;
pub use rule::Rule;

pub(crate) use rule::{AllowHeaders, Pattern};

use crate::rewrite::Rewrite;

/// What a site does with CORS and response headers, for each part of its URL space.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    pub(crate) root: Scope,
    pub(crate) deeper: &'static [Scope],
}

impl Policy {
    /// A policy with the settings of the site's root and those of the paths that differ from it, deeper paths first.
    ///
    /// The path of `root` does not count: it holds every request that falls in no other scope.
    #[must_use]
    pub const fn new(root: Scope, deeper: &'static [Scope]) -> Self {
        Self { root, deeper }
    }
}

/// The settings of one path and of everything below it that has no scope of its own; nothing is inherited at run time.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    pub(crate) path: &'static str,
    pub(crate) verbs: Option<Verbs>,
    pub(crate) cors: Option<Cors>,
    pub(crate) options: &'static [OptionsHandler],
    pub(crate) custom_headers: &'static [Header],
    pub(crate) redirect_headers: &'static [Header],
    pub(crate) rewrite: Option<&'static Rewrite>,
}

impl Scope {
    /// A scope in which every verb passes, no CORS rule applies, the application gets OPTIONS and no header is added.
    ///
    /// `path` has no slash at either end; the root is `""`. Paths compare by whole segments, ASCII letters without case.
    #[must_use]
    pub const fn new(path: &'static str) -> Self {
        Self {
            path,
            verbs: None,
            cors: None,
            options: &[OptionsHandler::APPLICATION],
            custom_headers: &[],
            redirect_headers: &[],
            rewrite: None,
        }
    }

    /// Sets the verbs that request filtering lets pass (OP-5).
    #[must_use]
    pub const fn verbs(mut self, verbs: Verbs) -> Self {
        self.verbs = Some(verbs);
        self
    }

    /// Sets the rules of the CORS module (CM-1…20).
    #[must_use]
    pub const fn cors(mut self, cors: Cors) -> Self {
        self.cors = Some(cors);
        self
    }

    /// Sets what answers OPTIONS (OP-1…4); the first handler whose path fits does, and where none fits the answer is 405.
    #[must_use]
    pub const fn options(mut self, handlers: &'static [OptionsHandler]) -> Self {
        self.options = handlers;
        self
    }

    /// Sets the header fields of every response (CH-1), in wire order.
    #[must_use]
    pub const fn custom_headers(mut self, headers: &'static [Header]) -> Self {
        self.custom_headers = headers;
        self
    }

    /// Sets the header fields that redirects get besides (CH-9), in wire order.
    #[must_use]
    pub const fn redirect_headers(mut self, headers: &'static [Header]) -> Self {
        self.redirect_headers = headers;
        self
    }

    /// Sets the rules of URL Rewrite (RW-1…10).
    #[must_use]
    pub const fn rewrite(mut self, rules: &'static Rewrite) -> Self {
        self.rewrite = Some(rules);
        self
    }

    /// The rules of URL Rewrite; `None` where there are none.
    #[must_use]
    pub const fn rewrite_rules(&self) -> Option<&'static Rewrite> {
        self.rewrite
    }

    /// The path this scope was made for.
    #[must_use]
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// The rules of the CORS module; `None` where it does nothing.
    #[must_use]
    pub const fn cors_rules(&self) -> Option<&'static [Rule]> {
        match &self.cors {
            Some(cors) => Some(cors.rules),
            None => None,
        }
    }

    /// What answers OPTIONS, as given to [`Scope::options`].
    #[must_use]
    pub const fn options_handlers(&self) -> &'static [OptionsHandler] {
        self.options
    }
}
