//! The pages about findings, `docs/rules/CGnnn.md`: their parts, and the examples in them.

use std::fs;
use std::path::Path;

use cors_gen::diagnostic::{Code, Severity};

/// The name of the configuration that an example has unless its block names another file.
const CONFIG: &str = "web.config";

/// The headings of a page, in order.
pub const HEADINGS: [&str; 4] = ["Why it matters", "Example", "How to mend it", "See"];

/// Something to run: the files, and how the command is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Whether the code of the page is to be found.
    pub fails: bool,
    /// The line of the page that the block begins at.
    pub line: usize,
    /// The files, by their paths.
    pub files: Vec<(String, String)>,
    /// The call.
    pub check: Check,
}

/// A call of `cors-gen check`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The configuration: a file, or `.` for the folder.
    pub config: String,
    /// The files of `--transform`.
    pub transforms: Vec<String>,
    /// The files of `--parent`.
    pub parents: Vec<String>,
    /// The site of `--site`.
    pub site: Option<String>,
    /// The application of `--app`.
    pub app: Option<String>,
}

/// A fenced block.
struct Block<'p> {
    line: usize,
    info: &'p str,
    text: String,
}

/// The line below the title that says how bad the finding is, and what allowing it does.
#[must_use]
pub fn verdict(code: Code) -> String {
    match (code.severity(), code.if_allowed()) {
        (Severity::Error, Some(consequence)) => {
            format!("**Error**; `--allow {code}` makes it a warning: {consequence}.")
        }
        (Severity::Error, None) => "**Error**; it cannot be allowed.".to_owned(),
        (Severity::Warning, _) => "**Warning**.".to_owned(),
        (Severity::Note, _) => "**Note**.".to_owned(),
    }
}

/// The line that a page begins with.
#[must_use]
pub fn title(code: Code) -> String {
    format!("# {code}: {}", code.name())
}

/// The examples of a page.
///
/// # Errors
///
/// Says which block makes no sense.
pub fn examples(page: &str) -> Result<Vec<Example>, String> {
    let mut examples: Vec<Example> = Vec::new();
    let mut shared = Parts::default();
    let mut own = Parts::default();
    for Block { line, info, text } in blocks(page)? {
        let wrong = |what: &str| format!("line {line}: {what}: `{info}`");
        let Info { is_call, fails, file } = Info::of(info).map_err(&wrong)?;
        if is_call {
            let call = text.trim().strip_prefix("$ ").ok_or_else(|| wrong("no `$ `"))?;
            own.check = Some(Check::of(call).map_err(|error| wrong(&error))?);
        } else if fails.is_some() || file.is_some() {
            own.files.push((file.unwrap_or(CONFIG).to_owned(), text));
        }
        match fails {
            Some(fails) => {
                let files = [shared.files.as_slice(), &own.files].concat();
                let check = own.check.or_else(|| shared.check.clone()).unwrap_or_default();
                examples.push(Example { fails, line, files, check });
                own = Parts::default();
            }
            None if examples.is_empty() => {
                shared.files.append(&mut own.files);
                shared.check = own.check.take().or(shared.check);
            }
            None => {}
        }
    }
    Ok(examples)
}

/// What an example is made of: the parts before the first example are of each, later ones of the next.
#[derive(Default)]
struct Parts {
    files: Vec<(String, String)>,
    check: Option<Check>,
}

/// What the words behind a fence say of its block.
struct Info<'p> {
    is_call: bool,
    fails: Option<bool>,
    file: Option<&'p str>,
}

