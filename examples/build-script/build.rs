//! Makes `$OUT_DIR/cors.rs` from the configuration as it is after deployment; cargo runs this again when a file changes.

fn main() -> Result<(), cors_gen::builder::BuildError> {
    cors_gen::Builder::new("Web.config").transform("Web.Release.config").compile()?;
    Ok(())
}
