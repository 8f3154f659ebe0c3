//! The shapes in which URL Rewrite is used for CORS, as fixtures: requests in, responses out.
//!
//! `CORS_GEN_BLESS=1` writes what the responses are now; read the difference before committing it.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use cors_gen::explain::{App, Explainer, RequestSpec};
use cors_gen::pipeline::{self, Input, Options};

#[test]
fn requests_get_the_responses_on_file() {
    let bless = std::env::var_os("CORS_GEN_BLESS").is_some();
    let mut shapes = 0;
    for folder in folders() {
        shapes += 1;
        let responses = responses(&folder);
        let file = folder.join("responses.txt");
        if bless {
            std::fs::write(&file, &responses).expect("a writable fixture");
        }
        let expected = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
        assert_eq!(responses, expected, "{}", file.display());
    }
    assert!(shapes >= 15, "{shapes}");
}

fn folders() -> Vec<PathBuf> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/policies");
    let folders = std::fs::read_dir(all).expect("the fixtures");
    let mut folders: Vec<_> = folders.map(|folder| folder.expect("a folder").path()).collect();
    folders.retain(|folder| {
        folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("rewrite-"))
    });
    folders.sort();
    folders
}

/// The findings about a fixture, then for each request its first line and the response with the reasons.
fn responses(folder: &Path) -> String {
    let input = Input::read("web.config", &folder.join("web.config")).expect("a configuration");
    let outcome = pipeline::run(input, &Options::default());
    let mut text = String::new();
    for finding in &outcome.diagnostics {
        let place = outcome.sources.locate(finding.span);
        let (code, severity) = (finding.code, finding.severity.name());
        writeln!(text, "{place}: {severity}[{code}]: {}", finding.message).expect("text");
    }
    let policy = outcome.policy.unwrap_or_else(|| panic!("{}: {text}", folder.display()));
    let explainer = Explainer::new(&policy, &outcome.sources);
    let requests = std::fs::read_to_string(folder.join("requests.txt")).expect("requests");
    for head in requests.replace("\r\n", "\n").split("\n\n") {
        let Some(request) = request(head) else { continue };
        let explanation = explainer.explain(&request);
        let (status, by) = (explanation.status, explanation.answered_by);
        let by_rule =
            explanation.decided_by.map_or_else(String::new, |by| format!(" {}", by.source));
        let origin = request.header("Origin").unwrap_or("no origin");
        let line = format!("\n{} {} ({origin})\n", request.method, request.path);
        write!(text, "{line}{status} {by}{by_rule}\n").expect("text");
        for (name, value) in &explanation.headers {
            writeln!(text, "{name}: {value}").expect("text");
        }
        for because in &explanation.because {
            writeln!(text, "  {} by {}", because.header, because.source).expect("text");
        }
    }
    text
}

/// A request as the fixtures write it: a head, and `app:` lines for what the application answers.
fn request(head: &str) -> Option<RequestSpec> {
    let mut lines = head.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let (method, path) = lines.next()?.split_once(' ').expect("a method and a path");
    let mut request = RequestSpec {
        method: method.to_owned(),
        path: path.to_owned(),
        headers: Vec::new(),
        app: App::default(),
    };
    for line in lines {
        let (name, value) = line.split_once(": ").expect("a header field");
        match value.split_once(": ") {
            _ if name != "app" => request.headers.push((name.to_owned(), value.to_owned())),
            Some((name, value)) => request.app.headers.push((name.to_owned(), value.to_owned())),
            None => request.app.status = value.parse().expect("a status"),
        }
    }
    Some(request)
}
