//! The tables of what pages can read, `fetches.txt` of a fixture: scripts of pages, what they send, and what they get.
//!
//! ```text
//! # CM-9: which row it is about.
//! page http://app.shop.example
//! PUT /orders
//! credentials: include
//! app: 200
//! app: X-Total: 2
//! > OPTIONS /orders | origin: http://app.shop.example | access-control-request-method: PUT
//! > PUT /orders | origin: http://app.shop.example | cookie: session=1
//! < cors 200 | content-type, x-total
//! ```
//!
//! People write where the script runs (`page ORIGIN`, `frame` for a sandboxed one, `data` for a page at `data:`) and its calls
//! of `fetch`, in order, in one browser: method and address (of [`SERVICE`], when it is a path), what differs from the defaults
//! of `init`, header fields, and with `app:` and `app OPTIONS:` what the application would answer at that address. `later`
//! before a call lets [`LATER`] pass, and `unlike Chromium` marks a call at which that browser is known not to follow the
//! standard.
//!
//! The test `fetch` writes what is sent (`>`), and what the script gets (`<`): how it may read the answer, and the names that
//! it sees in the header, without those that are the HTTP server's.

use std::fmt;
use std::time::Duration;

use cors_gen::explain::App;

use crate::fetch::{Blocked, Credentials, Fetch, Mode, Origin, Redirect, Response, Sent, Url};

/// The service that pages call.
pub const SERVICE: &str = "http://api.shop.example";

/// The cookie that the browser has for the domain of [`SERVICE`], and the domain.
pub const COOKIE: (&str, &str) = ("session=1", "shop.example");

/// The time that `later` stands for.
pub const LATER: Duration = Duration::from_secs(5);

/// The line of a call at which Chromium is known not to do what the standard says.
const UNLIKE: &str = "unlike Chromium";

/// The text that the application answers with.
pub const BODY: &str = "ok";

/// A file of calls and what comes of them, which displays as it was.
#[derive(Debug)]
pub struct FetchTable {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    /// A comment or an empty line.
    Aside(String),
    Script(Script),
}

/// Calls of `fetch` in one page.
#[derive(Debug)]
pub struct Script {
    /// Where it runs.
    pub place: Place,
    /// The calls, in order.
    pub calls: Vec<Call>,
}

/// Where a script runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A page of this origin.
    Page(String),
    /// A sandboxed frame.
    Frame,
    /// A page at a `data:` address.
    Data,
}

/// One call of `fetch`, which displays as the lines that say it.
#[derive(Debug, Clone)]
pub struct Call {
    /// The lines that say it.
    lines: Vec<String>,
    /// Whether [`LATER`] passes before.
    pub later: bool,
    /// Whether Chromium is known not to do what the standard says.
    pub unlike_chromium: bool,
    /// The call.
    pub fetch: Fetch,
    apps: Apps,
    /// The lines of what comes of it.
    pub outcome: Vec<String>,
}

/// What the application answers to OPTIONS, and to all else.
#[derive(Debug, Clone, Default)]
struct Apps {
    options: App,
    others: App,
}

impl Apps {
    /// The status and the header fields that the application answers a request with: 200 and a text, when nothing else is said,
    /// and 405 to OPTIONS.
    fn answer(&self, method: &str) -> App {
        let (app, status) =
            if method == "OPTIONS" { (&self.options, 405) } else { (&self.others, 200) };
        let mut app = app.clone();
        app.status.get_or_insert(status);
        if !app.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            app.headers.insert(0, ("Content-Type".to_owned(), "text/plain".to_owned()));
        }
        app
    }
}

impl Place {
    /// The origin of what runs there.
    #[must_use]
    pub fn origin(&self) -> Origin {
        match self {
            Self::Page(origin) => Origin::tuple(origin),
            Self::Frame | Self::Data => Origin::Opaque,
        }
    }

    fn parse(line: &str) -> Option<Self> {
        match line.split_once(' ') {
            Some(("page", origin)) => Some(Self::Page(origin.to_owned())),
            None if line == "frame" => Some(Self::Frame),
            None if line == "data" => Some(Self::Data),
            _ => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(origin) => write!(f, "page {origin}"),
            Self::Frame => f.write_str("frame"),
            Self::Data => f.write_str("data"),
        }
    }
}

