//! `configSource`: sections whose content is in a file of their own (CF-6).
//!
//! The content takes the section's place in the tree, with the places of its own file, before anything reads the tree.

use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::file::Source;
use super::parse::parse;
use crate::config;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::source::{SourceMap, Span, Spanned};
use crate::xml::{Attribute, Element, Node};

/// Replaces every section below `<system.webServer>` that has a `configSource` by the content of that file.
///
/// `folder` is where the including file stands; `None` when it is no file.
pub(super) fn include(
    root: &mut Element,
    name: &str,
    folder: Option<&Path>,
    sources: &mut SourceMap,
    bag: &mut Bag,
) {
    let root_name = root.name.value.clone();
    let at = match root_name.as_str() {
        "configuration" | "location" => None,
        WEB_SERVER => Some(""),
        // What stands alone is a section or a group, or a part of a section, in which all is looked at.
        name => Some(config::path_of(name).unwrap_or(name)),
    };
    Includer { name, folder, sources, bag }.walk(root, at);
}

const WEB_SERVER: &str = "system.webServer";

struct Includer<'i> {
    /// What messages call the including file.
    name: &'i str,
    folder: Option<&'i Path>,
    sources: &'i mut SourceMap,
    bag: &'i mut Bag,
}

impl Includer<'_> {
    /// `at` is the path of the element below `system.webServer`; `None` above it.
    fn walk(&mut self, element: &mut Element, at: Option<&str>) {
        if let Some(source) = element.attribute("configSource").filter(|_| at.is_some()) {
            let source = Spanned::new(source.value.value.clone(), source.span());
            let path = at.unwrap_or_default();
            if !config::is_section(path) {
                let name = &element.name.value;
                let message = format!("`<{name}>` is no section, and cannot have a `configSource`");
                self.bag.push(
                    Diagnostic::new(Code::Misplaced, source.span, message)
                        .label("IIS answers 500.19 to every request (CF-6)")
                        .help("put a whole section into a file of its own"),
                );
            }
            match self.content(element, &source) {
                Ok(content) => *element = content,
                Err(diagnostic) => {
                    self.bag.extend(diagnostic.map(|it| *it));
                    element.attributes.retain(|attribute| attribute.name.value != "configSource");
                }
            }
            return;
        }
        for child in &mut element.children {
            let Node::Element(child) = child else { continue };
            let name = child.name.value.as_str();
            let at = match at {
                None => (name == WEB_SERVER).then(String::new),
                Some(at) if config::is_looked_at(at, name) => Some(config::join(at, name)),
                // Where others have their content does not matter.
                Some(_) => continue,
            };
            self.walk(child, at.as_deref());
        }
    }

    /// The root of the file that a section's content is in; an error without finding was told by who read the file.
    fn content(
        &mut self,
        section: &Element,
        source: &Spanned<String>,
    ) -> Result<Element, Option<Box<Diagnostic>>> {
        let section_name = &section.name.value;
        let refused = |message: String, help: &'static str| {
            Some(Box::new(Diagnostic::new(Code::ConfigSource, source.span, message).help(help)))
        };
        if let Some(beside) = beside(section) {
            let message = format!("`<{section_name}>` has a `configSource` and content of its own");
            return Err(Some(Box::new(
                Diagnostic::new(Code::ConfigSource, beside, message)
                    .label("the file would take the place of this")
                    .related(source.span, "the file is named here")
                    .help("move this into the file"),
            )));
        }
        let relative = relative(&source.value).ok_or_else(|| {
            refused(
                format!("`{}` is outside the folder of the configuration", source.value),
                "IIS refuses this as well: write a path at or below the folder, without `..`",
            )
        })?;
        let Some(folder) = self.folder else {
            return Err(refused(
                format!(
                    "the content of `<{section_name}>` is in `{}`, which cannot be found from here",
                    source.value
                ),
                "pass the configuration as a file instead of on standard input",
            ));
        };
        let path = find(folder, &relative);
        if leaves(folder, &path) {
            return Err(refused(
                format!(
                    "`{}` leads out of the folder of the configuration by a link",
                    source.value
                ),
                "put the file itself into the folder",
            ));
        }
        let name = sibling(self.name, &relative);
        let file = Source::read(name, &path).map_err(|error| {
            refused(
                format!(
                    "the content of `<{section_name}>` is in `{}`, which cannot be read: {error}",
                    source.value
                ),
                "put the file where the configuration looks for it",
            )
        })?;
        let root = parse(file, self.sources, self.bag).ok_or(None)?.root;
        if root.name.value != *section_name {
            let message = format!(
                "`<{}>` stands where the content of `<{section_name}>` is expected",
                root.name.value
            );
            return Err(Some(Box::new(
                Diagnostic::new(Code::ConfigSource, root.tag, message)
                    .related(source.span, "what leads here")
                    .help(format!("the root element of the file has to be `<{section_name}>`")),
            )));
        }
        if let Some(again) = root.attribute("configSource") {
            let message = "the content of a section cannot be in a third file";
            return Err(Some(Box::new(
                Diagnostic::new(Code::ConfigSource, again.span(), message)
                    .related(source.span, "what leads here")
                    .help("put the content here, or name the third file in the first"),
            )));
        }
        Ok(root)
    }
}

