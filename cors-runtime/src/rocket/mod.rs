//! A fairing that puts a policy in front of a Rocket application.
//!
//! ```
//! use cors_runtime::Policy;
//! use cors_runtime::policy::{Scope, Scopes};
//! use cors_runtime::rocket::Cors;
//!
//! static CORS: Policy = Policy::new(Scope::new(""), Scopes::NONE); // or include_cors!("web.config")
//!
//! let service = rocket::build().attach(Cors::new(&CORS));
//! ```
//!
//! Preflights are answered for every path, with a route or without, and no handler runs for what the policy answers: the
//! fairing mounts a route for each method that stands before all others and takes only what is answered. A second fairing of this type
//! takes the place of the first.
//!
//! Attach it **after** fairings that set header fields or replace responses, since IIS edits what the application made, and **before** fairings
//! that change the path or the method of requests, so that it sees these as the browser sent them.
//!
//! What a configuration says of static files is for [`Static`], around a `FileServer`.
//!
//! # What Rocket does in its own way
//!
//! - Its `Shield` sends `X-Frame-Options` and others with every response, as an application would under IIS, and a custom header of the same
//!   name is one more line. `rocket::build().attach(Shield::new())` turns it off. `Server` is Rocket's, unless `ident` is set to `false`.
//! - A method that Rocket does not know (`PROPFIND`) is answered with 400 before fairings run, without the policy's header fields.
//! - The method of a form with `_method` is that one.
//! - A header field of a request whose value is no UTF-8 is dropped by Rocket, so that neither rules nor limits see it.
//! - There is no scheme in its requests: every request counts as one over TLS for `{HTTPS}`, `<hsts>` and redirects.
//!
//! The common list for all frameworks is `docs/frameworks.md` in the repository.

mod carried;
mod fairing;
mod files;
mod headers;
mod observe;

pub use self::fairing::{Cors, decided};
pub use self::files::Static;
pub use self::observe::Observe;
pub use crate::adapter::Observation;
