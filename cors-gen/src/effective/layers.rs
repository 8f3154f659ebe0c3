//! Which levels count for which path, and in what order.

use std::collections::BTreeMap;

use super::scope::EffectiveScope;
use crate::config::{ConfigFile, Sections};
use crate::diagnostic::Bag;
use crate::source::Spanned;

/// The settings of one level for one path.
struct Layer<'c> {
    path: Spanned<&'c str>,
    sections: &'c Sections,
}

/// The effective configuration of the root, which comes first, and of every path that a `<location>` is for.
///
/// `files` are the levels from the outside in; the first is usually [`DEFAULTS`](super::DEFAULTS). A parent comes before
/// its children, whatever the order of the tags (CF-4).
#[must_use]
pub fn resolve(files: &[&ConfigFile], bag: &mut Bag) -> Vec<EffectiveScope> {
    // By path, folded as IIS compares paths; within a path from the outside in. A BTreeMap of segments puts each path
    // right behind what it is below of.
    let mut layers: BTreeMap<Vec<String>, Vec<Layer<'_>>> = BTreeMap::new();
    for file in files {
        let root = Layer { path: Spanned::new("", file.root.span), sections: &file.root.value };
        let deeper = file.locations.iter().map(|location| Layer {
            path: Spanned::new(location.path.as_str(), location.tag),
            sections: &location.sections,
        });
        for layer in std::iter::once(root).chain(deeper) {
            layers.entry(segments(layer.path.value)).or_default().push(layer);
        }
    }
    let mut scopes: Vec<(Vec<String>, EffectiveScope)> = Vec::new();
    for (segments, layers) in layers {
        let opened = layers.last().map(|layer| layer.path.map(str::to_owned));
        let Some(path) = opened else { continue };
        // The nearest path above is the last one so far that this one starts with.
        let parent = scopes.iter().rev().find(|(above, _)| segments.starts_with(above));
        let mut scope = match parent {
            Some((_, parent)) => EffectiveScope { path, ..parent.clone() },
            None => EffectiveScope::empty(path),
        };
        for layer in layers {
            scope.lay(layer.sections, bag);
        }
        scopes.push((segments, scope));
    }
    scopes.into_iter().map(|(_, scope)| scope).collect()
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').filter(|segment| !segment.is_empty()).map(str::to_lowercase).collect()
}