impl FetchTable {
    /// Reads a table.
    ///
    /// # Errors
    ///
    /// When a line is none that a table has; the message says which.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut open = false;
        for (number, line) in (1..).zip(text.lines()) {
            let wrong = || format!("line {number}: `{line}`");
            if line.is_empty() || line.starts_with('#') {
                open = false;
                parts.push(Part::Aside(line.to_owned()));
            } else if let (true, Some(Part::Script(script))) = (open, parts.last_mut()) {
                script.push(line).ok_or_else(wrong)?;
            } else {
                open = true;
                let place = Place::parse(line).ok_or_else(wrong)?;
                parts.push(Part::Script(Script { place, calls: Vec::new() }));
            }
        }
        Ok(Self { parts })
    }

    /// The scripts, in order.
    pub fn scripts(&self) -> impl Iterator<Item = &Script> {
        self.parts.iter().filter_map(|part| match part {
            Part::Script(script) => Some(script),
            Part::Aside(_) => None,
        })
    }

    /// Replaces what comes of all scripts, call by call.
    pub fn run(&mut self, mut run: impl FnMut(&Script) -> Vec<Vec<String>>) {
        for part in &mut self.parts {
            if let Part::Script(script) = part {
                let outcomes = run(script);
                for (call, outcome) in script.calls.iter_mut().zip(outcomes) {
                    call.outcome = outcome;
                }
            }
        }
    }
}

impl Script {
    /// A further call, or one more line of the last.
    fn push(&mut self, line: &str) -> Option<()> {
        let is_response = line.starts_with("> ") || line.starts_with("< ");
        match self.calls.last_mut() {
            None if is_response => return None,
            Some(call) if is_response => call.outcome.push(line.to_owned()),
            Some(call) if line == UNLIKE => call.push(line)?,
            Some(call) if line.contains(": ") => call.push(line)?,
            _ => self.calls.push(Call::open(line, &self.place)?),
        }
        Some(())
    }
}

impl Call {
    /// What the application answers to a request: what the table says at the address of the call; at others, where redirects
    /// lead, 200 and a text.
    #[must_use]
    pub fn app(&self, method: &str, target: &str) -> App {
        if target == self.fetch.url.target() {
            self.apps.answer(method)
        } else {
            Apps::default().answer(method)
        }
    }

    /// `METHOD path`, with or without `later`.
    fn open(line: &str, place: &Place) -> Option<Self> {
        let (later, call) = line.strip_prefix("later ").map_or((false, line), |call| (true, call));
        let (method, address) = call.split_once(' ')?;
        let url = if address.starts_with('/') {
            Url::parse(&format!("{SERVICE}{address}"))?
        } else {
            Url::parse(address)?
        };
        let fetch = Fetch { method: method.to_owned(), ..Fetch::new(place.origin(), url) };
        let lines = vec![line.to_owned()];
        Some(Self {
            lines,
            later,
            unlike_chromium: false,
            fetch,
            apps: Apps::default(),
            outcome: Vec::new(),
        })
    }

    /// `mode: …`, `app: STATUS`, `app OPTIONS: Name: value`, `Name: value` and their like.
    fn push(&mut self, line: &str) -> Option<()> {
        if !self.outcome.is_empty() {
            return None;
        }
        self.lines.push(line.to_owned());
        if line == UNLIKE {
            self.unlike_chromium = true;
            return Some(());
        }
        let (name, value) = line.split_once(": ")?;
        let fetch = &mut self.fetch;
        match name {
            "mode" => {
                fetch.mode = match value {
                    "no-cors" => Mode::NoCors,
                    "same-origin" => Mode::SameOrigin,
                    _ => return None,
                }
            }
            "credentials" => {
                fetch.credentials = match value {
                    "include" => Credentials::Include,
                    "omit" => Credentials::Omit,
                    _ => return None,
                }
            }
            "redirect" => {
                fetch.redirect = match value {
                    "error" => Redirect::Error,
                    "manual" => Redirect::Manual,
                    _ => return None,
                }
            }
            "body" => fetch.body = Some(value.to_owned()),
            "app" => answers(&mut self.apps.others, value)?,
            "app OPTIONS" => answers(&mut self.apps.options, value)?,
            _ => fetch.headers.push((name.to_owned(), value.to_owned())),
        }
        Some(())
    }
}

