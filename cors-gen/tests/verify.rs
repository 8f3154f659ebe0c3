//! `cors-gen verify`: its forms and exit codes, against a server of a few lines.

#![cfg(feature = "verify")]

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use serde_json::{Value, json};
use support::{Folder, Run, WRONG, assert_expected, is_hostile};

const CONFIG: &str = r#"<configuration><system.webServer>
<cors enabled="true"><add origin="https://a.example" maxAge="60"><allowMethods><add method="PUT" /></allowMethods></add></cors>
<httpProtocol><customHeaders><add name="X-Frame-Options" value="DENY" /></customHeaders></httpProtocol>
</system.webServer></configuration>
"#;

/// A request as it came: method, path, and fields in lower case.
struct Got {
    method: String,
    path: String,
    fields: Vec<(String, String)>,
}

impl Got {
    fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|it| it.0 == name).map(|it| it.1.as_str())
    }

    fn read(stream: &TcpStream) -> Option<Self> {
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        let first = lines.next()?;
        let mut words = first.split(' ').map(str::to_owned);
        let (method, path) = (words.next()?, words.next()?);
        let fields = lines.take_while(|line| !line.is_empty()).filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_ascii_lowercase(), value.trim().to_owned()))
        });
        Some(Self { method, path, fields: fields.collect() })
    }

    /// The head of what IIS answers with `CONFIG`, as the rows have it (CM-5, CM-9, CM-16, CH-1, OP-1).
    fn as_configured(&self) -> Vec<String> {
        let listed = self.field("origin") == Some("https://a.example");
        let is_preflight = self.method == "OPTIONS"
            && self.field("origin").is_some()
            && self.field("access-control-request-method").is_some();
        let mut lines: Vec<String> = Vec::new();
        let mut say = |line: &str| lines.push(line.to_owned());
        match (is_preflight && listed, self.method.as_str(), self.path.contains("missing")) {
            (true, ..) => say("204 No Content"),
            (false, "OPTIONS", _) => {
                say("200 OK");
                say("Allow: OPTIONS, TRACE, GET, HEAD, POST");
                say("Public: OPTIONS, TRACE, GET, HEAD, POST");
            }
            (.., true) => say("404 Not Found"),
            _ => say("200 OK"),
        }
        if listed {
            say("Access-Control-Allow-Origin: https://a.example");
        }
        if listed && is_preflight {
            say("Access-Control-Allow-Methods: PUT");
            say("Access-Control-Max-Age: 60");
        }
        say("Vary: Accept, Origin");
        say("X-Frame-Options: DENY");
        lines
    }
}

/// A server that answers with these lines, for as long as the test runs. Gives its address.
fn server(answer: impl Fn(&Got) -> Vec<String> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let Some(got) = Got::read(&stream) else { continue };
            let lines = answer(&got).join("\r\n");
            let head =
                format!("HTTP/1.1 {lines}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.shutdown(std::net::Shutdown::Write);
            let _ = stream.read(&mut [0; 64]);
        }
    });
    address
}

fn without(lines: Vec<String>, name: &str) -> Vec<String> {
    lines.into_iter().filter(|line| !line.starts_with(name)).collect()
}

fn verify(folder: &Folder, args: &[&str]) -> Run {
    folder.run(&[&["verify", "web.config", "--rate", "0"], args].concat())
}

