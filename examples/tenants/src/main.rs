//! A service for many tenants, each with an origin of its own in a database.
//!
//! `cargo run -p tenants-app` listens on port 3000 of this machine; another port is an argument away.

mod tenants;

use std::io::{self, Write as _};
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use cors_macros::include_cors;
use cors_runtime::Policy;
use cors_runtime::tower::CorsLayer;
use tokio::net::TcpListener;

use self::tenants::Tenants;

static CORS: Policy = include_cors!("web.config");

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(3000);
    let tenants = Tenants::open().map_err(io::Error::other)?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    writeln!(io::stdout(), "listening on http://{}", listener.local_addr()?)?;
    axum::serve(listener, app(Arc::new(tenants))).await
}

/// Tenants get what the configuration gives `https://app.contoso.example`.
fn app(tenants: Arc<Tenants>) -> Router {
    let layer =
        CorsLayer::new(&CORS).allow_origin_if_async("https://app.contoso.example", move |asked| {
            let (tenants, origin) = (Arc::clone(&tenants), asked.origin().to_owned());
            async move { tenants.has(origin).await }
        });
    Router::new().route("/orders", get(async || "[]").put(async || ())).layer(layer)
}
