//! What is said on one connection beside the fixtures: what services, servers and clients do around a policy.

use cors_gen::explain::RequestSpec;
use cors_gen::pipeline::{self, Input, Options};
use cors_gen::policy::{Arena, Lowered};
use cors_gen::source::SourceMap;

use crate::answers::{Exchange, Explained};
use crate::application::{How, Reply};
use crate::loopback::{A, B};

use self::Manner::{AtOnce, InTurn};

/// How requests follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Each when the response to the last is there.
    InTurn,
    /// All of them before the first response.
    AtOnce,
}

/// Requests on one connection.
#[derive(Debug)]
pub(crate) struct Conversation {
    pub(crate) name: &'static str,
    pub(crate) manner: Manner,
    pub(crate) exchanges: Vec<Exchange>,
}

/// One origin, all others refused below `api`, small bodies below `small`, and answers of rules.
const SITE: &str = r#"<configuration>
  <system.webServer>
    <cors enabled="true"><add origin="https://a.example"><allowMethods><add method="PUT" /></allowMethods></add></cors>
    <httpProtocol><customHeaders><add name="X-Site" value="1" /></customHeaders></httpProtocol>
    <rewrite>
      <rules>
        <rule name="drop"><match url="^drop$" /><action type="AbortRequest" /></rule>
        <rule name="tea"><match url="^teapot$" /><action type="CustomResponse" statusCode="299" statusDescription="tea" /></rule>
        <rule name="moved"><match url="^old$" /><action type="Redirect" url="/new" /></rule>
      </rules>
      <outboundRules>
        <rule name="hidden"><match serverVariable="RESPONSE_Set-Cookie" pattern="^secret=.*" /><action type="Rewrite" value="" /></rule>
      </outboundRules>
    </rewrite>
  </system.webServer>
  <location path="api"><system.webServer><cors failUnlistedOrigins="true" /></system.webServer></location>
  <location path="small"><system.webServer><security><requestFiltering><requestLimits maxAllowedContentLength="8" /></requestFiltering></security></system.webServer></location>
</configuration>"#;

/// The policy of the site, which lives for ever, as its sources do.
pub(crate) fn site() -> (&'static Lowered<'static>, SourceMap) {
    let input = Input::from_reader("web.config", SITE.as_bytes()).expect("text in memory");
    let arena: &'static Arena = Box::leak(Box::default());
    let outcome = pipeline::run(input, &Options::default(), arena);
    let findings: Vec<_> = outcome.diagnostics.iter().map(|it| &it.message).collect();
    let policy = outcome.policy.unwrap_or_else(|| panic!("{findings:?}"));
    (Box::leak(Box::new(policy)), outcome.sources)
}

/// A request of the table.
struct Ask {
    method: &'static str,
    path: &'static str,
    headers: Vec<(&'static str, &'static str)>,
    body: &'static str,
    reply: Reply,
}

fn ask(method: &'static str, path: &'static str, origin: &'static str, how: How) -> Ask {
    let text = ("content-type".to_owned(), "text/plain; charset=utf-8".to_owned());
    let headers = if how == How::Text("") { vec![] } else { vec![text] };
    let status = match how {
        How::Panics => Some(500),
        _ => None,
    };
    Ask {
        method,
        path,
        headers: vec![("Origin", origin)],
        body: "",
        reply: Reply { status, headers, how },
    }
}

fn get(path: &'static str, origin: &'static str) -> Ask {
    ask("GET", path, origin, How::Text("hello"))
}

fn preflight(path: &'static str, origin: &'static str) -> Ask {
    ask("OPTIONS", path, origin, How::Text("")).with("Access-Control-Request-Method", "PUT")
}

/// A request with a body, whose length is told.
fn post(path: &'static str, origin: &'static str) -> Ask {
    let mut post = ask("POST", path, origin, How::Echo).with("Content-Length", "12");
    post.body = "what is sent";
    post
}

impl Ask {
    fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    /// What the application answers.
    fn gets(mut self, status: u16) -> Self {
        self.reply.status = Some(status);
        self
    }

