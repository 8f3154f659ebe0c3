//! Origins × paths: what a page of each origin comes to at each path, and who answers OPTIONS there.
//!
//! Origins and paths that are answered alike are one line and one column. What is asked, and what is shown, is bounded, and what
//! is left out is counted.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use cors_runtime::__private::OriginPattern;
use cors_runtime::policy::Header;

use super::answer::{self, Answer, Cell, Key, ask};
use super::source::Files;
use super::text::{Prose, Text};
use crate::explain::{Explainer, Explanation, RequestSpec};
use crate::judgement::Judged;
use crate::lint;
use crate::policy::Lowered;
use crate::probe::{self, Probe, UNLISTED};

/// The most paths and origins that are asked about.
const MOST_PATHS: usize = 32;
const MOST_ORIGINS: usize = 200;
/// The most of them that are shown.
const MOST_COLUMNS: usize = 16;
const MOST_LINES: usize = 60;
/// How much may be answered until no more paths are asked about.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// How many that are alike are named.
const MOST_NAMED: usize = 20;

/// The origins that are asked about whatever the configuration lists.
const STRANGERS: [(&str, &str); 2] =
    [(UNLISTED, "any origin that nobody lists"), ("null", "sandboxed frames, local files")];

#[derive(Debug)]
pub(super) struct Matrix {
    pub(super) columns: Vec<Column>,
    pub(super) lines: Vec<Line>,
    /// How many paths, and how many origins, are not in it.
    pub(super) more_paths: usize,
    pub(super) more_origins: usize,
}

/// A path and those that are like it.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) path: Text,
    pub(super) alike: Alike,
    pub(super) options: Vec<Options>,
}

/// Others that are like the first.
#[derive(Debug, Default)]
pub(super) struct Alike {
    pub(super) named: Vec<Text>,
    pub(super) all: usize,
}

/// Who answers OPTIONS.
#[derive(Debug)]
pub(super) struct Options {
    pub(super) asked: &'static str,
    /// `None` where there is nobody who could ask so.
    pub(super) answer: Option<Answer>,
}

/// An origin and those that are like it.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) origin: Text,
    /// What it stands for.
    pub(super) about: Prose,
    pub(super) alike: Alike,
    /// In the order of the columns.
    pub(super) cells: Vec<Cell>,
}

/// An origin that is asked about.
struct Origin {
    text: String,
    about: Prose,
}

/// What is answered at a path.
struct Asked {
    path: String,
    /// The other paths whose settings are the same.
    same: Vec<String>,
    /// OPTIONS without an origin, and what each origin gets in their order.
    keys: (Key, Vec<[Key; 2]>),
}

impl Matrix {
    pub(super) fn new(policy: &Lowered<'_>, probes: &[Probe], files: &Files<'_>) -> Self {
        let explainer = Explainer::new(policy, files.sources());
        let (origins, origins_left) = origins(policy, probes);
        let (paths, paths_left) = paths(policy, probes);
        let mut asked: Vec<Asked> = Vec::new();
        let (mut bytes, mut more_paths) = (0, paths_left);
        for (path, same) in paths {
            if bytes > MOST_BYTES {
                more_paths += 1 + same.len();
            } else {
                asked.push(Asked::new(path, same, &origins, &explainer, &mut bytes));
            }
        }

        let columns = grouped(asked.iter().enumerate(), |asked| &asked.keys);
        let of_line = |at: usize| -> Vec<[Key; 2]> {
            columns.iter().map(|column| asked[column[0]].keys.1[at]).collect()
        };
        // What strangers get is not said in passing.
        let of_line = |at: usize| (at < STRANGERS.len(), of_line(at));
        let lines = grouped((0..origins.len()).map(|at| (at, at)), of_line);

        let more_columns = columns.iter().skip(MOST_COLUMNS).flatten();
        more_paths += more_columns.map(|at| 1 + asked[*at].same.len()).sum::<usize>();
        let more_lines: usize = lines.iter().skip(MOST_LINES).map(Vec::len).sum();
        let shown = &columns[..columns.len().min(MOST_COLUMNS)];
        let line = |group: &Vec<usize>| {
            let first = &origins[group[0]];
            let cells = shown.iter().map(|column| {
                let answers = ask(&explainer, &asked[column[0]].path, &first.text);
                Cell::of(&answers, &first.text, files)
            });
            Line {
                origin: Text::new(&first.text),
                about: first.about.clone(),
                alike: Alike::of(group[1..].iter().map(|at| &*origins[*at].text)),
                cells: cells.collect(),
            }
        };
        Self {
            lines: lines.iter().take(MOST_LINES).map(line).collect(),
            columns: shown
                .iter()
                .map(|group| column(group, &asked, &origins, &explainer, files))
                .collect(),
            more_paths,
            more_origins: more_lines + origins_left,
        }
    }
}

