//! The fairing of Rocket: its service for the table, and what is its own (`own.rs`, `asked.rs`).

mod asked;
mod own;

use std::io::Cursor;
use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use cors_runtime::Policy;
use cors_runtime::rocket::Cors;
use rocket::data::ToByteUnit as _;
use rocket::fairing::AdHoc;
use rocket::figment::Figment;
use rocket::http::{Header, Method, Status};
use rocket::response::Responder as _;
use rocket::response::stream::ByteStream;
use rocket::route::{Handler, Outcome};
use rocket::shield::Shield;
use rocket::{Build, Config, Data, Request, Response, Rocket, Route};

use crate::application::{Application, FAILED, How, Reply, Served};

/// The methods that Rocket knows.
pub(crate) const METHODS: [Method; 9] = [
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

/// A Rocket without what it says by itself.
fn quiet() -> Rocket<Build> {
    let config = Figment::from(Config::default())
        .merge(("port", 0))
        .merge(("workers", 1))
        .merge(("ident", false))
        .merge(("log_level", "off"))
        .merge(("cli_colors", false))
        .merge(("shutdown.ctrlc", false))
        .merge(("shutdown.signals", [""; 0]))
        .merge(("shutdown.grace", 0))
        .merge(("shutdown.mercy", 0));
    rocket::custom(config).attach(Shield::new())
}

/// Serves on a port of this machine.
fn start(rocket: Rocket<Build>) -> Served {
    let (tell, told) = mpsc::channel();
    let lift_off = AdHoc::on_liftoff("address", move |rocket| {
        let address = SocketAddr::from((rocket.config().address, rocket.config().port));
        let _ = tell.send((address, rocket.shutdown()));
        Box::pin(async {})
    });
    let launch = rocket.attach(lift_off).launch();
    let thread = thread::spawn(|| drop(rocket::execute(launch).expect("served")));
    let (address, shutdown) =
        told.recv_timeout(Duration::from_secs(20)).expect("Rocket starts within 20 s");
    Served::new(address, || {
        shutdown.notify();
        let _ = thread.join();
    })
}

/// Answers as it is told.
#[derive(Clone)]
struct Says(Application);

#[rocket::async_trait]
impl Handler for Says {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r> {
        let Reply { status, headers, how } = self.0.asked();
        let status = Status::new(status.unwrap_or(200));
        let mut response = Response::new();
        match how {
            How::Text("") => {}
            How::Text(text) => response.set_sized_body(text.len(), Cursor::new(text)),
            How::InPieces => {
                let pieces = ByteStream(self.0.pieces(|piece| piece));
                response = pieces.respond_to(request).expect("a stream");
                response.remove_header("content-type");
            }
            How::Echo => {
                let body =
                    data.open(1.mebibytes()).into_bytes().await.expect("a body").into_inner();
                response.set_sized_body(body.len(), Cursor::new(body));
            }
            How::Fails => return Outcome::Error(status),
            How::Panics => panic!("this is as it should be"),
        }
        response.set_status(status);
        for (name, value) in headers {
            response.adjoin_header(Header::new(name, value));
        }
        Outcome::Success(response)
    }
}

#[rocket::catch(default)]
fn failed() -> &'static str {
    FAILED
}

/// A service that answers all paths and methods as it is told.
fn says(policy: &'static Policy, application: &Application) -> Rocket<Build> {
    let routes = METHODS.map(|method| Route::new(method, "/<path..>", Says(application.clone())));
    let cors = Cors::new(policy)
        .is_https(|request| request.headers().get_one("x-scheme").map(|it| it == "https"));
    quiet().attach(cors).mount("/", routes).register("/", rocket::catchers![failed])
}

/// Serves on a port of this machine.
pub(crate) fn serve(policy: &'static Policy, application: &Application) -> Served {
    start(says(policy, application))
}

/// A route below `/api`.
#[rocket::get("/api/orders")]
fn orders() -> &'static str {
    "[]"
}
