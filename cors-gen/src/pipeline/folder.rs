//! The `web.config` files of a site folder (CF-3).

use std::fs;
use std::io;
use std::path::Path;

use super::input::Source;

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
const MAX_DEPTH: usize = 64;

/// More than any site has; a run over the wrong folder ends here instead of reading a disk.
const MAX_FOLDERS: usize = 20_000;

/// Reads the folder's own `web.config` and those of the folders below it, each with its path below the folder.
///
/// Folders come by name, so that the same tree gives the same result everywhere. Links are not followed.
pub(super) fn read(name: &str, root: &Path) -> io::Result<Vec<(String, Source)>> {
    let mut walk = Walk { name: name.trim_end_matches('/'), files: Vec::new(), folders: 0 };
    walk.folder(root, "", 0)?;
    if walk.files.is_empty() {
        let message = "there is no web.config in it, nor in the folders below";
        return Err(io::Error::new(io::ErrorKind::NotFound, message));
    }
    Ok(walk.files)
}

struct Walk<'n> {
    name: &'n str,
    files: Vec<(String, Source)>,
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
        let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        let mut folders = Vec::new();
        for entry in entries {
            let file_name = entry.file_name().to_string_lossy().into_owned();
            // The type of the entry itself: a link is neither file nor folder.
            let kind = entry.file_type()?;
            if kind.is_file() && file_name.eq_ignore_ascii_case("web.config") {
                let parts = [self.name, below, &file_name];
                let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                let name = parts.join("/");
                self.files.push((below.to_owned(), Source::read(name, &entry.path())?));
            } else if kind.is_dir() && !is_skipped(&file_name) {
                folders.push((file_name, entry.path()));
            }
        }
        for (file_name, path) in folders {
            let below = if below.is_empty() { file_name } else { format!("{below}/{file_name}") };
            self.folder(&path, &below, depth + 1)?;
        }
        Ok(())
    }
}

fn is_skipped(name: &str) -> bool {
    name.starts_with('.') || SKIPPED.iter().any(|skipped| skipped.eq_ignore_ascii_case(name))
}
