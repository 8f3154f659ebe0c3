//! A Rocket service like `examples/rocket-app`.

use cors_load::{Cors, ORDERS, arguments};
use rocket::figment::Figment;
use rocket::http::Method;
use rocket::response::content::RawJson;
use rocket::shield::Shield;
use rocket::{Config, get, put, routes};
use rocket_cors::{AllowedHeaders, AllowedOrigins, CorsOptions};

#[get("/orders")]
const fn orders() -> RawJson<&'static str> {
    RawJson(ORDERS)
}

#[put("/orders")]
const fn save() {}

fn peer(origins: &[String]) -> rocket_cors::Cors {
    let options = CorsOptions {
        allowed_origins: AllowedOrigins::some_exact(origins),
        allowed_methods: [Method::Get, Method::Put].into_iter().map(From::from).collect(),
        allowed_headers: AllowedHeaders::some(&["content-type"]),
        allow_credentials: true,
        expose_headers: std::iter::once("x-request-id".to_owned()).collect(),
        max_age: Some(600),
        ..CorsOptions::default()
    };
    options.to_cors().expect("the options are right")
}

fn main() {
    let (cors, port) = arguments();
    let config = Figment::from(Config::release_default())
        .merge(("port", port))
        .merge(("workers", 1))
        .merge(("log_level", "off"));
    let app = rocket::custom(config).mount("/", routes![orders, save]).attach(Shield::new());
    let app = match cors {
        Cors::None => app,
        Cors::Policy(policy) => app.attach(cors_runtime::rocket::Cors::new(policy)),
        Cors::Peer(origins) => app.attach(peer(&origins)),
    };
    rocket::execute(app.launch()).map(drop).expect("it runs until it is killed");
}
