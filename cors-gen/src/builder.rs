//! For build scripts: a configuration of the package becomes a file in `OUT_DIR`.

mod error;
#[cfg(test)]
mod tests;
mod told;

use std::env;
use std::io;
use std::path::{Path, PathBuf};

pub use self::error::BuildError;

use self::told::{rendered_errors, tell_cargo};
use crate::assume::ChooseError;
use crate::diagnostic::{CannotBeAllowed, Code, Level};
use crate::emit::{EmitOptions, FileOptions, Generated, Name, RuntimePath};
use crate::output::write_if_changed;
use crate::pipeline::{self, Input, Options, Project, ProjectChoice, Source};
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
    unchosen: Option<ChooseError>,
    project: ProjectChoice,
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
            unchosen: None,
            project: ProjectChoice::Nearest,
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

    /// Chooses what is assumed of IIS where nobody has published what it does: `CM-16=matched`.
    ///
    /// [`questions`](crate::assume::questions) lists what there is to choose. Words that choose nothing are an error of
    /// [`compile`](Self::compile).
    pub fn assume(mut self, words: impl AsRef<str>) -> Self {
        self.unchosen = self.options.assume.choose(words.as_ref()).err().or(self.unchosen);
        self
    }

    /// Reads this project file, relative to the package, instead of the nearest `cors-gen.toml`.
    ///
    /// That is the one in the folder of the configuration, or the next above it, as far as the folder with `.git`. It says what
    /// the calls of this builder otherwise say, and [`Project::lay_around`] what of both counts.
    pub fn project(mut self, path: impl Into<PathBuf>) -> Self {
        self.project = ProjectChoice::File(path.into());
        self
    }

    /// Reads no project file, whatever there is.
    pub fn no_project(mut self) -> Self {
        self.project = ProjectChoice::Off;
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
        self.unchosen.clone().map_or(Ok(()), Err)?;
        let runtime = self.runtime.as_deref().map_or(Ok(RuntimePath::default()), str::parse)?;
        let out_file = out_dir.join(&self.out_file);
        let folder = Some(package.join(&self.config)).filter(|path| path.is_dir());
        let arena = Arena::new();
        let (input, options) = self.read(package)?;
        let outcome = pipeline::run(input, &options, &arena);
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

    /// Reads the files that the build script named, and what the project file adds.
    fn read(&self, package: &Path) -> Result<(Input, Options), BuildError> {
        let all = |paths: &[PathBuf]| -> Result<Vec<Source>, BuildError> {
            paths.iter().map(|path| open(package, path, Source::read)).collect()
        };
        let mut input = Input {
            transforms: all(&self.transforms)?,
            parents: all(&self.parents)?,
            site: self.site.clone(),
            app: self.app.clone(),
            ..open(package, &self.config, Input::read)?
        };
        let mut options = self.options.clone();
        let config = package.join(&self.config);
        let choice = match &self.project {
            ProjectChoice::File(file) => ProjectChoice::File(package.join(file)),
            other => other.clone(),
        };
        let project = Project::of(&choice, &config, package)
            .map_err(|(path, source)| BuildError::Read { path, source })?;
        if let Some(project) = project {
            project.lay_around(&config, package, &mut input, &mut options);
        }
        Ok((input, options))
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
