//! An axum service like `examples/axum-app`.

use std::time::Duration;

use axum::Router;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::http::{HeaderValue, Method};
use axum::routing::get;
use cors_load::{Cors, ORDERS, arguments};
use cors_runtime::tower::CorsLayer;
use tokio::net::TcpListener;
use tower_http::cors;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (cors, port) = arguments();
    let routes = Router::new().route(
        "/orders",
        get(async || ([(CONTENT_TYPE, "application/json")], ORDERS)).put(async || ()),
    );
    let app = match cors {
        Cors::None => routes,
        Cors::Policy(policy) => routes.layer(CorsLayer::new(policy)),
        Cors::Peer(origins) => {
            let origins = origins.into_iter().map(|it| HeaderValue::try_from(it).expect("a value"));
            let layer = cors::CorsLayer::new()
                .allow_origin(origins.collect::<Vec<_>>())
                .allow_credentials(true)
                .allow_methods([Method::GET, Method::PUT])
                .allow_headers([CONTENT_TYPE])
                .expose_headers([HeaderName::from_static("x-request-id")])
                .max_age(Duration::from_secs(600));
            routes.layer(layer)
        }
    };
    let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("the port is free");
    axum::serve(listener, app).await.expect("it runs until it is killed");
}
