//! Two policies, of which one does not have the default names.

fn main() -> Result<(), cors_gen::builder::BuildError> {
    cors_gen::Builder::new("web.config").compile()?;
    cors_gen::Builder::new("web.config").name("SECOND").out_file("second.rs").compile()?;
    Ok(())
}
