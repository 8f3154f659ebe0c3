//! The middleware of actix-web: through real connections, with what `explain` says beside it.

#[path = "../support/loopback.rs"]
mod loopback;
#[path = "../support/rewrite.rs"]
mod support;

use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;

use actix_web::dev::ServerHandle;
use actix_web::http::StatusCode;
use actix_web::rt::System;
use actix_web::web::ServiceConfig;
use actix_web::{App, HttpResponse, HttpServer, web};
use cors_runtime::actix_web::Cors;
use loopback::{Framework, Said, fixtures};

/// A service on a port of this machine, stopped at the end.
struct Served {
    address: SocketAddr,
    handle: ServerHandle,
    thread: Option<thread::JoinHandle<()>>,
}

/// Serves an application, which is an expression that each worker evaluates: its type has no name.
macro_rules! serve {
    ($app:expr) => {{
        let (tell, told) = mpsc::channel();
        let thread = thread::spawn(move || {
            let server = HttpServer::new(move || $app).workers(1).disable_signals();
            let server = server.shutdown_timeout(0).bind("127.0.0.1:0").expect("a port");
            System::new().block_on(async move {
                let address = server.addrs()[0];
                let server = server.run();
                tell.send((address, server.handle())).expect("waited for");
                server.await.expect("served");
            });
        });
        let (address, handle) = told.recv().expect("a server");
        Served { address, handle, thread: Some(thread) }
    }};
}

// After the macro, which they use.
mod asked;
mod own;

impl Drop for Served {
    fn drop(&mut self) {
        System::new().block_on(self.handle.stop(false));
        let _ = self.thread.take().map(thread::JoinHandle::join);
    }
}

/// Answers all paths and methods as it is told.
fn says(said: &Said) -> impl Fn(&mut ServiceConfig) + Clone + Send + 'static {
    let said = said.clone();
    move |config: &mut ServiceConfig| {
        let said = said.clone();
        config.default_service(web::to(move || {
            let app = said.asked();
            let status = StatusCode::from_u16(app.status.unwrap_or(200)).expect("a status");
            let mut response = HttpResponse::build(status);
            for header in app.headers {
                response.append_header(header);
            }
            async move { response.finish() }
        }));
    }
}

/// A route below `/api`.
fn hello(config: &mut ServiceConfig) {
    config.route("/api/orders", web::get().to(|| async { "[]" }));
}

#[test]
fn answers_as_explain_says() {
    let framework = Framework {
        keeps_order: false,
        cannot: |_| false,
        scheme: None,
        own: |name| matches!(name, "content-length" | "date" | "transfer-encoding"),
    };
    let mut count = 0;
    for fixture in fixtures() {
        let said = Said::default();
        let (policy, says) = (fixture.policy, says(&said));
        let served = serve!(App::new().configure(says.clone()).wrap(Cors::new(policy)));
        count += fixture.compare(&framework, served.address, &said);
    }
    assert!(count > 200, "{count} requests");
}
