//! A middleware that puts a policy in front of an actix-web application.
//!
//! ```
//! use actix_web::{App, HttpResponse, web};
//! use cors_runtime::Policy;
//! use cors_runtime::actix_web::Cors;
//! use cors_runtime::policy::{Scope, Scopes};
//!
//! static CORS: Policy = Policy::new(Scope::new(""), Scopes::NONE); // or include_cors!("web.config")
//!
//! let app = App::new()
//!     .route("/orders", web::get().to(HttpResponse::Ok))
//!     .wrap(Cors::new(&CORS));
//! ```
//!
//! # Where to mount it
//!
//! On the `App`, and as the **last** `wrap`: actix-web runs the last one first. So it sees the path as the browser sent it, also where
//! `NormalizePath` changes it, stands outside authentication, and edits what other middlewares answer.
//!
//! It may stand around a `web::scope` or a `web::resource`: actix-web does not take the start of the path away, so what the
//! configuration says of a path holds there too. Requests for other paths it does not see: these have no policy then. Around a single
//! `Route` it sees the requests that the route takes, and so no preflight.
//!
//! Errors that inner services return as `Err` keep their status and body and get the header fields as well. To middlewares outside
//! they are errors of another type; what these return themselves has none of the fields.
//!
//! What a configuration says of static files is for [`Static`], around `actix_files::Files`.
//!
//! # What actix-web does in its own way
//!
//! Lines of one field are sent in their order, but fields among each other in none: its header map has none. A handler that panics ends the connection without a response. The common list for all frameworks is `docs/frameworks.md` in the repository.
//!
//! Rules about `{HTTPS}`, `<hsts>` and redirects go by the scheme in the request's URI, where it has one: HTTP/2 sends it, HTTP/1
//! does not, and then the request counts as one over TLS. A service that is told otherwise, by its acceptor or by a header of a
//! proxy that it trusts, puts the scheme and the host into `head_mut().uri` in a middleware outside this one.

extern crate std;

mod carried;
mod files;
mod headers;
mod observe;
mod service;

use core::future::{Future, Ready, ready};

use ::actix_web::Error;
use ::actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};

pub use self::files::{Static, StaticFuture, StaticMiddleware};
pub use self::observe::{Observe, ObserveMiddleware};
pub use self::service::{CorsBody, CorsFuture, CorsMiddleware};
pub use crate::adapter::Observation;
use crate::adapter::{Callback, Settings, asks_about_origins};
use crate::{Mount, Policy};

/// Puts a policy in front of an application, for `App::wrap`.
///
/// Preflights, refused origins and what else IIS would answer itself never reach the application; every other response, errors
/// included, gets the policy's header fields. Cloning copies a few words.
#[derive(Debug, Clone)]
pub struct Cors {
    settings: Settings,
    is_reported: bool,
}

impl Cors {
    /// A middleware that applies `policy`.
    #[must_use]
    pub const fn new(policy: &'static Policy) -> Self {
        Self { settings: Settings::new(Mount::ROOT, policy), is_reported: false }
    }

    /// A middleware that applies `policy` to a service behind a proxy which takes `path` away from the start of each path.
    ///
    /// actix-web takes nothing away: inside of `web::scope("/api")` it is still [`Cors::new`]. `path` is written as it is read.
    ///
    /// # Panics
    ///
    /// As [`Mount::new`]: `api/` is none. In a constant it then does not compile.
    #[must_use]
    pub const fn at(path: &'static str, policy: &'static Policy) -> Self {
        Self { settings: Settings::new(Mount::new(path), policy), is_reported: false }
    }

    /// Puts a [`Decided`](crate::Decided) into the extensions of each response: who answered and why, for middlewares outside of this one.
    #[must_use]
    pub const fn report(mut self) -> Self {
        self.is_reported = true;
        self
    }

    asks_about_origins!();

    /// Shadow mode: tells `callback` what the middleware would do with each request, and does nothing.
    ///
    /// For the first week in production: the application answers everything, its responses pass unchanged, and a log shows where that will
    /// differ. The callback runs when the head of the response is there. Errors that inner services return as `Err` pass without a call.
    #[must_use]
    pub fn observe(self, callback: impl Fn(&Observation<'_>) + Send + Sync + 'static) -> Observe {
        Observe { settings: self.settings, callback: Callback::new(callback) }
    }
}

impl<S, B> Transform<S, ServiceRequest> for Cors
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    S::Future: 'static,
    B: 'static,
{
    type Response = ServiceResponse<CorsBody<B>>;
    type Error = Error;
    type Transform = CorsMiddleware<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(CorsMiddleware::new(self.clone(), inner)))
    }
}
