//! The service behind the server: what it answers is none of the configuration's business.

use super::http::{Request, Response};

/// What the application answers. It decides by the last segment of the path: what ends in `missing` is a 404, `boom` a 500, `own` sends
/// an `Access-Control-Allow-Origin` of its own (CM-18); everything else is a 200 with fields that others add to.
#[must_use]
pub fn answer(request: &Request) -> Response {
    let page = match request.path().rsplit('/').next().unwrap_or_default() {
        name if name.ends_with("missing") => {
            Response { body: "there is no such order", ..Response::new(404) }
        }
        "boom" => Response { body: "the database is on fire", ..Response::new(500) },
        "own" => Response::new(200).with("Access-Control-Allow-Origin", OWN_ORIGIN),
        _ => Response { body: "[]", ..Response::new(200) }
            .with("Cache-Control", "max-age=60")
            .with("Content-Language", "en")
            .with("Set-Cookie", "session=1; Path=/"),
    };
    let page = page.with("Content-Type", "text/plain").with("Vary", "Accept");
    match request.method.as_str() {
        "GET" | "HEAD" | "POST" => page,
        _ => Response::new(405).with("Allow", "GET, HEAD, POST"),
    }
}

/// What the application sends as `Access-Control-Allow-Origin` by itself.
pub const OWN_ORIGIN: &str = "https://own.example";
