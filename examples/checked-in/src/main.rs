//! A service whose policy, `policy.rs`, is generated and checked in.
//!
//! `cargo run -p checked-in-app` listens on port 3000 of this machine; another port is an argument away.

#[expect(unreachable_pub, reason = "what is generated can be made public wherever it stands")]
mod policy;

use std::io::{self, Write as _};

use axum::Router;
use axum::routing::get;
use cors_runtime::tower::CorsLayer;
use tokio::net::TcpListener;

use self::policy::CORS;

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(3000);
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    writeln!(io::stdout(), "listening on http://{}", listener.local_addr()?)?;
    let app = Router::new()
        .route("/orders", get(async || "[]").put(async || ()))
        .layer(CorsLayer::new(&CORS));
    axum::serve(listener, app).await
}
