#![deny(warnings)]

use cors_macros::include_cors;
use cors_runtime::Policy;

static CORS: Policy = include_cors!("site", transform = "release.config");

fn main() {
    let _ = &CORS;
}
