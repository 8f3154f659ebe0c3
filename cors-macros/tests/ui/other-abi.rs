use cors_runtime::Policy;
use cors_runtime::policy::Scope;

static CORS: Policy = ::cors_runtime::__private::policy(99, Scope::new(""), &[]);

fn main() {
    let _ = &CORS;
}