fn column(
    group: &[usize],
    asked: &[Asked],
    origins: &[Origin],
    explainer: &Explainer<'_, '_>,
    files: &Files<'_>,
) -> Column {
    let first = &asked[group[0]];
    let others = group.iter().flat_map(|at| {
        let own = (*at != group[0]).then_some(&asked[*at].path);
        own.into_iter().chain(&asked[*at].same)
    });
    let mut answers = origins.iter().map(|origin| ask(explainer, &first.path, &origin.text));
    let let_in = answers.by_ref().zip(origins).find(|([actual, _], origin)| {
        Judged::new(actual.status, &actual.headers).check(&origin.text).is_ok()
    });
    let let_in = let_in.map(|([_, preflight], _)| Answer::of(&preflight, files));
    let [_, unlisted] = ask(explainer, &first.path, UNLISTED);
    Column {
        path: Text::new(&first.path),
        alike: Alike::of(others.map(String::as_str)),
        options: vec![
            Options {
                asked: "OPTIONS without an origin",
                answer: Some(Answer::of(&explainer.explain(&options(&first.path)), files)),
            },
            Options { asked: "a preflight of an origin that may read", answer: let_in },
            Options {
                asked: "a preflight of an origin that nobody lists",
                answer: Some(Answer::of(&unlisted, files)),
            },
        ],
    }
}

impl Asked {
    fn new(
        path: String,
        same: Vec<String>,
        origins: &[Origin],
        explainer: &Explainer<'_, '_>,
        bytes: &mut usize,
    ) -> Self {
        let mut key = |answer: &Explanation, origin: &str| {
            *bytes += answer.headers.iter().map(|(_, value)| value.len()).sum::<usize>();
            answer::key(answer, origin)
        };
        let plain = key(&explainer.explain(&options(&path)), "");
        let of_origin = |origin: &Origin| {
            ask(explainer, &path, &origin.text).map(|answer| key(&answer, &origin.text))
        };
        let keys = (plain, origins.iter().map(of_origin).collect());
        Self { path, same, keys }
    }
}

/// OPTIONS without an origin.
fn options(path: &str) -> RequestSpec {
    RequestSpec { method: "OPTIONS".to_owned(), path: path.to_owned(), ..RequestSpec::default() }
}

impl Alike {
    fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut alike = Self::default();
        for text in texts {
            alike.all += 1;
            if alike.named.len() < MOST_NAMED {
                alike.named.push(Text::new(text));
            }
        }
        alike
    }

    /// How many are not named.
    pub(super) const fn more(&self) -> usize {
        self.all - self.named.len()
    }
}

/// The numbers of items with the same key, in the order of the first ones.
fn grouped<T, K: Hash + Eq>(
    items: impl Iterator<Item = (usize, T)>,
    key: impl Fn(T) -> K,
) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut known: HashMap<K, usize> = HashMap::new();
    for (number, item) in items {
        match known.entry(key(item)) {
            Entry::Occupied(group) => groups[*group.get()].push(number),
            Entry::Vacant(group) => {
                group.insert(groups.len());
                groups.push(vec![number]);
            }
        }
    }
    groups
}

