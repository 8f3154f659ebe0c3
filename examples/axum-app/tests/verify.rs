//! The service does what its own `web.config` says, as `cors-gen verify` sees it from outside.

use cors_tests::command;
use cors_tests::readme::Service;

#[test]
fn the_service_does_what_its_configuration_says() {
    let service = Service::start(env!("CARGO_BIN_EXE_axum-app"));
    let config = concat!(env!("CARGO_MANIFEST_DIR"), "/web.config");
    // Axum answers 405 with a field `Allow` of its own where a route has no such method: no business of the configuration.
    let paths = ["/api/orders", "/api/missing", "/boom"].map(|path| ["--path", path]).concat();
    let args = ["verify", config, "--url", &service.url(), "--rate", "0"];
    assert_eq!(command::in_process(&[&args[..], &paths].concat()), Ok(()));
}
