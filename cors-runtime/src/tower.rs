//! A [`tower_layer::Layer`] that puts a policy in front of a service: axum, hyper, tonic, or any other on `http` 1.
//!
//! ```
//! use cors_runtime::Policy;
//! use cors_runtime::policy::{Scope, Scopes};
//! use cors_runtime::tower::CorsLayer;
//! use tower_layer::Layer;
//!
//! static CORS: Policy = Policy::new(Scope::new(""), Scopes::NONE); // or include_cors!("web.config")
//! # #[derive(Clone)] struct Orders;
//! # let orders = Orders;
//! let service = CorsLayer::new(&CORS).layer(orders);
//! ```
//!
//! In axum: `Router::new().route(…).layer(CorsLayer::new(&CORS))`, as the last call, outside the layer that authenticates.
//!
//! What a configuration says of static files is for [`StaticLayer`], around the service that serves them.
//!
//! # Where to mount it
//!
//! A policy holds for a whole site, so the layer stands around the whole service. What goes past it has none of the site's header
//! fields, and no origin is refused there.
//!
//! - **Last of all.** `Router::layer` is around the routes and the fallback that are there when it is called; what `route`, `fallback`
//!   and `merge` add later goes past. `Router::new().fallback_service(CorsLayer::new(&CORS).layer(router))` is around all there will be.
//! - **Not `route_layer`**, and not on a handler or on the methods of a route: there 404s go past, or 405s, and with these the preflights
//!   of routes without OPTIONS.
//! - **Below a path, say which.** Axum's `nest` and `nest_service` take the start of the path away, so that `/api/orders` is `/orders` to
//!   the layer, and a scope `api` is never found: what `explain` refuses is allowed. Either say where the layer stands,
//!   [`CorsLayer::at`], or use the feature `axum`, with which the layer knows the path that axum was asked for, whatever other layers
//!   have made of it since. And give the nested router a fallback: without one, axum answers what none of its routes has from outside.
//! - **Outside authentication.** Browsers send preflights without credentials, and a 401 without CORS header is unreadable to a page.
//! - **Outside what rewrites paths**, such as `NormalizePath`: rules of URL Rewrite see the path as the layer sees it. A proxy that takes
//!   a part of the path away is a matter of [`CorsLayer::at`], or of the generator's `--app`.
//! - **Alone.** A second CORS middleware outside answers preflights by itself and sends its own fields over those of the policy; inside, its
//!   `Access-Control-Allow-Origin` stays, as that of any application does (CM-18), for origins that the policy does not list too.
//! - **One for each site.** A policy asks for no host. With several sites in one service, each has a layer of its own, inside of what tells
//!   hosts apart.
//!
//! Paths are decoded before scopes are looked for, so `/%61pi`, `//api` and `/API` are `/api`, as in IIS. One thing IIS does that no
//! router does: it resolves `..` before anybody sees the path. A path with such a segment, `..%2F` for instance, would be one of
//! another scope than that of the handler that axum gives it to; the layer answers 400 ([`AnsweredBy::ParentSegment`]).
//! `OPTIONS *` and `CONNECT` are of the site's root. CORS does not hold for web sockets, but the 403 of
//! `failUnlistedOrigins` does.
//!
//! So layered, axum adds `Allow` to answers to methods that the route does not have, preflights among them; it hurts nobody. Around
//! the router, as the fallback of an outer one, nothing is added to what IIS sent.
//!
//! # The first week
//!
//! [`CorsLayer::observe`] tells what the policy would do and changes nothing; [`CorsLayer::report`] notes with each response who
//! decided, and so does an event of `tracing` with the feature of that name, target `cors_runtime`, level debug.
//!
//! # Aborted requests
//!
//! Where IIS drops the connection (`AbortRequest`, RW-3), the layer answers 400 with `Connection: close` and nothing that is configured:
//! to a page that is a failed request, and HTTP/1 servers close the connection. It is a response all the same, since proxies take
//! a server that drops connections for a dead one, and somebody who asks again and again could have them all taken out. A
//! service whose clients reach it directly can do as IIS does, by a body that fails before its first byte: hyper then sends nothing, and
//! closes the connection or, in HTTP/2, resets the stream.
//!
//! ```
//! use core::pin::Pin;
//! use core::task::{Context, Poll};
//!
//! use cors_runtime::{AnsweredBy, Decided};
//! use http_body::{Body, Frame};
//!
//! struct Dropped;
//!
//! impl Body for Dropped {
//!     type Data = &'static [u8]; // that of the service's own body
//!     type Error = &'static str;
//!
//!     fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
//!         Poll::Ready(Some(Err("dropped, as the configuration says")))
//!     }
//! }
//!
//! /// Whether the response, of a layer with `.report()`, is to get the body that fails.
//! fn is_aborted<B>(response: &http::Response<B>) -> bool {
//!     let decided = response.extensions().get::<Decided>();
//!     decided.is_some_and(|decided| decided.answered_by() == AnsweredBy::Aborted)
//! }
//! // In axum, outside of the layer: map_response(async |response: Response| {
//! //     if is_aborted(&response) { Response::new(Body::new(Dropped)) } else { response }
//! // })
//! ```
//!
//! # TLS
//!
//! Rules about `{HTTPS}`, `<hsts>` and redirects go by the scheme in the request's URI, where it has one: HTTP/2 sends it, HTTP/1
//! does not, and then the request counts as one over TLS. A service that is told otherwise, by its acceptor or by a header of a
//! proxy that it trusts, puts the scheme and the host into the URI before the layer sees the request.
//!
//! [`AnsweredBy::ParentSegment`]: crate::AnsweredBy::ParentSegment

