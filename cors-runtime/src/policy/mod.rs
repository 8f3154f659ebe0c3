//! The data of a policy: what the generator writes, constant and without behaviour of its own.
//!
//! Everything here is built in constants, out of parts that refer to each other. Header values that are known when
//! generating are stored as the strings to send: nothing is formatted or joined at run time. The lifetime is that of these
//! strings: `'static` in a service, shorter for whoever makes a policy in memory to look at it.
//!
//! ```
//! use cors_runtime::policy::{Cors, Header, OriginRule, Policy, Scope};
//! use cors_runtime::{field_name, origins, scopes};
//!
//! static RULES: [OriginRule; 1] = [OriginRule::exact("https://app.example").allow_methods("GET,PUT")];
//! static HEADERS: [Header; 1] = [Header::line(field_name!("X-Frame-Options"), "DENY")];
//! static DEEPER: [Scope; 1] = [Scope::new("api").cors(Cors::new(origins!(RULES)))];
//! static POLICY: Policy = Policy::new(Scope::new("").custom_headers(&HEADERS), scopes!(DEEPER));
//! ```

mod cors;
mod filtering;
mod handlers;
mod header;
mod hsts;
mod rule;
mod static_files;
mod unpublished;

pub use cors::{Cors, Origins};
pub use filtering::RequestFiltering;
pub use handlers::{OptionsHandler, Verbs};
pub use header::Header;
pub use hsts::Hsts;
pub use rule::OriginRule;
pub use static_files::{FileCache, FileType, OtherTypes, StaticFiles};
pub use unpublished::{BothSet, OnErrors, UnlistedPreflight, Vary};

pub(crate) use cors::SuffixLength;
pub(crate) use filtering::FileExtensions;
pub(crate) use handlers::OptionsAnswer;
pub(crate) use hsts::TO_HTTPS;
pub(crate) use rule::{AllowHeaders, OriginPattern};

/// What only generators look at.
pub(crate) mod parts {
    pub use super::cors::{
        CorsParts, SuffixLength, fill_origin_slots, fill_suffix_lengths, origin_slots, slot_count,
        suffix_count, suffix_lengths,
    };
    pub use super::filtering::{FileExtensions, RequestFilteringParts};
    pub use super::handlers::{OptionsAnswer, OptionsHandlerParts, VerbsParts};
    pub use super::header::HeaderParts;
    pub use super::hsts::HstsParts;
    pub use super::rule::{AllowHeaders, OriginPattern, OriginRuleParts};
    pub use super::static_files::{FileCacheParts, FileTypeParts, StaticFilesParts};
    pub use super::{PolicyParts, ScopeParts};
}

use crate::check;
use crate::rewrite::Rewrite;
use crate::scopes;

/// What a site does with CORS and response headers, for each part of its URL space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy<'p>(pub(crate) PolicyParts<'p>);

/// What a [`Policy`] says, for generators.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyParts<'p> {
    pub root: Scope<'p>,
    pub deeper: Scopes<'p>,
    pub hsts: Option<Hsts<'p>>,
}

/// The scopes below the root with the table that finds them by path; [`scopes!`](crate::scopes) makes one.
#[derive(Debug, Clone, Copy)]
pub struct Scopes<'p> {
    scopes: &'p [Scope<'p>],
    slots: &'p [u64],
}

/// The table follows from the scopes.
impl PartialEq for Scopes<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.scopes == other.scopes
    }
}

impl Eq for Scopes<'_> {}

impl<'p> Scopes<'p> {
    /// No scope but the root.
    pub const NONE: Scopes<'static> = Scopes { scopes: &[], slots: &[] };

    /// What [`scopes!`](crate::scopes) calls with what it computed.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(scopes: &'p [Scope<'p>], slots: &'p [u64]) -> Self {
        assert!(
            slots.len() == scopes::scope_slot_count(scopes),
            "the table belongs to other scopes"
        );
        Self { scopes, slots }
    }

    /// The scopes.
    #[must_use]
    pub const fn as_slice(&self) -> &'p [Scope<'p>] {
        self.scopes
    }
}

/// [`Scopes`](crate::policy::Scopes) of a constant or static array of scopes, in any order.
///
/// The table that finds them is computed while compiling.
#[macro_export]
macro_rules! scopes {
    ($scopes:expr) => {{
        static SLOTS: [u64; $crate::__private::scope_slot_count(&$scopes)] =
            $crate::__private::scope_slots(&$scopes);
        $crate::policy::Scopes::new(&$scopes, &SLOTS)
    }};
}

impl<'p> Policy<'p> {
    /// A policy with the settings of the site's root and those of the paths that differ from it.
    ///
    /// The root holds every request that falls in no other scope.
    ///
    /// # Panics
    ///
    /// When `root` has a path.
    #[must_use]
    pub const fn new(root: Scope<'p>, deeper: Scopes<'p>) -> Self {
        assert!(root.0.path.is_empty(), "the root of a policy has the empty path");
        Self(PolicyParts { root, deeper, hsts: None })
    }

    /// Sets what the whole site says about TLS (ST-1…7). Left out, it says nothing.
    #[must_use]
    pub const fn hsts(mut self, hsts: Hsts<'p>) -> Self {
        self.0.hsts = Some(hsts);
        self
    }

