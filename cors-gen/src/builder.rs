//! For build scripts: a configuration of the package becomes a file in `OUT_DIR`.

mod told;

use std::env;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use self::told::{rendered_errors, tell_cargo};
use crate::diagnostic::{CannotBeAllowed, Code, Level};
use crate::emit::{BadName, EmitOptions, FileOptions, Generated, Name, RuntimePath};
use crate::output::write_if_changed;
use crate::pipeline::{self, Input, Options, Source};
use crate::policy::Arena;

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
/// or, of a configuration that is more than one file,
///
/// ```no_run
/// # fn main() -> Result<(), cors_gen::builder::BuildError> {
/// cors_gen::Builder::new("Web.config")
///     .transform("Web.Release.config")
///     .parent("server/applicationHost.config")
///     .site("Shop")
///     .app("/api")
///     .compile()?;
/// # Ok(())
/// # }
/// ```
///
/// and in the package, wherever the policy is wanted:
///
/// ```ignore
/// include!(concat!(env!("OUT_DIR"), "/cors.rs")); // pub static CORS: cors_runtime::Policy
/// ```
///
/// The package depends on `cors-runtime`, and on `cors-gen` as a build dependency: with `default-features = false` and
/// `features = ["builder"]`, the command is not built.
#[derive(Debug, Clone)]
#[must_use = "nothing happens before `compile`"]
pub struct Builder {
    config: PathBuf,
    transforms: Vec<PathBuf>,
    parents: Vec<PathBuf>,
    site: Option<String>,
    app: Option<String>,
    name: Option<String>,
    runtime: Option<String>,
    out_file: String,
    options: Options,
    refused: Option<CannotBeAllowed>,
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
    /// A code that was allowed is of errors that cannot be.
    #[error(transparent)]
    CannotBeAllowed(#[from] CannotBeAllowed),
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
            transforms: Vec::new(),
            parents: Vec::new(),
            site: None,
            app: None,
            name: None,
            runtime: None,
            out_file: "cors.rs".to_owned(),
            options: Options::default(),
            refused: None,
        }
    }

    /// Applies a transform, such as `Web.Release.config`, to the configuration; several in the order of the calls.
    ///
    /// Of a folder, that is the `web.config` at its top. The path is relative to the package.
    pub fn transform(mut self, path: impl Into<PathBuf>) -> Self {
        self.transforms.push(path.into());
        self
    }

    /// Reads a level above the configuration: another `web.config`, or the server's `applicationHost.config`; several from
    /// the outermost inwards.
    ///
    /// Without an `applicationHost.config` the defaults of IIS 10 stand for it. The path is relative to the package.
    pub fn parent(mut self, path: impl Into<PathBuf>) -> Self {
        self.parents.push(path.into());
        self
    }

    /// Sets the site's name in the `applicationHost.config`, which is needed when that has several.
    pub fn site(mut self, name: impl Into<String>) -> Self {
        self.site = Some(name.into());
        self
    }

    /// Sets the path in the site of the application that the configuration is of, such as `/api`; the root of the site
    /// unless set.
    pub fn app(mut self, path: impl Into<String>) -> Self {
        self.app = Some(path.into());
        self
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

    /// Lives with findings of this kind: warnings are silenced, and errors become warnings that say what follows
    /// ([`Code::if_allowed`]).
    ///
    /// Of several calls for one code the strictest counts: [`deny`](Self::deny), [`warn`](Self::warn), `allow`. For one place
    /// instead of all write a comment into the configuration: `<!-- cors-gen: allow CG033: why -->`.
    ///
    /// Errors of some kinds cannot be allowed; [`compile`](Self::compile) says so.
    pub fn allow(self, code: Code) -> Self {
        self.level(code, Level::Allow)
    }

    /// Warns of findings of this kind: notes become warnings, and so do errors that can be allowed, with what follows.
    pub fn warn(self, code: Code) -> Self {
        self.level(code, Level::Warn)
    }

    /// Fails with findings of this kind.
    pub fn deny(self, code: Code) -> Self {
        self.level(code, Level::Deny)
    }

    fn level(mut self, code: Code, level: Level) -> Self {
        self.refused = self.options.levels.set(code, level).err().or(self.refused);
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
        self.refused.map_or(Ok(()), Err)?;
        let runtime = self.runtime.as_deref().map_or(Ok(RuntimePath::default()), str::parse)?;
        let out_file = out_dir.join(&self.out_file);
        let folder = Some(package.join(&self.config)).filter(|path| path.is_dir());
        let arena = Arena::new();
        let outcome = pipeline::run(self.read(package)?, &self.options, &arena);
        tell_cargo(&outcome, folder.as_deref());
        let Some(policy) = &outcome.policy else {
            return Err(BuildError::Configuration(rendered_errors(&outcome)));
        };
        let options = EmitOptions::with_runtime(runtime);
        let generated = Generated::new(policy, &outcome.sources, outcome.all(), &options);
        let text = generated.to_source(&FileOptions::named(name));
        write_if_changed(&out_file, &text)
            .map_err(|source| BuildError::Write { path: out_file.clone(), source })?;
        Ok(out_file)
    }

    /// Reads the files that the build script named.
    fn read(&self, package: &Path) -> Result<Input, BuildError> {
        let all = |paths: &[PathBuf]| -> Result<Vec<Source>, BuildError> {
            paths.iter().map(|path| open(package, path, Source::read)).collect()
        };
        Ok(Input {
            transforms: all(&self.transforms)?,
            parents: all(&self.parents)?,
            site: self.site.clone(),
            app: self.app.clone(),
            ..open(package, &self.config, Input::read)?
        })
    }
}