/// `STATUS` or `Name: value`.
fn answers(app: &mut App, text: &str) -> Option<()> {
    if let Ok(status) = text.parse() {
        app.status = Some(status);
    } else {
        let (name, value) = text.split_once(": ")?;
        app.headers.push((name.to_owned(), value.to_owned()));
    }
    Some(())
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().chain(&self.outcome).try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl fmt::Display for FetchTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            match part {
                Part::Aside(line) => writeln!(f, "{line}")?,
                Part::Script(Script { place, calls }) => {
                    writeln!(f, "{place}")?;
                    calls.iter().try_for_each(|call| write!(f, "{call}"))?;
                }
            }
        }
        Ok(())
    }
}

/// The lines of what comes of a call: what is sent, and what the script gets.
#[must_use]
pub fn outcome(sent: &[Sent], verdict: &Result<Response, Blocked>) -> Vec<String> {
    let verdict = match verdict {
        Err(blocked) => format!("< blocked | {blocked}"),
        Ok(Response { kind, status, headers }) => {
            let names = headers.iter().map(|(name, _)| &**name);
            let names: Vec<&str> = names.filter(|name| !is_the_servers(name)).collect();
            if names.is_empty() {
                format!("< {kind} {status}")
            } else {
                format!("< {kind} {status} | {}", names.join(", "))
            }
        }
    };
    sent.iter().map(line).chain([verdict]).collect()
}

/// Whether HTTP servers send the field by themselves.
#[must_use]
pub fn is_the_servers(name: &str) -> bool {
    matches!(name, "content-length" | "date" | "connection")
}

fn line(Sent { method, url, headers }: &Sent) -> String {
    let origin = if url.origin() == SERVICE { "" } else { url.origin() };
    let headers = headers.iter().map(|(name, value)| format!(" | {name}: {value}"));
    format!("> {method} {origin}{}{}", url.target(), headers.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
# CM-3

page http://a.example
PUT /x
credentials: include
mode: same-origin
redirect: manual
body: text
X-A: b
app: 500
app: X-B: c
app OPTIONS: 204
unlike Chromium
> PUT /x
< cors 200
later GET http://b.example/

frame
";

    #[test]
    fn a_table_displays_as_it_was() {
        assert_eq!(FetchTable::parse(TEXT).expect("a table").to_string(), TEXT);
    }

    #[test]
    fn calls_are_read() {
        let table = FetchTable::parse(TEXT).expect("a table");
        let scripts: Vec<&Script> = table.scripts().collect();
        assert_eq!((scripts.len(), &scripts[1].place), (2, &Place::Frame));
        let [first, second] = &*scripts[0].calls else { panic!("two calls") };
        assert_eq!(first.fetch.url, Url::parse("http://api.shop.example/x").expect("an address"));
        assert_eq!(first.fetch.credentials, Credentials::Include);
        assert_eq!(first.fetch.mode, Mode::SameOrigin);
        assert_eq!(first.fetch.redirect, Redirect::Manual);
        assert_eq!(first.fetch.body.as_deref(), Some("text"));
        assert_eq!(first.fetch.headers, [("X-A".to_owned(), "b".to_owned())]);
        assert_eq!(
            (first.apps.answer("GET").status, first.apps.answer("OPTIONS").status),
            (Some(500), Some(204))
        );
        assert_eq!((first.later, second.later), (false, true));
        assert_eq!((first.unlike_chromium, second.unlike_chromium), (true, false));
        assert_eq!(second.apps.answer("OPTIONS").status, Some(405));
    }

    #[test]
    fn what_is_no_table_is_told() {
        for (text, line) in [
            ("GET /", 1),
            ("page http://a.example\n< cors 200", 2),
            ("frame\nGET\n", 2),
            ("data\nGET /\nmode: fast", 3),
            ("data\nGET ftp://a.example/", 2),
            ("data\nGET /\n< cors 200\nX: y: z", 4),
        ] {
            let error = FetchTable::parse(text).expect_err(text);
            assert!(error.starts_with(&format!("line {line}: ")), "{error}");
        }
    }
}
