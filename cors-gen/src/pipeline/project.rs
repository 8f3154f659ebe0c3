//! The project file: found, read, and laid around a configuration.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use super::file::Source;
use super::{Input, Options};
use crate::diagnostic::{Bag, Code, Diagnostic, Levels, Severity};
use crate::project::{self, Around, Exception, Settings};
use crate::source::{self, SourceMap, Span, Spanned, normal, relative};

/// The most bytes that a project file may have.
const LONGEST: usize = 1 << 20;

/// A project file, `cors-gen.toml`: what would otherwise be said for each configuration anew.
///
/// What is wrong with it is told with the findings of the configuration that it is laid around.
#[derive(Debug, Clone)]
pub struct Project {
    /// The folder that its paths are relative to.
    folder: PathBuf,
    start: Start,
    settings: Settings,
    /// What is said for single configurations: by the folder or the file, where each is in the settings.
    single: HashMap<PathBuf, usize>,
}

/// Which project file counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ProjectChoice {
    /// The one that [`Project::find`] finds.
    #[default]
    Nearest,
    /// This one.
    File(PathBuf),
    /// None at all.
    Off,
}

/// What a run starts from: the project file among the sources, and the findings about it.
#[derive(Debug, Clone, Default)]
pub struct Start {
    pub(super) sources: SourceMap,
    pub(super) findings: Vec<Diagnostic>,
}

impl Project {
    /// Reads the project file of a configuration; `None` where there is none. `base` is the folder from which messages call it.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened or read, with its path.
    pub fn of(
        choice: &ProjectChoice,
        config: &Path,
        base: &Path,
    ) -> Result<Option<Self>, (PathBuf, io::Error)> {
        let path = match choice {
            ProjectChoice::Nearest => Self::find(config),
            ProjectChoice::File(path) => Some(path.clone()),
            ProjectChoice::Off => None,
        };
        let read = |path: PathBuf| Self::read(&path, base).map_err(|error| (path, error));
        path.map(read).transpose()
    }

    /// What the file is called.
    pub const NAME: &str = "cors-gen.toml";

    /// Finds the project file of a configuration, a file or a folder: the nearest one in its folder or above.
    ///
    /// The search ends at the folder of a repository, the one that holds `.git`, or at the root of the file system. Links to
    /// folders are not followed: what is above is what the path says.
    #[must_use]
    pub fn find(config: &Path) -> Option<PathBuf> {
        let config = normal(config)?;
        let start = if config.is_dir() { &*config } else { config.parent()? };
        for folder in start.ancestors() {
            let file = folder.join(Self::NAME);
            if file.is_file() {
                return Some(file);
            }
            if folder.join(".git").exists() {
                break;
            }
        }
        None
    }

    /// Reads a project file; messages call it as it is seen from `base`, a folder.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened or read.
    pub fn read(path: &Path, base: &Path) -> io::Result<Self> {
        let path = normal(path).unwrap_or_else(|| path.to_owned());
        let Source { name, path, bytes } = Source::read(name_of(&path, base), &path)?;
        let mut sources = SourceMap::default();
        let mut bag = Bag::default();
        let text = if bytes.len() > LONGEST {
            Err((Code::Limit, 0, "the project file is larger than 1 MiB".to_owned(), String::new()))
        } else {
            source::decode(&bytes)
                .map_err(|error| (Code::Encoding, error.at, error.kind.to_string(), error.lossy))
        };
        let folder = path.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).to_owned();
        let settings = match text {
            Ok(text) => {
                let file = sources.add_project(name, path, text);
                project::read(file, sources.file(file).text(), &mut bag)
            }
            Err((code, at, message, text)) => {
                let file = sources.add_project(name, path, text);
                bag.push(Diagnostic::new(code, Span::new(file, at, at), message));
                Settings::default()
            }
        };
        let mut single = HashMap::new();
        for (index, (path, _)) in settings.configs.iter().enumerate() {
            let full = folder.join(&path.value);
            if !full.exists() {
                bag.push(cannot_read(path, "there is no such file or folder"));
            }
            single.extend(normal(&full).map(|full| (site(&full), index)));
        }
        let start = Start { sources, findings: bag.finish(false).shown };
        Ok(Self { folder, start, settings, single })
    }

    /// Lays what the file says around a configuration. `config` is its path, `base` the folder from which messages call files.
    ///
    /// What `input` and `options` have already goes first: transforms and parents take the place of those of the file, as do
    /// `site` and `app`, and the levels of single codes. A configuration is no parent of itself.
    pub fn lay_around(&self, config: &Path, base: &Path, input: &mut Input, options: &mut Options) {
        let around = self.around(config);
        let mut start = self.start.clone();
        let mut read = |paths: &[Spanned<String>]| -> Vec<Source> {
            let sources = paths.iter().filter_map(|path| {
                let full = self.folder.join(&path.value);
                let full = normal(&full).unwrap_or(full);
                let source = Source::read(name_of(&full, base), &full);
                source.map_err(|error| start.findings.push(cannot_read(path, &error))).ok()
            });
            sources.collect()
        };
        if input.transforms.is_empty() {
            input.transforms = read(&around.transforms);
        }
        if input.parents.is_empty() {
            let is_itself = |path: &Spanned<String>| {
                normal(&self.folder.join(&path.value)).is_some_and(|path| {
                    normal(config).is_some_and(|config| site(&config) == site(&path))
                })
            };
            let parents = around.parents.iter().filter(|path| !is_itself(path));
            input.parents = read(&parents.cloned().collect::<Vec<_>>());
        }
        let text = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.value.clone());
        input.site = input.site.take().or_else(|| text(&around.site));
        input.app = input.app.take().or_else(|| text(&around.app));
        let mut levels = Levels::default();
        for Exception { code, level } in &around.exceptions {
            // Those that cannot be are findings of the file.
            let _ = levels.set(code.value, *level);
        }
        options.levels = std::mem::take(&mut options.levels).over(levels);
        options.assume = options.assume.over(&around.assume);
        #[cfg(feature = "format")]
        start.sources.set_project_fingerprint(super::fingerprint::of_settings(&around));
        input.start = start;
    }

    /// The least severity that makes `check` fail for a configuration; `None` where the file does not say.
    #[must_use]
    pub fn deny(&self, config: &Path) -> Option<Severity> {
        self.around(config).deny
    }

    /// The path in the site of the application that a configuration is of; `None` where the file does not say.
    #[must_use]
    pub fn app(&self, config: &Path) -> Option<String> {
        self.around(config).app.map(|app| app.value)
    }

    /// What counts for one configuration.
    fn around(&self, config: &Path) -> Around {
        let single = normal(config).and_then(|config| self.single.get(&site(&config)));
        match single {
            Some(index) => self.settings.all.with(&self.settings.configs[*index].1),
            None => self.settings.all.clone(),
        }
    }
}

/// The folder of a `web.config`, which stands for it; any other path is itself.
fn site(path: &Path) -> PathBuf {
    let is_config = path.file_name().is_some_and(|name| name.eq_ignore_ascii_case("web.config"));
    path.parent().filter(|_| is_config).unwrap_or(path).to_owned()
}

fn name_of(path: &Path, base: &Path) -> String {
    relative(path, base).unwrap_or_else(|| path.to_string_lossy().replace('\\', "/"))
}

fn cannot_read(path: &Spanned<String>, cause: impl std::fmt::Display) -> Diagnostic {
    let message = format!("cannot read `{}`: {cause}", path.value);
    Diagnostic::new(Code::ProjectPath, path.span, message)
        .help("the path is relative to the folder of this file")
}
