//! What the services have in common: which CORS they have, for how many origins, on which port.

use std::env;

include!(concat!(env!("OUT_DIR"), "/cors_1.rs"));
include!(concat!(env!("OUT_DIR"), "/cors_1000.rs"));

/// Who answers browsers.
pub enum Cors {
    /// Nobody.
    None,
    /// A policy, and as many origins as it lists.
    Policy(&'static cors_runtime::Policy),
    /// The middleware that the framework's users take, for these origins.
    Peer(Vec<String>),
}

/// Reads `none|policy|peer`, the number of origins (1 or 1000) and the port.
///
/// # Panics
///
/// When it is called in another way.
#[must_use]
pub fn arguments() -> (Cors, u16) {
    const USAGE: &str = "usage: none|policy|peer 1|1000 PORT";
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [who, count, port] = arguments.as_slice() else { panic!("{USAGE}") };
    let policy = match count.as_str() {
        "1" => &CORS_1,
        "1000" => &CORS_1000,
        _ => panic!("{USAGE}"),
    };
    let count: usize = count.parse().expect(USAGE);
    let cors = match who.as_str() {
        "none" => Cors::None,
        "policy" => Cors::Policy(policy),
        "peer" => {
            Cors::Peer((0..count).map(|it| format!("https://tenant{it:04}.example")).collect())
        }
        _ => panic!("{USAGE}"),
    };
    (cors, port.parse().expect(USAGE))
}

/// What each service answers at `/orders`.
pub const ORDERS: &str = r#"[{"id":1,"item":"tea"},{"id":2,"item":"cake"}]"#;
