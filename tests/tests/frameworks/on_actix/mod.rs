//! The middleware of actix-web: its service for the table, and what is its own (`own.rs`, `asked.rs`).

use std::convert::Infallible;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::rt::System;
use actix_web::web::{Bytes, Payload, ServiceConfig};
use actix_web::{App, HttpResponse, HttpServer, web};
use cors_runtime::Policy;
use cors_runtime::actix_web::Cors;

use crate::application::{Application, FAILED, How, Served};

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
        let (address, handle) =
            told.recv_timeout(Duration::from_secs(20)).expect("actix-web starts within 20 s");
        Served::new(address, move || {
            System::new().block_on(handle.stop(false));
            let _ = thread.join();
        })
    }};
}

// After the macro, which they use.
mod asked;
mod own;

/// Answers all paths and methods as it is told.
fn says(application: &Application) -> impl Fn(&mut ServiceConfig) + Clone + Send + 'static {
    let application = application.clone();
    move |config: &mut ServiceConfig| {
        let application = application.clone();
        config.default_service(web::to(move |body| answer(application.clone(), body)));
    }
}

async fn answer(application: Application, body: Payload) -> actix_web::Result<HttpResponse> {
    let reply = application.asked();
    let status = StatusCode::from_u16(reply.status.unwrap_or(200)).expect("a status of the table");
    let mut response = HttpResponse::build(status);
    for header in reply.headers {
        response.append_header(header);
    }
    Ok(match reply.how {
        How::Text("") => response.finish(),
        How::Text(text) => response.body(text),
        How::InPieces => response.streaming(
            application.pieces(|piece| Ok::<_, Infallible>(Bytes::from_static(piece.as_bytes()))),
        ),
        How::Echo => response.body(body.to_bytes().await?),
        How::Fails => return Err(InternalError::new(FAILED, status).into()),
        How::Panics => panic!("this is as it should be"),
    })
}

/// Serves on a port of this machine.
pub(crate) fn serve(policy: &'static Policy, application: &Application) -> Served {
    let says = says(application);
    serve!(App::new().configure(says.clone()).wrap(Cors::new(policy)))
}

/// A route below `/api`.
fn hello(config: &mut ServiceConfig) {
    config.route("/api/orders", web::get().to(|| async { "[]" }));
}
