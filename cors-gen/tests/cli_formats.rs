//! `cors-gen check --format`: the formats that other tools read, for findings of each kind, a conflict of two places and a mistake in XML.

#![cfg(feature = "cli")]

mod support;

use boon::{Compiler, Schemas};
use serde_json::Value;
use support::{DUBIOUS, Folder, GOOD, WRONG, assert_expected};

/// A field twice, in a file with a name that formats have to escape.
const CONFLICT: &str = r#"<configuration>
  <system.webServer>
    <httpProtocol>
      <customHeaders>
        <add name="X-A, &quot;B&quot;" value="1" />
        <add name="X-A" value="1" />
        <add name="x-a" value="2" />
      </customHeaders>
    </httpProtocol>
  </system.webServer>
</configuration>
"#;

fn folder() -> Folder {
    let folder = Folder::with(WRONG);
    folder.write("a,b conflict.config", CONFLICT);
    folder.write("cut.config", "<configuration>\n  <system.webServer>\n");
    folder.write("good.config", GOOD);
    let excepted = DUBIOUS.replace("<cors", "<!-- cors-gen: allow CG090: \"why\" --><cors");
    folder.write("dubious.config", excepted);
    folder.write("plain.config", "<configuration />");
    folder
}

const FILES: [&str; 6] = [
    "web.config",
    "a,b conflict.config",
    "cut.config",
    "good.config",
    "plain.config",
    "dubious.config",
];

fn run(folder: &Folder, format: &str, options: &[&str]) -> String {
    let args = [&["check", "--format", format][..], options, &FILES].concat();
    let run = folder.run(&args);
    assert_eq!((run.code, run.stderr.as_str()), (Some(2), ""), "{format}");
    run.stdout
}

#[test]
fn sarif_is_what_its_schema_asks_for() {
    let text = run(&folder(), "sarif", &["--silenced"]);
    let sarif: Value = serde_json::from_str(&text).expect("JSON");
    let schema = include_str!("support/sarif-schema-2.1.0.json");
    let schema = serde_json::from_str(schema).expect("JSON");
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.enable_format_assertions();
    compiler.add_resource("https://example.org/sarif.json", schema).expect("a schema");
    let schema = compiler.compile("https://example.org/sarif.json", &mut schemas).expect("sound");
    if let Err(error) = schemas.validate(&sarif, schema) {
        panic!("{error:#}\n{text}");
    }
    // Another version of the command is another text, and no other report.
    let version = env!("CARGO_PKG_VERSION");
    assert_expected("check.sarif", &text.replace(&format!("\"{version}\""), "\"VERSION\""));
}

#[test]
fn commands_of_workflows() {
    assert_expected("check-github.txt", &run(&folder(), "github", &[]));
}

#[test]
fn a_junit_report_fails_from_the_denied_severity_on() {
    let folder = folder();
    assert_expected("check-junit.xml", &run(&folder, "junit", &[]));
    let failures = |options: &[&str]| run(&folder, "junit", options).matches("<failure ").count();
    assert!(failures(&["--deny", "note"]) > failures(&[]), "notes fail as well");
}
