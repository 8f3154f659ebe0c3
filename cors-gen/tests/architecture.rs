//! Modules use modules of lower rank only, and files stay small (`ARCHITECTURE.md`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order in which data goes through them. Those of one rank do not know each other.
const RANKS: &[&[&str]] = &[
    &["budget", "host", "judgement", "sorting", "source", "spelling", "text"],
    &["assume", "diagnostic", "inventory", "pattern"],
    &["project", "xml"],
    &["exceptions", "transform"],
    &["config"],
    &["effective"],
    &["policy"],
    &["emit", "explain", "lint"],
    &["probe", "report"],
    &["diff", "page", "pipeline"],
    &["output", "repair", "verify"],
    &["builder", "cli"],
];

const MOST_LINES: usize = 400;

/// Where the modules are, from the folder of this crate.
const SOURCES: [&str; 1] = ["src"];

/// The folders whose files use each other in one direction.
const IN_ONE_DIRECTION: [&str; 22] = [
    "config",
    "config/table",
    "config/rewrite",
    "effective",
    "pipeline",
    "report/effective",
    "report/effective/rewrite",
    "xml",
    "transform",
    "policy/lower",
    "project",
    "policy/lower/rewrite",
    "cli",
    "emit",
    "explain",
    "lint",
    "source",
    "transform/xpath",
    "pattern",
    "pattern/automaton",
    "diagnostic",
    "verify",
];

fn rank(module: &str) -> Option<usize> {
    RANKS.iter().position(|modules| modules.contains(&module))
}

/// Which modules each file names, with the file's own module.
fn uses() -> Vec<(PathBuf, String, BTreeSet<String>)> {
    let of_file = |(path, text): (PathBuf, String)| {
        let steps = steps(&path);
        let named = named(&code(&text), "crate::", steps.len());
        (path, steps[0].clone(), named)
    };
    files().into_iter().map(of_file).collect()
}

/// All files with their texts, by their paths below the sources.
fn files() -> Vec<(PathBuf, String)> {
    let mut all = Vec::new();
    for root in SOURCES.map(|sources| Path::new(env!("CARGO_MANIFEST_DIR")).join(sources)) {
        let below = |path: PathBuf| path.strip_prefix(&root).expect("below").to_owned();
        all.extend(files_in(&root).into_iter().map(|(path, text)| (below(path), text)));
    }
    all
}

fn files_in(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(files_in(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).expect("a file");
            files.push((path, text));
        }
    }
    files
}

/// The text without comments: documentation may point anywhere.
fn code(text: &str) -> String {
    let of_line = |line: &'_ str| line.trim_start().starts_with("//");
    text.lines().filter(|line| !of_line(line)).collect::<Vec<_>>().join("\n")
}

/// The modules that a text names after `root`, the path of the one they are in, or after as many `super::` as lead there.
fn named(code: &str, root: &str, depth: usize) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for root in [root, &"super::".repeat(depth)] {
        for (at, _) in code.match_indices(root) {
            let whole =
                !code[..at].ends_with(|c: char| c == ':' || c == '_' || c.is_alphanumeric());
            let rest = &code[at + root.len()..];
            if whole && !rest.starts_with("super::") {
                named.extend(first_segments(rest));
            }
        }
    }
    named
}

/// The modules on the way to that of a file.
fn steps(file: &Path) -> Vec<String> {
    let file = file.with_extension("");
    let mut steps: Vec<_> = file.iter().map(|it| it.to_string_lossy().into_owned()).collect();
    steps.pop_if(|last| last == "mod");
    steps
}

/// `a` of `a::b`; `a` and `c` of `{a::b, c}`.
fn first_segments(path: &str) -> Vec<String> {
    let name = |text: &str| {
        let text = text.trim_start();
        let end = text.find(|c: char| c != '_' && !c.is_alphanumeric());
        text[..end.unwrap_or(text.len())].to_owned()
    };
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let (mut depth, mut starts) = (0, vec![0]);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => starts.push(at + 1),
            _ => {}
        }
    }
    starts.into_iter().map(|at| name(&group[at..])).collect()
}

