//! The `cors-gen` command.
fn main() {}
