//! The READMEs of examples: they show requests as `curl` lines, and the answers that the service really gives.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

/// Starts a service and sends it the requests of its README, over TCP. `CORS_GEN_BLESS=1` writes the answers.
///
/// # Panics
///
/// When the answers are others than the README shows, and when it shows fewer than `least`.
pub fn check(program: &str, readme: &str, least: usize) {
    compare(program, readme, least, |shown, answer| shown == answer);
}

/// As [`check`], for a service whose header lines come in any order.
///
/// # Panics
///
/// As [`check`].
pub fn check_in_any_order(program: &str, readme: &str, least: usize) {
    compare(program, readme, least, |shown, answer| sorted(shown) == sorted(answer));
}

/// The lines of the head in the order of their texts, and the body.
fn sorted(response: &str) -> (Vec<&str>, Option<&str>) {
    let (head, body) = match response.split_once("\n\n") {
        Some((head, body)) => (head, Some(body)),
        None => (response, None),
    };
    let mut lines: Vec<_> = head.lines().collect();
    lines.sort_unstable();
    (lines, body)
}

fn compare(program: &str, readme: &str, least: usize, is_same: fn(&str, &str) -> bool) {
    let text = std::fs::read_to_string(readme).expect("the README").replace("\r\n", "\n");
    let service = Service::start(program);
    let mut now = String::new();
    let mut requests = 0;
    for (index, part) in text.split("```").enumerate() {
        if index > 0 {
            now.push_str("```");
        }
        match part.strip_prefix("console\n$ ") {
            Some(block) => {
                let (curl, shown) = block.split_once('\n').unwrap_or((block, ""));
                let answer = service.ask(&Request::of_curl(curl));
                let shown = shown.trim_end();
                let answer = if is_same(shown, &answer) { shown } else { &answer };
                now.extend(["console\n$ ", curl, "\n", answer, "\n"]);
                requests += 1;
            }
            None => now.push_str(part),
        }
    }
    assert!(requests >= least, "{requests} requests found");
    if std::env::var_os("CORS_GEN_BLESS").is_some() {
        std::fs::write(readme, &now).expect("written");
    } else {
        assert_eq!(text, now, "CORS_GEN_BLESS=1 writes the answers");
    }
}

/// A service on a port that the system chose, stopped at the end.
pub struct Service {
    process: Child,
    address: String,
}

impl Service {
    /// Starts a program that takes its port as an argument and says where it listens.
    ///
    /// # Panics
    ///
    /// When it does not.
    #[must_use]
    pub fn start(program: &str) -> Self {
        let mut command = Command::new(program);
        let mut process = command.arg("0").stdout(Stdio::piped()).spawn().expect("started");
        let mut line = String::new();
        let stdout = process.stdout.take().expect("standard output");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("listening on http://").expect("an address");
        Self { address: address.to_owned(), process }
    }

    /// Where it listens: `http://127.0.0.1:41733`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sends a request; the response as `curl -i` shows it, but without what is another each time.
    fn ask(&self, request: &Request) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("connected");
        let Request { method, path, headers } = request;
        let host = format!("Host: {}", self.address);
        let mut lines = vec![format!("{method} {path} HTTP/1.1")];
        lines.extend(
            headers.iter().copied().chain([&*host, "Connection: close", "", ""]).map(str::to_owned),
        );
        stream.write_all(lines.join("\r\n").as_bytes()).expect("sent");
        let mut response = String::new();
        stream.read_to_string(&mut response).expect("answered");
        let changes = |line: &&str| {
            let starts = ["date: ", "etag: ", "last-modified: ", "connection: close"];
            starts.iter().any(|start| line.starts_with(start))
        };
        let lines: Vec<&str> = response.lines().filter(|line| !changes(line)).collect();
        lines.join("\n").trim_end().to_owned()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a `curl` line asks for.
struct Request<'a> {
    method: &'a str,
    path: &'a str,
    headers: Vec<&'a str>,
}

impl<'a> Request<'a> {
    fn of_curl(line: &'a str) -> Self {
        let mut request = Self { method: "GET", path: "/", headers: Vec::new() };
        // Odd parts were between quotes.
        let mut before = "";
        for (index, part) in line.split('\'').enumerate() {
            if index % 2 == 1 {
                assert_eq!(before, "-H", "{line}");
                request.headers.push(part);
                continue;
            }
            for word in part.split_whitespace() {
                if let Some(path) = word.strip_prefix("http://127.0.0.1:3000") {
                    request.path = path;
                } else if before == "-X" {
                    request.method = word;
                }
                before = word;
            }
        }
        request
    }
}
