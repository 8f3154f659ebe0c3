use cors_macros::include_cors;
use cors_runtime::Policy;

static CORS: Policy = include_cors!("good.config", transform = "Web.Release.config");

fn main() {
    let _ = &CORS;
}
