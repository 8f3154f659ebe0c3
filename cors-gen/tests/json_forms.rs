//! `docs/json.md`: the forms that it documents have the keys that the command prints, no fewer and no more.

#![cfg(feature = "cli")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use support::{Folder, WRONG};

const DOCUMENT: &str = include_str!("../docs/json.md");
/// A site's configuration that sets all there is, and the server's.
const EVERYTHING: &str = include_str!("support/everything.config");
const SERVER: &str = include_str!("support/applicationHost.config");

/// A warning with another place.
const HEADERS: &str = r#"<httpProtocol><customHeaders>
<add name="Access-Control-Allow-Origin" value="*" />
<add name="Access-Control-Allow-Credentials" value="true" />
</customHeaders></httpProtocol>"#;

/// A form as the document writes it: JSON in which a word in capitals stands for another form, also for the keys of one.
#[derive(Debug)]
enum Form {
    Object { keys: Vec<(String, Form)>, keys_of: Vec<String> },
    Array(Vec<Form>),
    Other(String),
    Scalar,
}

/// Reads forms; comments reach to the end of their line.
struct Reader<'t>(&'t str);

impl<'t> Reader<'t> {
    fn skip(&mut self) {
        loop {
            self.0 = self.0.trim_start_matches([' ', '\n', ',']);
            let Some(comment) = self.0.strip_prefix("//") else { return };
            self.0 = comment.split_once('\n').map_or("", |(_, rest)| rest);
        }
    }

    fn takes(&mut self, start: char) -> bool {
        self.skip();
        let rest = self.0.strip_prefix(start);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn string(&mut self) -> Option<String> {
        let mut values = serde_json::Deserializer::from_str(self.0).into_iter::<String>();
        let text = values.next()?.ok()?;
        self.0 = &self.0[values.byte_offset()..];
        Some(text)
    }

    fn word(&mut self) -> &'t str {
        let end = self.0.find([',', '\n', ']', '}', ' ']).unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at(end);
        assert!(!word.is_empty(), "a value is missing before: {}", self.0);
        self.0 = rest;
        word
    }

    fn form(&mut self) -> Form {
        if self.takes('[') {
            let mut forms = Vec::new();
            while !self.takes(']') {
                forms.push(self.form());
            }
            Form::Array(forms)
        } else if self.takes('{') {
            let (mut keys, mut keys_of) = (Vec::new(), Vec::new());
            while !self.takes('}') {
                match self.string() {
                    Some(key) => {
                        assert!(self.takes(':'), "{key}");
                        keys.push((key, self.form()));
                    }
                    None => keys_of.push(self.word().to_owned()),
                }
            }
            Form::Object { keys, keys_of }
        } else if self.string().is_some() {
            Form::Scalar
        } else {
            let word = self.word();
            if word.starts_with(|c: char| c.is_ascii_uppercase()) {
                Form::Other(word.to_owned())
            } else {
                Form::Scalar
            }
        }
    }
}

/// The block of the document that has this name.
fn block(name: &str) -> Form {
    let fence = format!("```jsonc {name}\n");
    let (_, block) = DOCUMENT.split_once(&fence).unwrap_or_else(|| panic!("no block {name}"));
    let (block, _) = block.split_once("```").expect("an end");
    Reader(block).form()
}

/// The forms of a block that names each.
fn parts(name: &str) -> BTreeMap<String, Form> {
    let Form::Object { keys, .. } = block(name) else { panic!("{name} is an object") };
    keys.into_iter().collect()
}

/// Paths of keys: `related.file`.
type Keys = BTreeSet<String>;

fn documented(form: &Form, at: &str, others: &BTreeMap<String, Form>, found: &mut Keys) {
    let other = |word: &String| others.get(word).unwrap_or_else(|| panic!("no form {word}"));
    match form {
        Form::Object { keys, keys_of } => {
            for (key, form) in keys {
                let path = format!("{at}{key}");
                documented(form, &format!("{path}."), others, found);
                found.insert(path);
            }
            for word in keys_of {
                documented(other(word), at, others, found);
            }
        }
        Form::Array(forms) => forms.iter().for_each(|form| documented(form, at, others, found)),
        Form::Other(word) => documented(other(word), at, others, found),
        Form::Scalar => {}
    }
}

fn printed(value: &Value, at: &str, found: &mut Keys) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let path = format!("{at}{key}");
                // Keys here are names of attributes, or stand in each other without end.
                if key != "attributes" && !key.ends_with("_parts") {
                    printed(value, &format!("{path}."), found);
                }
                found.insert(path);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| printed(value, at, found)),
        _ => {}
    }
}

/// The folders with a `web.config` whose policy is printed.
fn policies() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/policies");
    let entries = folder.read_dir().expect("fixtures").map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<PathBuf> = entries.collect();
    folders.sort();
    folders
}

fn everything() -> Folder {
    let folder = Folder::with(EVERYTHING);
    folder.write("applicationHost.config", SERVER);
    let excepted = "<!-- cors-gen: allow CG033: old phones --><add origin=\"null\" /><add origin=\"https://x/\" maxAge=\"-5\" /><add";
    folder.write("wrong.config", WRONG.replacen("<add", excepted, 1));
    folder.write("plain.config", "<configuration />");
    folder
}

/// The keys of what runs print, line for line where there are several objects.
fn keys(runs: impl IntoIterator<Item = Command>) -> Keys {
    let mut found = Keys::new();
    for mut run in runs {
        let output = run.output().expect("started");
        let mut values = serde_json::Deserializer::from_slice(&output.stdout).into_iter::<Value>();
        let said = String::from_utf8_lossy(&output.stderr);
        let first = values.next().unwrap_or_else(|| panic!("{run:?} prints nothing: {said}"));
        for value in [first].into_iter().chain(values) {
            printed(&value.expect("JSON"), "", &mut found);
        }
    }
    found
}