mod body;
mod carried;
mod files;
mod future;
mod headers;
mod kept;
mod observe;
mod origins;
mod preflight;
mod shelf;
mod target;

use core::fmt;
use core::future::Future;
use core::mem;
use core::task::{Context, Poll};

use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

pub use body::CorsBody;
pub use files::{StaticFuture, StaticLayer, StaticService};
pub use future::{AskingFuture, ResponseFuture};
pub use observe::{Observation, ObserveFuture, ObserveLayer, ObserveService};
pub use origins::{AllowIf, AllowIfAsync, AtOnce, Configured, RunTimeOrigins};

use self::carried::{Edits, respond, told};
use self::future::Waiting;
use self::kept::Lent;
use crate::{Asked, Decision, Mount, Policy, Template};

/// Puts a policy in front of a service.
///
/// Preflights, refused origins and what else IIS would answer itself never reach the inner service; every other response,
/// errors included, gets the policy's header fields. Cloning copies a few words.
#[derive(Debug, Clone, Copy)]
pub struct CorsLayer<O = Configured> {
    policy: &'static Policy,
    mount: Mount,
    is_reported: bool,
    origins: O,
}

impl CorsLayer {
    /// A layer that applies `policy`, around a service that sees paths as the site has them.
    ///
    /// Inside of axum's `nest` that is so with the feature `axum` only; else see [`CorsLayer::at`].
    #[must_use]
    pub const fn new(policy: &'static Policy) -> Self {
        Self { policy, mount: Mount::ROOT, is_reported: false, origins: Configured }
    }

    /// A layer that applies `policy`, around a service that is mounted at `path` and sees paths without it.
    ///
    /// ```
    /// # use cors_runtime::Policy;
    /// # use cors_runtime::policy::{Scope, Scopes};
    /// use cors_runtime::tower::CorsLayer;
    ///
    /// # static CORS: Policy = Policy::new(Scope::new(""), Scopes::NONE);
    /// const API: CorsLayer = CorsLayer::at("/api", &CORS);
    /// // Router::new().nest("/api", api().layer(API))
    /// ```
    ///
    /// `path` is the whole path in the site, written as it is read. With the feature `axum` and under `nest` the layer knows the path by
    /// itself, and `path` counts only where what axum says is not below it: then something outside of axum has taken it away.
    /// Of each request the path is put together in memory; axum's is at hand.
    ///
    /// # Panics
    ///
    /// As [`Mount::new`]: `api/` is none. In a constant it then does not compile.
    #[must_use]
    pub const fn at(path: &'static str, policy: &'static Policy) -> Self {
        Self { mount: Mount::new(path), ..Self::new(policy) }
    }

