//! The tower layer behind hyper: around a router of axum, and around a service that is nobody's.

use std::convert::Infallible;
use std::fmt::Debug;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use cors_runtime::Policy;
use cors_runtime::tower::CorsLayer;
use http::StatusCode;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::runtime;
use tokio::sync::oneshot;
use tower::{Layer as _, Service, service_fn};

use crate::answers::Protocol;
use crate::application::{Application, FAILED, How, Served};

/// An axum that answers all paths and methods as it is told.
pub(crate) fn serve_axum(
    protocol: Protocol,
    policy: &'static Policy,
    application: &Application,
) -> Served {
    let application = application.clone();
    let handler = move |request: Request| answer(application.clone(), request);
    serve(protocol, Router::new().fallback(handler).layer(CorsLayer::new(policy)))
}

/// The same without a router.
pub(crate) fn serve_hyper(
    protocol: Protocol,
    policy: &'static Policy,
    application: &Application,
) -> Served {
    let application = application.clone();
    let service = service_fn(move |request| {
        let answer = answer(application.clone(), request);
        async { Ok::<_, Infallible>(answer.await) }
    });
    serve(protocol, CorsLayer::new(policy).layer(service))
}

async fn answer<B>(application: Application, request: http::Request<B>) -> Response
where
    B: http_body::Body<Data = Bytes, Error: Debug>,
{
    let reply = application.asked();
    let status = StatusCode::from_u16(reply.status.unwrap_or(200)).expect("a status of the table");
    let body = match reply.how {
        How::Text(text) => Body::from(text),
        How::InPieces => Body::from_stream(
            application.pieces(|piece| Ok::<_, Infallible>(Bytes::from_static(piece.as_bytes()))),
        ),
        How::Echo => request.into_body().collect().await.expect("a body").to_bytes().into(),
        How::Fails => return (status, FAILED).into_response(),
        How::Panics => panic!("this is as it should be"),
    };
    let mut response = Response::builder().status(status);
    for (name, value) in &reply.headers {
        response = response.header(name, value);
    }
    response.body(body).expect("a response of the table")
}

/// Serves on a port of this machine.
fn serve<S, B>(protocol: Protocol, service: S) -> Served
where
    S: Service<
            http::Request<Incoming>,
            Response = http::Response<B>,
            Error = Infallible,
            Future: Send,
        > + Clone
        + Send
        + 'static,
    B: http_body::Body<Data: Send, Error: Into<axum::BoxError>> + Send + 'static,
{
    let service = TowerToHyperService::new(service);
    let (tell, told) = mpsc::channel();
    let (stop, mut stopped) = oneshot::channel::<()>();
    let thread = thread::spawn(move || {
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            tell.send(listener.local_addr().expect("an address")).expect("waited for");
            loop {
                let stream = tokio::select! {
                    stream = listener.accept() => TokioIo::new(stream.expect("a connection").0),
                    _ = &mut stopped => break,
                };
                let service = service.clone();
                // What a connection ends with is for the client to see.
                tokio::spawn(async move {
                    match protocol {
                        Protocol::Http1 => {
                            let _ = http1::Builder::new().serve_connection(stream, service).await;
                        }
                        Protocol::Http2 => {
                            let server = http2::Builder::new(TokioExecutor::new());
                            let _ = server.serve_connection(stream, service).await;
                        }
                    }
                });
            }
        });
    });
    let address = told.recv_timeout(Duration::from_secs(20)).expect("hyper starts within 20 s");
    Served::new(address, || {
        let _ = stop.send(());
        let _ = thread.join();
    })
}
