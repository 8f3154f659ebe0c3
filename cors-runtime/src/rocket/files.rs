//! Routes of static files.

extern crate std;

use std::boxed::Box;
use std::vec::Vec;

use ::rocket::http::Status;
use ::rocket::route::{Handler, Outcome};
use ::rocket::{Data, Request, Response, Route, async_trait};

use super::headers::Outgoing;
use crate::adapter::Asking;
use crate::{Mount, Policy, StaticDecision};

/// Puts what a policy says of static files around routes that serve them, such as `rocket::fs::FileServer`.
///
/// It sends `Cache-Control`, `Expires` and the types of `mimeMap` with files, takes their `ETag` away where the configuration
/// does, and answers 404 for files that IIS has no type for. Errors and redirects of the routes pass unchanged.
///
/// ```
/// use cors_runtime::Policy;
/// use cors_runtime::policy::{Scope, Scopes, StaticFiles};
/// use cors_runtime::rocket::{Cors, Static};
/// use rocket::fs::{FileServer, Options};
///
/// static FILES: StaticFiles = StaticFiles::new().cache_control("max-age=86400");
/// static CORS: Policy = Policy::new(Scope::new("").static_files(&FILES), Scopes::NONE); // or include_cors!("web.config")
///
/// let files = FileServer::new("src", Options::default());
/// let service = rocket::build().attach(Cors::new(&CORS)).mount("/", Static::new(&CORS, files));
/// ```
#[derive(Debug, Clone)]
pub struct Static {
    policy: &'static Policy,
    mount: Mount,
    routes: Vec<Route>,
}

impl Static {
    /// The same routes, with what `policy` says of static files.
    #[must_use]
    pub fn new(policy: &'static Policy, routes: impl Into<Vec<Route>>) -> Self {
        Self { policy, mount: Mount::ROOT, routes: routes.into() }
    }

    /// As [`Static::new`], behind a proxy that takes `path` away from the start of each path, as [`Cors::at`](super::Cors::at).
    ///
    /// # Panics
    ///
    /// As [`Mount::new`].
    #[must_use]
    pub fn at(path: &'static str, policy: &'static Policy, routes: impl Into<Vec<Route>>) -> Self {
        Self { mount: Mount::new(path), ..Self::new(policy, routes) }
    }
}

impl From<Static> for Vec<Route> {
    fn from(files: Static) -> Self {
        let Static { policy, mount, routes } = files;
        let around = |mut route: Route| {
            route.handler = Box::new(Serving { policy, mount, inner: route.handler });
            route
        };
        routes.into_iter().map(around).collect()
    }
}

/// The handler of a route of static files behind a policy.
#[derive(Clone)]
struct Serving {
    policy: &'static Policy,
    mount: Mount,
    inner: Box<dyn Handler>,
}

impl Serving {
    fn decide(&self, request: &Request<'_>) -> StaticDecision<'static> {
        let asking = Asking::new(self.mount, request.method().as_str(), request.uri(), None);
        self.policy.decide_static(&asking.request())
    }
}

#[async_trait]
impl Handler for Serving {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r> {
        let decision = self.decide(request);
        if decision.answer().is_some() {
            return Outcome::Success(Response::build().status(Status::NotFound).finalize());
        }
        let mut outcome = self.inner.handle(request, data).await;
        if let Outcome::Success(response) = &mut outcome {
            let status = response.status().code;
            decision.apply(status, &mut Outgoing(response));
        }
        outcome
    }
}
