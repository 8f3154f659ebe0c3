//! Which paths of a site the files of its folder are for: applications and virtual directories map folders to paths (CF-3).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::disk::Disk;
use super::placed::Placed;
use crate::config::{Directory, Site};
use crate::diagnostic::{Bag, Code, Diagnostic, Severity};
use crate::effective::ConfigPath;
use crate::sorting::sort_by;
use crate::source::Spanned;

/// More files than any site has, each counted for every path that it is for.
const MOST: usize = 100_000;

/// A part of the site and the folder that it is in.
struct Mapping<'s> {
    url: ConfigPath,
    /// Below the folder of the configuration.
    folder: ConfigPath,
    directory: Option<&'s Directory>,
}

/// The files of the configuration, each with a path that it is for; `base` is that of the configuration.
///
/// `None` when they are too many, which the bag says.
pub(super) fn placed<'f>(
    files: &'f [Placed],
    site: Option<&Site>,
    base: &ConfigPath,
    bag: &mut Bag,
) -> Option<Vec<(&'f Placed, ConfigPath)>> {
    let folders = files.iter().rev().filter_map(|file| Some((file.below.as_ref()?, file)));
    let mut by_folder: Vec<(&ConfigPath, &Placed)> = folders.collect();
    sort_by(&mut by_folder, |(a, _), (b, _)| a.cmp(b));
    // Of folders whose names differ in case only, which Windows does not have, the last.
    by_folder.dedup_by(|(a, _), (b, _)| a == b);
    let mut is_read = vec![false; by_folder.len()];
    let directories = site.map_or(&[][..], |site| &site.directories);
    let (mappings, urls) = mappings(directories, base, bag);
    let mut placed: Vec<(&Placed, ConfigPath)> = Vec::new();
    let mut disk = Disk::below(root(files));
    for mapping in &mappings {
        let first = by_folder.partition_point(|(folder, _)| **folder < mapping.folder);
        let has_file = by_folder.get(first).is_some_and(|(folder, _)| **folder == mapping.folder);
        if let Some(physical) = mapping.directory.and_then(|directory| directory.physical.as_ref())
            && mapping.folder.depth() > 0
            && !has_file
            && !disk.has_no_config(&mapping.folder)
        {
            bag.push(missing(&mapping.url, physical));
        }
        let below = by_folder[first..].iter().zip(&mut is_read[first..]);
        let below = below.take_while(|((folder, _), _)| folder.starts_with(&mapping.folder));
        for ((folder, file), is_read) in below {
            let below = ConfigPath::new(&folder.below(&mapping.folder));
            let at = mapping.url.join(&below);
            if is_elsewhere(&at, &mapping.url, &urls) {
                continue;
            }
            if placed.len() == MOST {
                let message = format!("the files of the site are for more than {MOST} paths");
                bag.push(Diagnostic::new(Code::Limit, file.file.root.span, message));
                return None;
            }
            *is_read = true;
            match mapping.directory.filter(|directory| !directory.reads_below) {
                Some(directory) if below.depth() > 0 => bag.push(not_read(file, directory)),
                _ => placed.push((file, at)),
            }
        }
    }
    for ((_, file), _) in by_folder.iter().zip(is_read).filter(|(_, is_read)| !is_read) {
        let message = "no path of the site is in this folder, so that IIS does not read this file";
        let place = file.file.root.span;
        bag.push(
            Diagnostic::new(Code::UnreadFolder, place, message)
                .help("see the `physicalPath`s in the server's file"),
        );
    }
    sort_by(&mut placed, |(_, a), (_, b)| a.cmp(b));
    Some(placed)
}

/// What of the site is in the folder of the configuration, and all paths that have a folder of their own.
fn mappings<'s>(
    directories: &'s [Directory],
    base: &ConfigPath,
    bag: &mut Bag,
) -> (Vec<Mapping<'s>>, BTreeSet<ConfigPath>) {
    let with_url = directories.iter().map(|directory| (ConfigPath::new(&directory.url), directory));
    let (around, below): (Vec<_>, Vec<_>) = with_url.partition(|(url, _)| base.starts_with(url));
    let own = around.into_iter().max_by_key(|(url, _)| url.depth());
    let root = own.as_ref().and_then(|(url, directory)| {
        let physical = ConfigPath::new(&directory.physical.as_ref()?.value);
        Some(physical.join(&ConfigPath::new(&base.below(url))))
    });
    let directory = own.map(|(_, directory)| directory);
    let mut mappings =
        vec![Mapping { url: base.clone(), folder: ConfigPath::default(), directory }];
    let mut urls = BTreeSet::new();
    for (url, directory) in below.into_iter().filter(|(url, _)| url.starts_with(base)) {
        if !urls.insert(url.clone()) {
            continue;
        }
        let folder = match (&root, &directory.physical) {
            (Some(root), Some(physical)) => {
                let folder = ConfigPath::new(&physical.value);
                folder.starts_with(root).then(|| ConfigPath::new(&folder.below(root)))
            }
            _ => Some(ConfigPath::new(&url.below(base))),
        };
        match (folder, &directory.physical) {
            (Some(folder), _) => {
                mappings.push(Mapping { url, folder, directory: Some(directory) });
            }
            (None, Some(physical)) => bag.push(missing(&url, physical)),
            (None, None) => {}
        }
    }
    (mappings, urls)
}

/// The folder that the configuration was read from.
fn root(files: &[Placed]) -> Option<PathBuf> {
    let own = files.iter().find(|placed| placed.below.is_some())?;
    let depth = own.below.as_ref()?.depth();
    own.folder.as_ref()?.ancestors().nth(depth).map(Path::to_owned)
}

fn missing(url: &ConfigPath, physical: &Spanned<String>) -> Diagnostic {
    let message =
        format!("`{url}` is in the folder `{}`, which is not among the files", physical.value);
    Diagnostic::new(Code::UnreadFolder, physical.span, message)
        .label("what a `web.config` there says is missing in the policy")
        .help(format!(
            "pass a folder that has it, or make a policy of it by itself, with `--app {url}`"
        ))
}

/// Whether a path below `url` is in the folder of a part of the site of its own.
fn is_elsewhere(at: &ConfigPath, url: &ConfigPath, urls: &BTreeSet<ConfigPath>) -> bool {
    let mut path = url.clone();
    let below = at.below(url);
    !urls.is_empty()
        && below.split('/').filter(|name| !name.is_empty()).any(|name| {
            path = path.join(&ConfigPath::new(name));
            urls.contains(&path)
        })
}

fn not_read(file: &Placed, directory: &Directory) -> Diagnostic {
    let message = format!(
        "IIS does not read this file: `allowSubDirConfig` is false for `/{}`",
        directory.url
    );
    let mut note = Diagnostic::new(Code::UnreadFolder, file.file.root.span, message);
    note.severity = Severity::Note;
    note
}