/// The origins to ask about, those that nobody lists first, and how many there are besides.
fn origins(policy: &Lowered<'_>, probes: &[Probe]) -> (Vec<Origin>, usize) {
    let mut known: HashSet<String> = STRANGERS.map(|(origin, _)| origin.to_owned()).into();
    let strangers = STRANGERS
        .map(|(origin, about)| Origin { text: origin.to_owned(), about: Prose::words(about) });
    let mut origins: Vec<Origin> = strangers.into();
    let mut left = HashSet::new();
    let mut add = |text: &str, about: &dyn Fn() -> Prose| {
        if known.contains(text) {
            return;
        }
        if origins.len() < MOST_ORIGINS {
            known.insert(text.to_owned());
            let about =
                if lint::is_sent(text) { about() } else { Prose::words("no browser sends it") };
            origins.push(Origin { text: text.to_owned(), about });
        } else {
            left.insert(text.to_owned());
        }
    };
    let patterns: HashMap<String, Prose> = examples(policy);
    for probe in probes.iter().filter(|probe| !probe.is_near) {
        if let Some(origin) = probe.request.header("Origin") {
            add(origin, &|| patterns.get(origin).cloned().unwrap_or_default());
        }
    }
    for (scope, _) in policy.scopes() {
        let parts = scope.parts();
        let is_about_origins = |name: &str| name == "access-control-allow-origin";
        let stated = parts.custom_headers.iter().map(Header::parts);
        for header in stated.filter(|it| is_about_origins(it.name.as_lower()) && it.value != "*") {
            add(header.value, &Prose::default);
        }
        for rule in parts.cors.iter().flat_map(|cors| cors.parts().origins.rules()) {
            if let Some(origin) = probe::origin_of(rule) {
                add(&origin, &|| patterns.get(&origin).cloned().unwrap_or_default());
            }
        }
    }
    (origins, left.len())
}

/// The origins that stand for a wildcard, with the wildcard.
fn examples(policy: &Lowered<'_>) -> HashMap<String, Prose> {
    let cors = policy.scopes().filter_map(|(scope, _)| scope.parts().cors);
    let wildcards = cors.flat_map(|cors| cors.parts().origins.rules()).filter_map(|rule| {
        let OriginPattern::Wildcard { scheme, suffix } = rule.parts().pattern else { return None };
        let about = Prose::words("for ").quote(&format!("{scheme}*{suffix}"));
        Some((probe::origin_of(rule)?, about))
    });
    wildcards.collect()
}

/// The paths to ask about, each with those whose settings are the same, and how many there are besides.
fn paths(policy: &Lowered<'_>, probes: &[Probe]) -> (Vec<(String, Vec<String>)>, usize) {
    let mut paths: Vec<(String, Vec<String>)> = Vec::new();
    let mut known = HashMap::new();
    let mut left = 0;
    let own: Vec<String> = probe::paths(policy.policy).collect();
    for ((scope, _), path) in policy.scopes().zip(&own) {
        match known.entry(probe::content(scope)) {
            Entry::Occupied(at) => {
                let at: usize = *at.get();
                paths[at].1.push(path.clone());
            }
            Entry::Vacant(at) if paths.len() < MOST_PATHS => {
                at.insert(paths.len());
                paths.push((path.clone(), Vec::new()));
            }
            Entry::Vacant(_) => left += 1,
        }
    }
    // Rules of URL Rewrite and handlers tell paths apart that are one scope.
    let mut seen: HashSet<String> = own.into_iter().collect();
    for probe in probes.iter().filter(|probe| !probe.is_near) {
        let path = probe.request.target_path();
        if paths.len() < MOST_PATHS && seen.insert(path.clone()) {
            paths.push((path, Vec::new()));
        }
    }
    (paths, left)
}
