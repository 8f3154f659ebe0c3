//! What the folder of a site has on disk beside the files that were read, whatever the letter case.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::effective::ConfigPath;

/// The folders below the one that the configuration was read from.
pub(super) struct Disk {
    /// `None` for a configuration that is no file.
    root: Option<PathBuf>,
    /// The entries of the folders looked at so far, by their names in lower case.
    listed: HashMap<PathBuf, HashMap<String, PathBuf>>,
}

impl Disk {
    pub(super) fn below(root: Option<PathBuf>) -> Self {
        Self { root, listed: HashMap::new() }
    }

    /// Whether a folder is there and has no `web.config`, so that nothing in it was left unread.
    pub(super) fn has_no_config(&mut self, folder: &ConfigPath) -> bool {
        let Some(mut path) = self.root.clone() else { return false };
        let below = folder.below(&ConfigPath::default());
        for name in below.split('/').filter(|name| !name.is_empty()) {
            let Some(found) = self.entries(&path).get(&name.to_lowercase()) else { return false };
            path.clone_from(found);
        }
        path.is_dir() && !self.entries(&path).contains_key("web.config")
    }

    fn entries(&mut self, folder: &Path) -> &HashMap<String, PathBuf> {
        self.listed.entry(folder.to_owned()).or_insert_with(|| {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
            let by_name = entries
                .map(|entry| (entry.file_name().to_string_lossy().to_lowercase(), entry.path()));
            by_name.collect()
        })
    }
}
