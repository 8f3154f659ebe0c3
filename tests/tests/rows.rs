//! Each row of `docs/iis-behaviour.md` that is carried has a test that names it, and no test names a row that is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rows that tests have to name, by the numbers that each prefix has.
const ROWS: [(&str, &[u32]); 5] = [
    ("CM", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]),
    ("CH", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ("OP", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("CF", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ("RW", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
];

/// The ids in a text: two capitals, a hyphen, a number. `CM-5…8` names the first only.
fn ids(text: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for (at, _) in text.match_indices('-') {
        let before = &text.as_bytes()[..at];
        let prefix: Vec<u8> = before.iter().rev().take(3).rev().copied().collect();
        let (border, prefix) = prefix.split_at(prefix.len().saturating_sub(2));
        let starts = border.iter().all(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-');
        let number: String = text[at + 1..].chars().take_while(char::is_ascii_digit).collect();
        if starts
            && prefix.len() == 2
            && prefix.iter().all(u8::is_ascii_uppercase)
            && !number.is_empty()
        {
            ids.insert(format!("{}-{number}", String::from_utf8_lossy(prefix)));
        }
    }
    ids
}

/// The tests and fixtures: what people wrote, not what was blessed.
fn written(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default();
        let extension = path.extension().unwrap_or_default();
        let is_written = name == "requests.txt" || extension == "rs" || extension == "config";
        if path.is_dir() {
            written(&path, files);
        } else if is_written && name != "policy.rs" && name != "rows.rs" {
            files.push(path);
        }
    }
}

/// The ids that tests name, each with a file that does. What a module says of itself (`//!`) is not counted.
fn cited() -> BTreeMap<String, PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    written(&here.join("tests"), &mut files);
    written(&here.join("fixtures"), &mut files);
    written(&here.join("../cors-gen/tests"), &mut files);
    let mut cited = BTreeMap::new();
    for path in files {
        let text = fs::read_to_string(&path).unwrap_or_default();
        for line in text.lines().filter(|line| !line.starts_with("//!")) {
            cited.extend(ids(line).into_iter().map(|id| (id, path.clone())));
        }
    }
    cited
}

#[test]
fn each_row_has_a_test() {
    let cited = cited();
    let rows = ROWS
        .iter()
        .flat_map(|(prefix, numbers)| numbers.iter().map(move |it| format!("{prefix}-{it}")));
    let missing: Vec<String> = rows.filter(|id| !cited.contains_key(id)).collect();
    assert!(missing.is_empty(), "no test names {}", missing.join(", "));
}

#[test]
fn each_row_named_exists() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/iis-behaviour.md");
    let document = fs::read_to_string(document).expect("the rows");
    let rows: BTreeSet<String> = document
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" |").next())
        .map(str::to_owned)
        .collect();
    let carried = ROWS
        .iter()
        .flat_map(|(prefix, numbers)| numbers.iter().map(move |it| format!("{prefix}-{it}")));
    for id in carried {
        assert!(rows.contains(&id), "docs/iis-behaviour.md has no row {id}");
    }
    for (id, file) in cited() {
        let is_row =
            ["CM-", "CH-", "OP-", "CF-", "RW-"].iter().any(|prefix| id.starts_with(prefix));
        assert!(!is_row || rows.contains(&id), "{} names {id}, which is no row", file.display());
    }
}

#[test]
fn ids_are_found() {
    let found = ids("CM-1, (CH-10) X-CM-2 UTF-8 aCM-3 CF-8: OP-4…6 C-7 CM- M-1");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["CF-8", "CH-10", "CM-1", "OP-4"]);
}
