#![deny(warnings, deprecated)]

use cors_macros::include_cors;
use cors_runtime::Policy;

static CORS: Policy = include_cors!("warns.config");

fn main() {
    let _ = &CORS;
}
