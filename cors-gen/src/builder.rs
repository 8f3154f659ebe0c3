//! For build scripts: a configuration of the package becomes a file in `OUT_DIR`.

use std::env;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Severity};
use crate::emit::{BadName, EmitOptions, FileOptions, Generated, Name, RuntimePath};
use crate::output::write_if_changed;
use crate::pipeline::{self, Input, Options, Outcome};
use crate::report::human;
use crate::text::one_line;

/// Generates a policy from a build script.
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), cors_gen::builder::BuildError> {
///     cors_gen::Builder::new("web.config").compile()?;
///     Ok(())
/// }
/// ```
///
/// and in the package, wherever the policy is wanted:
///
/// ```ignore
/// include!(concat!(env!("OUT_DIR"), "/cors.rs")); // pub static CORS: cors_runtime::Policy
/// ```
///
/// The package depends on `cors-runtime`, and on `cors-gen` as a build dependency. With `default-features = false` the
/// latter builds in a fraction of the time.
#[derive(Debug, Clone)]
#[must_use = "nothing happens before `compile`"]
pub struct Builder {
    config: PathBuf,
    name: Option<String>,
    runtime: Option<String>,
    out_file: String,
    options: Options,
}

/// Why a build script could not generate a policy.
///
/// Its `Debug` form is the same text: that is what `unwrap` shows, and a `main` that returns it.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A variable that cargo sets for build scripts is not set.
    #[error("`{0}` is not set: `Builder::compile` is for build scripts, which cargo runs")]
    NoBuildScript(&'static str),
    /// The name or the runtime's path cannot be one.
    #[error(transparent)]
    BadName(#[from] BadName),
    /// The configuration could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file, as a full path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The configuration has errors; displays as all of them, with the lines they are about.
    #[error("\n{0}")]
    Configuration(String),
    /// The generated file could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file, as a full path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Builder {
    /// Starts with a configuration file, or the folder of a site with its files in folders below, relative to the package.
    pub fn new(config: impl Into<PathBuf>) -> Self {
        Self {
            config: config.into(),
            name: None,
            runtime: None,
            out_file: "cors.rs".to_owned(),
            options: Options::default(),
        }
    }

    /// Sets the name of the `static`, an identifier in capitals; `CORS` unless set.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets where the generated code finds `cors-runtime`, for packages that rename it; `::cors_runtime` unless set.
    pub fn runtime(mut self, path: impl Into<String>) -> Self {
        self.runtime = Some(path.into());
        self
    }

    /// Lives with errors of this kind: they become warnings that say what follows ([`Code::if_allowed`]).
    pub fn allow(mut self, code: Code) -> Self {
        self.options.allow.push(code);
        self
    }

    /// Sets the name of the file in `OUT_DIR`; `cors.rs` unless set. Packages with several policies need it.
    pub fn out_file(mut self, name: impl Into<String>) -> Self {
        self.out_file = name.into();
        self
    }

    /// Generates the file, if its content changes, and returns its path.
    ///
    /// Prints what cargo needs to know: which files to watch, and the warnings.
    ///
    /// # Errors
    ///
    /// When the configuration has errors, and when something cannot be read or written. To a build script the error is
    /// good for `?` and `unwrap`: both show the configuration's lines.
    pub fn compile(self) -> Result<PathBuf, BuildError> {
        self.compile_in(&variable("CARGO_MANIFEST_DIR")?, &variable("OUT_DIR")?)
    }

    fn compile_in(self, package: &Path, out_dir: &Path) -> Result<PathBuf, BuildError> {
        let name = self.name.as_deref().map_or(Ok(Name::default()), str::parse)?;
        let runtime = self.runtime.as_deref().map_or(Ok(RuntimePath::default()), str::parse)?;
        let path = package.join(&self.config);
        let out_file = out_dir.join(&self.out_file);

        let config = self.config.to_string_lossy().replace('\\', "/");
        let folder = path.is_dir().then(|| path.clone());
        let input =
            Input::read(config, &path).map_err(|source| BuildError::Read { path, source })?;
        let outcome = pipeline::run(input, &self.options);
        tell_cargo(&outcome, folder.as_deref());
        let Some(policy) = &outcome.policy else {
            return Err(BuildError::Configuration(rendered_errors(&outcome)));
        };
        let generated = Generated::new(policy, &outcome.sources, &EmitOptions { runtime });
        let text = generated.to_source(&FileOptions { name, ..FileOptions::default() });
        write_if_changed(&out_file, &text)
            .map_err(|source| BuildError::Write { path: out_file.clone(), source })?;
        Ok(out_file)
    }
}

fn variable(name: &'static str) -> Result<PathBuf, BuildError> {
    env::var_os(name).map(PathBuf::from).ok_or(BuildError::NoBuildScript(name))
}

#[expect(clippy::print_stdout, reason = "a build script's standard output is read by cargo")]
fn tell_cargo(outcome: &Outcome, folder: Option<&Path>) {
    // A folder is watched as such: files may appear in it.
    for path in outcome.sources.paths().chain(folder) {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    for warning in outcome.diagnostics.iter().filter(|d| d.severity == Severity::Warning) {
        let place = outcome.sources.locate(warning.span);
        // On one line: cargo would take another for an instruction.
        let text = one_line(&format!("{place}: {} [{}]", warning.message, warning.code));
        println!("cargo::warning={text}");
    }
}

/// The errors with their lines. Where they name an option of the command, the builder's stands.
fn rendered_errors(outcome: &Outcome) -> String {
    let errors = outcome.diagnostics.iter().filter(|d| d.severity == Severity::Error);
    let rendered = errors.map(|error| {
        let code = error.code;
        human::render(error, &outcome.sources, false)
            .replace(&format!("pass `--allow {code}`"), &format!("call `.allow(Code::{code:?})`"))
    });
    rendered.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Compiles a configuration in a directory of its own; the result, and what the directory holds then.
    fn compile(test: &str, config: &str, builder: Builder) -> (Result<PathBuf, BuildError>, usize) {
        let name = format!("cors-gen-builder-{test}-{}", std::process::id());
        let directory = env::temp_dir().join(name);
        fs::create_dir_all(&directory).expect("a directory");
        fs::write(directory.join("web.config"), config).expect("written");
        let result = builder.compile_in(&directory, &directory);
        let files = fs::read_dir(&directory).expect("a directory").count();
        fs::remove_dir_all(&directory).expect("removed");
        (result, files)
    }

    #[test]
    fn a_policy_becomes_a_file() {
        let builder = Builder::new("web.config").name("SITE").out_file("site.rs");
        let (result, files) = compile("file", "<configuration />", builder);
        assert!(result.expect("a file").ends_with("site.rs"));
        assert_eq!(files, 2);
    }

    #[test]
    fn errors_show_the_lines_and_the_way_out_also_to_those_who_unwrap() {
        let config = r#"<configuration>
  <system.webServer>
    <cors enabled="true">
      <add origin="*" allowCredentials="true" />
    </cors>
  </system.webServer>
</configuration>"#;
        let (result, files) = compile("errors", config, Builder::new("web.config"));
        let error = format!("{:?}", result.expect_err("an error"));
        for part in
            ["web.config:4:", "<add origin=\"*\"", "`.allow(Code::WildcardWithCredentials)`"]
        {
            assert!(error.contains(part), "{error}");
        }
        assert_eq!(files, 1);
        let allowing = Builder::new("web.config").allow(Code::WildcardWithCredentials);
        assert!(compile("allowed", config, allowing).0.is_ok());
    }

    #[test]
    fn what_cannot_be_done_is_said() {
        let (result, _) = compile("name", "", Builder::new("web.config").name("fn"));
        assert_eq!(result.expect_err("an error").to_string(), "`fn` is a keyword of Rust");
        let (result, _) = compile("missing", "", Builder::new("no.config"));
        let error = result.expect_err("an error").to_string();
        assert!(error.starts_with("cannot read ") && error.contains("no.config: "), "{error}");
    }
}
