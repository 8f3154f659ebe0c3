use cors_macros::include_cors;
use cors_runtime::Policy;

static CORS: Policy = include_cors!("mistaken-project/web.config");

fn main() {
    let _ = &CORS;
}
