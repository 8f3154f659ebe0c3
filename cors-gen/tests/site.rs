//! A whole site as it is deployed: the server's file, the site's, an application's and a folder's, a section in a file of its
//! own, and the transform of the release.

#![cfg(feature = "cli")]

mod support;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use support::Run;

/// What is around the site's folder.
const AROUND: [&str; 6] = [
    "--parent",
    "applicationHost.config",
    "--site",
    "Bookshop",
    "--transform",
    "wwwroot/Web.Release.config",
];

fn site() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/site")
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cors-gen"));
    command.args(args).args(AROUND).current_dir(site()).stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> Run {
    Run::from(command(args).output().expect("started"))
}

/// Compares a text with a file of the fixture; `CORS_GEN_BLESS=1` writes the file.
#[track_caller]
fn assert_golden(file: &str, text: &str) {
    let path = site().join(file);
    if std::env::var_os("CORS_GEN_BLESS").is_some() {
        fs::write(&path, text).expect("written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(text, expected, "CORS_GEN_BLESS=1 accepts {file}");
}

#[test]
fn the_policy() {
    let run = run(&["wwwroot"]);
    let note = "wwwroot/assets/web.config:4:5: note[CG152]: `StaticLayer` sends what is said here of static files\n";
    assert_eq!((run.code, &*run.stderr), (Some(0), note));
    assert_golden("policy.rs", &run.stdout);
}

#[test]
fn the_effective_configuration_of_three_paths() {
    for (path, file) in [
        ("/", "effective-root.xml"),
        ("/api/orders", "effective-api.xml"),
        ("/assets/fonts/serif.woff2", "effective-fonts.xml"),
    ] {
        assert_golden(file, &run(&["effective", "wwwroot", path]).product());
    }
}

/// Each request of `requests.txt` with what is sent to it, and from where: the lines that start with `<`.
#[test]
fn requests_and_responses() {
    let text =
        fs::read_to_string(site().join("requests.txt")).expect("requests").replace("\r\n", "\n");
    let asked: Vec<&str> = text.lines().filter(|line| !line.starts_with('<')).collect();
    let asked = asked.join("\n");
    let blocks: Vec<&str> = asked.trim_end().split("\n\n").collect();
    let requests: Vec<String> = blocks.iter().map(|block| request(block).to_string()).collect();
    let mut command = command(&["explain", "wwwroot", "--requests", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("started");
    let mut stdin = child.stdin.take().expect("stdin");
    stdin.write_all((requests.join("\n") + "\n").as_bytes()).expect("asked");
    drop(stdin);
    let run = Run::from(child.wait_with_output().expect("finished"));
    assert_eq!((run.code, run.stdout.lines().count()), (Some(0), blocks.len()), "{}", run.stderr);
    let answered: Vec<String> = blocks
        .iter()
        .zip(run.stdout.lines())
        .map(|(block, answer)| format!("{block}\n{}", response(answer)))
        .collect();
    assert_golden("requests.txt", &answered.join("\n"));
}

/// A request as text, in the JSON form of `explain`: comments, a line of method and path, header fields, the application's.
fn request(block: &str) -> Value {
    let mut lines = block.lines().filter(|line| !line.starts_with('#'));
    let (method, path) = lines.next().and_then(|line| line.split_once(' ')).expect("a request");
    let (mut headers, mut app) = (Vec::new(), json!({"status": 200, "headers": []}));
    for line in lines {
        let field = |line: &str| {
            let (name, value) = line.split_once(": ").expect("a field");
            json!([name, value])
        };
        match line.strip_prefix("app: ").map(|rest| (rest, rest.parse::<u16>())) {
            None => headers.push(field(line)),
            Some((_, Ok(status))) => app["status"] = status.into(),
            Some((rest, Err(_))) => {
                app["headers"].as_array_mut().expect("fields").push(field(rest));
            }
        }
    }
    json!({"method": method, "path": path, "headers": headers, "app": app})
}

/// An answer of `explain` as lines.
fn response(answer: &str) -> String {
    let answer: Value = serde_json::from_str(answer).expect("JSON");
    let source = |place: &Value| {
        place["source"].as_str().map(|source| format!("  ({source})")).unwrap_or_default()
    };
    let by = answer["answered_by"].as_str().expect("a name");
    let mut lines = format!("< {} {by}\n", answer["status"]);
    let mut because: Vec<&Value> = answer["because"].as_array().expect("reasons").iter().collect();
    for header in answer["headers"].as_array().expect("headers") {
        let [name, value] = [0, 1].map(|at| header[at].as_str().expect("text"));
        // The reasons are in the order of the lines; the application's own lines have none.
        let reason = because.iter().position(|reason| reason["header"] == name);
        let reason = reason.map(|at| source(because.remove(at))).unwrap_or_default();
        let _ = writeln!(lines, "< {name}: {value}{reason}");
    }
    lines
}

/// What the fixture is for: the other site, the configuration without its server, and what the server has locked.
#[test]
fn what_is_around_matters() {
    let folder = site();
    let plain = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cors-gen"));
        Run::from(
            command.args(args).current_dir(&folder).stdin(Stdio::null()).output().expect("started"),
        )
    };
    let other = plain(&[
        "effective",
        "wwwroot",
        "--parent",
        "applicationHost.config",
        "--site",
        "intranet",
    ]);
    let other = other.product();
    assert!(other.contains("X-Served-By\" value=\"intranet\""), "{other}");
    assert!(other.contains("http://localhost:3000"), "no transform: {other}");
    let alone = plain(&["effective", "wwwroot"]).product();
    assert!(!alone.contains("X-Served-By") && alone.contains("IIS 10 defaults:"), "{alone}");
    let which = plain(&["wwwroot", "--parent", "applicationHost.config"]);
    assert_eq!((which.code, which.stdout.as_str()), (Some(1), ""));
    assert!(which.stderr.contains("the sites `Bookshop`, `Intranet`"), "{}", which.stderr);
    let app = plain(&[
        "effective",
        "wwwroot/api/web.config",
        "/public/x",
        "--app",
        "/api",
        "--site",
        "Bookshop",
        "--parent",
        "applicationHost.config",
        "--parent",
        "wwwroot/web.config",
    ]);
    let app = app.product();
    assert!(app.contains("X-Api-Version") && app.contains("X-Served-By"), "{app}");
    assert!(app.contains("is that of /public: wwwroot/api/web.config:23"), "{app}");
}