    /// The scope that holds a path, as received in a request: percent-encoded and without query.
    #[must_use]
    pub fn scope_of(&'p self, path: &[u8]) -> &'p Scope<'p> {
        let Scopes { scopes, slots } = self.0.deeper;
        scopes::find(scopes, slots, path).unwrap_or(&self.0.root)
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn parts(&self) -> &PolicyParts<'p> {
        &self.0
    }
}

/// The settings of one path and of everything below it that has no scope of its own; nothing is inherited at run time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scope<'p>(pub(crate) ScopeParts<'p>);

/// What a [`Scope`] says, for generators.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ScopeParts<'p> {
    pub path: &'p str,
    pub verbs: Option<Verbs<'p>>,
    pub filtering: Option<&'p RequestFiltering<'p>>,
    pub cors: Option<Cors<'p>>,
    pub options: &'p [OptionsHandler<'p>],
    pub custom_headers: &'p [Header<'p>],
    pub redirect_headers: &'p [Header<'p>],
    pub rewrite: Option<&'p Rewrite<'p>>,
    pub static_files: Option<&'p StaticFiles<'p>>,
    pub http_redirect: Option<&'p Rewrite<'p>>,
    pub custom_headers_first: bool,
}

impl<'p> Scope<'p> {
    /// A scope in which every request passes, no CORS rule applies, the application gets OPTIONS and no header is added.
    ///
    /// Paths compare by whole segments, ASCII letters without case; that of the root is empty.
    ///
    /// # Panics
    ///
    /// When a slash stands at either end of `path` or beside another, when a segment is `.` or `..`, and with backslashes: such a
    /// scope would hold no request.
    #[must_use]
    pub const fn new(path: &'p str) -> Self {
        assert!(
            check::is_scope_path(path),
            "the path of a scope is written without slashes at its ends: `api/v1`"
        );
        Self(ScopeParts {
            path,
            verbs: None,
            filtering: None,
            cors: None,
            options: &[OptionsHandler::EVERYTHING_TO_APPLICATION],
            custom_headers: &[],
            redirect_headers: &[],
            rewrite: None,
            static_files: None,
            http_redirect: None,
            custom_headers_first: false,
        })
    }

    /// Sets the verbs that request filtering lets pass (OP-5).
    #[must_use]
    pub const fn verbs(mut self, verbs: Verbs<'p>) -> Self {
        self.0.verbs = Some(verbs);
        self
    }

    /// Sets what request filtering refuses beside verbs (RF-1…9).
    #[must_use]
    pub const fn filtering(mut self, filtering: &'p RequestFiltering<'p>) -> Self {
        self.0.filtering = Some(filtering);
        self
    }

    /// Sets the rules of the CORS module (CM-1…20).
    #[must_use]
    pub const fn cors(mut self, cors: Cors<'p>) -> Self {
        self.0.cors = Some(cors);
        self
    }

    /// Sets what answers OPTIONS (OP-1…4); the first handler whose path fits does, and where none fits the answer is 405.
    #[must_use]
    pub const fn options(mut self, handlers: &'p [OptionsHandler<'p>]) -> Self {
        self.0.options = handlers;
        self
    }

    /// Sets the header fields of every response (CH-1), in wire order.
    #[must_use]
    pub const fn custom_headers(mut self, headers: &'p [Header<'p>]) -> Self {
        self.0.custom_headers = headers;
        self
    }

    /// Sets the header fields that redirects get besides (CH-9), in wire order.
    #[must_use]
    pub const fn redirect_headers(mut self, headers: &'p [Header<'p>]) -> Self {
        self.0.redirect_headers = headers;
        self
    }

    /// Sets the rules of URL Rewrite (RW-1…10).
    #[doc(hidden)]
    #[must_use]
    pub const fn rewrite(mut self, rules: &'p Rewrite<'p>) -> Self {
        self.0.rewrite = Some(rules);
        self
    }

    /// Sets what is sent with static files (SC-1…10); a [`StaticLayer`] around the service that serves them sends it.
    ///
    /// [`StaticLayer`]: https://docs.rs/cors-runtime/latest/cors_runtime/tower/struct.StaticLayer.html
    #[must_use]
    pub const fn static_files(mut self, files: &'p StaticFiles<'p>) -> Self {
        self.0.static_files = Some(files);
        self
    }

    /// Sets the rules of `<httpRedirect>` (RD-1…7), of which those for requests count.
    #[doc(hidden)]
    #[must_use]
    pub const fn http_redirect(mut self, rules: &'p Rewrite<'p>) -> Self {
        self.0.http_redirect = Some(rules);
        self
    }

    /// Has outbound rules act on custom headers and redirect headers too; left out, these are added after the rules (RW-9).
    #[must_use]
    pub const fn custom_headers_first(mut self) -> Self {
        self.0.custom_headers_first = true;
        self
    }

    /// The path this scope was made for.
    #[must_use]
    pub const fn path(&self) -> &'p str {
        self.0.path
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn parts(&self) -> &ScopeParts<'p> {
        &self.0
    }
}