/// Reads what a path relative to the package names.
fn open<T>(
    package: &Path,
    path: &Path,
    read: impl FnOnce(String, &Path) -> io::Result<T>,
) -> Result<T, BuildError> {
    let name = path.to_string_lossy().replace('\\', "/");
    let path = package.join(path);
    read(name, &path).map_err(|source| BuildError::Read { path, source })
}

fn variable(name: &'static str) -> Result<PathBuf, BuildError> {
    env::var_os(name).map(PathBuf::from).ok_or(BuildError::NoBuildScript(name))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::told::instructions;
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
    fn kinds_of_findings_are_allowed_and_denied() {
        let config = r#"<cors enabled="true"><add origin="https://a.example/" /></cors>"#;
        let told = |builder: Builder| {
            let source = Source::from_reader("web.config", config.as_bytes()).expect("read");
            let arena = Arena::new();
            let input = Input::new(vec![(String::new(), source)]);
            instructions(&pipeline::run(input, &builder.options, &arena), None)
        };
        let builder = Builder::new("web.config");
        assert!(told(builder.clone())[0].contains("[CG032]"));
        assert_eq!(told(builder.clone().allow(Code::OriginNeverMatches)), [""; 0]);
        let (result, _) = compile("denied", config, builder.clone().deny(Code::OriginNeverMatches));
        let error = result.expect_err("an error").to_string();
        assert!(error.contains("denied by `.deny(Code::OriginNeverMatches)`"), "{error}");
        let (result, _) = compile("refused", config, builder.allow(Code::NotXml));
        let error = result.expect_err("an error").to_string();
        assert_eq!(error, "CG001 (not-xml) cannot be allowed");
    }

    #[test]
    fn every_file_of_a_configuration_is_read_and_watched() {
        let directory = env::temp_dir().join(format!("cors-gen-builder-{}", std::process::id()));
        fs::create_dir_all(directory.join("site")).expect("a directory");
        let header = |name: &str, transform: &str| {
            format!(
                "<httpProtocol><customHeaders><add name=\"{name}\" value=\"1\"{transform}/></customHeaders></httpProtocol>"
            )
        };
        let config = |content: &str| {
            format!(
                "<configuration xmlns:x=\"http://schemas.microsoft.com/XML-Document-Transform\"><system.webServer>{content}</system.webServer></configuration>"
            )
        };
        let site = "<site name=\"S\"><application path=\"/\"/><application path=\"/a\"/></site>";
        let sites = format!(
            "<system.applicationHost><sites>{site}</sites></system.applicationHost><system.webServer>"
        );
        let files = [
            ("site/web.config", config(&header("X-Own", ""))),
            ("t1.config", config(&header("X-First", " x:Transform=\"Insert\""))),
            ("t2.config", config(&header("X-Second", " x:Transform=\"Insert\""))),
            ("server.config", config("").replacen("<system.webServer>", &sites, 1)),
            ("parent.config", config("<httpProtocol configSource=\"moved.config\"/>")),
            ("moved.config", header("X-Parent", "")),
        ];
        for (file, text) in &files {
            fs::write(directory.join(file), text).expect("written");
        }
        let builder = Builder::new("site")
            .transform("t1.config")
            .transform("t2.config")
            .parent("server.config")
            .parent("parent.config")
            .site("S")
            .app("/a");
        let arena = Arena::new();
        let input = builder.read(&directory).expect("read");
        let outcome = pipeline::run(input, &Options::default(), &arena);
        let folder = directory.join("site");
        let told = instructions(&outcome, Some(&folder));
        let watched = |path: &str| format!("rerun-if-changed={}", directory.join(path).display());
        let expected = files.iter().map(|(file, _)| *file).chain(["site"]).map(watched);
        assert_eq!(told, expected.collect::<Vec<_>>(), "{:?}", outcome.diagnostics);

        let missing = builder.clone().parent("no.config").compile_in(&directory, &directory);
        let unknown = builder.clone().site("T").compile_in(&directory, &directory);
        let text = builder.compile_in(&directory, &directory).map(fs::read_to_string);
        fs::remove_dir_all(&directory).expect("removed");
        let missing = missing.expect_err("no such file").to_string();
        assert!(
            missing.starts_with("cannot read ") && missing.contains("no.config: "),
            "{missing}"
        );
        let unknown = unknown.expect_err("no such site").to_string();
        assert!(
            unknown.contains("`.parent(…)`, and one of its sites with `.site(…)`"),
            "{unknown}"
        );
        let text = text.expect("a policy").expect("read");
        let order = ["X-Parent", "X-Own", "X-First", "X-Second"].map(|name| text.find(name));
        assert!(order.is_sorted() && order[0].is_some(), "{text}");
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
