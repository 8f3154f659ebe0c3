//! `cors-gen check --format`: each format for a finding, for what is no XML, and for a conflict of two places.

#![cfg(feature = "cli")]

mod support;

use boon::{Compiler, Schemas};
use serde_json::Value;
use support::{DUBIOUS, Folder, GOOD, assert_expected};

/// The end is missing, and an attribute has no quotes.
const CUT: &str = "<configuration>\n  <system.webServer>\n    <cors enabled=true>\n";

/// Another `Access-Control-Allow-Origin` beside that of the module, in a file with a name that formats have to escape.
const PARENT: &str = r#"<configuration>
  <system.webServer>
    <httpProtocol>
      <customHeaders>
        <add name="Access-Control-Allow-Origin" value="https://a.example" />
      </customHeaders>
    </httpProtocol>
  </system.webServer>
</configuration>
"#;
const PARENT_NAME: &str = "a, 100%: b.config";

/// What is checked: the name of the expectations, the arguments, the exit code.
const CHECKED: [(&str, &[&str], i32); 4] = [
    ("finding", &["dubious.config"], 0),
    ("syntax", &["cut.config"], 2),
    ("conflict", &["web.config", "--parent", PARENT_NAME], 1),
    ("silenced", &["excepted.config", "--silenced"], 0),
];

/// The formats, each with the end of the name of its expectations.
const FORMATS: [(&str, &str); 6] = [
    ("human", "human.txt"),
    ("concise", "concise.txt"),
    ("json", "json"),
    ("sarif", "sarif"),
    ("github", "github.txt"),
    ("junit", "junit.xml"),
];

fn folder() -> Folder {
    let folder = Folder::with(GOOD);
    folder.write("dubious.config", DUBIOUS);
    folder.write("cut.config", CUT);
    let excepted = DUBIOUS.replace("<cors", "<!-- cors-gen: allow CG090: \"why\" --><cors");
    folder.write("excepted.config", excepted);
    folder.write(PARENT_NAME, PARENT);
    folder
}

#[test]
fn each_format_for_each_kind_of_finding() {
    let folder = folder();
    for (name, args, code) in CHECKED {
        for (format, end) in FORMATS {
            let run = folder.run(&[&["check", "--format", format], args].concat());
            assert_eq!((run.code, run.stderr.as_str()), (Some(code), ""), "{name} {format}");
            // Another version of the command is another text, and no other report.
            let version = format!("\"{}\"", env!("CARGO_PKG_VERSION"));
            let text = run.stdout.replace(&version, "\"VERSION\"");
            // Nor is another text of a page.
            let lines = text.lines().map(|line| match line.split_once("\"markdown\": \"# CG") {
                Some((indent, _)) => format!("{indent}\"markdown\": \"# CG…\"\n"),
                None => format!("{line}\n"),
            });
            let text: String = lines.collect();
            assert_expected(&format!("formats/{name}.{end}"), &text);
        }
    }
}

#[test]
fn sarif_is_what_its_schema_asks_for() {
    let folder = folder();
    let schema = include_str!("support/sarif-schema-2.1.0.json");
    let schema = serde_json::from_str(schema).expect("JSON");
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.enable_format_assertions();
    compiler.add_resource("https://example.org/sarif.json", schema).expect("a schema");
    let schema = compiler.compile("https://example.org/sarif.json", &mut schemas).expect("sound");
    let nothing: (&str, &[&str], i32) = ("nothing", &["missing.config"], 2);
    for (name, args, _) in CHECKED.into_iter().chain([nothing]) {
        let text = folder.run(&[&["check", "--format", "sarif"], args].concat()).stdout;
        let sarif: Value = serde_json::from_str(&text).expect("JSON");
        if let Err(error) = schemas.validate(&sarif, schema) {
            panic!("{name}: {error:#}\n{text}");
        }
    }
}

#[test]
fn a_junit_report_fails_from_the_denied_severity_on() {
    let folder = folder();
    let failures = |deny: &str| {
        let args = ["check", "--format", "junit", "--deny", deny, "dubious.config", "cut.config"];
        folder.run(&args).stdout.matches("<failure ").count()
    };
    let failures = ["error", "warning", "note"].map(failures);
    assert!(failures.is_sorted_by(|a, b| a < b) && failures[0] > 0, "{failures:?}");
}

#[test]
fn a_reader_that_goes_away_takes_nothing_back() {
    let folder = folder();
    for (format, _) in FORMATS {
        let args = ["check", "--format", format, "web.config", "--parent", PARENT_NAME];
        let mut command = folder.command(&args);
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        let mut child = command.spawn().expect("started");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("finished");
        assert_eq!((output.status.code(), output.stderr), (Some(1), Vec::new()), "{format}");
    }
}
