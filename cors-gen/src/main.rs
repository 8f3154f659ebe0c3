//! The `cors-gen` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    cors_gen::cli::main()
}
