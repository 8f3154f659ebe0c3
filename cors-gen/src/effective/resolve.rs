//! Laying the levels over each other, each path's over what the path above it has.

use std::collections::HashSet;
use std::rc::Rc;

use super::hierarchy::{Hierarchy, Layer};
use super::level::RuleLevel;
use super::locks::Locks;
use super::scope::EffectiveScope;
use super::section::Laying;
use super::tree::{Node, nodes};
use crate::budget::Budget;
use crate::config::{Directive, Hsts};
use crate::diagnostic::Bag;
use crate::source::Spanned;

/// What the levels of a site come to.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// The effective configuration of each path, the hierarchy's base first and parents before children.
    pub scopes: Vec<EffectiveScope>,
    /// The server variables, in capitals, that inbound rules set, of the paths above the base and below it: also rules that a
    /// deeper level takes out, so that none of the paths may have them (RW-6).
    pub set_variables: HashSet<String>,
    /// What the server's file says about TLS; `None` where it says nothing.
    pub hsts: Option<Hsts>,
}

/// The effective configuration of the hierarchy's base, which comes first, and of every path below that a file or
/// a `<location>` is for or that is an application.
///
/// A parent comes before its children, whatever the order of the tags (CF-4); for one path, outer files come first. Each
/// level is laid once over what the path above has, and what it does not change is shared.
///
/// `None` when the lists that differ from path to path are more than the budget has left for; then the bag says so.
#[must_use]
pub fn resolve(hierarchy: &Hierarchy<'_>, budget: &Budget, bag: &mut Bag) -> Option<Resolved> {
    let nodes = nodes(hierarchy);
    let asked = asked(&nodes);
    let mut resolving = Resolving { hierarchy, locks: Locks::new(hierarchy), budget, bag };
    let mut settings: Vec<Settings> = Vec::with_capacity(nodes.len());
    for (number, node) in nodes.iter().enumerate() {
        resolving.locks.see(node);
        let above = node.parent.map(|parent| &settings[parent]);
        settings.push(resolving.settings(node, number, asked[number], above)?);
    }
    let reported = nodes.iter().zip(settings).filter(|(node, _)| node.is_asked);
    Some(Resolved {
        scopes: reported.filter_map(|(_, settings)| settings.own).collect(),
        set_variables: set_variables(&nodes),
        hsts: hierarchy.hsts.clone(),
    })
}

fn set_variables(nodes: &[Node<'_>]) -> HashSet<String> {
    let layers = nodes.iter().flat_map(|node| &node.layers);
    let lists = layers.flat_map(|layer| {
        let global = layer.sections.global_rules.as_ref().map(|section| &section.rules);
        let own = layer.sections.rules.as_ref().map(|section| &section.rules);
        global.into_iter().chain(own)
    });
    let rules = lists.flatten().filter_map(|directive| match directive {
        Directive::Add(rule) => Some(rule),
        Directive::Remove(_) | Directive::Clear(_) => None,
    });
    let names = rules.flat_map(|rule| rule.variables.iter().map(|set| &set.name.value));
    names.map(|name| name.to_ascii_uppercase()).collect()
}

/// What of a path is asked for.
#[derive(Debug, Clone, Copy, Default)]
struct Asked {
    /// What counts for the path itself.
    own: bool,
    /// What applications below it inherit.
    handed_on: bool,
}

/// What has to be known of each path to tell what counts for those that are in the result.
///
/// The rest is not looked at: what counts for no path is not found wrong.
fn asked(nodes: &[Node<'_>]) -> Vec<Asked> {
    let mut asked = vec![Asked::default(); nodes.len()];
    for (number, node) in nodes.iter().enumerate().rev() {
        asked[number].own |= node.is_asked;
        let Asked { own, handed_on } = asked[number];
        if let Some(parent) = node.parent {
            asked[parent].own |= own && !node.is_application;
            asked[parent].handed_on |= handed_on || (own && node.is_application);
        }
    }
    asked
}

/// The settings of a path, as far as they are asked for.
struct Settings {
    /// What counts for the path.
    own: Option<EffectiveScope>,
    /// What applications below it inherit: what `inheritInChildApplications` does not hide from them (CF-5).
    handed_on: Option<EffectiveScope>,
    /// Whether both are the same.
    alike: bool,
}

struct Resolving<'r, 'c> {
    hierarchy: &'r Hierarchy<'c>,
    locks: Locks<'c>,
    budget: &'r Budget,
    bag: &'r mut Bag,
}

impl<'c> Resolving<'_, 'c> {
    /// Lays the layers of a path over the settings of the path above it; `None` beyond the budget.
    fn settings(
        &mut self,
        node: &Node<'c>,
        number: usize,
        asked: Asked,
        above: Option<&Settings>,
    ) -> Option<Settings> {
        // An application starts from what is handed on, another path from what counts for its parent.
        let alike_above = node.is_application || above.is_none_or(|above| above.alike);
        let alike = alike_above && node.layers.iter().all(|layer| layer.inherited_by_applications);
        let handed_on = above.and_then(|above| above.handed_on.as_ref());
        let inherited = if node.is_application {
            handed_on
        } else {
            above.and_then(|above| above.own.as_ref())
        };
        let mut settings = Settings { own: None, handed_on: None, alike };
        if asked.own {
            let layers = node.layers.iter();
            settings.own = Some(self.laid(node, number, inherited, layers)?);
        }
        if asked.handed_on && alike && asked.own {
            settings.handed_on.clone_from(&settings.own);
        } else if asked.handed_on {
            let layers = node.layers.iter().filter(|layer| layer.inherited_by_applications);
            settings.handed_on = Some(self.laid(node, number, handed_on, layers)?);
        }
        Some(settings)
    }

    fn laid<'l>(
        &mut self,
        node: &Node<'c>,
        number: usize,
        inherited: Option<&EffectiveScope>,
        layers: impl Iterator<Item = &'l Layer<'c>>,
    ) -> Option<EffectiveScope>
    where
        'c: 'l,
    {
        let base = &self.hierarchy.base;
        let path = Spanned::new(node.path.below(base), node.place);
        let mut scope = EffectiveScope::below(inherited, path);
        // What is said above the base counts for it.
        if let Some(inherited) = inherited.filter(|_| node.path.depth() <= base.depth()) {
            scope.settings.clone_from(&inherited.settings);
        }
        for layer in layers {
            self.locks.check(number, layer, self.bag);
            let file = &self.hierarchy.levels[layer.level].at;
            let seen_from = file.depth().max(node.application_depth);
            let path = &layer.path.value;
            let is_whole_server =
                self.hierarchy.levels[layer.level].role.is_whole_server() && path.depth() == 0;
            let mut laying = Laying {
                level: Rc::new(RuleLevel::new(path, seen_from, base)),
                place: Rc::new(RuleLevel::new(path, path.depth(), base)),
                section: "",
                path: &layer.path,
                is_whole_server,
                is_of_server: layer.is_of_server,
                budget: self.budget,
                too_much: false,
                bag: self.bag,
            };
            scope.lay(layer.sections, &mut laying);
            scope.settings.extend_from_slice(&layer.sections.settings);
            if laying.too_much {
                return None;
            }
            if is_whole_server {
                Rc::make_mut(&mut scope.allowed_server_variables).is_known = true;
            }
        }
        Some(scope)
    }
}
