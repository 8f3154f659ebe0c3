//! Starts the service and sends it the requests of the README, over TCP: the answers are those that the README shows.
//! `CORS_GEN_BLESS=1` writes them.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The service on a port that the system chose, stopped at the end.
struct Service {
    process: Child,
    address: String,
}

impl Service {
    fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_axum-app"));
        let mut process = command.arg("0").stdout(Stdio::piped()).spawn().expect("started");
        let mut line = String::new();
        let stdout = process.stdout.take().expect("standard output");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("listening on http://").expect("an address");
        Self { address: address.to_owned(), process }
    }

    /// Sends a request; the response as `curl -i` shows it, but without the date.
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
        let is_of_connection =
            |line: &&str| line.starts_with("date: ") || *line == "connection: close";
        let lines: Vec<&str> = response.lines().filter(|line| !is_of_connection(line)).collect();
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

#[test]
fn the_readme_shows_what_is_answered() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&file).expect("the README").replace("\r\n", "\n");
    let service = Service::start();
    let mut now = String::new();
    let mut requests = 0;
    for (index, part) in readme.split("```").enumerate() {
        if index > 0 {
            now.push_str("```");
        }
        match part.strip_prefix("console\n$ ") {
            Some(block) => {
                let curl = block.lines().next().unwrap_or_default();
                let answer = service.ask(&Request::of_curl(curl));
                now.extend(["console\n$ ", curl, "\n", &answer, "\n"]);
                requests += 1;
            }
            None => now.push_str(part),
        }
    }
    assert!(requests >= 5, "{requests} requests found");
    if std::env::var_os("CORS_GEN_BLESS").is_some() {
        std::fs::write(&file, &now).expect("written");
    } else {
        assert_eq!(readme, now, "CORS_GEN_BLESS=1 writes the answers");
    }
}
