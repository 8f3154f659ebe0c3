//! From the paths in the macro to the files.

use std::env;
use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};

use cors_gen::pipeline::{Input, Options, Project, ProjectChoice, Source};

use crate::input::Arguments;
use crate::tokens::{Error, Result, Text};

/// Reads the files that the arguments name, relative to the package, and what the project file adds. Each one that cannot be read
/// is an error at its path.
pub(crate) fn read(arguments: &Arguments) -> Result<(Input, Options)> {
    let config = open(&arguments.path, Input::read);
    let transforms = all(&arguments.transforms);
    let parents = all(&arguments.parents);
    let (config, transforms, parents) = both(both(config, transforms), parents)
        .map(|((config, transforms), parents)| (config, transforms, parents))?;
    let (site, app) = (arguments.site.clone(), arguments.app.clone());
    let mut input = Input { transforms, parents, site, app, ..config };
    let mut options = Options { levels: arguments.levels.clone(), assume: arguments.assume };
    let error = |message: String| Error::new(arguments.path.span, message);
    let (package, config) =
        (package().map_err(error)?, full(&arguments.path.value).map_err(error)?);
    let choice = match &arguments.project {
        ProjectChoice::File(file) => {
            ProjectChoice::File(full(&file.to_string_lossy()).map_err(error)?)
        }
        other => other.clone(),
    };
    let project = Project::of(&choice, &config, &package)
        .map_err(|(path, cause)| error(format!("cannot read {}: {cause}", path.display())))?;
    if let Some(project) = project {
        project.lay_around(&config, &package, &mut input, &mut options);
    }
    Ok((input, options))
}

fn all(paths: &[Text]) -> Result<Vec<Source>> {
    let mut sources = Ok(Vec::new());
    for path in paths {
        sources = both(sources, open(path, Source::read)).map(|(mut sources, source)| {
            sources.push(source);
            sources
        });
    }
    sources
}

/// Two results, or all their errors.
fn both<A, B>(a: Result<A>, b: Result<B>) -> Result<(A, B)> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(mut a), Err(b)) => {
            a.combine(b);
            Err(a)
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

fn open<T>(path: &Text, read: impl FnOnce(String, &Path) -> io::Result<T>) -> Result<T> {
    let error = |message: &dyn Display| Error::new(path.span, message);
    let name = &path.value;
    let full = full(name).map_err(|message| error(&message))?;
    read(name.replace('\\', "/"), &full).map_err(|cause| {
        error(&format_args!(
            "cannot read {}: {cause}\nThe path is relative to the directory of Cargo.toml.",
            full.display()
        ))
    })
}

fn full(name: &str) -> std::result::Result<PathBuf, String> {
    if is_absolute(name) {
        return Err(format!(
            "`{name}` is an absolute path, which exists on this machine only: write the path from the directory of Cargo.toml"
        ));
    }
    Ok(package()?.join(name))
}

fn package() -> std::result::Result<PathBuf, String> {
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    package.ok_or_else(|| "`CARGO_MANIFEST_DIR` is not set: paths are relative to it".to_owned())
}

/// Whether a path is absolute on any system, not just on the one that compiles.
fn is_absolute(path: &str) -> bool {
    let has_drive = path.as_bytes().get(1) == Some(&b':');
    has_drive || path.starts_with(['/', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(arguments: &str) -> Result<Input> {
        let arguments = Arguments::parse(arguments.parse().expect("tokens"))?;
        read(&arguments).map(|(input, _)| input)
    }

    #[test]
    fn missing_files_are_named_in_full_and_all_at_once() {
        let arguments = r#""no/such.config", transform = "no/t.config", parent = "no/p.config""#;
        let error = read_text(arguments).expect_err("no such files");
        let messages: Vec<_> = error.messages().collect();
        assert_eq!(messages.len(), 3, "{messages:?}");
        for (message, file) in messages.iter().zip(["no/such.config", "no/t.config", "no/p.config"])
        {
            let full = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
            assert!(message.contains(&format!("cannot read {}", full.display())), "{message}");
        }
    }

    #[test]
    fn files_are_read_in_their_order() {
        let input = read_text(
            r#""tests/ui/good.config", parent = "tests/ui/warns.config", transform = "tests/ui/release.config",
            site = "Shop", parent = "tests/ui/good.config", app = "/api","#,
        );
        let input = input.expect("read");
        let names =
            |sources: &[Source]| sources.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&input.parents), ["tests/ui/warns.config", "tests/ui/good.config"]);
        assert_eq!(names(&input.transforms), ["tests/ui/release.config"]);
        assert_eq!((input.site.as_deref(), input.app.as_deref()), (Some("Shop"), Some("/api")));
        let input = read_text(r#""tests/ui/site""#).expect("a folder");
        let below: Vec<_> = input.files.iter().map(|(below, _)| below.as_str()).collect();
        assert_eq!(below, ["", "sub"]);
    }

    #[test]
    fn absolute_on_any_system() {
        for path in [
            "/web.config",
            "\\web.config",
            "C:\\web.config",
            "c:web.config",
            "\\\\host\\web.config",
        ] {
            assert!(is_absolute(path), "{path}");
        }
        for path in ["web.config", "../web.config", "site/web.config", "a", ""] {
            assert!(!is_absolute(path), "{path}");
        }
    }
}