    /// A line of the application's response.
    fn sends(mut self, name: &str, value: &str) -> Self {
        self.reply.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// A name, a manner and what is asked.
type Row = (&'static str, Manner, Vec<Ask>);

/// What belongs to any exchange: who answers, bodies, lines, errors.
fn one_by_one() -> Vec<Row> {
    vec![
        (
            "CM-5, CM-17, CM-19: whoever answers, the connection goes on",
            InTurn,
            vec![
                get("/orders", A),
                preflight("/orders", A),
                preflight("/orders", B),
                get("/api/orders", B),
                preflight("/api/orders", B),
                ask("DELETE", "/orders", A, How::Text("")).gets(204),
                get("/teapot", A),
                ask("GET", "/missing", A, How::Fails).gets(404),
                ask("GET", "/api/broken", A, How::Fails).gets(500),
                ask("GET", "/api/broken", B, How::Fails).gets(500),
                ask("GET", "/orders", A, How::Text("")).gets(304).sends("etag", "\"1\""),
                get("/old", A),
                ask("PUT", "/orders", A, How::Text("")),
                post("/orders", A),
                get("/orders", A),
            ],
        ),
        (
            "a body that nobody reads",
            InTurn,
            vec![post("/api/orders", B), get("/orders", A), post("/teapot", A), get("/orders", A)],
        ),
        (
            "CH-5: several lines of one field",
            InTurn,
            vec![
                get("/orders", A)
                    .sends("vary", "Accept")
                    .sends("set-cookie", "a=1")
                    .sends("x-site", "0")
                    .sends("set-cookie", "secret=1")
                    .sends("set-cookie", "b=2"),
                get("/orders", B).sends("vary", "Origin").sends("vary", "Accept"),
            ],
        ),
        (
            "HEAD gets what GET does, without the body",
            InTurn,
            vec![
                ask("HEAD", "/orders", A, How::Text("hello")),
                get("/orders", A),
                ask("HEAD", "/teapot", A, How::Text("")),
                ask("HEAD", "/api/orders", B, How::Text("")),
                ask("HEAD", "/missing", A, How::Fails).gets(404),
                get("/orders", A),
            ],
        ),
    ]
}

/// What clients and handlers do that is out of the way.
fn out_of_the_way() -> Vec<Row> {
    vec![
        (
            "all at once",
            AtOnce,
            vec![
                get("/orders", A),
                preflight("/orders", A),
                get("/api/orders", B),
                ask("HEAD", "/teapot", A, How::Text("")),
                get("/teapot", A),
                get("/orders", B),
            ],
        ),
        (
            "RW-3: all at once, with one that is dropped",
            AtOnce,
            vec![get("/orders", A), get("/drop", A), get("/orders", A)],
        ),
        ("RF-2: too large a body", InTurn, vec![post("/small", A), get("/small", A)]),
        ("RW-3: a dropped request", InTurn, vec![get("/drop", A), get("/orders", A)]),
        (
            "a body in pieces",
            InTurn,
            vec![ask("GET", "/orders", A, How::InPieces), get("/orders", A)],
        ),
        (
            "a handler that panics",
            InTurn,
            vec![ask("GET", "/orders", A, How::Panics), get("/orders", A)],
        ),
        (
            "a method that few know",
            InTurn,
            vec![ask("PROPFIND", "/api/orders", B, How::Text("")), get("/orders", A)],
        ),
        (
            "the client asks whether to send a body",
            InTurn,
            vec![
                post("/orders", A).with("Expect", "100-continue"),
                post("/api/orders", B).with("Expect", "100-continue"),
                post("/small", A).with("Expect", "100-continue"),
            ],
        ),
    ]
}

/// All conversations.
pub(crate) fn conversations(site: Explained<'_>) -> Vec<Conversation> {
    let table = one_by_one().into_iter().chain(out_of_the_way());
    let exchange = |it: Ask| {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let request = RequestSpec {
            method: it.method.to_owned(),
            path: it.path.to_owned(),
            headers: it.headers.into_iter().map(owned).collect(),
            ..RequestSpec::default()
        };
        Exchange::new(site, request, it.body, it.reply)
    };
    table
        .map(|(name, manner, asks)| Conversation {
            name,
            manner,
            exchanges: asks.into_iter().map(exchange).collect(),
        })
        .collect()
}
