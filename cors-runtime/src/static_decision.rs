//! What IIS's static file handler would do with a request that falls to it (SC-1…10, OC-1…3).

use crate::answer::{Answer, AnsweredBy};
use crate::field::{Field, FieldName};
use crate::path::Extension;
use crate::policy::{OtherTypes, Policy, Scope};
use crate::request::Request;
use crate::response::{Edit, How, OpenHeaders, Reason};

/// What to do with a request for a static file: answer that there is none, or edit the headers of the file's response.
///
/// It is for requests that a service of static files gets. Who has refused or answered before, as [`Decision`] says, is not
/// asked again.
///
/// [`Decision`]: crate::Decision
#[derive(Debug, Clone, Copy)]
pub struct StaticDecision<'p> {
    scope: &'p Scope<'p>,
    cache_control: Option<Sent<'p>>,
    mime: Option<Mime<'p>>,
    is_read: bool,
}

/// A value with where it comes from.
type Sent<'p> = (&'p str, Reason);

/// What becomes of the type of a file.
#[derive(Debug, Clone, Copy)]
enum Mime<'p> {
    /// It is this.
    Always(Sent<'p>),
    /// It is this where the service knows none.
    WhereUnknown(Sent<'p>),
    /// There is none, so that the file is not served.
    Missing(Reason),
}

impl<'p> Policy<'p> {
    /// Decides what becomes of a request for a static file.
    ///
    /// Allocates nothing. Only the method and the path of the request count; the path is that of the site, as for
    /// [`Policy::decide`].
    #[must_use]
    pub fn decide_static(&'p self, request: &Request<'_>) -> StaticDecision<'p> {
        let scope = self.scope_of(request.path);
        let extension = Extension::of(request.path);
        StaticDecision {
            scope,
            cache_control: cache_control(scope, extension),
            mime: mime(scope, extension),
            is_read: matches!(request.method, b"GET" | b"HEAD"),
        }
    }
}

fn cache_control<'p>(scope: &Scope<'p>, extension: Extension<'_>) -> Option<Sent<'p>> {
    let files = &scope.0.static_files?.0;
    match extension.find(files.by_extension, |entry| entry.0.extension) {
        Some(at) => Some((files.by_extension[at].0.value?, Reason::FileCache(at))),
        None => Some((files.cache_control?, Reason::StaticFiles)),
    }
}

fn mime<'p>(scope: &Scope<'p>, extension: Extension<'_>) -> Option<Mime<'p>> {
    let files = &scope.0.static_files?.0;
    let is_bare = extension == Extension::NONE;
    if let Some(at) = extension.find(files.types, |entry| entry.0.extension) {
        let reason = Reason::FileType(at);
        return match files.types[at].0.mime {
            // Without extension is also what a directory or a route looks like that the service answers with a page.
            Some(mime) if is_bare => Some(Mime::WhereUnknown((mime, reason))),
            Some(mime) => Some(Mime::Always((mime, reason))),
            None => (!is_bare).then_some(Mime::Missing(reason)),
        };
    }
    match files.other_types {
        OtherTypes::AsServed => None,
        OtherTypes::Always(mime) if !is_bare => Some(Mime::Always((mime, Reason::OtherTypes))),
        OtherTypes::Always(mime) | OtherTypes::WhereUnknown(mime) => {
            Some(Mime::WhereUnknown((mime, Reason::OtherTypes)))
        }
        OtherTypes::NotFound => (!is_bare).then_some(Mime::Missing(Reason::OtherTypes)),
    }
}

impl<'p> StaticDecision<'p> {
    /// The answer to give now: 404 for a file whose extension has no type (SC-10). `None` when the file is to be served.
    #[must_use]
    pub const fn answer(&self) -> Option<Answer> {
        match self.mime {
            Some(Mime::Missing(_)) if self.is_read => {
                Some(Answer { status: 404, by: AnsweredBy::StaticFile })
            }
            _ => None,
        }
    }

    /// Where it is said that the file has no type, for those who ask why; `None` when it is served.
    #[must_use]
    pub const fn missing_type(&self) -> Option<Reason> {
        match self.mime {
            Some(Mime::Missing(reason)) if self.is_read => Some(reason),
            _ => None,
        }
    }

    /// The scope that the request's path falls in.
    #[must_use]
    pub const fn scope(&self) -> &'p Scope<'p> {
        self.scope
    }

    /// Edits the header fields of the service's response, whose status is `status`.
    ///
    /// Files and parts of files (200, 206) and "not modified" (304) are edited, no other answer (SC-1). The values of the policy
    /// take the place of the service's own. Call it before [`Decision::apply`](crate::Decision::apply), which joins
    /// custom headers to what is there (SC-9).
    pub fn apply<H: OpenHeaders<'p>>(&self, status: u16, headers: &mut H) {
        let Some(files) = self.scope.0.static_files else { return };
        if !self.is_read || !matches!(status, 200 | 206 | 304) {
            return;
        }
        let mut replace = |field, (text, reason): Sent<'p>| {
            headers.edit(Edit::new(field, H::value(text), How::Replace, reason));
        };
        if let Some(value) = self.cache_control {
            replace(CACHE_CONTROL, value);
        }
        if let Some(date) = files.0.expires {
            replace(EXPIRES, (date, Reason::StaticFiles));
        }
        if !files.0.etag {
            headers.remove(ETAG, Reason::StaticFiles);
        }
        // What is not modified has no type.
        let mime = self.mime.filter(|_| status != 304);
        let mime = match mime {
            Some(Mime::Always(mime)) => Some(mime),
            Some(Mime::WhereUnknown(mime)) if is_unknown(headers) => Some(mime),
            _ => None,
        };
        if let Some((mime, reason)) = mime {
            headers.edit(Edit::new(CONTENT_TYPE, H::value(mime), How::Replace, reason));
        }
    }
}

/// Whether the service knows no type for a file.
fn is_unknown<'p>(headers: &impl OpenHeaders<'p>) -> bool {
    const UNKNOWN: &[u8] = b"application/octet-stream";
    headers.lines(CONTENT_TYPE).all(|mime| mime.eq_ignore_ascii_case(UNKNOWN))
}

const CACHE_CONTROL: Field<'static> = other("Cache-Control", "cache-control");
const CONTENT_TYPE: Field<'static> = other("Content-Type", "content-type");
const ETAG: Field<'static> = other("ETag", "etag");
const EXPIRES: Field<'static> = other("Expires", "expires");

const fn other(written: &'static str, lower: &'static str) -> Field<'static> {
    Field::Other(FieldName::new(written, lower))
}
