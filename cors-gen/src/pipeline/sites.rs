//! The sites below a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::folder::{MAX_DEPTH, is_skipped};

/// More folders than a disk of sites has around them; a run over the wrong folder ends here.
const MAX_FOLDERS: usize = 500_000;

/// What is found below a folder.
#[derive(Debug, Default)]
pub struct Sites {
    /// The folders of sites, in the order of their paths.
    pub found: Vec<PathBuf>,
    /// What could not be searched, and why.
    pub unreadable: Vec<(PathBuf, io::Error)>,
}

impl Sites {
    /// Searches a folder and those below it.
    ///
    /// A site is a folder that has a `web.config`, whatever its letter case, where no folder above it does, as far as the one
    /// that is searched: the files in the folders below it belong to it, as they do where [`Input::read`](super::Input::read)
    /// reads it. Links to folders are not followed, and what is no part of a site (`bin`, `node_modules`, `.git`) is not searched.
    #[must_use]
    pub fn below(folder: &Path) -> Self {
        let mut sites = Self::default();
        // Deepest first, so that what is taken from the end comes in the order of the paths.
        let mut ahead = vec![(folder.to_owned(), 0)];
        let mut searched = 0;
        while let Some((folder, depth)) = ahead.pop() {
            searched += 1;
            if searched > MAX_FOLDERS || depth > MAX_DEPTH {
                let message =
                    format!("there are more than {MAX_FOLDERS} folders or {MAX_DEPTH} levels");
                sites.unreadable.push((folder, io::Error::other(message)));
                break;
            }
            match look_into(&folder) {
                Ok(None) => sites.found.push(folder),
                Ok(Some(below)) => {
                    ahead.extend(below.into_iter().rev().map(|path| (path, depth + 1)));
                }
                Err(error) => sites.unreadable.push((folder, error)),
            }
        }
        sites
    }
}

/// The folders to search in one that is no site, by name; `None` for a site.
fn look_into(folder: &Path) -> io::Result<Option<Vec<PathBuf>>> {
    let mut below = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_dir() {
            if !is_skipped(&name.to_string_lossy()) {
                below.push(name);
            }
        } else if name.eq_ignore_ascii_case("web.config") {
            return Ok(None);
        }
    }
    below.sort();
    // What is in the current folder is called as one calls it.
    let folder = if folder == Path::new(".") { Path::new("") } else { folder };
    Ok(Some(below.into_iter().map(|name| folder.join(name)).collect()))
}
