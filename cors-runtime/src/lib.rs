//! The CORS and response header behaviour of an IIS site, as static data and one small engine.
//!
//! `cors-gen` and `include_cors!` turn a `web.config` into a [`Policy`]; this crate decides with it. It knows nothing of
//! XML, allocates nothing, has no start-up cost and no `unsafe`, and its core needs neither `std` nor `alloc`.
//!
//! ```
//! use cors_runtime::policy::{Cors, OriginRule, Scope, Scopes};
//! use cors_runtime::{AnsweredBy, Policy, Request, origins};
//!
//! // What the generator writes, in miniature: one rule for one origin.
//! static RULES: [OriginRule; 1] = [OriginRule::exact("https://app.example").allow_methods("GET,PUT")];
//! static CORS: Policy = Policy::new(Scope::new("").cors(Cors::new(origins!(RULES))), Scopes::NONE);
//!
//! let preflight = Request::new(b"OPTIONS", b"/orders")
//!     .origin(Some(b"https://app.example"))
//!     .requested_method(Some(b"PUT"));
//! let answer = CORS.decide(&preflight).answer().expect("preflights are answered at once");
//! assert_eq!((answer.status, answer.by), (204, AnsweredBy::Cors));
//! ```
//!
//! # In a service
//!
//! With the feature `tower`, `tower::CorsLayer` puts a policy in front of an axum, hyper or tonic service; the documentation of
//! that module says where to mount it. With axum, take the feature `axum`: so the layer knows paths that are nested. With `actix-web`,
//! `actix_web::Cors` is a middleware, and with `rocket`, `rocket::Cors` is a fairing; both do the same. The other
//! way in is [`Policy::decide_routed`](policy::Policy::decide_routed): act on [`Decision::answer`], then hand the response's headers to
//! [`Decision::apply_to`], or to [`Decision::apply`] where [`Decision::needs_request`] says that nothing of the request is
//! needed any more.
//!
//! What is about static files is applied where they are served: by `tower::StaticLayer`, the `Static` of the others, or by [`Policy::decide_static`](policy::Policy::decide_static).
//!
//! # What neighbours must do
//!
//! - The layer stands **outside** authentication: browsers send preflights without credentials.
//! - Nothing between the layer and the browser may drop or overwrite `Vary`, or a cache will mix up origins.
//! - No second CORS middleware: two `Access-Control-Allow-Origin` lines are refused by every browser.
//!
//! Row ids in these pages (CM-5, OP-1) name the rows of `docs/iis-behaviour.md` in the repository, which say what IIS
//! does and how that is known.

#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[cfg(any(feature = "actix-web", feature = "rocket"))]
mod adapter;
mod answer;
mod check;
mod decided;
mod decision;
mod field;
mod filtering;
mod listing;
mod mount;
mod origin;
mod path;
#[doc(hidden)]
pub mod pattern;
pub mod policy;
mod request;
mod response;
pub mod rewrite;
mod scopes;
mod static_decision;
mod template;
#[cfg(any(feature = "actix-web", feature = "rocket", feature = "tower"))]
mod trace;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

#[cfg(feature = "actix-web")]
pub mod actix_web;
#[cfg(feature = "rocket")]
pub mod rocket;
#[cfg(feature = "tower")]
pub mod tower;

pub use answer::{Answer, AnsweredBy};
pub use decided::Decided;
pub use decision::Decision;
pub use field::{Field, FieldName};
pub use filtering::Refusal;
pub use listing::Listing;
pub use mount::Mount;
pub use request::{Request, RequestFields};
pub use response::{
    Change, Echo, Edit, FieldValue, How, OpenHeaders, Reason, ResponseHeaders, RewriteHeaders,
};
pub use static_decision::StaticDecision;
pub use template::{Asked, Template};

/// The policy of a service, which lives as long as the service does.
pub type Policy = policy::Policy<'static>;
