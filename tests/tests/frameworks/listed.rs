//! `docs/frameworks.md` lists what differs: the exceptions of the table, no more and no fewer, and what has a test of its own.

use std::fs;
use std::path::{Path, PathBuf};

use cors_tests::golden::Goldens;

use crate::exceptions::{EXCEPTIONS, Exception};

/// The heading of the list that is written from the exceptions.
const EXCEPTIONS_HEADING: &str = "\n## Exceptions of the table\n";

/// The heading of the list that people write.
const DIFFERENCES_HEADING: &str = "\n## What differs from IIS\n";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The text between a heading and the next one of its level, and where it is.
fn section(document: &str, heading: &str) -> std::ops::Range<usize> {
    let start = document.find(heading).unwrap_or_else(|| panic!("no heading {heading:?}"));
    let start = start + heading.len();
    let length = document[start..].find("\n## ").unwrap_or(document.len() - start);
    start..start + length
}

fn listed(exception: &Exception) -> String {
    let Exception { frameworks, on, instead, why } = exception;
    let frameworks: Vec<String> = frameworks.iter().map(ToString::to_string).collect();
    format!("| {} | {on} | {instead} | {why} |\n", frameworks.join(", "))
}

/// `CORS_GEN_BLESS=1` writes the list.
#[test]
fn the_exceptions_are_listed() {
    let path = root().join("docs/frameworks.md");
    let mut document = fs::read_to_string(&path).expect("the document").replace("\r\n", "\n");
    let within = section(&document, EXCEPTIONS_HEADING);
    let table = document[within.clone()].find("\n|").expect("a table");
    let head = "\n| with | request | what comes | why |\n|---|---|---|---|\n";
    let rows: String = EXCEPTIONS.iter().map(listed).collect();
    document.replace_range(within.start + table..within.end, &format!("{head}{rows}"));
    let mut goldens = Goldens::new();
    goldens.check(&path, &document);
    goldens.finish();
}

/// What people wrote into the list names the tests that show it, and these are there.
#[test]
fn other_differences_have_tests() {
    let document = fs::read_to_string(root().join("docs/frameworks.md")).expect("the document");
    let mut code = String::new();
    for folder in [
        "tests/frameworks",
        "tests/frameworks/on_actix",
        "tests/frameworks/on_rocket",
        "tests/tower",
    ] {
        for entry in
            fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect("a folder")
        {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                code += &fs::read_to_string(path).expect("a file");
            }
        }
    }
    let list = &document[section(&document, DIFFERENCES_HEADING)];
    let points: Vec<&str> =
        list.split("\n- ").skip(1).map(|it| it.split("\n\n").next().unwrap_or(it)).collect();
    assert!(points.len() > 5, "a list: {points:?}");
    for point in points {
        let (_, names) =
            point.trim_end().rsplit_once('(').unwrap_or_else(|| panic!("names no test: {point}"));
        let names: Vec<&str> = names.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "names no test: {point}");
        for name in names {
            assert!(code.contains(&format!("fn {name}(")), "there is no test `{name}`: {point}");
        }
    }
}