    /// Allows origins that no rule lists and that `predicate` accepts, like the origin `like`, which the configuration allows.
    ///
    /// For origins that only the running service knows, as those of tenants:
    ///
    /// ```
    /// # use cors_runtime::Policy;
    /// # use cors_runtime::policy::{Cors, OriginRule, Scope, Scopes};
    /// use cors_runtime::tower::CorsLayer;
    ///
    /// # static RULES: [OriginRule; 1] = [OriginRule::exact("https://app.example")];
    /// # static CORS: Policy = Policy::new(Scope::new("").cors(Cors::new(cors_runtime::origins!(RULES))), Scopes::NONE);
    /// let tenants = ["https://tenant.example"];
    /// let layer = CorsLayer::new(&CORS)
    ///     .allow_origin_if("https://app.example", move |asked| tenants.contains(&asked.origin()));
    /// ```
    ///
    /// An accepted origin gets just what `like` gets in the same scope, itself in the place of `like`, with the same `Vary`: with
    /// `failUnlistedOrigins` it is listed, and what is not accepted is 403 as before. Not asked about is what a rule lists or refuses by
    /// name, `null`, and any origin in scopes that do not list `like` ([`Template::asks`]). A slow predicate holds up the thread:
    /// then it is one for [`CorsLayer::allow_origin_if_async`].
    ///
    /// # Panics
    ///
    /// When no rule of the policy but `*` allows `like`.
    #[must_use]
    pub fn allow_origin_if<F>(self, like: &'static str, predicate: F) -> CorsLayer<AllowIf<F>>
    where
        F: Fn(Asked<'_>) -> bool,
    {
        let template = Template::new(self.policy, like);
        self.with(AllowIf { template, predicate })
    }

    /// As [`CorsLayer::allow_origin_if`], with a predicate that may wait: for a database, or a cache of one.
    ///
    /// Only requests whose origin no rule lists wait, and the service is called when the answer is there. An error of the database is for
    /// the predicate to make `false` of.
    ///
    /// ```
    /// # use cors_runtime::Policy;
    /// # use cors_runtime::policy::{Cors, OriginRule, Scope, Scopes};
    /// use cors_runtime::tower::CorsLayer;
    ///
    /// # static RULES: [OriginRule; 1] = [OriginRule::exact("https://app.example")];
    /// # static CORS: Policy = Policy::new(Scope::new("").cors(Cors::new(cors_runtime::origins!(RULES))), Scopes::NONE);
    /// async fn is_tenant(origin: String) -> bool {
    ///     // asks the database
    /// #   origin == "https://tenant.example"
    /// }
    /// let layer = CorsLayer::new(&CORS)
    ///     .allow_origin_if_async("https://app.example", |asked| is_tenant(asked.origin().to_owned()));
    /// ```
    ///
    /// # Panics
    ///
    /// As [`CorsLayer::allow_origin_if`].
    #[must_use]
    pub fn allow_origin_if_async<F, A>(
        self,
        like: &'static str,
        predicate: F,
    ) -> CorsLayer<AllowIfAsync<F>>
    where
        F: Fn(Asked<'_>) -> A,
        A: Future<Output = bool>,
    {
        let template = Template::new(self.policy, like);
        self.with(AllowIfAsync { template, predicate })
    }

    fn with<O>(self, origins: O) -> CorsLayer<O> {
        let Self { policy, mount, is_reported, origins: Configured } = self;
        CorsLayer { policy, mount, is_reported, origins }
    }
}

impl<O> CorsLayer<O> {
    /// Puts a [`Decided`](crate::Decided) into the extensions of each response: who answered and why, for layers outside of this one.
    ///
    /// Left out, nothing is put there; an extension takes memory.
    #[must_use]
    pub const fn report(mut self) -> Self {
        self.is_reported = true;
        self
    }

    /// Shadow mode: tells `callback` what the layer would do with each request, and does nothing.
    ///
    /// For the first week in production: the service behind answers everything, its responses pass unchanged, and a log shows where
    /// that will differ.
    ///
    /// ```
    /// # use cors_runtime::Policy;
    /// # use cors_runtime::policy::{Scope, Scopes};
    /// use cors_runtime::tower::CorsLayer;
    ///
    /// # static CORS: Policy = Policy::new(Scope::new(""), Scopes::NONE);
    /// let layer = CorsLayer::new(&CORS).observe(|seen| {
    ///     if !seen.is_same() {
    ///         eprintln!("{seen}"); // or a counter by `seen.decided().row()`
    ///     }
    /// });
    /// ```
    ///
    /// The callback runs when the head of the response is there, before it goes out, so it should be quick; a question of
    /// [`CorsLayer::allow_origin_if_async`] is waited for then as well. What the service fails with is passed on without a call. A CORS middleware of the service's own stays where it is for that time, inside, and comes out with
    /// `.observe(…)`.
    #[must_use]
    pub const fn observe<F>(self, callback: F) -> ObserveLayer<O, F>
    where
        F: Fn(&Observation<'_>),
    {
        ObserveLayer { layer: self, callback }
    }
}

/// What the service is asked about an origin, with the decision about the request when it is allowed.
struct Question<A> {
    asking: A,
    allowed: Decision<'static>,
}

impl<O: RunTimeOrigins> CorsLayer<O> {
    /// The decision about a request, but for a question whose answer may change that.
    fn decide(&self, lent: &Lent<'_>) -> (Decision<'static>, Option<Question<O::Asking>>) {
        let request = lent.request();
        let decision = self.policy.decide_routed(&request);
        let question = self.origins.template().and_then(|template| {
            let asking = self.origins.ask(template.asks(&decision, &request)?);
            Some(Question { asking, allowed: template.allow(&request) })
        });
        (decision, question)
    }
}

impl<O: Clone, S> Layer<S> for CorsLayer<O> {
    type Service = CorsService<S, O>;

    fn layer(&self, inner: S) -> Self::Service {
        CorsService { layer: self.clone(), inner }
    }
}

/// A service behind a policy; made by [`CorsLayer`].
#[derive(Debug, Clone, Copy)]
pub struct CorsService<S, O = Configured> {
    layer: CorsLayer<O>,
    inner: S,
}

impl<S, O, ReqBody, ResBody> Service<Request<ReqBody>> for CorsService<S, O>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
    O: AtOnce,
{
    type Response = Response<CorsBody<ResBody>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let CorsLayer { mount, is_reported, .. } = self.layer;
        let lent = Lent::of(mount, &request);
        let (unlisted, question) = self.layer.decide(&lent);
        let allowed = question.and_then(|it| it.asking.into_inner().then_some(it.allowed));
        let decision = allowed.unwrap_or(unlisted);
        if let Some(answer) = told(&decision, &lent) {
            return ResponseFuture::answered(respond(&decision, answer, &lent, is_reported));
        }
        let edits = Edits::of(&decision, &lent);
        ResponseFuture::forwarded(decision, edits, is_reported, self.inner.call(request))
    }
}

impl<S, F, A, ReqBody, ResBody> Service<Request<ReqBody>> for CorsService<S, AllowIfAsync<F>>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone,
    F: Fn(Asked<'_>) -> A,
    A: Future<Output = bool>,
{
    type Response = Response<CorsBody<ResBody>>;
    type Error = S::Error;
    type Future = AskingFuture<A, S, ReqBody>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let CorsLayer { mount, is_reported, .. } = self.layer;
        let lent = Lent::of(mount, &request);
        let (unlisted, question) = self.layer.decide(&lent);
        if let Some(Question { asking, allowed }) = question {
            // The service that said that it is ready is the one to call.
            let next = self.inner.clone();
            let inner = mem::replace(&mut self.inner, next);
            let waiting = Waiting { request, inner, mount, is_reported, unlisted, allowed };
            return AskingFuture::asking(asking, waiting);
        }
        if let Some(answer) = told(&unlisted, &lent) {
            let answer = respond(&unlisted, answer, &lent, is_reported);
            return AskingFuture::asked(ResponseFuture::answered(answer));
        }
        let edits = Edits::of(&unlisted, &lent);
        let inner = self.inner.call(request);
        AskingFuture::asked(ResponseFuture::forwarded(unlisted, edits, is_reported, inner))
    }
}

/// What is asked and called cannot be shown.
impl<O: fmt::Debug, F> fmt::Debug for ObserveLayer<O, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObserveLayer").field("layer", &self.layer).finish_non_exhaustive()
    }
}
