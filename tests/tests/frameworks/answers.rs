//! What has to come, as `explain` says it, and what came.

use cors_gen::explain::{App, Explainer, Explanation, RequestSpec};
use cors_gen::policy::Lowered;
use cors_gen::source::SourceMap;
use cors_runtime::Request;

use crate::application::{FAILED, How, PIECES, Reply};

/// What is spoken on a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    Http1,
    Http2,
}

/// A line of a header: a name in lower case, and a value.
pub(crate) type Line = (String, String);

/// A response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) lines: Vec<Line>,
    pub(crate) body: String,
    /// Whether `100 Continue` came before it.
    pub(crate) is_continued: bool,
}

/// What comes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Answer(Answer),
    /// The connection, in HTTP/2 the stream, ends without a response.
    Closed,
    /// What came is no response.
    Broken(String),
    /// Nothing came in time.
    Late,
}

impl Answer {
    /// The values of a field's lines.
    pub(crate) fn values(&self, name: &str) -> Vec<&str> {
        let lines = self.lines.iter().filter(|(it, _)| it == name);
        lines.map(|(_, value)| value.as_str()).collect()
    }

    /// The lines that somebody set, in order, and those of the server, whose places mean nothing.
    fn parts(&self, keeps_order: bool) -> (Vec<Line>, Vec<Line>) {
        let is_server = |(name, _): &Line| {
            matches!(name.as_str(), "content-length" | "date" | "transfer-encoding")
        };
        let (mut server, mut set): (Vec<Line>, Vec<Line>) =
            self.lines.iter().cloned().partition(is_server);
        for (_, value) in server.iter_mut().filter(|(name, value)| name == "date" && is_date(value))
        {
            value.clear();
        }
        server.sort();
        if !keeps_order {
            // Stable: the lines of one field keep theirs.
            set.sort_by(|a, b| a.0.cmp(&b.0));
        }
        (set, server)
    }

    /// Whether they are the same on the wire, but for the time.
    fn is_same(&self, other: &Self, keeps_order: bool) -> bool {
        let rest = |it: &Self| (it.status, it.body.clone(), it.is_continued);
        rest(self) == rest(other) && self.parts(keeps_order) == other.parts(keeps_order)
    }
}

impl Outcome {
    pub(crate) fn is_same(&self, other: &Self, keeps_order: bool) -> bool {
        match (self, other) {
            (Self::Answer(it), Self::Answer(other)) => it.is_same(other, keeps_order),
            (Self::Closed, Self::Closed) | (Self::Broken(_), Self::Broken(_)) => true,
            _ => false,
        }
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`
fn is_date(value: &str) -> bool {
    value.len() == 29 && value.ends_with(" GMT")
}

/// The lines of one field where its first stands: libraries hold them so.
fn grouped(lines: &[Line]) -> Vec<Line> {
    let first = |name: &str| lines.iter().position(|(it, _)| it == name);
    let mut grouped = lines.to_vec();
    grouped.sort_by_key(|(name, _)| first(name));
    grouped
}

/// A policy with what explains it.
#[derive(Clone, Copy)]
pub(crate) struct Explained<'a> {
    pub(crate) policy: &'a Lowered<'static>,
    pub(crate) sources: &'a SourceMap,
}

/// A request, and what has to come of it.
#[derive(Debug)]
pub(crate) struct Exchange {
    /// As it is sent, with a host.
    pub(crate) request: RequestSpec,
    /// What is sent of the body.
    pub(crate) body: String,
    pub(crate) reply: Reply,
    explanation: Explanation,
    /// The body of the policy's own answer.
    own_body: &'static str,
}

impl Exchange {
    pub(crate) fn new(
        site: Explained<'_>,
        mut request: RequestSpec,
        body: &str,
        reply: Reply,
    ) -> Self {
        if request.header("host").is_none() {
            let host = request.target_origin().map_or("h.example", |(_, host)| host).to_owned();
            request.headers.push(("Host".to_owned(), host));
        }
        request.app = App { status: reply.status.or(Some(200)), headers: reply.headers.clone() };
        let explanation = Explainer::new(site.policy, site.sources).explain(&request);
        let path = request.target_path();
        let bytes = |name| request.header(name).map(str::as_bytes);
        let view = Request::new(request.method.as_bytes(), path.as_bytes())
            .origin(bytes("Origin"))
            .requested_method(bytes("Access-Control-Request-Method"))
            .fields(&request);
        let own_body = site.policy.policy.decide(&view).body();
        Self { request, body: body.to_owned(), reply, explanation, own_body }
    }

    /// Whether the application is asked.
    pub(crate) fn is_applications(&self) -> bool {
        self.explanation.answered_by == "application"
    }

    /// Whether the body that is announced is longer than what is sent of it.
    pub(crate) fn is_cut_off(&self) -> bool {
        let length = self.request.header("content-length").and_then(|it| it.parse().ok());
        length.unwrap_or(0) > self.body.len()
    }

    /// The body of the response, which `HEAD` is not sent.
    pub(crate) fn content(&self) -> String {
        if !self.is_applications() {
            return self.own_body.to_owned();
        }
        match self.reply.how {
            How::Text(text) => text.to_owned(),
            How::InPieces => PIECES.concat(),
            How::Echo => self.body.clone(),
            How::Fails | How::Panics => FAILED.to_owned(),
        }
    }

    /// Whether a rule takes a line of the application's response away.
    pub(crate) fn loses_lines(&self) -> bool {
        let count = |lines: &[Line], name: &str| {
            lines.iter().filter(|(it, _)| it.eq_ignore_ascii_case(name)).count()
        };
        let sent = |name| count(&self.explanation.headers, name);
        let (own, vary) = (&self.reply.headers, "vary");
        // The lines of `Vary` are joined.
        self.is_applications()
            && own.iter().any(|(it, _)| !it.eq_ignore_ascii_case(vary) && sent(it) < count(own, it))
    }

    /// The response that has to come.
    pub(crate) fn expected(&self, protocol: Protocol) -> Answer {
        let Explanation { status, headers, .. } = &self.explanation;
        let lower = |(name, value): &Line| (name.to_ascii_lowercase(), value.clone());
        let mut lines = grouped(&headers.iter().map(lower).collect::<Vec<_>>());
        // RFC 9113, 8.2.2
        lines.retain(|(name, _)| protocol == Protocol::Http1 || name != "connection");
        let how = self.is_applications().then_some(&self.reply.how);
        let body = self.content();
        lines.push(("date".to_owned(), String::new()));
        let has_body = !matches!(status, 204 | 304);
        match (how, protocol) {
            _ if !has_body => {}
            (Some(How::InPieces), Protocol::Http1) => {
                lines.push(("transfer-encoding".to_owned(), "chunked".to_owned()));
            }
            (Some(How::InPieces), Protocol::Http2) => {}
            _ => lines.push(("content-length".to_owned(), body.len().to_string())),
        }
        let is_sent = has_body && self.request.method != "HEAD";
        // Of HTTP/2 the client shows no `100 Continue`.
        let is_continued = how == Some(&How::Echo)
            && self.request.header("expect").is_some()
            && protocol == Protocol::Http1;
        Answer {
            status: *status,
            lines,
            body: if is_sent { body } else { String::new() },
            is_continued,
        }
    }
}
