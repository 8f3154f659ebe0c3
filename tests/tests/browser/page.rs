//! Pages in which scripts call `fetch`.

use std::time::Duration;

use cors_tests::fetch::{Credentials, Fetch, Kind, Mode, Redirect, Response};
use cors_tests::fetch_table::{COOKIE, Place};
use serde_json::{Value, json};

use crate::chromium::Chromium;
use crate::devtools::Session;

/// What the pages of every origin are: one function, which tells what a script can see of a call.
pub(crate) const PAGE: &str = r#"<!doctype html><link rel="icon" href="data:,"><script>
async function run({ url, init }) {
  try {
    const response = await fetch(url, init);
    const { type, status } = response;
    return { type, status, headers: [...response.headers], text: await response.text() };
  } catch (error) {
    return { error: String(error) };
  }
}
</script>"#;

/// A page whose function lets a sandboxed frame do it.
pub(crate) const PAGE_WITH_FRAME: &str = r#"<!doctype html><link rel="icon" href="data:,">
<iframe sandbox="allow-scripts"></iframe><script>
const frame = document.querySelector("iframe");
frame.srcdoc = FRAME;
const loaded = new Promise(done => frame.addEventListener("load", done, { once: true }));
async function run(call) {
  await loaded;
  const answer = new Promise(done => addEventListener("message", done, { once: true }));
  frame.contentWindow.postMessage(call, "*");
  return (await answer).data;
}
</script>"#;

/// What makes [`PAGE`] the content of such a frame.
pub(crate) const FRAME: &str = r#"<script>
addEventListener("message", async ({ data }) => parent.postMessage(await run(data), "*"));
</script>"#;

/// Where [`PAGE`] is, in every origin.
pub(crate) const PATH: &str = "/.page";

/// Where [`PAGE_WITH_FRAME`] is, in every origin.
pub(crate) const PATH_WITH_FRAME: &str = "/.page-with-frame";

/// The pages that are open, one for each place, all in one browser with the cookie of the tables.
pub(crate) struct Pages {
    chromium: Chromium,
    sessions: Vec<(Place, Session)>,
}

/// A page.
pub(crate) struct Page<'a> {
    chromium: &'a mut Chromium,
    session: Session,
}

/// What comes of a call.
pub(crate) struct Called {
    /// The response as the script sees it, or why Chromium gave none.
    pub(crate) outcome: Result<Response, String>,
    /// What Chromium wrote to the console.
    pub(crate) console: Vec<String>,
}

impl Pages {
    pub(crate) fn new(chromium: Chromium) -> Self {
        Self { chromium, sessions: Vec::new() }
    }

    /// The page of a place, which is opened when it is not yet.
    pub(crate) fn page(&mut self, place: &Place) -> Page<'_> {
        let known = self.sessions.iter().find(|(it, _)| it == place);
        let session = if let Some((_, session)) = known {
            session.clone()
        } else {
            let session = open(&mut self.chromium, place);
            self.sessions.push((place.clone(), session.clone()));
            session
        };
        Page { chromium: &mut self.chromium, session }
    }
}

fn open(chromium: &mut Chromium, place: &Place) -> Session {
    let address = match place {
        Place::Page(origin) => format!("{origin}{PATH}"),
        Place::Frame => format!("http://app.shop.example{PATH_WITH_FRAME}"),
        Place::Data => format!("data:text/html,{}", PAGE.replace('\n', "%0A").replace('#', "%23")),
    };
    let target = chromium.call(None, "Target.createTarget", &json!({ "url": "about:blank" }));
    let target = json!({ "targetId": target["targetId"], "flatten": true });
    let session = chromium.call(None, "Target.attachToTarget", &target);
    let session = session["sessionId"].as_str().expect("a session").to_owned();
    let (name, value) = COOKIE.0.split_once('=').expect("a cookie");
    let cookie = json!({ "name": name, "value": value, "domain": format!(".{}", COOKIE.1) });
    for (method, params) in [
        ("Page.enable", json!({})),
        ("Network.enable", json!({})),
        ("Log.enable", json!({})),
        ("Network.setCookie", cookie),
        ("Page.navigate", json!({ "url": address })),
    ] {
        chromium.call(Some(&session), method, &params);
    }
    chromium.event(&session, "Page.loadEventFired");
    chromium.events(&session);
    session
}

