//! Reading configurations and what is around them.

use std::collections::HashMap;
use std::fmt::Display;
use std::io;
use std::path::{MAIN_SEPARATOR_STR, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use cors_runtime::Request;

use super::args::Common;
use super::console::Console;
use super::exit::Failure;
use crate::assume::Assumptions;
use crate::diagnostic::Severity;
use crate::pipeline::{self, Effective, Input, Options, Outcome, Project, Source};
use crate::policy::Arena;

/// What an argument has to be for standard input or output.
pub(super) const DASH: &str = "-";

/// What the common options say, with their files read: once, however many configurations there are.
pub(super) struct Around<'a> {
    common: &'a Common,
    assume: Assumptions,
    parents: Vec<Source>,
    transforms: Vec<Source>,
    /// The project file of the command line.
    project: Option<Arc<Project>>,
    /// Those that were found, by their paths: many configurations share one.
    found: Mutex<HashMap<PathBuf, Arc<Project>>>,
}

/// A configuration that was read, with all that is around it.
pub(super) struct Ready {
    pub(super) input: Input,
    pub(super) options: Options,
    /// The least severity that makes `check` fail, where a project file says so.
    pub(super) deny: Option<Severity>,
}

impl<'a> Around<'a> {
    /// Reads the files of the common options. `others` are the inputs beside them: one of all may be standard input.
    pub(super) fn read(
        common: &'a Common,
        others: impl IntoIterator<Item = &'a PathBuf>,
    ) -> Result<Self, Failure> {
        let around = common.parents.iter().chain(&common.transforms).map(PathBuf::as_path);
        one_dash(around.chain(others.into_iter().map(PathBuf::as_path)))?;
        Ok(Self {
            common,
            assume: chosen(&common.assume)?,
            transforms: read_all(&common.transforms)?,
            parents: read_all(&common.parents)?,
            project: common.project.as_deref().map(read_project).transpose()?,
            found: Mutex::default(),
        })
    }

    /// Reads a configuration and makes its policy.
    pub(super) fn load<'p>(&self, config: &Path, arena: &'p Arena) -> Result<Outcome<'p>, Failure> {
        self.load_from(config, read_config(config)?, arena)
    }

    /// Makes the policy of a configuration that was read.
    pub(super) fn load_from<'p>(
        &self,
        config: &Path,
        input: Input,
        arena: &'p Arena,
    ) -> Result<Outcome<'p>, Failure> {
        let Ready { input, options, .. } = self.ready_from(config, input)?;
        Ok(self.run(input, &options, arena))
    }

    /// Makes the policy of a configuration of which all that is around it was read as well.
    pub(super) fn run<'p>(&self, input: Input, options: &Options, arena: &'p Arena) -> Outcome<'p> {
        let outcome = pipeline::run(input, options, arena);
        let is_denied = outcome.worst().is_some_and(|worst| self.is_denied(worst));
        Outcome { policy: outcome.policy.filter(|_| !is_denied), ..outcome }
    }

    /// Reads a configuration as far as the effective configuration of its paths.
    pub(super) fn load_effective(&self, config: &Path) -> Result<Effective, Failure> {
        let Ready { input, options, .. } = self.ready(config)?;
        let effective = pipeline::effective(input, &options);
        let worst = effective.diagnostics.iter().map(|finding| finding.severity).max();
        let is_denied = worst.is_some_and(|worst| self.is_denied(worst));
        Ok(Effective { scopes: effective.scopes.filter(|_| !is_denied), ..effective })
    }

    /// Whether the command line says that there is to be no policy with such a finding.
    fn is_denied(&self, severity: Severity) -> bool {
        severity >= self.common.levels.deny_from().unwrap_or(Severity::Error)
    }

    /// Reads a configuration and what its project file names.
    pub(super) fn ready(&self, config: &Path) -> Result<Ready, Failure> {
        self.ready_from(config, read_config(config)?)
    }

    fn ready_from(&self, config: &Path, input: Input) -> Result<Ready, Failure> {
        let mut input = Input {
            parents: self.parents.clone(),
            transforms: self.transforms.clone(),
            site: self.common.site.clone(),
            app: self.common.app.clone(),
            ..input
        };
        let mut options = Options { levels: self.common.levels.of_kinds(), assume: self.assume };
        let mut deny = None;
        if let Some(project) = self.project(config)? {
            project.lay_around(config, Path::new(""), &mut input, &mut options);
            deny = project.deny(config);
        }
        Ok(Ready { input, options, deny })
    }

    /// The path in the site of the application that a configuration is of; `None` for the root.
    pub(super) fn app(&self, config: &Path) -> Result<Option<String>, Failure> {
        let said = self.common.app.clone();
        Ok(said.or(self.project(config)?.and_then(|project| project.app(config))))
    }

    /// The project file of a configuration.
    fn project(&self, config: &Path) -> Result<Option<Arc<Project>>, Failure> {
        if self.project.is_some() || self.common.no_project {
            return Ok(self.project.clone());
        }
        let Some(path) = Project::find(config) else { return Ok(None) };
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(project) = found.get(&path) {
            return Ok(Some(project.clone()));
        }
        let project = read_project(&path)?;
        found.insert(path, project.clone());
        Ok(Some(project))
    }
}

