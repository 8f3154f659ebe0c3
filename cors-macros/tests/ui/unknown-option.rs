use cors_macros::include_cors;
use cors_runtime::Policy;

static CORS: Policy = include_cors!("good.config", transforms = "release.config");

fn main() {
    let _ = &CORS;
}