/// Runs of a command on everything with the server's file, and on all policies.
fn runs(folder: &Folder, args: &[&str]) -> Vec<Command> {
    let around = ["--parent", "applicationHost.config", "--site", "Shop"];
    let mut runs = vec![folder.command(&[args, &around].concat())];
    runs.extend(policies().into_iter().map(|policy| {
        let mut run = folder.command(args);
        run.current_dir(policy);
        run
    }));
    runs
}

#[track_caller]
fn agree(name: &str, others: &BTreeMap<String, Form>, printed: &Keys) {
    let mut keys = Keys::new();
    documented(&block(name), "", others, &mut keys);
    let only = |a: &Keys, b: &Keys| a.difference(b).cloned().collect::<Vec<_>>();
    let (unsaid, unseen) = (only(printed, &keys), only(&keys, printed));
    assert!(unsaid.is_empty(), "{name}: docs/json.md does not have {unsaid:#?}");
    assert!(unseen.is_empty(), "{name}: docs/json.md has what is not printed: {unseen:#?}");
}

#[test]
fn findings_and_inventory() {
    let folder = everything();
    let check = ["check", "--format", "json", "web.config", "wrong.config"];
    let mut found = keys([folder.command(&check)]);
    agree("findings", &BTreeMap::new(), &found);
    found = keys([folder.command(&[&check[..], &["--inventory"]].concat())]);
    let findings = BTreeMap::from([("FINDINGS".to_owned(), block("findings"))]);
    agree("inventory", &findings, &found);
    found = keys([folder.command(&[&check[..], &["--summary"]].concat())]);
    agree("summary", &findings, &found);
    folder.write("headers.config", HEADERS);
    let silence = ["headers.config", "--silenced", "--allow", "CG032", "--allow", "CG043"];
    found = keys([folder.command(&[&check[..], &silence].concat())]);
    agree("silenced", &findings, &found);
}

#[test]
fn explanations() {
    let folder = everything();
    let explain = ["explain", "--format", "json", "-H", "Origin: https://a.example", "web.config"];
    agree("explanation", &BTreeMap::new(), &keys(runs(&folder, &explain)));
}

#[test]
fn differences() {
    let folder = everything();
    let rules = |credentials: &str| {
        let rule = |name: &str| format!("<add origin=\"https://{name}.example\"{credentials} />");
        let cors = format!("<cors enabled=\"true\">{}{}</cors>", rule("a"), rule("b"));
        let at = "<location path=\"api\"><system.webServer><httpProtocol><customHeaders><add name=\"X-A\" value=\"1\" /></customHeaders></httpProtocol></system.webServer></location>";
        format!("<configuration><system.webServer>{cors}</system.webServer>{at}</configuration>")
    };
    folder.write("old.config", rules(""));
    folder.write("new.config", rules(" allowCredentials=\"true\""));
    let diff = folder.command(&["diff", "old.config", "new.config", "--format", "json"]);
    let explanation = BTreeMap::from([("EXPLANATION".to_owned(), block("explanation"))]);
    agree("differences", &explanation, &keys([diff]));
}

#[test]
fn verifications() {
    let folder = Folder::with(
        r#"<configuration><system.webServer><cors enabled="true"><add origin="https://a.example" /></cors></system.webServer></configuration>"#,
    );
    let line = |path: &str, origin: &str, headers: &str| {
        let request = format!(r#"{{"path":"https://old.example{path}","headers":[{origin}]}}"#);
        format!(
            "{{\"request\":{request},\"response\":{{\"status\":200,\"headers\":[{headers}]}}}}\n"
        )
    };
    let (origin, allowed) = (
        r#"["Origin","https://a.example"]"#,
        r#"["Vary","Origin"],["Access-Control-Allow-Origin","https://a.example"]"#,
    );
    let recording = line("/own", "", allowed) + &line("/", "", "") + &line("/", origin, allowed);
    folder.write("old.jsonl", recording);
    let args = ["verify", "web.config", "--replay", "old.jsonl", "--format", "json"];
    agree("verification", &BTreeMap::new(), &keys([folder.command(&args)]));
}

/// What is documented of a request is taken, and nothing else is.
#[test]
fn requests() {
    let (_, request) = DOCUMENT.split_once("```jsonc request\n").expect("a request");
    let (request, _) = request.split_once("```").expect("an end");
    let lines = request.lines().map(|line| line.split("  //").next().unwrap_or_default());
    let request: String = lines.collect();
    let folder = everything();
    let answer =
        |request: &str| folder.run_with(&["explain", "plain.config", "--requests", "-"], request);
    assert_eq!(answer(&request).product().lines().count(), 1);
    let run = answer("{\"methods\": \"GET\"}");
    let taken = "expected one of `method`, `path`, `headers`, `app`, `static`";
    assert!(run.code == Some(2) && run.stderr.contains(taken), "{}", run.stderr);
}

#[test]
fn effective_configurations() {
    let folder = everything();
    let effective = ["effective", "--format", "json", "web.config", "--allow", "CG019"];
    agree("effective", &parts("effective-parts"), &keys(runs(&folder, &effective)));
}

#[test]
fn policies_as_data() {
    let folder = everything();
    let emit = ["web.config", "--emit", "json", "--assume", "CM-16=never"];
    agree("policy", &parts("policy-parts"), &keys(runs(&folder, &emit)));
}
