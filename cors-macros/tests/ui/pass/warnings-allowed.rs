#![forbid(warnings, deprecated)]

use cors_macros::include_cors;
use cors_runtime::Policy;

static CORS: Policy = include_cors!("warns.config", allow = "CG032");

fn main() {
    let _ = &CORS;
}
