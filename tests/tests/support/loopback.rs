//! Requests over a real connection, and the fixtures as services that are asked so.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cors_gen::explain::{App, Explainer, Explanation, RequestSpec};
use cors_gen::policy::Arena;
use cors_runtime::Policy;
use cors_tests::cases;
use cors_tests::table::Table;

/// What the application answers next, and how often it was asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said(Arc<Mutex<(App, usize)>>);

impl Said {
    /// What to answer, for the application.
    pub(crate) fn asked(&self) -> App {
        let mut said = self.0.lock().expect("no panic");
        said.1 += 1;
        said.0.clone()
    }

    fn prepare(&self, app: &App) {
        *self.0.lock().expect("no panic") = (app.clone(), 0);
    }

    fn times(&self) -> usize {
        self.0.lock().expect("no panic").1
    }
}

/// A response as it came.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) lines: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Received {
    /// The values of a field's lines.
    pub(crate) fn values(&self, name: &str) -> Vec<&str> {
        let lines = self.lines.iter().filter(|(it, _)| it == name);
        lines.map(|(_, value)| value.as_str()).collect()
    }
}

/// A connection that is used again, as browsers do.
pub(crate) struct Connection(BufReader<TcpStream>);

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("connected");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        Self(BufReader::new(stream))
    }

    /// Sends a request and reads the response; `None` when the connection is closed instead.
    pub(crate) fn ask(
        &mut self,
        method: &str,
        target: &str,
        lines: &[(&str, &str)],
        body: &str,
    ) -> Option<Received> {
        let mut request = format!("{method} {target} HTTP/1.1\r\n");
        for (name, value) in lines {
            request.extend([name, ": ", value, "\r\n"]);
        }
        request.extend(["\r\n", body]);
        self.0.get_mut().write_all(request.as_bytes()).ok()?;
        self.receive(method)
    }

    fn receive(&mut self, method: &str) -> Option<Received> {
        let first = self.line()?;
        let status = first.split(' ').nth(1)?.parse().expect("a status");
        let mut lines = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) =
                line.split_once(": ").or(line.split_once(':')).expect("a header line");
            lines.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        let mut received = Received { status, lines, body: String::new() };
        let has_body = method != "HEAD" && !matches!(status, 204 | 304);
        if !has_body {
        } else if received.values("transfer-encoding") == ["chunked"] {
            while let Some(size) = self.line().and_then(|size| u64::from_str_radix(&size, 16).ok())
            {
                received.body.push_str(&self.take(size)?);
                self.line()?;
                if size == 0 {
                    break;
                }
            }
        } else if let [length] = received.values("content-length")[..] {
            let length = length.parse().expect("a length");
            received.body = self.take(length)?;
        }
        Some(received)
    }

    fn line(&mut self) -> Option<String> {
        let mut line = Vec::new();
        self.0.read_until(b'\n', &mut line).ok()?;
        let line = line.strip_suffix(b"\r\n")?;
        Some(String::from_utf8_lossy(line).into_owned())
    }

    fn take(&mut self, length: u64) -> Option<String> {
        let mut text = String::new();
        self.0.by_ref().take(length).read_to_string(&mut text).ok()?;
        (text.len() as u64 == length).then_some(text)
    }
}

/// The table of a fixture, with what `explain` says.
pub(crate) struct Fixture {
    pub(crate) name: String,
    pub(crate) policy: &'static Policy,
    exchanges: Vec<(RequestSpec, Explanation)>,
}

/// All fixtures with requests, but for those about static files.
pub(crate) fn fixtures() -> Vec<Fixture> {
    cases::policies().iter().map(|folder| fixture(folder)).collect()
}

fn fixture(folder: &Path) -> Fixture {
    let arena: &'static Arena = Box::leak(Box::default());
    let outcome = cases::outcome(folder, arena);
    let policy = outcome.policy.as_ref().expect("a policy");
    let explainer = Explainer::new(policy, &outcome.sources);
    let text = std::fs::read_to_string(folder.join("requests.txt")).expect("a table");
    let table = Table::parse(&text.replace("\r\n", "\n")).expect("a table");
    let requests = table.exchanges().map(|it| &it.request).filter(|it| !it.is_static);
    let exchanges = requests.map(|it| (it.clone(), explainer.explain(it))).collect();
    let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
    Fixture { name, policy: policy.policy, exchanges }
}

/// In what a framework sends otherwise.
pub(crate) struct Framework {
    /// Whether lines of different fields come in the order in which they were set.
    pub(crate) keeps_order: bool,
    /// What it cannot be asked, of method and target.
    pub(crate) cannot: fn(&RequestSpec) -> bool,
    /// The header field that tells it of the scheme, where it does not look at the target's.
    pub(crate) scheme: Option<&'static str>,
    /// Lines that it sends by itself.
    pub(crate) own: fn(&str) -> bool,
}

