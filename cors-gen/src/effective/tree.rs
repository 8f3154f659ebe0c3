//! The paths for which there is anything, as a tree.

use std::collections::BTreeMap;

use super::hierarchy::{Hierarchy, Layer};
use super::path::ConfigPath;
use crate::source::{Span, Spanned};

/// A path for which a file or a `<location>` is, or that is an application.
#[derive(Debug)]
pub(super) struct Node<'c> {
    pub(super) path: ConfigPath,
    /// What opened the path.
    pub(super) place: Span,
    /// Whether the path is at or below the base, and so part of the result.
    pub(super) is_asked: bool,
    /// What the files say for the path, outer files first.
    pub(super) layers: Vec<Layer<'c>>,
    /// The nearest path above this one, by its position; every path comes after those above it.
    pub(super) parent: Option<usize>,
    /// Whether an application starts here (CF-5).
    pub(super) is_application: bool,
    /// The path at which the application starts that this path belongs to; `None` for the root application.
    pub(super) application: Option<usize>,
    /// The depth of the path at which that application starts; 0 for the root application.
    pub(super) application_depth: usize,
}

/// The paths so far that are at or below the base, or above it.
struct Nodes<'h, 'c> {
    base: &'h ConfigPath,
    by_path: BTreeMap<ConfigPath, Node<'c>>,
}

/// The base, the paths above it and the paths below it, in their order: a parent before its children.
pub(super) fn nodes<'c>(hierarchy: &Hierarchy<'c>) -> Vec<Node<'c>> {
    let mut nodes = Nodes { base: &hierarchy.base, by_path: BTreeMap::new() };
    for layer in hierarchy.layers() {
        if let Some(node) = nodes.at(&layer.path) {
            node.layers.push(layer);
        }
    }
    // A path is shown by its own file rather than by what first set anything for it.
    let last = hierarchy.levels.last().map(|last| (&hierarchy.base, last));
    let own = hierarchy.levels.iter().map(|level| (&level.at, level));
    for (path, level) in last.into_iter().chain(own) {
        let place = level.file.root.span;
        if let Some(node) = nodes.at(&Spanned::new(path.clone(), place)) {
            node.place = place;
        }
    }
    // An application has a scope of its own even when nothing is for it: it may not inherit what is above (CF-5).
    for application in &hierarchy.applications {
        if let Some(node) = nodes.at(application) {
            node.is_application = true;
        }
    }
    linked(nodes.by_path)
}

impl<'c> Nodes<'_, 'c> {
    /// The node of a path; `None` for a path that is neither above the base nor below it.
    fn at(&mut self, path: &Spanned<ConfigPath>) -> Option<&mut Node<'c>> {
        let Spanned { value: path, span } = path;
        let is_asked = path.starts_with(self.base);
        let node = || Node {
            path: path.clone(),
            place: *span,
            is_asked,
            layers: Vec::new(),
            parent: None,
            is_application: false,
            application: None,
            application_depth: 0,
        };
        (is_asked || self.base.starts_with(path))
            .then(|| self.by_path.entry(path.clone()).or_insert_with(node))
    }
}

fn linked(nodes: BTreeMap<ConfigPath, Node<'_>>) -> Vec<Node<'_>> {
    let mut linked: Vec<Node<'_>> = Vec::with_capacity(nodes.len());
    // The paths above the one at hand; what is below a path follows it.
    let mut above: Vec<usize> = Vec::new();
    for mut node in nodes.into_values() {
        while above.pop_if(|at| !node.path.starts_with(&linked[*at].path)).is_some() {}
        let number = linked.len();
        node.parent = above.last().copied();
        (node.application, node.application_depth) = if node.is_application {
            (Some(number), node.path.depth())
        } else {
            let parent = node.parent.map(|parent| &linked[parent]);
            parent.map_or((None, 0), |parent| (parent.application, parent.application_depth))
        };
        above.push(number);
        linked.push(node);
    }
    linked
}
