//! The site as a tree of paths.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use cors_runtime::__private::ScopeParts;
use cors_runtime::policy::Scope;

use super::settings::{self, Group, Room};
use super::source::{Files, Link};
use super::text::Text;
use crate::policy::{Lowered, ScopePlaces};
use crate::probe;

/// The most paths that are shown.
const MOST: usize = 500;

#[derive(Debug)]
pub(super) struct Tree {
    /// Each path before those below it.
    pub(super) paths: Vec<Node>,
    pub(super) more: usize,
}

/// A path with settings of its own.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) path: Text,
    /// How many of the paths that are shown lie around it.
    pub(super) depth: usize,
    /// What says that it has settings of its own.
    pub(super) opened: Link,
    pub(super) says: Says,
}

#[derive(Debug)]
pub(super) enum Says {
    /// The same as this path.
    Like(Text),
    Settings(Vec<Group>),
}

impl Tree {
    pub(super) fn new(policy: &Lowered<'_>, files: &Files<'_>) -> Self {
        let mut scopes: Vec<_> = policy.scopes().collect();
        scopes.sort_by(|(a, _), (b, _)| segments(a).cmp(segments(b)));
        let more = scopes.len().saturating_sub(MOST);
        scopes.truncate(MOST);
        let room = Room::default();
        let mut known: HashMap<ScopeParts<'_>, &str> = HashMap::new();
        let mut around: Vec<&Scope<'_>> = Vec::new();
        let mut paths = Vec::new();
        for (scope, places) in scopes {
            around.retain(|above| is_below(scope.path(), above.path()));
            let says = match known.entry(probe::content(scope)) {
                Entry::Occupied(first) => Says::Like(path(first.get())),
                Entry::Vacant(it) => {
                    it.insert(scope.path());
                    let above = around.last().copied();
                    Says::Settings(settings::of(scope, places, above, &room, files))
                }
            };
            paths.push(node(scope, places, around.len(), says, files));
            around.push(scope);
        }
        Self { paths, more }
    }
}

fn node(
    scope: &Scope<'_>,
    places: &ScopePlaces<'_>,
    depth: usize,
    says: Says,
    files: &Files<'_>,
) -> Node {
    Node { path: path(scope.path()), depth, opened: files.link(places.opened), says }
}

fn path(of: &str) -> Text {
    Text::new(&format!("/{of}"))
}

fn segments<'p>(scope: &Scope<'p>) -> impl Iterator<Item = &'p str> {
    scope.path().split('/').filter(|segment| !segment.is_empty())
}

fn is_below(path: &str, above: &str) -> bool {
    above.is_empty() || path.strip_prefix(above).is_some_and(|rest| rest.starts_with('/'))
}
