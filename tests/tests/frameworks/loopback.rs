//! Requests over a real connection, byte by byte.

use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use crate::answers::{Answer, Exchange, Outcome};

/// How long a test waits for a server before it says so.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A connection that is used again, as browsers do.
pub(crate) struct Connection(BufReader<TcpStream>);

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("connected");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        Self(BufReader::new(stream))
    }

    /// Sends a request and reads the response; `None` when the connection is closed instead.
    pub(crate) fn ask(
        &mut self,
        method: &str,
        target: &str,
        lines: &[(&str, &str)],
        body: &str,
    ) -> Option<Answer> {
        self.send(&(head(method, target, lines) + body));
        match self.receive(method, Then::default()) {
            Outcome::Answer(answer) => Some(answer),
            Outcome::Closed => None,
            Outcome::Broken(what) => panic!("{method} {target}: {what}"),
            Outcome::Late => panic!("{method} {target}: nothing came for {} s", PATIENCE.as_secs()),
        }
    }

    /// Sends requests at once, and reads the responses.
    ///
    /// `scheme` is the field that tells a framework of the scheme, where it does not look at the target's.
    pub(crate) fn ask_all(
        &mut self,
        exchanges: &[Exchange],
        scheme: Option<&str>,
        piece: Option<FirstPiece>,
    ) -> Vec<Outcome> {
        let (mut sent, mut expecting) = (String::new(), None);
        for Exchange { request, body, .. } in exchanges {
            let mut lines: Vec<(&str, &str)> =
                request.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
            if let (Some(name), Some((is, _))) = (scheme, request.target_origin()) {
                lines.push((name, is));
            }
            sent += &head(&request.method, &request.path, &lines);
            if request.header("expect").is_some() {
                expecting = Some(body.as_str());
            } else if request.header("transfer-encoding").is_some() {
                sent += "0\r\n\r\n";
            } else {
                sent += body;
            }
        }
        self.send(&sent);
        let mut then = Then { body: expecting, piece };
        let mut outcomes: Vec<Outcome> = Vec::new();
        for (exchange, left) in exchanges.iter().zip((0..exchanges.len()).rev()) {
            let mut outcome = self.receive(&exchange.request.method, std::mem::take(&mut then));
            if let (true, "HEAD", Outcome::Answer(answer)) =
                (left > 0, &*exchange.request.method, &mut outcome)
            {
                answer.body = self.body_of_head(answer);
            }
            outcomes.push(outcome);
        }
        outcomes
    }

    fn send(&mut self, text: &str) {
        // That the server has closed is for the reader to find.
        let _ = self.0.get_mut().write_all(text.as_bytes());
    }

    fn receive(&mut self, method: &str, mut then: Then<'_>) -> Outcome {
        let mut is_continued = false;
        loop {
            match self.read(method, then.piece.take()) {
                Ok(answer) if answer.status == 100 => {
                    is_continued = true;
                    self.send(then.body.take().unwrap_or_default());
                }
                Ok(answer) => return Outcome::Answer(Answer { is_continued, ..answer }),
                Err(outcome) => return outcome,
            }
        }
    }

    fn read(&mut self, method: &str, mut piece: Option<FirstPiece>) -> Result<Answer, Outcome> {
        let broken = |what: &str| Outcome::Broken(what.to_owned());
        let first = self.line()?;
        let status = first.strip_prefix("HTTP/1.1 ").and_then(|it| it.get(..3)?.parse().ok());
        let status = status.ok_or_else(|| Outcome::Broken(format!("no status line: {first:?}")))?;
        let mut lines = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) =
                line.split_once(": ").or(line.split_once(':')).ok_or_else(|| broken("no field"))?;
            lines.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        let mut answer = Answer { status, lines, body: String::new(), is_continued: false };
        if method == "HEAD" || matches!(status, 100 | 204 | 304) {
        } else if answer.values("transfer-encoding") == ["chunked"] {
            loop {
                let size = u64::from_str_radix(&self.line()?, 16).map_err(|_| broken("no size"))?;
                answer.body += &self.take(size)?;
                self.line()?;
                if size == 0 {
                    break;
                }
                if let Some(tell) = piece.take() {
                    tell();
                }
            }
        } else if let [length] = answer.values("content-length")[..] {
            let length = length.parse().map_err(|_| broken("no length"))?;
            answer.body = self.take(length)?;
        } else {
            return Err(broken("a body without an end"));
        }
        Ok(answer)
    }

    /// What stands between the response to a `HEAD` and the next one: nothing, unless the server is wrong.
    fn body_of_head(&mut self, answer: &Answer) -> String {
        let length = answer.values("content-length").concat().parse().unwrap_or(0);
        match self.0.fill_buf() {
            Ok(more) if !more.is_empty() && !more.starts_with(b"HTTP/") => {
                self.take(length).unwrap_or_default()
            }
            _ => String::new(),
        }
    }

    /// Whether the server has closed the connection, after nothing more.
    pub(crate) fn is_closed(&mut self) -> Result<(), Outcome> {
        match self.0.fill_buf() {
            Ok([]) => Ok(()),
            Ok(more) => Err(Outcome::Broken(format!("{:?}", String::from_utf8_lossy(more)))),
            Err(error) => match failed(&error) {
                Outcome::Closed => Ok(()),
                outcome => Err(outcome),
            },
        }
    }

    /// Closes the connection, on which nothing more may have come.
    pub(crate) fn close(mut self) -> Result<(), Outcome> {
        let _ = self.0.get_mut().shutdown(Shutdown::Write);
        self.is_closed()
    }

    fn line(&mut self) -> Result<String, Outcome> {
        let mut line = Vec::new();
        self.0.read_until(b'\n', &mut line).map_err(|error| failed(&error))?;
        match line.strip_suffix(b"\r\n") {
            Some(line) => Ok(String::from_utf8_lossy(line).into_owned()),
            None if line.is_empty() => Err(Outcome::Closed),
            None => Err(Outcome::Broken(format!("cut off: {:?}", String::from_utf8_lossy(&line)))),
        }
    }

    fn take(&mut self, length: u64) -> Result<String, Outcome> {
        let mut text = String::new();
        self.0.by_ref().take(length).read_to_string(&mut text).map_err(|error| failed(&error))?;
        let is_whole = text.len() as u64 == length;
        is_whole.then_some(text).ok_or_else(|| Outcome::Broken("a body that is cut off".to_owned()))
    }
}

