//! The `web.config` files of a site folder (CF-3).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::file::Source;
use crate::sorting::sort_by;

/// Folders that IIS serves nothing from, or that tools fill with files of others.
const SKIPPED: [&str; 8] = [
    "bin",
    "obj",
    "node_modules",
    "bower_components",
    "packages",
    "app_data",
    "app_code",
    "aspnet_client",
];

/// Deeper than any path that Windows lets IIS serve.
pub(super) const MAX_DEPTH: usize = 64;

/// More than any site has; a run over the wrong folder ends here instead of reading a disk.
const MAX_FOLDERS: usize = 20_000;

/// The files of a site folder.
pub(super) struct Found {
    /// Each with the path below the folder that it is in.
    pub(super) files: Vec<(String, Source)>,
    /// The names of those in folders that are not searched.
    pub(super) skipped: Vec<String>,
}

/// Reads the folder's own `web.config` and those of the folders below it, each with its path below the folder.
///
/// Folders come by name, so that the same tree gives the same result everywhere. Links to folders are not followed; a
/// `web.config` may be a link within the tree.
///
/// Also names the `web.config` files of folders that are not searched.
pub(super) fn read(name: &str, root: &Path) -> io::Result<Found> {
    let mut walk = Walk {
        name: name.trim_end_matches('/'),
        root: root.canonicalize()?,
        files: Vec::new(),
        skipped: Vec::new(),
        folders: 0,
    };
    walk.folder(root, "", 0)?;
    if walk.files.is_empty() {
        let message = "there is no web.config in it, nor in the folders below";
        return Err(io::Error::new(io::ErrorKind::NotFound, message));
    }
    Ok(Found { files: walk.files, skipped: walk.skipped })
}

struct Walk<'n> {
    name: &'n str,
    root: PathBuf,
    files: Vec<(String, Source)>,
    skipped: Vec<String>,
    folders: usize,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, below: &str, depth: usize) -> io::Result<()> {
        self.folders += 1;
        if depth > MAX_DEPTH || self.folders > MAX_FOLDERS {
            let message = format!(
                "it has more than {MAX_FOLDERS} folders or {MAX_DEPTH} levels: is it a site?"
            );
            return Err(io::Error::other(message));
        }
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = entries.map_err(|error| in_place(below, error))?;
        sort_by(&mut entries, |a, b| a.file_name().cmp(&b.file_name()));
        let mut folders = Vec::new();
        let mut configs = 0;
        for entry in entries {
            let file_name = entry.file_name().to_string_lossy().into_owned();
            // The type of the entry itself: a link is neither file nor folder.
            let kind = entry.file_type().map_err(|error| in_place(below, error))?;
            if kind.is_dir() {
                if !is_skipped(&file_name) {
                    folders.push((file_name, entry.path()));
                } else if let Some(config) = config_in(&entry.path()) {
                    let below_root = join(&join(below, &file_name), config);
                    self.skipped.push(join(self.name, &below_root));
                }
            } else if file_name.eq_ignore_ascii_case("web.config") {
                configs += 1;
                let below_root = join(below, &file_name);
                if configs > 1 {
                    let message = "the folder has another web.config, of which Windows sees one";
                    return Err(in_place(&below_root, io::Error::other(message)));
                }
                let path = self.config(&entry).map_err(|error| in_place(&below_root, error))?;
                let source = Source::read(join(self.name, &below_root), &path);
                let source = source.map_err(|error| in_place(&below_root, error))?;
                self.files.push((below.to_owned(), source));
            }
        }
        for (file_name, path) in folders {
            self.folder(&path, &join(below, &file_name), depth + 1)?;
        }
        Ok(())
    }

    /// Where to read a `web.config` that is a file, or a link to a file in the same tree.
    fn config(&self, entry: &fs::DirEntry) -> io::Result<PathBuf> {
        let path = entry.path();
        let target = path.canonicalize()?;
        if !target.starts_with(&self.root) {
            return Err(io::Error::other("it is a link that leads out of the folder"));
        }
        if !target.is_file() {
            return Err(io::Error::other("it is no file"));
        }
        Ok(path)
    }
}

/// The error with the part of the folder it is about.
fn in_place(below: &str, error: io::Error) -> io::Error {
    if below.is_empty() {
        return error;
    }
    io::Error::new(error.kind(), format!("{below}: {error}"))
}

/// How the `web.config` in a folder that is not read is spelt, where there is one.
fn config_in(folder: &Path) -> Option<&'static str> {
    ["web.config", "Web.config"].into_iter().find(|name| folder.join(name).is_file())
}

pub(super) fn join(above: &str, name: &str) -> String {
    if above.is_empty() { name.to_owned() } else { format!("{above}/{name}") }
}

/// What IIS serves is a folder that starts with a dot only where it has to be one.
pub(super) fn is_skipped(name: &str) -> bool {
    let is_hidden = name.starts_with('.') && !name.eq_ignore_ascii_case(".well-known");
    is_hidden || SKIPPED.iter().any(|skipped| skipped.eq_ignore_ascii_case(name))
}
