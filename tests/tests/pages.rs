//! The pages about findings, `docs/rules/CGnnn.md`: each code has one, and what it shows is so.
//!
//! `CORS_GEN_BLESS=1` writes what is made of them: the list `docs/rules/README.md`, and the copy in the package that
//! `cors-gen rule` prints.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use cors_gen::diagnostic::{Code, Severity};
use cors_gen::pipeline::{self, Input, Options, Project, ProjectChoice, Source};
use cors_gen::policy::Arena;
use cors_tests::golden::Goldens;
use cors_tests::pages::{self, Example, HEADINGS};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// What the codes that begin so are about, in the list of pages.
const GROUPS: [(&str, &str); 19] = [
    ("CG00", "The file"),
    ("CG01", "How IIS reads it"),
    ("CG02", "How IIS reads it"),
    ("CG03", "The CORS module"),
    ("CG04", "Custom headers"),
    ("CG05", "Preflights"),
    ("CG06", "Missing, or not carried"),
    ("CG07", "Transforms"),
    ("CG08", "Rules of URL Rewrite, as they are written"),
    ("CG09", "Assumptions, exceptions, the project file"),
    ("CG10", "Rules of URL Rewrite and redirects, by what they do"),
    ("CG11", "What else the file says"),
    ("CG12", "What else the file says"),
    ("CG14", "Request filtering"),
    ("CG15", "Static files"),
    ("CG16", "Files beside the configuration"),
    ("CG17", "Insecure"),
    ("CG18", "Broken in browsers"),
    ("CG19", "Without effect"),
];

fn page_file(code: Code) -> PathBuf {
    Path::new(ROOT).join(format!("docs/rules/{code}.md"))
}

fn page(code: Code) -> String {
    fs::read_to_string(page_file(code)).unwrap_or_default().replace("\r\n", "\n")
}

/// Runs what a check of every page says is wrong with it, and shows all at once.
fn each_page(check: impl Fn(Code, &str, &mut Vec<String>)) {
    let mut goldens = Goldens::new();
    for code in Code::ALL {
        let mut wrong = Vec::new();
        check(*code, &page(*code), &mut wrong);
        if !wrong.is_empty() {
            goldens.fail(&page_file(*code), &wrong.join("\n"));
        }
    }
    goldens.finish();
}

#[test]
fn each_code_has_a_page_and_each_page_a_code() {
    let folder = Path::new(ROOT).join("docs/rules");
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the pages")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.retain(|name| name != "README.md");
    names.sort();
    let mut expected: Vec<String> = Code::ALL.iter().map(|code| format!("{code}.md")).collect();
    expected.sort();
    let missing: Vec<_> = expected.iter().filter(|name| !names.contains(name)).collect();
    let extra: Vec<_> = names.iter().filter(|name| !expected.contains(name)).collect();
    assert!(missing.is_empty() && extra.is_empty(), "no page: {missing:?}; no code: {extra:?}");
}

#[test]
fn pages_have_the_parts_that_they_need() {
    each_page(|code, page, wrong| {
        let mut lines = page.lines();
        let (first, verdict) = (lines.next().unwrap_or_default(), lines.nth(1).unwrap_or_default());
        for (found, expected) in [(first, pages::title(code)), (verdict, pages::verdict(code))] {
            if found != expected {
                wrong.push(format!("`{found}` is to be `{expected}`"));
            }
        }
        let prose = pages::prose(page);
        let headings = prose.iter().filter_map(|(_, line)| line.strip_prefix("## "));
        let headings: Vec<&str> = headings.collect();
        if headings != HEADINGS {
            wrong.push(format!("the headings are {headings:?}"));
        }
        for (number, line) in prose {
            let is_long = line.chars().count() > 128 && number != 3 && !line.starts_with('>');
            if is_long {
                wrong.push(format!("line {number}: longer than 128 characters"));
            }
            if pages::has_bare_tag(line) {
                wrong.push(format!("line {number}: a tag that is no code, which web pages hide"));
            }
        }
    });
}

/// `cors-gen rule` says what rows are; those that a page names exist.
#[test]
fn what_pages_refer_to_exists() {
    let rows = fs::read_to_string(Path::new(ROOT).join("docs/iis-behaviour.md")).expect("the rows");
    let rows: Vec<&str> =
        rows.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next()).collect();
    each_page(|code, page, wrong| {
        let folder = Path::new(ROOT).join("docs/rules");
        for (number, line) in pages::prose(page) {
            for link in pages::links(line).filter(|link| !link.contains("://")) {
                if !folder.join(link).is_file() {
                    wrong.push(format!("line {number}: `{link}` is no file"));
                }
            }
            let words = line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
            for word in words.filter(|word| is_row(word)) {
                if !rows.contains(&word) {
                    wrong.push(format!("line {number}: there is no row {word}"));
                }
            }
        }
        let see = page.rsplit("## See\n").next().unwrap_or_default().trim();
        for entry in see.split([',', '\n']).map(str::trim).filter(|entry| !entry.is_empty()) {
            let name = entry.trim_start_matches('[').split(']').next().unwrap_or_default();
            let is_other_code =
                name.parse::<Code>().is_ok_and(|it| it != code && entry.contains("]("));
            if !is_other_code && !rows.contains(&entry) {
                wrong.push(format!(
                    "See: `{entry}` is no row and no link to the page of another code"
                ));
            }
        }
    });
}

