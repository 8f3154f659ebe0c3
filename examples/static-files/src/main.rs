//! A service of static files that moved here from IIS, with the caching and the types of its `web.config`.
//!
//! `cargo run -p static-files` listens on port 3000 of this machine; another port is an argument away.

use std::io::{self, Write as _};

use axum::Router;
use axum::routing::get;
use cors_macros::include_cors;
use cors_runtime::Policy;
use cors_runtime::tower::{CorsLayer, StaticLayer};
use tokio::net::TcpListener;
use tower_http::services::ServeDir;

static CORS: Policy = include_cors!("web.config");

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(3000);
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    writeln!(io::stdout(), "listening on http://{}", listener.local_addr()?)?;
    axum::serve(listener, app()).await
}

/// The layer of static files is around the files alone, that of CORS around everything.
fn app() -> Router {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/wwwroot");
    let files =
        Router::new().nest_service("/assets", ServeDir::new(folder)).layer(StaticLayer::new(&CORS));
    Router::new().route("/orders", get(async || "[]")).merge(files).layer(CorsLayer::new(&CORS))
}