/// What the client does while it reads.
#[derive(Default)]
struct Then<'a> {
    /// The body, when the server asks for it.
    body: Option<&'a str>,
    piece: Option<FirstPiece>,
}

/// What happens when the first piece of a body is there.
pub(crate) type FirstPiece = Box<dyn FnOnce() + Send>;

fn failed(error: &std::io::Error) -> Outcome {
    match error.kind() {
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => Outcome::Closed,
        ErrorKind::WouldBlock | ErrorKind::TimedOut => Outcome::Late,
        _ => Outcome::Broken(error.to_string()),
    }
}

fn head(method: &str, target: &str, lines: &[(&str, &str)]) -> String {
    let mut head = format!("{method} {target} HTTP/1.1\r\n");
    for (name, value) in lines {
        head.extend([name, ": ", value, "\r\n"]);
    }
    head + "\r\n"
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
) -> Option<Answer> {
    Connection::open(address).ask(method, target, lines, "")
}

pub(crate) fn get(address: SocketAddr, target: &str, origin: &str) -> Answer {
    ask(address, "GET", target, &[("origin", origin)]).expect("a response")
}

pub(crate) fn preflight(address: SocketAddr, target: &str, origin: &str) -> Answer {
    let lines = [("origin", origin), ("access-control-request-method", "PUT")];
    ask(address, "OPTIONS", target, &lines).expect("a response")
}
