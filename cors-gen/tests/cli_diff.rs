//! `cors-gen diff`: its forms and exit codes.

#![cfg(feature = "cli")]

mod support;

use support::{Folder, WRONG};

const OLD: &str = r#"<configuration><system.webServer><cors enabled="true">
<add origin="https://a.example" />
</cors></system.webServer></configuration>
"#;

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("old.config", OLD);
    folder.write(
        "new.config",
        OLD.replace("a.example\" /", "a.example\" allowCredentials=\"true\" /"),
    );
    folder.write("wrong.config", WRONG);
    folder
}

#[test]
fn json_to_the_letter() {
    let run = folder().run(&["diff", "old.config", "new.config", "--format", "json"]);
    assert_eq!(run.code, Some(1));
    let value: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let [difference] = value["differences"].as_array().expect("an array").as_slice() else {
        panic!("{value}")
    };
    assert_eq!(difference["path"], "/");
    assert_eq!(difference["origin"], "https://a.example");
    assert_eq!(difference["change"], "widened");
    assert_eq!(
        difference["witness"].to_string(),
        r#"{"method":"GET","path":"/","headers":[["Origin","https://a.example"]]}"#
    );
    let credentials = serde_json::json!(["Access-Control-Allow-Credentials", "true"]);
    let has =
        |side: &str| difference[side]["headers"].as_array().expect("lines").contains(&credentials);
    assert_eq!((has("old"), has("new")), (false, true));
}

#[test]
fn people_see_the_request_and_both_answers_with_their_places() {
    let run = folder().run(&["diff", "old.config", "new.config"]);
    assert_eq!(
        run.stdout,
        "\
widened: `https://a.example` at `/`
      GET / · Origin: https://a.example
    + Access-Control-Allow-Credentials: true  (new.config:2:33)

1 widened
"
    );
}

#[test]
fn the_exit_code_says_whether_there_is_a_difference() {
    let folder = folder();
    for (args, code) in [
        (["diff", "old.config", "old.config"], 0),
        (["diff", "old.config", "new.config"], 1),
        (["diff", "old.config", "wrong.config"], 2),
        (["diff", "old.config", "missing.config"], 2),
    ] {
        assert_eq!(folder.run(&args).code, Some(code), "{args:?}");
    }
}

#[test]
fn each_side_has_its_own_transforms() {
    let folder = folder();
    folder.write(
        "Web.Release.config",
        r#"<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform"><system.webServer><cors>
        <add origin="https://a.example" allowCredentials="true" xdt:Transform="SetAttributes(allowCredentials)" xdt:Locator="Match(origin)" />
        </cors></system.webServer></configuration>"#,
    );
    let with = |option| {
        folder.run(&["diff", "old.config", "new.config", option, "Web.Release.config"]).code
    };
    assert_eq!(
        (with("--old-transform"), with("--new-transform"), with("--transform")),
        (Some(0), Some(1), Some(0))
    );
}

#[test]
fn a_policy_of_an_earlier_run_stands_for_its_configuration() {
    let folder = folder();
    assert_eq!(folder.run(&["old.config", "--emit", "json", "-o", "old.json"]).code, Some(0));
    assert_eq!(folder.run(&["diff", "old.json", "old.config"]).code, Some(0));
    assert_eq!(folder.run(&["diff", "old.config", "old.json"]).code, Some(0));
    let run = folder.run(&["diff", "old.json", "new.config"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.starts_with("widened: `https://a.example` at `/`\n"), "{}", run.stdout);

    folder.write("old.json", "{\"version\": 1}\n");
    let run = folder.run(&["diff", "old.json", "new.config"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert!(run.stderr.contains("old.json:1:14: this is no policy as"), "{}", run.stderr);
    let run = folder.run(&["diff", "old.json", "new.config", "--old-transform", "new.config"]);
    assert!(run.stderr.contains("which no transform or level above changes"), "{}", run.stderr);
}
