//! An actix-web service like `examples/actix-app`.

use actix_web::web::{self, ServiceConfig};
use actix_web::{App, HttpResponse, HttpServer};
use cors_load::{Cors, ORDERS, arguments};

fn routes(config: &mut ServiceConfig) {
    let orders = async || HttpResponse::Ok().content_type("application/json").body(ORDERS);
    config.service(web::resource("/orders").get(orders).put(HttpResponse::Ok));
}

/// As many origins as there are, on a worker of its own.
fn peer(origins: &[String]) -> actix_cors::Cors {
    let cors = actix_cors::Cors::default()
        .supports_credentials()
        .allowed_methods(["GET", "PUT"])
        .allowed_header("content-type")
        .expose_headers(["x-request-id"])
        .max_age(600);
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let (cors, port) = arguments();
    let address = ("127.0.0.1", port);
    match cors {
        Cors::None => {
            let server = HttpServer::new(|| App::new().configure(routes));
            server.workers(1).bind(address)?.run().await
        }
        Cors::Policy(policy) => {
            let cors = move || cors_runtime::actix_web::Cors::new(policy);
            let server = HttpServer::new(move || App::new().configure(routes).wrap(cors()));
            server.workers(1).bind(address)?.run().await
        }
        Cors::Peer(origins) => {
            let server = HttpServer::new(move || App::new().configure(routes).wrap(peer(&origins)));
            server.workers(1).bind(address)?.run().await
        }
    }
}
