//! The fairing of Rocket: through real connections, with what `explain` says beside it.

#[path = "../support/loopback.rs"]
mod loopback;
#[path = "../support/rewrite.rs"]
mod support;

mod asked;
mod own;

use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;

use cors_runtime::Policy;
use cors_runtime::rocket::Cors;
use loopback::{Framework, Said, fixtures};
use rocket::fairing::AdHoc;
use rocket::figment::Figment;
use rocket::http::{Header, Method, Status};
use rocket::route::{Handler, Outcome};
use rocket::shield::Shield;
use rocket::{Build, Config, Data, Request, Response, Rocket, Route, Shutdown};

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

/// A service on a port of this machine, stopped at the end.
struct Served {
    address: SocketAddr,
    shutdown: Shutdown,
    thread: Option<thread::JoinHandle<()>>,
}

impl Served {
    fn start(rocket: Rocket<Build>) -> Self {
        let (tell, told) = mpsc::channel();
        let lift_off = AdHoc::on_liftoff("address", move |rocket| {
            let address = SocketAddr::from((rocket.config().address, rocket.config().port));
            let _ = tell.send((address, rocket.shutdown()));
            Box::pin(async {})
        });
        let launch = rocket.attach(lift_off).launch();
        let thread = thread::spawn(|| drop(rocket::execute(launch).expect("served")));
        let (address, shutdown) = told.recv().expect("a server");
        Self { address, shutdown, thread: Some(thread) }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.shutdown.clone().notify();
        let _ = self.thread.take().map(thread::JoinHandle::join);
    }
}

/// Answers as it is told.
#[derive(Clone)]
struct Says(Said);

#[rocket::async_trait]
impl Handler for Says {
    async fn handle<'r>(&self, _: &'r Request<'_>, _: Data<'r>) -> Outcome<'r> {
        let app = self.0.asked();
        let mut response = Response::build();
        response.status(Status::new(app.status.unwrap_or(200)));
        for (name, value) in app.headers {
            response.header_adjoin(Header::new(name, value));
        }
        Outcome::Success(response.finalize())
    }
}

/// A service that answers all paths and methods as it is told.
fn says(policy: &'static Policy, said: &Said) -> Rocket<Build> {
    let routes = METHODS.map(|method| Route::new(method, "/<path..>", Says(said.clone())));
    let cors = Cors::new(policy)
        .is_https(|request| request.headers().get_one("x-scheme").map(|it| it == "https"));
    quiet().attach(cors).mount("/", routes)
}

/// A route below `/api`.
#[rocket::get("/api/orders")]
fn orders() -> &'static str {
    "[]"
}

#[test]
fn answers_as_explain_says() {
    let framework = Framework {
        keeps_order: true,
        cannot: |request| METHODS.iter().all(|it| it.as_str() != request.method),
        scheme: Some("x-scheme"),
        own: |name| matches!(name, "content-length" | "date" | "transfer-encoding"),
    };
    let mut count = 0;
    for fixture in fixtures() {
        let said = Said::default();
        let served = Served::start(says(fixture.policy, &said));
        count += fixture.compare(&framework, served.address, &said);
    }
    assert!(count > 200, "{count} requests");
}
