//! What users see when something is wrong.
//!
//! The texts are the compiler's as much as ours, so they are compared with one version of it only.
//! `TRYBUILD=overwrite` blesses. It builds all crates once more, which is half of what the whole suite takes:
//! `cargo test -p cors-macros --test ui -- --ignored`.

use std::fs;
use std::path::Path;
use std::process::Command;

/// The compiler that the expectations are from.
const COMPILER: &[u8] = b"rustc 1.95.";

#[test]
#[ignore = "a step of its own: cargo test -p cors-macros --test ui -- --ignored"]
fn ui() {
    let version = Command::new("rustc").arg("--version").output().expect("rustc").stdout;
    if !version.starts_with(COMPILER) {
        return;
    }
    // trybuild compiles in a package of its own, to which the macro's paths are relative.
    let package =
        Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("tests/trybuild/cors-macros");
    copy_configurations(Path::new("tests/ui"), &package);
    let tests = trybuild::TestCases::new();
    tests.pass("tests/ui/pass/*.rs");
    tests.compile_fail("tests/ui/*.rs");
}

fn copy_configurations(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory");
    for entry in fs::read_dir(from).expect("the tests") {
        let path = entry.expect("a test").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_configurations(&path, &to);
        } else if path.extension().is_some_and(|it| it == "config" || it == "toml") {
            fs::copy(&path, to).expect("copied");
        }
    }
}
