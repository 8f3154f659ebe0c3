//! A small service that moved here from IIS, with the CORS rules and response headers of its `web.config`.
//!
//! `cargo run -p axum-app` listens on port 3000 of this machine; another port is an argument or `PORT` away.

use std::env;
use std::io::{self, Write as _};

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use cors_macros::include_cors;
use cors_runtime::Policy;
use cors_runtime::tower::CorsLayer;
use tokio::net::TcpListener;

static CORS: Policy = include_cors!("web.config");

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", port()?)).await?;
    writeln!(io::stdout(), "listening on http://{}", listener.local_addr()?)?;
    axum::serve(listener, app()).await
}

/// The routes know nothing of CORS. The layer goes on last, so that it is outside whatever else is added.
fn app() -> Router {
    Router::new()
        .route("/api/orders", get(orders).put(save_order))
        .route("/api/missing", get(missing))
        .route("/boom", get(boom))
        .layer(CorsLayer::new(&CORS))
}

async fn orders() -> impl IntoResponse {
    let headers = [(CONTENT_TYPE.as_str(), "application/json"), ("x-total-count", "2")];
    (headers, r#"[{"id":1,"item":"tea"},{"id":2,"item":"cake"}]"#)
}

async fn save_order() -> StatusCode {
    StatusCode::NO_CONTENT
}

async fn missing() -> impl IntoResponse {
    (StatusCode::NOT_FOUND, "there is no such order")
}

async fn boom() -> impl IntoResponse {
    (StatusCode::INTERNAL_SERVER_ERROR, "the database is on fire")
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