impl<'p> Info<'p> {
    fn of(info: &'p str) -> Result<Self, &'static str> {
        let mut words = info.split_whitespace();
        let is_call = words.next() == Some("console");
        let mut parsed = Self { is_call, fails: None, file: None };
        for word in words {
            match word {
                "fails" => parsed.fails = Some(true),
                "passes" => parsed.fails = Some(false),
                _ => parsed.file = Some(word.strip_prefix("file=").ok_or("unknown word")?),
            }
        }
        Ok(parsed)
    }
}

/// What the prose of a page and its blocks are apart: the lines outside of blocks, with their numbers.
#[must_use]
pub fn prose(page: &str) -> Vec<(usize, &str)> {
    let mut inside = false;
    let lines = page.lines().enumerate().filter(|(_, line)| {
        let is_fence = line.starts_with("```");
        inside ^= is_fence;
        !inside && !is_fence
    });
    lines.map(|(index, line)| (index + 1, line)).collect()
}

/// Whether a `<` stands outside of code, where it begins a tag of HTML.
#[must_use]
pub fn has_bare_tag(line: &str) -> bool {
    let mut outside = line.split("``").step_by(2).flat_map(|part| part.split('`').step_by(2));
    outside.any(|text| text.contains('<'))
}

/// The targets of the links in a line.
pub fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

/// A page as a terminal shows it: links between files are of no use there, so that their text alone stays.
#[must_use]
pub fn without_links(page: &str) -> String {
    let mut text = String::new();
    for line in page.lines() {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once("](") {
            let Some((target, behind)) = after.split_once(')') else { break };
            match before.rsplit_once('[').filter(|_| !target.contains("://")) {
                Some((before, name)) => text.extend([before, name]),
                None => text.extend([before, "](", target, ")"]),
            }
            rest = behind;
        }
        text.extend([rest, "\n"]);
    }
    text
}

fn blocks(page: &str) -> Result<Vec<Block<'_>>, String> {
    let mut blocks = Vec::new();
    let mut open: Option<Block<'_>> = None;
    for (index, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                open = Some(Block { line: index + 1, info: info.trim(), text: String::new() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => block.text.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    match open {
        Some(block) => Err(format!("line {}: the block is never closed", block.line)),
        None => Ok(blocks),
    }
}

impl Default for Check {
    /// `cors-gen check web.config`.
    fn default() -> Self {
        let (transforms, parents) = (Vec::new(), Vec::new());
        Self { config: CONFIG.to_owned(), transforms, parents, site: None, app: None }
    }
}

impl Check {
    fn of(call: &str) -> Result<Self, String> {
        let mut words =
            call.strip_prefix("cors-gen check ").ok_or("no `cors-gen check`")?.split(' ');
        let mut check = Self::default();
        while let Some(word) = words.next() {
            let mut value =
                || words.next().map(str::to_owned).ok_or(format!("{word} needs a value"));
            match word {
                "--transform" => check.transforms.push(value()?),
                "--parent" => check.parents.push(value()?),
                "--site" => check.site = Some(value()?),
                "--app" => check.app = Some(value()?),
                _ if word.starts_with('-') => return Err(format!("unknown option {word}")),
                _ => word.clone_into(&mut check.config),
            }
        }
        Ok(check)
    }
}

/// Writes the files of an example into an empty folder.
///
/// # Panics
///
/// When that cannot be done.
pub fn lay_out(example: &Example, folder: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("removed");
    }
    for (name, text) in &example.files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("created");
        fs::write(path, text).expect("written");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "a\n```xml file=a.config\nA\n```\n```console\n$ cors-gen check . --site S\n```\n\
        ```xml fails\n1\n```\n```xml file=b/c.config\nB\n```\n```xml passes file=a.config\n2\n```\n```text\nx\n```\n\
        ```console passes\n$ cors-gen check a.config --transform t\n```\n";

    #[test]
    fn examples_have_what_is_shared_and_what_is_theirs() {
        let found = examples(PAGE).expect("examples");
        let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let folder = Check { config: ".".into(), site: Some("S".into()), ..Check::default() };
        let files: Vec<_> = found.iter().map(|it| (it.fails, it.line, it.files.clone())).collect();
        assert_eq!(
            files,
            [
                (true, 8, vec![file("a.config", "A\n"), file(CONFIG, "1\n")]),
                (
                    false,
                    14,
                    vec![
                        file("a.config", "A\n"),
                        file("b/c.config", "B\n"),
                        file("a.config", "2\n")
                    ]
                ),
                (false, 20, vec![file("a.config", "A\n")]),
            ]
        );
        assert_eq!((&found[0].check, &found[1].check), (&folder, &folder));
        assert_eq!(
            (&*found[2].check.config, &*found[2].check.transforms),
            ("a.config", &["t".to_owned()][..])
        );
    }

    #[test]
    fn blocks_that_make_no_sense_are_named() {
        for (page, message) in [
            ("```xml fail\n```\n", "line 1: unknown word: `xml fail`"),
            ("\n```xml fails\n", "line 2: the block is never closed"),
            (
                "```console fails\n$ cors-gen check --bogus\n```\n",
                "line 1: unknown option --bogus: `console fails`",
            ),
            ("```console\ncors-gen check x\n```\n", "line 1: no `$ `: `console`"),
        ] {
            assert_eq!(examples(page), Err(message.to_owned()), "{page}");
        }
    }

    #[test]
    fn links_to_files_are_their_text() {
        assert_eq!(
            without_links("see [CG001](CG001.md), [x](https://x/y) (z)"),
            "see CG001, [x](https://x/y) (z)\n"
        );
        assert_eq!(prose(PAGE).first(), Some(&(1, "a")));
        let tags = ["<a>", "`a` <b>", "`<a>` and `<b>`", "``!`<`` b"].map(has_bare_tag);
        assert_eq!(tags, [true, true, false, false]);
        assert_eq!(links("[a](b) c [d](e)").collect::<Vec<_>>(), ["b", "e"]);
    }
}
