//! The command makes the file that `tests/hygiene/surfaces` compares with the macro's and the builder's policy.

#![cfg(feature = "cli")]

use std::path::Path;
use std::process::Command;

const ARGUMENTS: [&str; 15] = [
    "--transform",
    "Web.Release.config",
    "--transform",
    "Web.Secure.config",
    "--parent",
    "server/applicationHost.config",
    "--parent",
    "server/web.config",
    "--site",
    "Shop",
    "--app",
    "/api",
    "--name",
    "WRITTEN",
    "site",
];

#[test]
fn the_command_would_write_the_same_file() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/hygiene/surfaces");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cors-gen"));
    command.args(ARGUMENTS).args(["-o", "src/written.rs"]).current_dir(package);
    if std::env::var_os("CORS_GEN_BLESS").is_none() {
        command.arg("--check");
    }
    let output = command.output().expect("started");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), &*said), (Some(0), ""), "CORS_GEN_BLESS=1 writes the file");
}
