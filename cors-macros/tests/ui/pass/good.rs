#![forbid(missing_docs, unsafe_code, unused)]
//! A crate that allows nothing.
#![deny(warnings)]

use cors_macros::include_cors;
use cors_runtime::Policy;

static CORS: Policy = include_cors!("good.config");

fn main() {
    let _ = &CORS;
}
