//! The fixtures.

use std::fs;
use std::path::{Path, PathBuf};

use cors_gen::pipeline::{self, Input, Options, Outcome, Project, ProjectChoice};
use cors_gen::policy::Arena;

/// A folder below `tests/fixtures`.
#[must_use]
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// The entries of a folder with that extension (folders have none), by name.
///
/// # Panics
///
/// When the folder cannot be read, or has no such entry: a test that goes over nothing shows nothing.
#[must_use]
pub fn entries(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().unwrap_or_default() == extension);
    paths.sort();
    assert!(!paths.is_empty(), "{} has nothing to test", folder.display());
    paths
}

/// The folders of configurations that become policies.
#[must_use]
pub fn policies() -> Vec<PathBuf> {
    entries(&folder("policies"), "")
}

/// What comes of the `web.config` in a folder, with the `cors-gen.toml` beside it if there is one.
///
/// # Panics
///
/// When it cannot be read.
#[must_use]
pub fn outcome<'p>(folder: &Path, arena: &'p Arena) -> Outcome<'p> {
    let config = folder.join("web.config");
    let mut input = Input::read("web.config", &config).expect("a web.config");
    let mut options = Options::default();
    let project = Project::of(&ProjectChoice::Nearest, &config, folder).expect("a file to read");
    if let Some(project) = project {
        project.lay_around(&config, folder, &mut input, &mut options);
    }
    pipeline::run(input, &options, arena)
}