impl Fixture {
    /// Asks a service that is there for the fixture, and compares with what `explain` says; the number of requests.
    pub(crate) fn compare(&self, framework: &Framework, address: SocketAddr, said: &Said) -> usize {
        let mut connection = Connection::open(address);
        let mut count = 0;
        for (request, explanation) in &self.exchanges {
            if !is_http(request) || (framework.cannot)(request) {
                continue;
            }
            said.prepare(&request.app);
            let what =
                format!("{}: {} {} {:?}", self.name, request.method, request.path, request.headers);
            let received = send(&mut connection, request, framework.scheme)
                .unwrap_or_else(|| panic!("{what}: no response"));
            let by_application = explanation.answered_by == "application";
            assert_eq!(
                said.times(),
                usize::from(by_application),
                "{what}: calls of the application"
            );
            assert_eq!(received.status, explanation.status, "{what}: {received:?}");
            let own = |(name, _): &(String, String)| {
                (framework.own)(name)
                    && !explanation.headers.iter().any(|(it, _)| it.eq_ignore_ascii_case(name))
            };
            let lower =
                |(name, value): &(String, String)| (name.to_ascii_lowercase(), value.clone());
            let mut actual: Vec<_> =
                received.lines.iter().filter(|line| !own(line)).cloned().collect();
            let mut expected: Vec<_> = explanation.headers.iter().map(lower).collect();
            if framework.keeps_order {
                expected = grouped(&expected);
            } else {
                // Stable: the lines of one field keep theirs.
                actual.sort_by(|a, b| a.0.cmp(&b.0));
                expected.sort_by(|a, b| a.0.cmp(&b.0));
            }
            assert_eq!(actual, expected, "{what}");
            // A body that nobody reads, or that never came, is in the way of the next request.
            let has_body = ["content-length", "transfer-encoding"]
                .iter()
                .any(|it| request.header(it).is_some());
            if has_body || received.values("connection") == ["close"] {
                connection = Connection::open(address);
            }
            count += 1;
        }
        count
    }
}

/// The lines of one field where its first stands: libraries hold them so.
fn grouped(lines: &[(String, String)]) -> Vec<(String, String)> {
    let first = |name: &str| lines.iter().position(|(it, _)| it == name);
    let mut grouped = lines.to_vec();
    grouped.sort_by_key(|(name, _)| first(name));
    grouped
}

/// Whether the request can be on a wire as it stands in the table, and passes in front of a router.
fn is_http(request: &RequestSpec) -> bool {
    let has_parent = || request.path.split('/').any(|segment| segment == "..");
    !request.path.contains([' ', '<', '>', '`', '"']) && !has_parent()
}

fn send(
    connection: &mut Connection,
    request: &RequestSpec,
    scheme: Option<&str>,
) -> Option<Received> {
    let mut lines: Vec<(&str, &str)> =
        request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let has = |name: &str| request.headers.iter().any(|(it, _)| it.eq_ignore_ascii_case(name));
    if let Some((is, rest)) = request.path.split_once("://") {
        if !has("host") {
            lines.push(("Host", rest.split('/').next().unwrap_or_default()));
        }
        lines.extend(scheme.map(|name| (name, is)));
    }
    // Of a long body there is just what a framework waits for before it looks at the request.
    let body = match request.header("content-length") {
        Some(length) => &"0123456789abcdef"[..length.parse().unwrap_or(16).min(16)],
        None if has("transfer-encoding") => "0\r\n\r\n",
        None => "",
    };
    connection.ask(&request.method, &request.path, &lines, body)
}

pub(crate) const A: &str = "https://a.example";
pub(crate) const B: &str = "https://b.example";

/// One origin, all others refused below `api`; a custom header everywhere.
pub(crate) const SITE: &str = r#"<configuration>
  <system.webServer>
    <cors enabled="true"><add origin="https://a.example"><allowMethods><add method="PUT" /></allowMethods></add></cors>
    <httpProtocol><customHeaders><add name="X-Site" value="1" /></customHeaders></httpProtocol>
  </system.webServer>
  <location path="api"><system.webServer><cors failUnlistedOrigins="true" /></system.webServer></location>
</configuration>"#;

/// The response to a request without body; `None` when the connection is closed instead.
pub(crate) fn ask(
    address: SocketAddr,
    method: &str,
    target: &str,
    lines: &[(&str, &str)],
) -> Option<Received> {
    Connection::open(address).ask(method, target, lines, "")
}

pub(crate) fn get(address: SocketAddr, target: &str, origin: &str) -> Received {
    ask(address, "GET", target, &[("origin", origin)]).expect("a response")
}

pub(crate) fn preflight(address: SocketAddr, target: &str, origin: &str) -> Received {
    let lines = [("origin", origin), ("access-control-request-method", "PUT")];
    ask(address, "OPTIONS", target, &lines).expect("a response")
}