/// What an element has beside its `configSource`: an attribute or an element that the file would replace.
fn beside(section: &Element) -> Option<Span> {
    let is_own = |attribute: &&Attribute| {
        let name = attribute.name.value.as_str();
        name != "configSource" && name != "xmlns" && !name.starts_with("xmlns:")
    };
    let attribute = section.attributes.iter().find(is_own).map(Attribute::span);
    attribute.or_else(|| section.elements().next().map(|element| element.tag))
}

/// A path at or below a folder; `None` for one that is absolute, has a drive, or goes up.
fn relative(source: &str) -> Option<PathBuf> {
    let source = source.replace('\\', "/");
    let path = PathBuf::from(&source);
    let stays =
        |component: &Component<'_>| matches!(component, Component::Normal(_) | Component::CurDir);
    if source.contains(':') || source.is_empty() || !path.components().all(|c| stays(&c)) {
        return None;
    }
    Some(path.components().filter(|component| *component != Component::CurDir).collect())
}

/// Where the file is. Windows does not look at case, so where there is no file of that very name another will do.
fn find(folder: &Path, relative: &Path) -> PathBuf {
    let mut path = folder.to_owned();
    for name in relative {
        let exact = path.join(name);
        path = if exact.symlink_metadata().is_ok() {
            exact
        } else {
            alike(&path, name).unwrap_or(exact)
        };
    }
    path
}

/// The first entry of a folder that has the name in other letter case.
fn alike(folder: &Path, name: &OsStr) -> Option<PathBuf> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let name = name.to_string_lossy().to_lowercase();
    let entries = fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let alike = entries.filter(|entry| entry.file_name().to_string_lossy().to_lowercase() == name);
    alike.map(|entry| entry.path()).min()
}

/// Whether links lead from the folder to a place outside of it. What does not exist leads nowhere.
fn leaves(folder: &Path, path: &Path) -> bool {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    match (folder.canonicalize(), path.canonicalize()) {
        (Ok(folder), Ok(path)) => !path.starts_with(folder),
        _ => false,
    }
}

/// What messages call a file beside the one called `name`.
fn sibling(name: &str, relative: &Path) -> String {
    let relative = relative.to_string_lossy().replace('\\', "/");
    match name.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{relative}"),
        None => relative,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_below_the_folder_are_relative() {
        for (source, below) in [
            ("cors.config", true),
            ("config\\cors.config", true),
            ("./cors.config", true),
            ("../cors.config", false),
            ("a/../../b", false),
            ("/etc/passwd", false),
            ("\\\\server\\share", false),
            ("C:\\cors.config", false),
            ("C:cors.config", false),
            ("", false),
        ] {
            assert_eq!(relative(source).is_some(), below, "CF-6: {source}");
        }
    }
}
