//! Which levels count for which path, and in what order.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::locks;
use super::path::ConfigPath;
use super::rewrite::RuleLevel;
use super::scope::EffectiveScope;
use super::section::Laying;
use crate::config::{ConfigFile, Sections};
use crate::diagnostic::Bag;
use crate::source::{Span, Spanned};

/// The files that decide about a part of a site.
#[derive(Debug, Clone, Default)]
pub struct Hierarchy<'c> {
    /// The files from the outside in: the server's first.
    pub levels: Vec<Level<'c>>,
    /// The path that the policy is for: its root.
    pub base: ConfigPath,
    /// The applications of the site besides its root application.
    pub applications: Vec<Spanned<ConfigPath>>,
}

/// A file and its place in the site.
#[derive(Debug, Clone)]
pub struct Level<'c> {
    /// What the file says.
    pub file: &'c ConfigFile,
    /// The path of the file's own level.
    pub at: ConfigPath,
    /// For a server's file the name of the site, with which the paths of its locations start.
    pub site: Option<String>,
}

/// The settings of one level for one path.
#[derive(Debug, Clone)]
pub(super) struct Layer<'c> {
    pub(super) path: Spanned<ConfigPath>,
    /// The position of the file in the hierarchy.
    pub(super) level: usize,
    pub(super) sections: &'c Sections,
    pub(super) inherited_by_applications: bool,
    pub(super) overridable: Option<Spanned<bool>>,
}

/// The effective configuration of the hierarchy's base, which comes first, and of every path below that a file or
/// a `<location>` is for or that is an application.
///
/// A parent comes before its children, whatever the order of the tags (CF-4); for one path, outer files come first.
#[must_use]
pub fn resolve(hierarchy: &Hierarchy<'_>, bag: &mut Bag) -> Vec<EffectiveScope> {
    let mut layers: Vec<_> =
        hierarchy.levels.iter().enumerate().flat_map(|(i, l)| l.layers(i)).collect();
    // Stable: layers of one path stay in the order of the files.
    layers.sort_by_key(|layer| layer.path.value.depth());
    let mut paths: BTreeMap<ConfigPath, Span> = BTreeMap::new();
    for layer in layers.iter().filter(|layer| layer.path.value.starts_with(&hierarchy.base)) {
        paths.entry(layer.path.value.clone()).or_insert(layer.path.span);
    }
    // Only what is at or above a path can count for it: looking at all layers for every path takes too long where there
    // are many.
    let mut at_path: BTreeMap<Vec<&str>, Vec<&Layer<'_>>> = BTreeMap::new();
    for layer in &layers {
        at_path.entry(layer.path.value.folded().collect()).or_default().push(layer);
    }
    let depths: BTreeSet<usize> = at_path.keys().map(Vec::len).collect();
    // A path is shown by its own file rather than by what first set anything for it.
    let base = hierarchy.levels.last().map(|last| (&hierarchy.base, last));
    let own = hierarchy.levels.iter().map(|level| (&level.at, level));
    for (path, level) in base.into_iter().chain(own) {
        if path.starts_with(&hierarchy.base) {
            paths.insert(path.clone(), level.file.root.span);
        }
    }
    // An application has a scope of its own even when nothing is for it: it may not inherit what is above (CF-5).
    let applications = hierarchy.applications.iter();
    for application in applications.filter(|app| app.value.starts_with(&hierarchy.base)) {
        paths.entry(application.value.clone()).or_insert(application.span);
    }
    let scope = |(path, place): (ConfigPath, Span)| {
        let name = Spanned::new(path.below(&hierarchy.base), place);
        let mut scope = EffectiveScope::empty(name);
        let folded: Vec<&str> = path.folded().collect();
        let counting: Vec<_> = depths
            .range(..=path.depth())
            .filter_map(|depth| at_path.get(&folded[..*depth]))
            .flatten()
            .filter(|layer| layer.counts_for(&path, hierarchy))
            .copied()
            .collect();
        locks::check(&counting, hierarchy, bag);
        for layer in counting {
            let level = Rc::new(layer.rule_level(&hierarchy.base));
            scope.lay(layer.sections, &mut Laying { level, bag });
        }
        scope
    };
    paths.into_iter().map(scope).collect()
}

impl<'c> Level<'c> {
    fn layers(&self, level: usize) -> Vec<Layer<'c>> {
        let root = Layer {
            path: Spanned::new(self.at.clone(), self.file.root.span),
            level,
            sections: &self.file.root.value,
            inherited_by_applications: true,
            overridable: None,
        };
        let locations = self.file.locations.iter().filter_map(|location| {
            let written = ConfigPath::new(&location.path);
            let path = match &self.site {
                Some(site) if written.depth() > 0 => written.below_site(site)?,
                _ => self.at.join(&written),
            };
            Some(Layer {
                path: Spanned::new(path, location.tag),
                level,
                sections: &location.sections,
                inherited_by_applications: location.inherited_by_applications,
                overridable: location.overridable,
            })
        });
        std::iter::once(root).chain(locations).collect()
    }
}

impl Layer<'_> {
    /// Whether a level at or above a path counts for it: not when it is of another application and hidden from this (CF-5).
    fn counts_for(&self, path: &ConfigPath, hierarchy: &Hierarchy<'_>) -> bool {
        self.inherited_by_applications
            || hierarchy.application_of(path) == hierarchy.application_of(&self.path.value)
    }

    /// Where the layer is, for rules about paths, which it may be above or below the `base`.
    fn rule_level(&self, base: &ConfigPath) -> RuleLevel {
        let path = &self.path.value;
        let prefix = if base.starts_with(path) { base.below(path) } else { String::new() };
        RuleLevel {
            skipped: path.depth().saturating_sub(base.depth()),
            prefix: if prefix.is_empty() { prefix } else { prefix + "/" },
        }
    }
}

impl Hierarchy<'_> {
    /// The depth of the application that a path belongs to: the deepest one at or above it (CF-5).
    fn application_of(&self, path: &ConfigPath) -> usize {
        let applications = self.applications.iter().map(|application| &application.value);
        let above = applications.filter(|application| path.starts_with(application));
        above.map(ConfigPath::depth).max().unwrap_or(0)
    }
}