/// Whether a word looks like the id of a row: `CM-16`.
fn is_row(word: &str) -> bool {
    word.split_once('-').is_some_and(|(prefix, number)| {
        [
            "CM", "CH", "OP", "CF", "RW", "RD", "ST", "SC", "OC", "RF", "SI", "ER", "AC", "ZP",
            "AN", "AR",
        ]
        .contains(&prefix)
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[test]
fn examples_do_what_their_pages_say() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    each_page(|code, page, wrong| {
        let examples = match pages::examples(page) {
            Ok(examples) => examples,
            Err(error) => return wrong.push(error),
        };
        for kind in [true, false] {
            if !examples.iter().any(|example| example.fails == kind) {
                wrong.push(format!("no example {}", if kind { "fails" } else { "passes" }));
            }
        }
        for example in examples {
            let found = findings(&example, &folder);
            let has_it = found.iter().any(|(it, _)| *it == code);
            let codes = found.iter().map(|(it, severity)| format!("{it} ({})", severity.name()));
            let codes = codes.collect::<Vec<_>>().join(", ");
            let line = example.line;
            if has_it != example.fails {
                let expected = if example.fails { "" } else { "not " };
                wrong.push(format!("line {line}: is {expected}to give {code}; gives: {codes}"));
            }
            for (other, severity) in &found {
                let is_named = page.contains(other.id());
                if *other != code && *severity >= Severity::Warning && !is_named {
                    wrong.push(format!(
                        "line {line}: also gives {other}, which the page does not name"
                    ));
                }
                if !example.fails && *severity == Severity::Error {
                    wrong.push(format!("line {line}: passes, but {other} is an error"));
                }
            }
        }
    });
}

/// What `cors-gen check` finds in an example.
fn findings(example: &Example, folder: &Path) -> Vec<(Code, Severity)> {
    pages::lay_out(example, folder);
    let read = |name: &String| {
        Source::read(name.clone(), &folder.join(name)).expect("a file of the example")
    };
    let check = &example.check;
    let config = folder.join(&check.config);
    let mut input = Input {
        parents: check.parents.iter().map(read).collect(),
        transforms: check.transforms.iter().map(read).collect(),
        site: check.site.clone(),
        app: check.app.clone(),
        ..Input::read(check.config.clone(), &config).expect("an example")
    };
    let mut options = Options::default();
    let project = Project::of(&ProjectChoice::Nearest, &config, folder).expect("a project file");
    if let Some(project) = project {
        project.lay_around(&config, folder, &mut input, &mut options);
    }
    let arena = Arena::new();
    let outcome = pipeline::run(input, &options, &arena);
    outcome.diagnostics.iter().map(|it| (it.code, it.severity)).collect()
}

#[test]
fn what_is_made_of_the_pages_is_up_to_date() {
    let mut goldens = Goldens::new();
    goldens.check(&Path::new(ROOT).join("docs/rules/README.md"), &list());
    let pages: Vec<String> =
        Code::ALL.iter().map(|code| pages::without_links(&page(*code))).collect();
    goldens.check(&Path::new(ROOT).join("cors-gen/docs/rules.md"), &pages.join("\n"));
    goldens.finish();
}

/// The list of all pages.
fn list() -> String {
    let mut list = "# Findings\n\n\
        What `cors-gen check` finds, with a page for each: why it matters, what it looks like, how to mend it. `cors-gen rule CG031` \
        prints the\npage. Errors keep a policy from being made; those with `--allow` can be lived with.\n"
        .to_owned();
    let mut group = "";
    for code in Code::ALL {
        let heading = GROUPS.iter().find(|(start, _)| code.id().starts_with(start));
        let heading = heading.map_or("Others", |(_, heading)| heading);
        if heading != group {
            group = heading;
            let _ = writeln!(
                list,
                "\n## {group}\n\n| code | name | severity | what |\n|---|---|---|---|"
            );
        }
        let severity = code.severity().name();
        let severity = if code.if_allowed().is_some() {
            format!("{severity}, `--allow`")
        } else {
            severity.to_owned()
        };
        let summary: Vec<&str> = code.summary().split_whitespace().collect();
        let summary = summary.join(" ").replace('|', "\\|");
        let _ =
            writeln!(list, "| [{code}]({code}.md) | {} | {severity} | {summary} |", code.name());
    }
    list
}
