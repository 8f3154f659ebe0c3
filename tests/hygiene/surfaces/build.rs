//! The policy by the builder.

fn main() -> Result<(), cors_gen::builder::BuildError> {
    cors_gen::Builder::new("site")
        .transform("Web.Release.config")
        .transform("Web.Secure.config")
        .parent("server/applicationHost.config")
        .parent("server/web.config")
        .site("Shop")
        .app("/api")
        .name("BUILT")
        .out_file("built.rs")
        .compile()?;
    Ok(())
}