#[test]
fn modules_use_lower_ranks_only() {
    let mut broken = Vec::new();
    let mut checked = 0;
    for (file, module, named) in uses() {
        if matches!(&*module, "lib" | "main") {
            continue;
        }
        let Some(own) = rank(&module) else {
            broken.push(format!("{}: `{module}` has no rank", file.display()));
            continue;
        };
        // What has no rank is no module but an item, such as the builder, or a module of tests counted as one.
        for (other, rank) in named.iter().filter_map(|other| Some((other, rank(other)?))) {
            if *other != module && rank >= own {
                broken.push(format!("{}: `{module}` uses `{other}`", file.display()));
            }
            checked += 1;
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
    assert!(
        checked > 50,
        "only {checked} uses were found: is the test looking at the right lines?"
    );
}

/// `effective` hands on finished data: what was written, with its `add`, `remove` and `clear`, is for it alone.
#[test]
fn only_effective_sees_what_was_written() {
    let config = rank("config").expect("a module");
    for (file, module, named) in uses() {
        let is_later = rank(&module).is_some_and(|own| own > config);
        let may = ["effective", "pipeline"].contains(&&*module);
        assert!(!is_later || may || !named.contains("config"), "{} uses `config`", file.display());
    }
}

/// Files and folders beside each other use each other in one direction: none leads back to itself.
#[test]
fn files_form_no_circles() {
    let texts = files();
    let mut seen = 0;
    for folder in IN_ONE_DIRECTION {
        let within = format!("crate::{}::", folder.replace('/', "::"));
        let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (path, text) in &texts {
            let Ok(below) = path.strip_prefix(folder) else { continue };
            let mut steps = steps(below);
            let depth = steps.len();
            // What a folder is as a whole, its `mod.rs` says; that is above what is in it.
            if steps.is_empty() || steps == ["tests"] {
                continue;
            }
            uses.entry(steps.swap_remove(0)).or_default().extend(named(
                &code(text),
                &within,
                depth,
            ));
        }
        for (start, first) in &uses {
            let mut reached = BTreeSet::new();
            let mut ahead: Vec<_> = first.iter().filter(|next| *next != start).collect();
            while let Some(file) = ahead.pop() {
                seen += 1;
                assert_ne!(file, start, "{folder}: a circle from {start} to itself");
                if reached.insert(file) {
                    ahead.extend(uses.get(file).into_iter().flatten().filter(|next| *next != file));
                }
            }
        }
    }
    assert!(seen > 50, "only {seen} uses were found: is the test looking at the right lines?");
}

#[test]
fn files_are_small() {
    for (path, text) in files() {
        let lines = text.lines().count();
        assert!(lines <= MOST_LINES, "{} has {lines} lines: cut it in two", path.display());
    }
}

#[test]
fn uses_are_found() {
    for (code, depth, expected) in [
        ("use crate::source::{self, Span};", 2, &["source"][..]),
        ("use crate::{lint, xml::{Node, Element},\n    policy};", 1, &["lint", "policy", "xml"]),
        ("fn f(x: crate::xml::Node) {}", 1, &["xml"]),
        ("use super::emit::Name;", 1, &["emit"]),
        ("use super::super::emit::Name;", 2, &["emit"]),
        ("use super::names;", 2, &[]),
        ("use my_crate::a;", 1, &[]),
    ] {
        let found: Vec<_> = named(code, "crate::", depth).into_iter().collect();
        assert_eq!(found, expected, "{code}");
    }
    let code =
        "use crate::config::{fields::Fields, list};\nuse super::super::table;\nuse super::parts;";
    let found: Vec<_> = named(code, "crate::config::", 2).into_iter().collect();
    assert_eq!(found, ["fields", "list", "table"]);
}
