//! What two policies answer differently: the change in behaviour, not in text.
//!
//! Both are asked the same requests: those that tell the parts of either apart ([`probe`]), at every path for which
//! the two say different things, and those that tell the patterns of the one from those of the other, which their automata
//! find. What is reported is what they answered.

mod access;
mod human;
mod patterns;

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

pub(crate) use self::access::is_preflight;
#[cfg(feature = "cli")]
pub(crate) use self::access::is_redirect;
pub use self::human::{Layout, render};
use crate::explain::{Explainer, Explanation, RequestSpec};
use crate::policy::Lowered;
use crate::probe::{self, Probe};
use crate::source::SourceMap;

/// A policy and what it was made of.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a, 'p> {
    /// The policy.
    pub policy: &'a Lowered<'p>,
    /// Its files.
    pub sources: &'a SourceMap,
}

/// A request that is answered differently.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Difference {
    /// The path of the scope.
    pub path: String,
    /// Other paths with the same difference. Without any, JSON has no such key.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Vec::is_empty"))]
    pub also_at: Vec<String>,
    /// The origin that it is about; `None` where it is about all requests.
    pub origin: Option<String>,
    /// Other origins of which the same is true, as far as they were asked about. Without any, JSON has no such key.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Vec::is_empty"))]
    pub origins_alike: Vec<String>,
    /// What it means for who may do what.
    pub change: Change,
    /// The request that shows it.
    pub witness: RequestSpec,
    /// What the old policy answers.
    pub old: Explanation,
    /// What the new policy answers.
    pub new: Explanation,
}

/// What a difference means for who may do what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
#[cfg_attr(feature = "json", serde(rename_all = "lowercase"))]
pub enum Change {
    /// Somebody may do, or read, more.
    Widened,
    /// Somebody may do, or read, less, and nobody more.
    Narrowed,
    /// Header fields, statuses or who answers are others; nobody may do more or less.
    Changed,
}

impl Change {
    /// The word for it, as in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Widened => "widened",
            Self::Narrowed => "narrowed",
            Self::Changed => "changed",
        }
    }
}

/// What `old` and `new` answer differently: widened access first, then narrowed, then the rest; within each by path.
///
/// Empty where no request of those that were asked is answered differently.
#[must_use]
pub fn differences(old: Side<'_, '_>, new: Side<'_, '_>) -> Vec<Difference> {
    let policies = [&old.policy.policy, &new.policy.policy];
    let paths = probe::paths(policies[0]).chain(probe::paths(policies[1]));
    let same_for_all = policies[0].parts().hsts == policies[1].parts().hsts;
    let mut found = Vec::new();
    let mut asked = HashSet::new();
    for path in paths {
        let scopes = policies.map(|policy| probe::content(policy.scope_of(path.as_bytes())));
        if !asked.insert(path.clone()) || (same_for_all && scopes[0] == scopes[1]) {
            continue;
        }
        let mut probes: Vec<Probe> =
            policies.iter().flat_map(|policy| probe::probes_at(policy, &path)).collect();
        probes.extend(patterns::probes(&scopes, &path));
        found.extend(at(&path, probes, old, new));
    }
    grouped(found)
}

/// The differences at a path: what holds for requests without an origin is not said again for each origin.
fn at(path: &str, probes: Vec<Probe>, old: Side<'_, '_>, new: Side<'_, '_>) -> Vec<Difference> {
    let explainers = [old, new].map(|side| Explainer::new(side.policy, side.sources));
    let mut asked = HashSet::new();
    let mut told: HashSet<(bool, access::Delta)> = HashSet::new();
    let mut found = Vec::new();
    // Those without an origin first, then those that rules are about, then those that are nearly so.
    let mut probes = probes;
    probes.sort_by_key(|probe| (probe.request.header("Origin").is_some(), probe.is_near));
    for Probe { request, .. } in probes {
        if !asked.insert(request.clone()) {
            continue;
        }
        let [old, new] = explainers.map(|it| it.without_places().explain(&request));
        let delta = access::delta(&request, &old, &new);
        let origin = request.header("Origin").map(str::to_owned);
        let is_preflight = is_preflight(&request);
        let is_told = delta.is_empty() || (told.contains(&(is_preflight, delta.clone())));
        if is_told {
            continue;
        }
        if origin.is_none() {
            // A preflight has the headers of every response too.
            told.insert((true, delta.clone()));
            told.insert((false, delta));
        }
        let change = access::change(&request, &old, &new);
        let [old, new] = explainers.map(|explainer| explainer.explain(&request));
        let path = path.to_owned();
        let (also_at, origins_alike) = (Vec::new(), Vec::new());
        found.push(Difference {
            path,
            also_at,
            origin,
            origins_alike,
            change,
            witness: request,
            old,
            new,
        });
    }
    one_for_each_origin(found)
}

/// Of the differences about one origin, the first for each kind of change.
fn one_for_each_origin(mut found: Vec<Difference>) -> Vec<Difference> {
    let mut known = HashSet::new();
    // Requests without an origin differ by what they ask for, not by who asks.
    found.retain(|it| it.origin.is_none() || known.insert((it.origin.clone(), it.change)));
    found
}

/// One difference for all paths and all origins that have the same, in the order in which they are shown.
fn grouped(found: Vec<Difference>) -> Vec<Difference> {
    let alike = |it: &Difference| {
        let delta = access::delta(&it.witness, &it.old, &it.new);
        (it.origin.is_some(), it.change, it.witness.method.clone(), delta)
    };
    let by_path = joined(
        found,
        |it| (it.path.clone(), alike(it)),
        |group, it| {
            group.origins_alike.extend(it.origin);
        },
    );
    let mut groups = joined(
        by_path,
        |it| (it.origin.clone(), it.origins_alike.clone(), alike(it)),
        |group, it| group.also_at.push(it.path),
    );
    groups.sort_by_key(|group| group.change);
    groups
}

/// The first difference for each key, which takes in the others.
fn joined<K: Eq + Hash>(
    found: Vec<Difference>,
    key: impl Fn(&Difference) -> K,
    take_in: impl Fn(&mut Difference, Difference),
) -> Vec<Difference> {
    let mut groups: Vec<Difference> = Vec::new();
    let mut known: HashMap<K, usize> = HashMap::new();
    for difference in found {
        match known.entry(key(&difference)) {
            Entry::Occupied(at) => take_in(&mut groups[*at.get()], difference),
            Entry::Vacant(at) => {
                at.insert(groups.len());
                groups.push(difference);
            }
        }
    }
    groups
}
