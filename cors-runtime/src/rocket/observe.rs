//! Shadow mode.

extern crate std;

use std::boxed::Box;
use std::string::String;
use std::sync::OnceLock;
use std::vec::Vec;

use ::rocket::fairing::{Fairing, Info, Kind};
use ::rocket::http::{Header, HeaderMap};
use ::rocket::{Data, Request, Response, async_trait};

use super::Cors;
use super::carried::{Carried, Outcome};
use crate::adapter::{Callback, Fields, Observation};

/// Tells what a [`Cors`] would do, and does nothing; made by [`Cors::observe`].
#[derive(Debug, Clone)]
pub struct Observe {
    pub(super) cors: Cors,
    pub(super) callback: Callback,
}

/// What is kept of a request until its response is there.
struct Seen {
    method: &'static str,
    path: String,
    origin: Option<String>,
    would: Carried,
}

#[derive(Default)]
struct Known(OnceLock<Seen>);

#[async_trait]
impl Fairing for Observe {
    fn info(&self) -> Info {
        let kind = Kind::Request | Kind::Response | Kind::Singleton;
        Info { name: "IIS policy, observing", kind }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        let would = self.cors.look(request).await;
        let seen = Seen {
            method: request.method().as_str(),
            path: self.cors.path(request),
            origin: request.headers().get_one("origin").map(String::from),
            would,
        };
        // Nobody else has anything to put there.
        let _ = request.local_cache(Known::default).0.set(seen);
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let Some(seen) = request.local_cache(Known::default).0.get() else { return };
        let differing = match &seen.would.outcome {
            Outcome::Answer { headers, .. } => differing(response.headers(), headers),
            Outcome::Forward(_) => {
                let mut would_send = Response::new();
                would_send.set_status(response.status());
                for line in response.headers().iter() {
                    let (name, value) = (String::from(line.name.as_str()), line.value.into_owned());
                    would_send.adjoin_header(Header::new(name, value));
                }
                seen.would.edit(&mut would_send);
                differing(response.headers(), would_send.headers())
            }
        };
        self.callback.tell(&Observation {
            method: seen.method,
            path: &seen.path,
            origin: seen.origin.as_deref().map(str::as_bytes),
            decided: seen.would.decided(),
            sent_status: response.status().code,
            differing: &differing,
        });
    }
}

/// The names of the fields that differ in two responses.
fn differing(sent: &HeaderMap<'_>, would_send: &HeaderMap<'_>) -> Vec<String> {
    let fields =
        |lines: &HeaderMap<'_>| {
            Fields::of(lines.iter().map(|line| {
                (String::from(line.name.as_str()), line.value.into_owned().into_bytes())
            }))
        };
    fields(sent).differing(&fields(would_send))
}
