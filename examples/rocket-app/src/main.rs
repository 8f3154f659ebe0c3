//! A small Rocket service that moved here from IIS, with the CORS rules and response headers of its `web.config`.
//!
//! `cargo run -p rocket-app` listens on port 3000 of this machine; another port is an argument or `PORT` away.

use std::env;
use std::io::{self, Write as _};

use cors_macros::include_cors;
use cors_runtime::Policy;
use cors_runtime::rocket::Cors;
use rocket::fairing::AdHoc;
use rocket::figment::Figment;
use rocket::http::Status;
use rocket::response::content::RawJson;
use rocket::shield::Shield;
use rocket::{Build, Config, Rocket, get, put, routes};

static CORS: Policy = include_cors!("web.config");

fn main() -> io::Result<()> {
    let launch = app(port()?).launch();
    rocket::execute(launch).map(drop).map_err(io::Error::other)
}

/// The routes know nothing of CORS. The fairing goes on after those that set header fields.
fn app(port: u16) -> Rocket<Build> {
    let config = Figment::from(Config::default()).merge(("port", port)).merge(("log_level", "off"));
    rocket::custom(config)
        .mount("/", routes![forecast, correct, broken])
        // What the site sends is in its configuration; Rocket's own set of header fields would come on top of it.
        .attach(Shield::new())
        .attach(Cors::new(&CORS))
        .attach(AdHoc::on_liftoff("address", |rocket| {
            Box::pin(async {
                let Config { address, port, .. } = rocket.config();
                let _ = writeln!(io::stdout(), "listening on http://{address}:{port}");
            })
        }))
}

#[get("/forecast/<city>")]
fn forecast(city: &str) -> Option<RawJson<&'static str>> {
    (city == "oslo").then_some(RawJson(r#"{"rain":true}"#))
}

#[put("/forecast/oslo")]
fn correct() -> Status {
    Status::NoContent
}

#[get("/broken")]
fn broken() -> Status {
    Status::InternalServerError
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