/// What is assumed of IIS, as the command line says.
fn chosen(words: &[String]) -> Result<Assumptions, Failure> {
    let mut assume = Assumptions::default();
    for words in words {
        assume.choose(words).map_err(|error| Failure::Message(format!("--assume: {error}")))?;
    }
    Ok(assume)
}

fn read_project(path: &Path) -> Result<Arc<Project>, Failure> {
    let read = Project::read(path, Path::new(""));
    read.map(Arc::new).map_err(|error| cannot_read(path, &error))
}

/// Notes a path that looks like one of the site where one in the application is meant; whether it did.
pub(super) fn note_site_path(app: Option<&str>, path: &str, console: &Console) -> bool {
    let Some(inner) = app.and_then(|app| path_in(app, path)) else { return false };
    let app = app.unwrap_or_default();
    console.note(&format!(
        "{path} starts with the path of the application: with --app {app}, paths are those in the application; {inner} may be \
         what is meant"
    ));
    true
}

/// Notes a path that IIS and the layers of a service treat differently; whether it did.
pub(super) fn note_parent_segment(path: &str, console: &Console) -> bool {
    let differs = Request::new(b"GET", path.as_bytes()).has_parent_segment();
    if differs {
        console.note(&format!(
            "{path} has a `..`, which IIS resolves before anything sees the path; routers do not, so the layers of cors-runtime \
             answer 400"
        ));
    }
    differs
}

/// The path below that of an application; `None` for one that is not below it. Letter case does not count.
fn path_in<'p>(app: &str, path: &'p str) -> Option<&'p str> {
    let app = app.trim_matches('/');
    let below = path.strip_prefix('/')?;
    let (start, rest) = below.split_at_checked(app.len())?;
    let is_below = !app.is_empty()
        && start.eq_ignore_ascii_case(app)
        && (rest.is_empty() || rest.starts_with('/'));
    is_below.then_some(if rest.is_empty() { "/" } else { rest })
}

/// Standard input can be read once.
pub(super) fn one_dash<'p>(inputs: impl Iterator<Item = &'p Path>) -> Result<(), Failure> {
    if inputs.filter(|input| input.as_os_str() == DASH).count() > 1 {
        let message = "standard input (-) can be one of the inputs only";
        return Err(Failure::Message(message.to_owned()));
    }
    Ok(())
}

/// Reads files, in their order.
pub(super) fn read_all(paths: &[PathBuf]) -> Result<Vec<Source>, Failure> {
    paths.iter().map(|path| read(path)).collect()
}

/// Reads a file or standard input.
pub(super) fn read(path: &Path) -> Result<Source, Failure> {
    let name = name(path);
    let read = if path.as_os_str() == DASH {
        Source::from_reader(name, io::stdin().lock())
    } else {
        Source::read(name, path)
    };
    read.map_err(|error| cannot_read(path, &error))
}

/// What messages call a file: the path as given, with forward slashes.
pub(super) fn name(path: &Path) -> String {
    if path.as_os_str() == DASH {
        return "<stdin>".to_owned();
    }
    path.to_string_lossy().replace(MAIN_SEPARATOR_STR, "/")
}

/// Reads a configuration by itself.
pub(super) fn read_config(config: &Path) -> Result<Input, Failure> {
    if config.as_os_str() == DASH {
        return Ok(Input::new(vec![(String::new(), read(config)?)]));
    }
    Input::read(name(config), config).map_err(|error| cannot_read(config, &error))
}

pub(super) fn cannot_read(path: &Path, error: &dyn Display) -> Failure {
    Failure::Message(format!("cannot read {}: {error}", name(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_the_site_are_told_from_those_of_the_application() {
        for (app, path, inner) in [
            ("/shop", "/shop/orders", Some("/orders")),
            ("shop/", "/SHOP", Some("/")),
            ("/shop/eu", "/shop/eu/x", Some("/x")),
            ("/shop", "/orders", None),
            ("/shop", "/shopping", None),
            ("/", "/shop", None),
            ("/é", "/\u{e8}x", None),
        ] {
            assert_eq!(path_in(app, path), inner, "{app} {path}");
        }
    }
}
