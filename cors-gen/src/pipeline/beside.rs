//! Files beside the configuration that look as if they were meant, and are not read.

use std::fs;
use std::path::Path;

use super::file::Source;
use crate::diagnostic::{Bag, Code, Diagnostic};
use crate::sorting::sort_by;
use crate::source::{self, Span};

/// How many files are named.
const MOST_NAMED: usize = 5;

/// How many files are looked into.
const MOST_READ: usize = 20;

/// What is beside a configuration and not read: names as messages have them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// The `web.config` files in folders that are not searched.
    pub skipped: Vec<String>,
    /// The transforms of the configuration, such as `Web.Release.config`.
    pub transforms: Vec<String>,
}

impl Beside {
    /// The transforms beside a configuration: `Web.*.config` beside `Web.config`, where they are transforms.
    pub(super) fn transforms_of(source: &Source) -> Vec<String> {
        let Some(path) = source.path.as_deref() else { return Vec::new() };
        let lower = |path: &Path| path.file_name().map(|it| it.to_string_lossy().to_lowercase());
        let own = lower(path).unwrap_or_default();
        let Some(stem) = own.strip_suffix(".config") else { return Vec::new() };
        let is_candidate = |path: &Path| {
            let name = lower(path).unwrap_or_default();
            let rest = name.strip_prefix(stem).and_then(|rest| rest.strip_prefix('.'));
            rest.is_some_and(|rest| rest.len() > "config".len() && rest.ends_with(".config"))
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let entries = fs::read_dir(folder.unwrap_or(Path::new("."))).into_iter().flatten();
        let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
        let mut paths: Vec<_> = paths.filter(|path| is_candidate(path)).collect();
        sort_by(&mut paths, Ord::cmp);
        let transforms = paths.iter().take(MOST_READ).filter(|path| is_transform(path));
        let names = transforms.filter_map(|path| path.file_name());
        let folder = source.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        names.map(|name| super::folder::join(folder, &name.to_string_lossy())).collect()
    }

    /// Notes what is not read; `place` is where the configuration starts.
    pub(super) fn say(&self, place: Span, has_transforms: bool, bag: &mut Bag) {
        if !self.skipped.is_empty() {
            let message = format!("not read: {}", named(&self.skipped));
            bag.push(
                Diagnostic::new(Code::SkippedFolder, place, message)
                    .help("IIS serves nothing from such folders, or tools fill them")
                    .help("where that is not so here, pass the file by itself, and this one with `--parent`"),
            );
        }
        if !self.transforms.is_empty() && !has_transforms {
            let message = format!("not applied: {}", named(&self.transforms));
            let example = format!("--transform {}", crate::text::shell_word(&self.transforms[0]));
            bag.push(
                Diagnostic::new(Code::TransformNotGiven, place, message).help(format!(
                    "what is deployed may be the transformed file: pass `{example}`"
                )),
            );
        }
    }
}

fn named(names: &[String]) -> String {
    let mut text: Vec<_> = names.iter().take(MOST_NAMED).map(|name| format!("`{name}`")).collect();
    if names.len() > MOST_NAMED {
        text.push(format!("{} more", names.len() - MOST_NAMED));
    }
    text.join(", ")
}

fn is_transform(path: &Path) -> bool {
    const NAMESPACE: &str = "http://schemas.microsoft.com/XML-Document-Transform";
    let source = Source::read("", path).ok();
    let text = source.map(|source| source::decode(&source.bytes).unwrap_or_else(|e| e.lossy));
    text.is_some_and(|text| text.contains(NAMESPACE))
}
