//! A small actix-web service that moved here from IIS, with the CORS rules, header fields and redirects of its `web.config`.
//!
//! `cargo run -p actix-app` listens on port 3000 of this machine; another port is an argument or `PORT` away.

use std::env;
use std::io::{self, Write as _};

use actix_web::error::ErrorPaymentRequired;
use actix_web::rt::System;
use actix_web::web::{self, ServiceConfig};
use actix_web::{App, Error, HttpResponse, HttpServer};
use cors_macros::include_cors;
use cors_runtime::Policy;
use cors_runtime::actix_web::Cors;

static CORS: Policy = include_cors!("web.config");

fn main() -> io::Result<()> {
    // The last `wrap` is the outermost middleware, which is where the policy belongs.
    let server = HttpServer::new(|| App::new().configure(routes).wrap(Cors::new(&CORS)));
    let server = server.workers(1).bind(("127.0.0.1", port()?))?;
    for address in server.addrs() {
        writeln!(io::stdout(), "listening on http://{address}")?;
    }
    System::new().block_on(server.run())
}

/// The routes know nothing of CORS.
fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/bookings/{id}").get(booking).delete(HttpResponse::NoContent))
        .route("/bookings", web::post().to(book));
}

async fn booking(id: web::Path<u32>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(format!(r#"{{"id":{id}}}"#))
}

async fn book() -> Result<HttpResponse, Error> {
    Err(ErrorPaymentRequired("no seats without money"))
}

/// The first argument, or `PORT`, or 3000; with 0 the system chooses.
fn port() -> io::Result<u16> {
    match env::args().nth(1).or_else(|| env::var("PORT").ok()) {
        Some(port) => {
            let wrong =
                |_| io::Error::new(io::ErrorKind::InvalidInput, format!("`{port}` is no port"));
            port.parse().map_err(wrong)
        }
        None => Ok(3000),
    }
}
