#![deny(warnings)]

use cors_macros::include_cors;
use cors_runtime::Policy;

static CORS: Policy = include_cors!(
    "good.config",
    transform = "release.config",
    parent = "server.config",
    site = "Shop",
    app = "/api",
);

fn main() {
    let _ = &CORS;
}
