//! The `cors-gen` command once more: cargo tells integration tests where the binaries of their own package are, and of
//! no other.

use std::process::ExitCode;

fn main() -> ExitCode {
    cors_gen::cli::main()
}
