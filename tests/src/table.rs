//! The tables of requests and responses, `requests.txt` of a fixture.
//!
//! ```text
//! # CM-5: which row the request is about.
//! OPTIONS /orders
//! Origin: https://a.example
//! Access-Control-Request-Method: PUT
//! app: 200
//! app: Content-Type: text/plain
//! < 204 cors  (web.config:5:7)
//! < Access-Control-Allow-Origin: https://a.example  (web.config:5:7)
//! ```
//!
//! People write the request, and with `app:` what the application would answer; a line `static` says that the path is that of a
//! static file. The test of the goldens writes the
//! response, each line with the places that it comes from.

use std::fmt;

use cors_gen::explain::RequestSpec;

/// A file of requests and responses, which displays as it was.
#[derive(Debug)]
pub struct Table {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    /// A comment or an empty line.
    Aside(String),
    Exchange(Exchange),
}

/// A request and its response.
#[derive(Debug)]
pub struct Exchange {
    /// The lines that say `request`.
    lines: Vec<String>,
    /// The request, and what the application answers to it.
    pub request: RequestSpec,
    /// The lines of the response.
    pub response: Vec<String>,
}

impl Table {
    /// Reads a table.
    ///
    /// # Errors
    ///
    /// When a line is none that a table has; the message says which.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut open = false;
        for (number, line) in (1..).zip(text.lines()) {
            if line.is_empty() || line.starts_with('#') {
                open = false;
                parts.push(Part::Aside(line.to_owned()));
            } else if let (true, Some(Part::Exchange(exchange))) = (open, parts.last_mut()) {
                exchange.push(line).ok_or_else(|| format!("line {number}: `{line}`"))?;
            } else {
                open = true;
                let exchange = Exchange::open(line);
                let exchange = exchange.ok_or_else(|| format!("line {number}: `{line}`"))?;
                parts.push(Part::Exchange(exchange));
            }
        }
        Ok(Self { parts })
    }

    /// The requests with their responses.
    pub fn exchanges(&self) -> impl Iterator<Item = &Exchange> {
        self.parts.iter().filter_map(|part| match part {
            Part::Exchange(exchange) => Some(exchange),
            Part::Aside(_) => None,
        })
    }

    /// Replaces all responses.
    pub fn respond(&mut self, response: impl Fn(&RequestSpec) -> Vec<String>) {
        for part in &mut self.parts {
            if let Part::Exchange(exchange) = part {
                exchange.response = response(&exchange.request);
            }
        }
    }
}

impl Exchange {
    /// `METHOD path`
    fn open(line: &str) -> Option<Self> {
        let (method, path) = line.split_once(' ')?;
        let request = RequestSpec {
            method: method.to_owned(),
            path: path.to_owned(),
            ..RequestSpec::default()
        };
        Some(Self { lines: vec![line.to_owned()], request, response: Vec::new() })
    }

    /// `Name: value`, `app: STATUS`, `app: Name: value`, or a line of the response.
    fn push(&mut self, line: &str) -> Option<()> {
        if let Some(response) = line.strip_prefix("< ") {
            self.response.push(response.to_owned());
            return Some(());
        }
        if !self.response.is_empty() {
            return None;
        }
        if line == "static" {
            self.request.is_static = true;
            self.lines.push(line.to_owned());
            return Some(());
        }
        match line.strip_prefix("app: ").map(|app| (app, app.parse())) {
            Some((_, Ok(status))) => self.request.app.status = Some(status),
            Some((header, Err(_))) => self.request.app.headers.push(split(header)?),
            None => self.request.headers.push(split(line)?),
        }
        self.lines.push(line.to_owned());
        Some(())
    }
}

fn split(header: &str) -> Option<(String, String)> {
    let (name, value) = header.split_once(": ")?;
    Some((name.to_owned(), value.to_owned()))
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            match part {
                Part::Aside(line) => writeln!(f, "{line}")?,
                Part::Exchange(Exchange { lines, response, .. }) => {
                    lines.iter().try_for_each(|line| writeln!(f, "{line}"))?;
                    response.iter().try_for_each(|line| writeln!(f, "< {line}"))?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# CM-3\n\nGET /\n< 200 application\n\n# two\n# lines\nPUT /a b\nOrigin: https://a: b\napp: 500\n\
                        app: Vary: X\nstatic\nGET: /\n< 500 application\n< Vary: X  (application)\n";

    #[test]
    fn a_table_displays_as_it_was() {
        assert_eq!(Table::parse(TEXT).expect("a table").to_string(), TEXT);
    }

    #[test]
    fn requests_are_read() {
        let table = Table::parse(TEXT).expect("a table");
        let requests: Vec<_> = table.exchanges().map(|it| &it.request).collect();
        assert_eq!(requests.len(), 2);
        assert_eq!((&*requests[1].method, &*requests[1].path), ("PUT", "/a b"));
        assert_eq!(requests[1].header("origin"), Some("https://a: b"));
        assert_eq!((requests[1].app.status, requests[1].is_static), (Some(500), true));
        assert_eq!(requests[1].app.headers, [("Vary".to_owned(), "X".to_owned())]);
    }

    #[test]
    fn what_is_no_table_is_told() {
        for (text, line) in [("GET", 1), ("GET /\nOrigin", 2), ("GET /\n< 200\nOrigin: a", 3)] {
            let error = Table::parse(text).expect_err(text);
            assert!(error.starts_with(&format!("line {line}: ")), "{error}");
        }
    }
}
