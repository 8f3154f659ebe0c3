//! Requests and responses of HTTP/1.1, as lines.

use std::io::{self, BufRead, Read as _, Write};

use crate::model::Line;

/// A request without its body.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The method, in the case it came in.
    pub method: String,
    /// The target: a path, with its query if there is one.
    pub target: String,
    /// The header fields in their order.
    pub lines: Vec<Line>,
    /// Whether it came over TLS.
    pub is_https: bool,
}

impl Request {
    /// The value of the first line of this name.
    #[must_use]
    pub fn line(&self, name: &str) -> Option<&[u8]> {
        let line = self.lines.iter().find(|(it, _)| it.eq_ignore_ascii_case(name));
        line.map(|(_, value)| value.as_slice())
    }

    /// The target without its query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// Reads a request; `None` when the client has no more.
    ///
    /// # Errors
    ///
    /// When the connection fails, or what comes is no request.
    pub fn read(stream: &mut impl BufRead, is_https: bool) -> io::Result<Option<Self>> {
        let wrong = || io::Error::from(io::ErrorKind::InvalidData);
        let Some(first) = read_line(stream)? else { return Ok(None) };
        let first = String::from_utf8(first).map_err(|_| wrong())?;
        let mut words = first.split(' ');
        let (Some(method), Some(target), Some("HTTP/1.1"), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(wrong());
        };
        let (method, target) = (method.to_owned(), target.to_owned());
        let mut request = Self { method, target, lines: Vec::new(), is_https };
        loop {
            let line = read_line(stream)?.ok_or_else(wrong)?;
            if line.is_empty() {
                break;
            }
            let colon = line.iter().position(|byte| *byte == b':').ok_or_else(wrong)?;
            let name = std::str::from_utf8(&line[..colon]).map_err(|_| wrong())?;
            request.lines.push((name.to_owned(), line[colon + 1..].trim_ascii().to_vec()));
        }
        if let Some(length) = request.line("Content-Length") {
            let length = std::str::from_utf8(length).ok().and_then(|it| it.parse().ok());
            io::copy(&mut stream.by_ref().take(length.ok_or_else(wrong)?), &mut io::sink())?;
        }
        Ok(Some(request))
    }
}

/// A line without its end; `None` at the end of the stream.
fn read_line(stream: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    const LONGEST: u64 = 1 << 20;
    let mut line = Vec::new();
    stream.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
    let ended = line.strip_suffix(b"\n").map(|it| it.strip_suffix(b"\r").unwrap_or(it).to_vec());
    Ok(ended)
}

/// A response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The header fields in wire order, without those that say how long the body is.
    pub lines: Vec<Line>,
    /// The body.
    pub body: &'static str,
}

impl Response {
    /// A response without header fields and body.
    #[must_use]
    pub const fn new(status: u16) -> Self {
        Self { status, lines: Vec::new(), body: "" }
    }

    /// With one more line.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.add(name, value);
        self
    }

    /// Adds a line behind the others.
    pub fn add(&mut self, name: &str, value: impl AsRef<[u8]>) {
        self.lines.push((name.to_owned(), value.as_ref().to_vec()));
    }

    /// Whether there is a line of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.lines.iter().any(|(it, _)| it.eq_ignore_ascii_case(name))
    }

    /// Takes away all lines of this name.
    pub fn remove(&mut self, name: &str) {
        self.lines.retain(|(it, _)| !it.eq_ignore_ascii_case(name));
    }

    /// Writes the response to a request of this method.
    ///
    /// # Errors
    ///
    /// When the connection fails.
    pub fn write(&self, method: &str, stream: &mut impl Write) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {} Status\r\n", self.status).into_bytes();
        for (name, value) in &self.lines {
            head.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        if !matches!(self.status, 204 | 304) {
            head.extend(format!("Content-Length: {}\r\n", self.body.len()).into_bytes());
        }
        head.extend(b"\r\n");
        if method != "HEAD" && !matches!(self.status, 204 | 304) {
            head.extend(self.body.as_bytes());
        }
        stream.write_all(&head)?;
        stream.flush()
    }
}
