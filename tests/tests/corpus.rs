//! Configurations as people have them: each becomes Rust that compiles, or is refused with line and column.
//!
//! They are not part of the repository. `CORS_GEN_CORPUS` names their folder, which then has to be there; without it the
//! folder `shared/corpus` beside the repository is taken, and where there is none the test says that it was skipped.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use cors_gen::__private::xml::{self, Element};
use cors_gen::inventory::{self, Entry};
use cors_gen::pipeline::{self, Input, Options};
use cors_gen::policy::Arena;
use cors_gen::source::SourceMap;
use cors_tests::{cases, command};

const PROGRAM: &str = env!("CARGO_BIN_EXE_cors-gen-under-test");

/// The notes on text that is read as what it must have been.
const MENDED: [&str; 2] = ["CG007", "CG008"];

/// The folder of the corpus; `Err` has the folders that were looked for.
fn corpus() -> Result<PathBuf, Vec<PathBuf>> {
    if let Some(named) = env::var_os("CORS_GEN_CORPUS") {
        return Ok(named.into());
    }
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(2).take(2);
    let folders: Vec<_> = above.map(|folder| folder.join("shared/corpus")).collect();
    folders.iter().find(|folder| folder.is_dir()).cloned().ok_or(folders)
}

/// Tells what was counted, also where the test passes.
fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

#[test]
fn every_file_becomes_rust_or_is_refused_with_its_place() {
    let corpus = match corpus() {
        Ok(corpus) => corpus,
        Err(missing) => {
            let missing: Vec<_> = missing.iter().map(|it| it.display().to_string()).collect();
            say(&format!(
                "corpus: SKIPPED, nothing was tested: there is no folder {}; CORS_GEN_CORPUS names another",
                missing.join(" or ")
            ));
            return;
        }
    };
    let well_formed = well_formed(&corpus);
    let mut rust = String::from("//! The policies of the corpus.\n");
    let mut wrong = String::new();
    let mut codes: BTreeMap<Option<i32>, usize> = BTreeMap::new();
    let mut errors: BTreeMap<String, usize> = BTreeMap::new();
    let mut settings = Vec::new();
    let files = cases::entries(&corpus, "config");
    for (number, path) in files.iter().enumerate() {
        let file = path.file_name().expect("a name").to_str().expect("UTF-8");
        let run = command::run(PROGRAM, &corpus, &[file]);
        if let Err(message) = run.is_in_order() {
            let _ = writeln!(wrong, "{file}: {message}");
        }
        let notes = command::run(PROGRAM, &corpus, &["check", "--format", "concise", file]).product;
        let is_mended = MENDED.iter().any(|code| notes.contains(&format!("[{code}]")));
        let is_as_written = run.code != Some(2) && !is_mended;
        if well_formed
            .get(file)
            .is_some_and(|is| *is && run.code == Some(2) || !*is && is_as_written)
        {
            let _ = writeln!(wrong, "{file}: the manifest says otherwise than {:?}", run.code);
        }
        *codes.entry(run.code).or_default() += 1;
        let of_file = settings_of(path);
        for silent in silent(path, &of_file) {
            let _ = writeln!(wrong, "{file}: `{silent}` is in no inventory");
        }
        settings.extend(of_file);
        if run.code == Some(0) {
            let _ = writeln!(rust, "/// `{file}`\npub mod file_{number} {{\n{}}}", run.product);
        }
        let found: BTreeSet<_> = run
            .report
            .lines()
            .filter_map(|line| line.strip_prefix("error["))
            .filter_map(|line| line.split_once(']'))
            .map(|(code, _)| code.to_owned())
            .collect();
        for code in found {
            *errors.entry(code).or_default() += 1;
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    compile(&rust);
    let count = |code| codes.get(&Some(code)).copied().unwrap_or_default();
    say(&format!(
        "corpus: {} files: {} became Rust that compiles, {} refused (exit code 1), {} unreadable (2); files with each \
         error: {errors:?}",
        files.len(),
        count(0),
        count(1),
        count(2)
    ));
    let settings = inventory::summary(&settings).unwrap_or_default();
    say(&format!("corpus: {settings}, in the files of which there is a policy"));
}

/// What becomes of each section of a file; nothing where there is no policy.
fn settings_of(path: &Path) -> Vec<Entry> {
    let input = Input::read("web.config", path).expect("a file");
    pipeline::run(input, &Options::default(), &Arena::new()).inventory
}

/// The sections of a file that say something and are not in its inventory, by a look at the tags that knows groups only.
fn silent(path: &Path, inventory: &[Entry]) -> Vec<String> {
    let Ok(text) = fs::read_to_string(path) else { return Vec::new() };
    let mut sources = SourceMap::default();
    let file = sources.add("web.config", None, text);
    let document = xml::read(file, sources.file(file).text());
    let Some(document) = document.ok().filter(|_| !inventory.is_empty()) else { return Vec::new() };
    let mut said = Vec::new();
    if document.root.name.value == "configuration" {
        sections(&document.root, "", &mut said);
    }
    let is_listed = |section: &String| {
        let of_attribute = format!("{section}/@");
        inventory.iter().any(|it| it.section == *section || it.section.starts_with(&of_attribute))
    };
    said.into_iter().filter(|section| !is_listed(section)).collect()
}

/// The paths of the sections in an element that have attributes or elements.
fn sections(element: &Element, above: &str, said: &mut Vec<String>) {
    const GROUPS: [&str; 9] = [
        "system.webServer",
        "system.web",
        "system.applicationHost",
        "system.webServer/security",
        "system.webServer/security/authentication",
        "system.webServer/rewrite",
        "system.webServer/tracing",
        "system.webServer/webdav",
        "location",
    ];
    for child in element.elements().filter(|child| child.name.value != "configSections") {
        let name = &child.name.value;
        let path = if above.is_empty() { name.clone() } else { format!("{above}/{name}") };
        if GROUPS.contains(&&*path) {
            sections(child, if path == "location" { "" } else { &path }, said);
        } else if !child.attributes.is_empty() || child.elements().next().is_some() {
            said.push(path);
        }
    }
}

/// Which files are XML, as the manifest of the corpus says, where it has one.
fn well_formed(corpus: &Path) -> BTreeMap<String, bool> {
    let manifest = fs::read_to_string(corpus.join("MANIFEST.tsv")).unwrap_or_default();
    let row = |line: &str| {
        let mut cells = line.split('\t');
        let (file, _, parse) = (cells.next()?, cells.next(), cells.next()?);
        Some((file.to_owned(), parse == "xml"))
    };
    manifest.lines().filter_map(row).collect()
}

/// Compiles the code as a crate of its own, under the lints that generated code is to keep.
fn compile(code: &str) {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    let runtime = tests.join("../cors-runtime").to_string_lossy().into_owned();
    let manifest = format!(
        "[package]\nname = \"corpus\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\ncors-runtime = {{ path = {runtime:?} }}\n\n\
         [lints.rust]\nmissing_docs = \"deny\"\nunsafe_code = \"forbid\"\nwarnings = \"deny\"\n"
    );
    fs::create_dir_all(folder.join("src")).expect("a folder");
    fs::write(folder.join("Cargo.toml"), manifest).expect("written");
    fs::write(folder.join("src/lib.rs"), code).expect("written");
    // The versions of the workspace are those that are there without a network.
    fs::copy(tests.join("../Cargo.lock"), folder.join("Cargo.lock")).expect("copied");
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .output();
    let output = output.expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
