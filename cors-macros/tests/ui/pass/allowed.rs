#![deny(warnings)]

use cors_macros::include_cors;
use cors_runtime::Policy;

static CORS: Policy = include_cors!("allowed.config", allow = "CG031", warnings = "off");

fn main() {
    let _ = &CORS;
}
