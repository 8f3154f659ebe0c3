//! What stands around the configuration is in `cors-gen.toml` beside it.

use cors_macros::include_cors;
use cors_runtime::Policy;

static CORS: Policy = include_cors!("project/web.config");
static NAMED: Policy = include_cors!("good.config", project = "project/cors-gen.toml");

fn main() {
    let _ = (&CORS, &NAMED);
}
