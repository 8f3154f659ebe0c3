//! Each row of `docs/iis-behaviour.md` that is carried has a test that names it, and no test names a row that is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The rows that tests have to name, by the numbers that each prefix has.
const ROWS: [(&str, &[u32]); 16] = [
    ("CM", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]),
    ("CH", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ("OP", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]),
    ("CF", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ("RW", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ("RD", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("ST", &[1, 2, 3, 4, 5, 6, 7]),
    ("SC", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    ("OC", &[1, 2, 3]),
    ("RF", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    ("SI", &[1, 2, 4, 5]),
    ("ER", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12]),
    ("AC", &[1, 2, 4, 5, 6, 7]),
    ("ZP", &[1, 4]),
    ("AN", &[1, 2, 4, 5]),
    ("AR", &[1, 2]),
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

/// The files of Rust below a folder of tests, without this one and what was generated.
fn written(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() {
            written(&path, files);
        } else if path.extension().is_some_and(|it| it == "rs") && name != "rows.rs" {
            files.push(path);
        }
    }
}

/// The ids in the strings and the names of code, `CF-9` as `cf_9`. Comments are none of it, documentation neither.
fn ids_in_code(tokens: TokenStream) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                // Documentation is an attribute by now.
                let first = group.stream().into_iter().next();
                let is_documentation =
                    matches!(&first, Some(TokenTree::Ident(name)) if name == "doc");
                if !(is_documentation && group.delimiter() == Delimiter::Bracket) {
                    found.extend(ids_in_code(group.stream()));
                }
            }
            TokenTree::Ident(name) => {
                let name = name.to_string().to_uppercase();
                let parts: Vec<&str> = name.split('_').collect();
                found.extend(parts.windows(2).flat_map(|pair| ids(&pair.join("-"))));
            }
            TokenTree::Literal(literal) => found.extend(ids(&literal.to_string())),
            TokenTree::Punct(_) => {}
        }
    }
    found
}

/// The ids that tests name, each with a file that does.
fn cited() -> BTreeMap<String, PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["tests", "../cors-gen/tests"] {
        written(&here.join(folder), &mut files);
    }
    let mut cited = BTreeMap::new();
    for path in files {
        let text = fs::read_to_string(&path).expect("a file");
        let tokens = text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        cited.extend(ids_in_code(tokens).into_iter().map(|id| (id, path.clone())));
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
        let is_row = ROWS
            .iter()
            .map(|(prefix, _)| format!("{prefix}-"))
            .any(|prefix| id.starts_with(&prefix));
        assert!(!is_row || rows.contains(&id), "{} names {id}, which is no row", file.display());
    }
}

#[test]
fn ids_are_found() {
    let found = ids("CM-1, (CH-10) X-CM-2 UTF-8 aCM-3 CF-8: OP-4…6 C-7 CM- M-1");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["CF-8", "CH-10", "CM-1", "OP-4"]);
}

#[test]
fn ids_count_in_code_only() {
    let code = "// CM-1\n/* CM-2 */ /// CM-3\n//! CM-4\n#[test]\nfn cm_5_is_named() { \
                let _ = [\"CM-6: a\", r#\"CM-7\"#]; assert!(x, \"CH-8, CH-9\"); cm(10 - 1); }";
    let found = ids_in_code(code.parse().expect("Rust"));
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["CH-8", "CH-9", "CM-5", "CM-6", "CM-7"]);
}

/// The command explains rows from a copy, which is in the package. `CORS_GEN_BLESS=1` makes it.
#[test]
fn the_copy_in_the_package_is_the_specification() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let specification =
        fs::read_to_string(root.join("docs/iis-behaviour.md")).expect("the specification");
    let copy = root.join("cors-gen/docs/iis-behaviour.md");
    if std::env::var_os("CORS_GEN_BLESS").is_some() {
        fs::write(&copy, &specification).expect("written");
    }
    let copied = fs::read_to_string(&copy).expect("the copy");
    assert!(
        copied == specification,
        "{}: run the test again with CORS_GEN_BLESS=1",
        copy.display()
    );
}