fn json_of(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

#[test]
fn a_server_that_does_what_the_configuration_says_has_no_difference() {
    let folder = Folder::with(CONFIG);
    let url = server(Got::as_configured);
    let run = verify(&folder, &["--url", &url, "--format", "json"]);
    let report = json_of(&run);
    assert_eq!((run.code, &report["differences"]), (Some(0), &json!([])), "{run:?}");
    assert_eq!(
        report.as_object().expect("an object").keys().take(3).collect::<Vec<_>>(),
        ["asked", "differences", "assumptions"]
    );
    assert!(report["asked"].as_u64().is_some_and(|asked| asked > 15), "{report}");
    let results: Vec<String> = report["assumptions"]
        .as_array()
        .expect("an array")
        .iter()
        .map(|it| format!("{} {} {}", it["id"], it["result"], it["choose"]))
        .collect();
    for settled in [
        r#""CM-16" "confirmed" null"#,
        r#""CM-17" "confirmed" null"#,
        r#""CM-18" "not-seen" null"#,
        r#""CM-19" "confirmed" null"#,
    ] {
        assert!(results.iter().any(|it| it == settled), "{settled}: {results:?}");
    }
}

#[test]
fn json_to_the_letter() {
    let folder = Folder::with(CONFIG);
    let url = server(|got| {
        let is_it = got.method == "GET" && got.field("origin") == Some("https://a.example");
        let lines = got.as_configured();
        if is_it && got.path == "/" { without(lines, "X-Frame") } else { lines }
    });
    let run = verify(&folder, &["--url", &url, "--format", "json"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let report = json_of(&run);
    let [difference] = report["differences"].as_array().expect("an array").as_slice() else {
        panic!("{report}")
    };
    let keys: Vec<&String> = difference.as_object().expect("an object").keys().take(6).collect();
    assert_eq!(keys, ["request", "expected", "got", "row", "source", "browser"]);
    assert_eq!(
        difference["request"],
        json!({"method": "GET", "path": format!("{url}/"), "headers": [["Origin", "https://a.example"]]})
    );
    assert_eq!(difference["row"], "CH-1");
    assert_eq!(difference["source"], "web.config:3:30");
    assert_eq!(difference["got"]["status"], 200);
    let expected = difference["expected"]["headers"].as_array().expect("lines");
    assert!(expected.contains(&json!(["X-Frame-Options", "DENY"])), "{difference}");
    assert_eq!(difference["parts"][0]["part"], "X-Frame-Options");
}

#[test]
fn people_see_what_differs_and_what_to_choose() {
    let folder = Folder::with(CONFIG);
    // CM-16, decided the other way.
    let url = server(|got| {
        let lines = got.as_configured();
        if got.field("origin").is_some() { lines } else { without(lines, "Vary") }
    });
    let run = verify(&folder, &["--url", &url]);
    assert_eq!(run.code, Some(1), "{run:?}");
    for part in [
        "CM-16 Vary  web.config:2:1  <cors enabled=\"true\">\n    expected  Vary: Origin\n    got       no Vary\n",
        "    browser   a cache may give a page of one origin the response that was for another\n",
        &format!("    curl -s -o /dev/null -D - {url}/\n"),
        "add --assume CM-16=cors\n",
    ] {
        assert!(run.stdout.contains(part), "{part}: {}", run.stdout);
    }
    let run = verify(&folder, &["--url", &url, "--assume", "CM-16=cors"]);
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn what_was_recorded_is_compared_again_and_secrets_are_left_out() {
    let folder = Folder::with(CONFIG);
    let url = server(|got| {
        assert_eq!(got.field("cookie"), Some("id=secret"));
        let lines = got.as_configured();
        if got.field("origin") == Some("null") { without(lines, "Vary") } else { lines }
    });
    let asked = ["--url", &url, "--header", "Cookie: id=secret"];
    let run = verify(&folder, &[&asked[..], &["--record", "old.jsonl"]].concat());
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stdout.contains("-H 'Cookie: …'"), "{}", run.stdout);
    let recording = folder.read("old.jsonl");
    assert!(!format!("{recording}{}", run.stdout).contains("secret"), "{recording}");
    let line: Value =
        serde_json::from_str(recording.lines().next().expect("a line")).expect("JSON");
    assert_eq!(line["request"]["path"], format!("{url}/"));
    assert_eq!(line["response"]["status"], 200);
    let again = verify(&folder, &["--replay", "old.jsonl", "--header", "Cookie: id=secret"]);
    assert_eq!((again.code, &again.stdout), (run.code, &run.stdout));
}

/// All forms for people and CI servers, of a recording with differences and a contradiction.
#[test]
fn reports_are_as_they_are_shown() {
    let folder = Folder::with(CONFIG);
    let line = |method: &str, origin: &str, status: u16, headers: Value| {
        let headers_asked = match (method, origin) {
            (_, "") => json!([]),
            ("OPTIONS", _) => json!([["Origin", origin], ["Access-Control-Request-Method", "PUT"]]),
            _ => json!([["Origin", origin]]),
        };
        let request =
            json!({"method": method, "path": "https://old.example/", "headers": headers_asked});
        json!({"request": request, "response": {"status": status, "headers": headers}}).to_string()
            + "\n"
    };
    let (a, allow) = ("https://a.example", "Access-Control-Allow-Origin");
    let (vary, frame) = (json!(["Vary", "Origin"]), json!(["X-Frame-Options", "DENY"]));
    let recording = [
        line("GET", "", 200, json!([frame])),
        line("HEAD", "", 200, json!([frame])),
        line("GET", a, 200, json!([vary, frame, [allow, a], [allow, a]])),
        line("GET", "null", 200, json!([vary, frame, [allow, "null"]])),
        line("OPTIONS", a, 405, json!([vary, frame])),
    ];
    folder.write("old.jsonl", recording.concat());
    for (format, file) in [("human", "txt"), ("junit", "xml"), ("markdown", "md")] {
        let run = verify(&folder, &["--replay", "old.jsonl", "--format", format]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""), "{run:?}");
        assert_expected(&format!("verify.{file}"), &run.stdout);
    }
}

#[test]
fn two_servers_are_compared_with_each_other() {
    let folder = Folder::with(CONFIG);
    let old = server(Got::as_configured);
    let new = server(|got| {
        let mut lines = got.as_configured();
        if got.method == "HEAD" {
            lines.insert(1, "X-Frame-Options: SAMEORIGIN".to_owned());
        }
        lines
    });
    let run = verify(&folder, &["--url", &old, "--against", &new, "--format", "json"]);
    let report = json_of(&run);
    assert_eq!((run.code, &report["differences"]), (Some(1), &json!([])), "{run:?}");
    let [between] = report["between"].as_array().expect("an array").as_slice() else {
        panic!("{report}")
    };
    assert_eq!(between["request"]["method"], "HEAD");
    assert_eq!(between["parts"][0]["old"], json!(["DENY"]));
    assert_eq!(between["parts"][0]["new"], json!(["SAMEORIGIN", "DENY"]));
    let run = verify(&folder, &["--url", &old, "--against", &old]);
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn traffic_of_a_browser_is_compared() {
    let folder = Folder::with(CONFIG);
    let entry = |url: &str, headers: Value| {
        json!({"request": {"method": "GET", "url": url, "headers": [{"name": "origin", "value": "https://a.example"}]},
            "response": {"status": 200, "headers": headers}})
    };
    let good = json!([
        {"name": "access-control-allow-origin", "value": "https://a.example"},
        {"name": "vary", "value": "origin"},
        {"name": "x-frame-options", "value": "DENY"},
    ]);
    let har = |entries: Value| json!({"log": {"entries": entries}}).to_string();
    folder.write("good.har", har(json!([entry("https://old.example/x", good.clone())])));
    folder.write(
        "bad.har",
        har(json!([
            entry("https://old.example/x", good),
            entry("https://old.example/y", json!([])),
            entry("https://cdn.example/y", json!([])),
        ])),
    );
    folder.write("none.har", "{}");
    let url = ["--url", "https://old.example", "--har"];
    for (file, code) in [("good.har", 0), ("bad.har", 1), ("none.har", 2)] {
        let run = verify(&folder, &[&url[..], &[file]].concat());
        assert_eq!(run.code, Some(code), "{file}: {run:?}");
        if code == 1 {
            assert!(run.stdout.contains("2 responses: 1 not as"), "{}", run.stdout);
            assert!(run.stdout.contains("no Access-Control-Allow-Origin line"), "{}", run.stdout);
        }
    }
}

#[test]
fn what_would_be_sent_is_listed_as_explain_reads_it() {
    let folder = Folder::with(CONFIG);
    let paths = ["--list", "--path", "/orders", "-X", "PUT"];
    let list = verify(&folder, &paths).product();
    assert!(list.lines().all(|it| it.contains("/orders") || it.contains("missing")), "{list}");
    let methods = ["GET", "HEAD", "OPTIONS"].map(|it| format!("{{\"method\":\"{it}\""));
    assert!(list.lines().all(|line| methods.iter().any(|it| line.starts_with(it))), "{list}");
    folder.write("requests.jsonl", &list);
    let run = folder.run(&["explain", "web.config", "--requests", "requests.jsonl"]);
    assert_eq!((run.code, run.stdout.lines().count()), (Some(0), list.lines().count()));
    let mine = "{\"path\":\"https://old.example/mine\"}\n";
    folder.write("own.jsonl", mine.to_owned() + &list + mine);
    let own = verify(&folder, &["--list", "--requests", "own.jsonl"]).product();
    assert_eq!(own.lines().filter(|line| line.contains("/mine")).count(), 1, "{own}");
    assert!(own.contains("{\"method\":\"GET\",\"path\":\"/mine\",\"headers\":[]}\n"), "{own}");
    folder.write("own.jsonl", "{\"path\":\"/mine\"}\n{\"method\":\"DELETE\"}\n");
    let run = verify(&folder, &["--list", "--requests", "own.jsonl"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("own.jsonl, line 2: DELETE may change data"), "{}", run.stderr);
}

#[test]
fn what_cannot_be_found_out_is_explained() {
    let folder = Folder::with(CONFIG);
    folder.write("wrong.config", WRONG);
    folder.write("wrong.jsonl", "{}\n");
    folder.write("none.pem", "x");
    let gone = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port");
    let gone = format!("http://{gone}");
    let moved = server(|got| {
        vec!["302 Found".into(), format!("Location: https://new.example{}", got.path)]
    });
    for (args, part) in [
        (&["web.config", "--url", &gone][..], "nobody listens there"),
        (&["web.config", "--url", "http://nobody.invalid"], "--resolve"),
        (&["web.config", "--url", &moved], "pass that as --url"),
        (&["web.config", "--url", "old.example"], "scheme"),
        (&["web.config", "--url", &gone, "--ca", "none.pem"], "no certificate"),
        (&["web.config", "--url", &gone, "--record", "gone/x.jsonl"], "cannot write gone/x.jsonl"),
        (&["web.config"], "--url"),
        (&["web.config", "--replay", "wrong.jsonl"], "line 1"),
        (&["web.config", "--replay", "gone.jsonl"], "cannot read gone.jsonl"),
        (&["wrong.config", "--list"], "no policy"),
    ] {
        let run = folder.run(&[&["verify"], args].concat());
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{args:?}: {run:?}");
        assert!(run.stderr.contains(part), "{args:?}: {}", run.stderr);
    }
}

#[test]
fn hosts_are_found_where_the_user_says() {
    let folder = Folder::with(CONFIG);
    let url = server(|got| {
        assert!(got.field("host").is_some_and(|it| it.starts_with("old.invalid:")), "Host");
        got.as_configured()
    });
    let port = url.rsplit(':').next().expect("a port");
    let url = format!("http://old.invalid:{port}/app");
    let resolve = format!("old.invalid:{port}:127.0.0.1");
    let run = verify(&folder, &["--url", &url, "--resolve", &resolve]);
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn no_report_carries_what_a_server_wants_to_do_to_its_reader() {
    let folder = Folder::with(CONFIG);
    let url = server(|got| {
        let mut lines = without(got.as_configured(), "X-Frame");
        lines.push(format!("X-Frame-Options: \u{9b}31m\u{202e}</script>```{}", "x".repeat(5000)));
        lines
    });
    for format in ["human", "json", "junit", "markdown"] {
        let run = verify(&folder, &["--url", &url, "--format", format, "--color", "always"]);
        assert_eq!(run.code, Some(1), "{run:?}");
        let plain = run.stdout.replace("\x1b[", "");
        assert!(!is_hostile(&plain), "{format}: {plain}");
        assert!(format == "json" || plain.lines().all(|line| line.len() < 1000), "{format}");
        assert!(format != "junit" || !plain.contains("</script>"), "{plain}");
    }
}