impl Page<'_> {
    /// Calls `fetch` in the page.
    pub(crate) fn fetch(&mut self, fetch: &Fetch) -> Called {
        let value = self.evaluate(&format!("run({})", call(fetch)));
        let (mut reasons, mut console) = (Reasons::default(), Vec::new());
        for event in self.chromium.events(&self.session) {
            let params = &event["params"];
            match event["method"].as_str() {
                Some("Network.loadingFailed") => reasons.note(params),
                Some("Log.entryAdded") => {
                    console.extend(params["entry"]["text"].as_str().map(str::to_owned));
                }
                _ => {}
            }
        }
        let outcome = match value["error"].as_str() {
            Some(error) => Err(reasons.first().unwrap_or(error).to_owned()),
            None => Ok(response(&value)),
        };
        Called { outcome, console }
    }

    /// Lets the page's own clock run, which is the browser's.
    pub(crate) fn wait(&mut self, duration: Duration) {
        let milliseconds = duration.as_millis();
        self.evaluate(&format!("new Promise(done => setTimeout(done, {milliseconds}))"));
    }

    fn evaluate(&mut self, expression: &str) -> Value {
        let expression =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let result = self.call("Runtime.evaluate", &expression);
        assert!(result["exceptionDetails"].is_null(), "the page's own script: {result}");
        result["result"]["value"].clone()
    }

    fn call(&mut self, method: &str, params: &Value) -> Value {
        self.chromium.call(Some(&self.session), method, params)
    }
}

/// Why requests failed, a preflight perhaps and then what it was for.
#[derive(Default)]
struct Reasons {
    cors: Option<String>,
    others: Option<String>,
}

impl Reasons {
    fn note(&mut self, params: &Value) {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let other = text(&params["blockedReason"]).or_else(|| text(&params["errorText"]));
        self.cors = self.cors.take().or_else(|| text(&params["corsErrorStatus"]["corsError"]));
        self.others = self.others.take().or(other);
    }

    /// What CORS says, if it says anything.
    fn first(&self) -> Option<&str> {
        self.cors.as_deref().or(self.others.as_deref())
    }
}

/// The argument of the page's function.
fn call(fetch: &Fetch) -> Value {
    let Fetch { page: _, url, method, mode, credentials, redirect, headers, body } = fetch;
    let mut init = json!({
        "method": method,
        "mode": match mode {
            Mode::Cors => "cors",
            Mode::NoCors => "no-cors",
            Mode::SameOrigin => "same-origin",
        },
        "credentials": match credentials {
            Credentials::Omit => "omit",
            Credentials::SameOrigin => "same-origin",
            Credentials::Include => "include",
        },
        "redirect": match redirect {
            Redirect::Follow => "follow",
            Redirect::Error => "error",
            Redirect::Manual => "manual",
        },
        "headers": headers,
    });
    if let Some(body) = body {
        init["body"] = json!(body);
    }
    json!({ "url": format!("{}{}", url.origin(), url.target()), "init": init })
}

/// The response as the page's function tells of it.
fn response(value: &Value) -> Response {
    let kind = match value["type"].as_str() {
        Some("basic") => Kind::Basic,
        Some("cors") => Kind::Cors,
        Some("opaque") => Kind::Opaque,
        Some("opaqueredirect") => Kind::OpaqueRedirect,
        _ => panic!("an unknown response: {value}"),
    };
    if matches!(kind, Kind::Opaque | Kind::OpaqueRedirect) {
        assert_eq!(value["text"], "", "nothing of what is opaque can be read");
    }
    let status = value["status"].as_u64().and_then(|status| status.try_into().ok());
    let headers = serde_json::from_value(value["headers"].clone());
    Response {
        kind,
        status: status.expect("a status"),
        headers: headers.expect("pairs of names and values"),
    }
}
