//! `cors-gen explain`: what is sent, and why.

#![cfg(feature = "cli")]

mod support;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use support::{DUBIOUS, Folder, GOOD, WRONG, assert_expected};

/// The configuration of the example: the rule is at 7:13.
const EXAMPLE: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<configuration>
    <location path="." inheritInChildApplications="false">
        <system.webServer>
            <!-- one origin, and it alone -->
            <cors enabled="true">
            <add origin="https://a.example">
            </add>
            </cors>
        </system.webServer>
    </location>
</configuration>
"#;

const REQUEST: &str = r#"{"method":"OPTIONS","path":"/api/x","headers":[["Origin","https://a.example"],["Access-Control-Request-Method","PUT"]],"app":{"status":200,"headers":[["Content-Type","text/plain"]]}}"#;

#[test]
fn json_in_and_out_to_the_letter() {
    let folder = Folder::with(EXAMPLE);
    let answers = folder.run_with(&["explain", "web.config", "--requests", "-"], REQUEST).product();
    assert_eq!(
        answers,
        concat!(
            r#"{"answered_by":"cors","status":204,"#,
            r#""headers":[["Access-Control-Allow-Origin","https://a.example"],["Vary","Origin"]],"#,
            r#""because":[{"header":"Access-Control-Allow-Origin","source":"web.config:7:13","text":"<add origin=\"https://a.example\">"},"#,
            r#"{"header":"Vary","source":"web.config:6:13","text":"<cors enabled=\"true\">"}]}"#,
            "\n"
        )
    );
}

