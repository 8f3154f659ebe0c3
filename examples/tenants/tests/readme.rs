//! Starts the service and sends it the requests of the README: the answers are those that the README shows.

#[test]
fn the_readme_shows_what_is_answered() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    cors_tests::readme::check(env!("CARGO_BIN_EXE_tenants-app"), readme, 4);
}
