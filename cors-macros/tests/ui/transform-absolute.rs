use cors_macros::include_cors;
use cors_runtime::Policy;

static CORS: Policy = include_cors!("good.config", transform = "/release.config", parent = "C:\\Windows\\server.config");

fn main() {
    let _ = &CORS;
}
