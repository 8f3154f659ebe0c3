//! The application behind a policy.

extern crate std;

use core::future::Future;
use std::boxed::Box;
use std::io::Cursor;
use std::string::String;
use std::sync::OnceLock;

use ::rocket::fairing::{self, Fairing, Info, Kind};
use ::rocket::http::{Method, Status};
use ::rocket::route::{Handler, Outcome};
use ::rocket::{Build, Data, Request, Response, Rocket, Route, async_trait};

use super::Observe;
use super::carried::{self, Carried, Looked};
use crate::adapter::{Callback, Observation, Settings, Verdict, asks_about_origins};
use crate::{Decided, Mount, Policy, trace};

/// Puts a policy in front of an application, for `Rocket::attach`.
///
/// Preflights, refused origins and what else IIS would answer itself never reach a handler; every other response, errors included,
/// gets the policy's header fields. Cloning copies a few words.
#[derive(Debug, Clone)]
pub struct Cors {
    settings: Settings,
    is_https: fn(&Request<'_>) -> Option<bool>,
}

impl Cors {
    /// A fairing that applies `policy`.
    #[must_use]
    pub const fn new(policy: &'static Policy) -> Self {
        Self { settings: Settings::new(Mount::ROOT, policy), is_https: |_| None }
    }

    /// A fairing that applies `policy` to a service behind a proxy which takes `path` away from the start of each path.
    ///
    /// Rocket takes nothing away: with routes mounted at `/api` it is still [`Cors::new`]. `path` is written as it is read.
    ///
    /// # Panics
    ///
    /// As [`Mount::new`]: `api/` is none. In a constant it then does not compile.
    #[must_use]
    pub const fn at(path: &'static str, policy: &'static Policy) -> Self {
        Self { settings: Settings::new(Mount::new(path), policy), is_https: |_| None }
    }

    /// Lets `is_https` tell of each request whether it came over TLS; `None` when that is not known, as it is without this.
    ///
    /// Rules about `{HTTPS}`, `<hsts>` and redirects go by it. What is not known counts as TLS. Behind a proxy that is trusted:
    ///
    /// ```
    /// # use cors_runtime::Policy;
    /// # use cors_runtime::policy::{Scope, Scopes};
    /// # use cors_runtime::rocket::Cors;
    /// # static CORS: Policy = Policy::new(Scope::new(""), Scopes::NONE);
    /// let cors = Cors::new(&CORS)
    ///     .is_https(|request| request.headers().get_one("x-forwarded-proto").map(|scheme| scheme == "https"));
    /// ```
    #[must_use]
    pub const fn is_https(mut self, is_https: fn(&Request<'_>) -> Option<bool>) -> Self {
        self.is_https = is_https;
        self
    }

    asks_about_origins!();

    /// Shadow mode: tells `callback` what the fairing would do with each request, and does nothing.
    ///
    /// For the first week in production: the application answers everything, its responses pass unchanged, and a log shows where that will
    /// differ. The callback runs when the response is there, as fairings that were attached before have left it.
    #[must_use]
    pub fn observe(self, callback: impl Fn(&Observation<'_>) + Send + Sync + 'static) -> Observe {
        Observe { cors: self, callback: Callback::new(callback) }
    }

    /// The path of a request in the site, as received.
    pub(super) fn path(&self, request: &Request<'_>) -> String {
        String::from(Looked::at(request, &self.settings, None).asking.path())
    }

    /// What becomes of a request.
    pub(super) async fn look(&self, request: &Request<'_>) -> Carried {
        let looked = || Looked::at(request, &self.settings, (self.is_https)(request));
        let verdict = looked().decide(&self.settings);
        let decision = match verdict {
            Verdict::Now(decision) => decision,
            Verdict::Ask(unlisted, allowed, answering) => {
                if answering.await {
                    allowed
                } else {
                    unlisted
                }
            }
        };
        looked().carry_out(decision)
    }
}

/// What was decided about a request: who answers, and why. `None` before the fairing has seen it.
///
/// For handlers, guards and other fairings.
#[must_use]
pub fn decided(request: &Request<'_>) -> Option<Decided> {
    Some(request.local_cache(Known::default).0.get()?.decided())
}

/// What becomes of a request, once that is known.
#[derive(Default)]
struct Known(OnceLock<Carried>);

#[async_trait]
impl Fairing for Cors {
    fn info(&self) -> Info {
        Info { name: NAME, kind: Kind::Ignite | Kind::Request | Kind::Response | Kind::Singleton }
    }

    async fn on_ignite(&self, rocket: Rocket<Build>) -> fairing::Result {
        const METHODS: [Method; 9] = [
            Method::Get,
            Method::Put,
            Method::Post,
            Method::Delete,
            Method::Options,
            Method::Head,
            Method::Trace,
            Method::Connect,
            Method::Patch,
        ];
        let route = |method| {
            let mut route = Route::ranked(isize::MIN, method, "/<path..>", Answering);
            route.name = Some(NAME.into());
            route
        };
        Ok(rocket.mount("/", METHODS.map(route)))
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        let carried = self.look(request).await;
        let origin = || Some(request.headers().get_one("origin")?.as_bytes());
        trace::decided(origin, &carried.decision);
        // Nobody else has anything to put there.
        let _ = request.local_cache(Known::default).0.set(carried);
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        if let Some(carried) = request.local_cache(Known::default).0.get() {
            carried.edit(response);
        }
    }
}

const NAME: &str = "IIS policy";

/// Takes the requests that the policy answers, and leaves all others to the application.
#[derive(Debug, Clone, Copy)]
struct Answering;

#[async_trait]
impl Handler for Answering {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r> {
        let known = request.local_cache(Known::default).0.get().map(|carried| &carried.outcome);
        let Some(carried::Outcome::Answer { status, headers, body }) = known else {
            return Outcome::forward(data, Status::NotFound);
        };
        let mut response = Response::new();
        response.set_status(Status::new(*status));
        for line in headers.iter() {
            response.adjoin_header(line);
        }
        match status {
            // Rocket sends `Content-Length: 0` for a body whose size it knows, which 204 and 304 do not have (RFC 9110, 8.6).
            204 | 304 => response.set_streamed_body(&[][..]),
            _ => response.set_sized_body(body.len(), Cursor::new(*body)),
        }
        Outcome::Success(response)
    }
}
