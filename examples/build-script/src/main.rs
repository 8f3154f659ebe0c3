//! A service whose policy a build script makes.
//!
//! `cargo run -p build-script-app` listens on port 3000 of this machine; another port is an argument away.

use std::io::{self, Write as _};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use cors_runtime::tower::CorsLayer;
use tokio::net::TcpListener;

// `pub static CORS: cors_runtime::Policy`
include!(concat!(env!("OUT_DIR"), "/cors.rs"));

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(3000);
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    writeln!(io::stdout(), "listening on http://{}", listener.local_addr()?)?;
    let app = Router::new()
        .route("/orders", get(async || "[]").delete(async || StatusCode::NO_CONTENT))
        .layer(CorsLayer::new(&CORS));
    axum::serve(listener, app).await
}