#[test]
fn one_answer_a_line_before_the_next_is_asked() {
    let folder = Folder::with(GOOD);
    let mut command = folder.command(&["explain", "web.config", "--requests", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("started");
    let mut stdin = child.stdin.take().expect("stdin");
    let mut answers = BufReader::new(child.stdout.take().expect("stdout")).lines();
    for (request, answer) in [
        ("{}", r#"{"answered_by":"application","status":200,"headers":[["Vary","Origin"],["#),
        (r#"{"method":"OPTIONS"}"#, r#"{"answered_by":"options-verb-handler","status":200,"#),
        (
            r#"{"app":{"status":418,"headers":[["X-Tea","é"]]}}"#,
            r#"{"answered_by":"application","status":418,"headers":[["X-Tea","é"],["Vary","Origin"],"#,
        ),
    ] {
        writeln!(stdin, "{request}").expect("asked");
        let given = answers.next().expect("a line").expect("UTF-8");
        assert!(given.starts_with(answer), "{given}");
        serde_json::from_str::<serde_json::Value>(&given).expect("JSON");
    }
    drop(stdin);
    assert_eq!(child.wait().expect("finished").code(), Some(0));
    assert!(answers.next().is_none());
}

#[test]
fn a_bad_line_is_named_and_the_lines_before_it_are_answered() {
    let folder = Folder::with(GOOD);
    for (bad, why) in [
        (r#"{"methd":"GET"}"#, "unknown field `methd`"),
        (r#"{"app":{"body":"x"}}"#, "unknown field `body`"),
        ("[]", "a request is an object"),
        ("{", "EOF"),
        ("\u{202e}", "expected value"),
    ] {
        folder.write("requests.jsonl", format!("\u{feff}{REQUEST}\r\n\r\n{bad}\n{REQUEST}\n"));
        let run = folder.run(&["explain", "web.config", "--requests", "requests.jsonl"]);
        assert_eq!((run.code, run.stdout.lines().count()), (Some(2), 1), "{run:?}");
        assert!(run.stderr.starts_with("error: requests.jsonl, line 3: "), "{}", run.stderr);
        assert!(run.stderr.contains(why), "{}", run.stderr);
    }
}

#[test]
fn requests_on_the_command_line() {
    let folder = Folder::with(GOOD);
    let preflight = [
        "explain",
        "web.config",
        "-X",
        "OPTIONS",
        "-H",
        "Origin: https://a.example",
        "-H",
        "access-control-request-method:PUT",
        "https://site.example/api?x=1",
    ];
    assert_expected("explain-human.txt", &folder.run(&preflight).product());
    let json = folder.run(&[&preflight[..], &["--format", "json"]].concat()).product();
    assert!(json.starts_with(r#"{"answered_by":"cors","status":204,"#), "{json}");
    assert!(json.contains(r#"["Access-Control-Allow-Methods","PUT"]"#), "{json}");
    let get = folder.run(&["explain", "web.config"]).product();
    assert!(get.starts_with("GET /\n\napplication, whose status is its own\n"), "{get}");
    let get = folder.run(&["explain", "web.config", "--format", "json"]).product();
    assert!(get.starts_with(r#"{"answered_by":"application","status":200,"headers":"#), "{get}");
    assert!(get.ends_with(",\"status_assumed\":true}\n"), "{get}");
}

/// SC-6, SC-10: on the command line and in requests.
#[test]
fn static_files() {
    let folder = Folder::with(
        r#"<configuration><system.webServer>
  <staticContent>
    <clientCache cacheControlMode="UseMaxAge" cacheControlMaxAge="00:01:00" cacheControlCustom="public" />
    <remove fileExtension=".log" />
  </staticContent>
</system.webServer></configuration>
"#,
    );
    let said = folder.run(&["explain", "web.config", "/a.css", "--static"]).product();
    let line =
        "  Cache-Control: public,max-age=60  web.config:3:77  cacheControlCustom=\"public\"\n";
    assert!(
        said.starts_with("GET /a.css\n\napplication, whose status is its own\n")
            && said.contains(line),
        "{said}"
    );
    let refused = folder.run(&["explain", "web.config", "--static", "/a.log"]).product();
    let first = "GET /a.log\n\n404 from static-file  web.config:4:13  fileExtension=\".log\"\n";
    assert!(refused.starts_with(first), "{refused}");
    let route = folder.run(&["explain", "web.config", "/a.log"]).product();
    assert!(route.starts_with("GET /a.log\n\napplication, whose status is its own\n"), "{route}");
    let requests = concat!(
        r#"{"path":"/a.log","static":true}"#,
        "\n",
        r#"{"path":"/a.css","static":true,"app":{"headers":[["Cache-Control","private"]]}}"#
    );
    let answers =
        folder.run_with(&["explain", "web.config", "--requests", "-"], requests).product();
    assert_eq!(
        answers,
        concat!(
            r#"{"answered_by":"static-file","status":404,"headers":[],"because":[]}"#,
            "\n",
            r#"{"answered_by":"application","status":200,"headers":[["Cache-Control","public,max-age=60"]],"because":["#,
            r#"{"header":"Cache-Control","source":"web.config:3:77","text":"cacheControlCustom=\"public\""},"#,
            r#"{"header":"Cache-Control","source":"web.config:3:47","text":"cacheControlMaxAge=\"00:01:00\""}],"status_assumed":true}"#,
            "\n"
        )
    );
}

#[test]
fn usage_errors_are_2() {
    let folder = Folder::with(GOOD);
    for args in [
        &["explain"][..],
        &["explain", "web.config", "-H", "Origin"],
        &["explain", "web.config", "--requests", "missing"],
        &["explain", "web.config", "--requests", "-", "/path"],
        &["explain", "web.config", "--requests", "-", "-X", "PUT"],
        &["explain", "web.config", "--requests", "-", "--static"],
        &["explain", "-", "--requests", "-"],
        &["explain", "web.config", "--format", "xml"],
    ] {
        let run = folder.run(args);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(!run.stderr.is_empty());
    }
}

#[test]
fn findings_are_on_standard_error() {
    let folder = Folder::with(WRONG);
    let run = folder.run(&["explain", "web.config"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert!(run.stderr.starts_with("error[CG031]: "), "{}", run.stderr);
    folder.write("web.config", DUBIOUS);
    let run = folder.run(&["explain", "web.config"]);
    assert_eq!(run.code, Some(0));
    assert!(run.stdout.starts_with("GET /\n"), "{}", run.stdout);
    assert!(run.stderr.starts_with("web.config:4:7: warning[CG032]: "), "{}", run.stderr);
}
