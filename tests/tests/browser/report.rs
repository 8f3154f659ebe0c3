//! The page that `cors-gen report` makes, in a browser: it is opened from a file, nothing on it fails or is blocked, and what its
//! matrix says is what `explain` says.

use std::path::Path;
use std::{env, fs, process};

use cors_gen::explain::{Explainer, Explanation, RequestSpec};
use cors_gen::page::{Page, Subject};
use cors_gen::pipeline::Outcome;
use cors_gen::policy::Arena;
use cors_tests::cases;
use serde_json::{Value, json};

use crate::chromium::Chromium;
use crate::devtools::Session;

/// The fixtures whose matrices are read back.
const CASES: [&str; 4] = ["cors-fail-unlisted", "locations", "levels", "rewrite-echo-list"];

/// The cells of the matrix, each with its origin, its path and its word.
const MATRIX: &str = r"(() => {
  const text = (cell) => cell.querySelector(':scope > code').textContent;
  const [head, ...lines] = document.querySelectorAll('#matrix tr');
  const paths = [...head.cells].slice(1).map(text);
  return lines.flatMap((line) => paths.map((path, at) => {
    const cell = line.cells[at + 1].querySelector('summary');
    return [text(line.cells[0]), path, cell.textContent.trim()];
  }));
})()";

/// How many requests are shown, and what the page says of it.
const FOUND: &str = r"[[...document.querySelectorAll('#tried > tr')].filter((row) => row.offsetParent !== null).length,
  document.querySelector('#found').textContent]";

/// The least contrast between words and what is behind them, as WCAG 2 counts it.
const CONTRAST: &str = r"(() => {
  const parts = (color) => color.match(/[\d.]+/g).map(Number);
  const light = (color) => parts(color).slice(0, 3).map((c) => c / 255)
    .map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (element) => {
    for (let it = element; it; it = it.parentElement) {
      const color = getComputedStyle(it).backgroundColor;
      if (parts(color)[3] !== 0) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const worst = [...document.querySelectorAll('h1, h2, h3, h4, p, a, td, th, dt, dd, li, code, span, summary')]
    .filter((it) => it.textContent.trim() !== '' && it.offsetParent !== null && !it.classList.contains('skip'))
    .map((it) => [light(getComputedStyle(it).color), light(ground(it))])
    .map(([a, b]) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  return Math.min(...worst);
})()";

#[test]
#[ignore = "needs Chromium: `cargo test --workspace --test browser -- --ignored`"]
fn the_page_of_a_report_says_what_explain_says() {
    // The page asks for nothing, so that no port is needed.
    let mut browser = Browser(Chromium::start(1));
    for name in CASES {
        let arena = Arena::new();
        let outcome = outcome(name, &arena);
        let policy = outcome.policy.as_ref().expect("no errors");
        let html = html(name, &outcome);
        let mut page = browser.open(name, &html);
        let explainer = Explainer::new(policy, &outcome.sources);
        let cells = page.value(MATRIX);
        let cells = cells.as_array().expect("cells");
        assert!(cells.len() >= 2, "{name}: {cells:?}");
        for cell in cells {
            let [origin, path, word] =
                [0, 1, 2].map(|at| cell[at].as_str().expect("a text").to_owned());
            let headers = vec![("Origin".to_owned(), origin.clone())];
            let request = RequestSpec { path: path.clone(), headers, ..RequestSpec::default() };
            let expected = expected(&explainer.explain(&request), &origin);
            assert_eq!(word, expected, "{name}: {origin} at {path}");
        }
        page.is_sound(name);
    }
}

#[test]
#[ignore = "needs Chromium: `cargo test --workspace --test browser -- --ignored`"]
fn the_page_of_a_report_can_be_used() {
    let mut browser = Browser(Chromium::start(1));
    let name = "hostile-text";
    let arena = Arena::new();
    let outcome = outcome(name, &arena);
    let html = html(name, &outcome);
    let mut page = browser.open("used", &html);
    let number = |value: &Value| value.as_f64().expect("a number");

    let all = page.value(FOUND);
    page.value("(() => { const box = document.getElementById('find'); box.value = 'OPTIONS'; box.dispatchEvent(new Event('input')); })()");
    let some = page.value(FOUND);
    assert!(number(&some[0]) > 0.0 && number(&some[0]) < number(&all[0]), "{all} {some}");
    assert_eq!(some[1], format!("{} of {}", some[0], all[0]));

    page.value("location.hash = document.querySelector('main a.at[href]').hash");
    let target = page.value("document.querySelectorAll('pre .line:target').length");
    assert_eq!(target, 1, "a place leads to its line");

    assert_eq!(page.value("document.querySelectorAll('img, iframe, object, form').length"), 0);
    assert_eq!(page.value("document.scripts.length"), 1);
    for scheme in ["light", "dark"] {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        page.call("Emulation.setEmulatedMedia", &json!({ "features": features }));
        let contrast = number(&page.value(CONTRAST));
        assert!(contrast >= 4.5, "{scheme}: {contrast}");
    }
    for width in [320, 380, 800, 1440] {
        let metrics =
            json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": true });
        page.call("Emulation.setDeviceMetricsOverride", &metrics);
        let wide = number(&page.value("document.documentElement.scrollWidth"));
        assert!(wide <= f64::from(width), "{wide} of {width}");
    }
    page.call("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    let hidden = "['nav', '#filter', '.skip'].map((it) => getComputedStyle(document.querySelector(it)).display)";
    assert_eq!(page.value(hidden), json!(["none", "none", "none"]));
    page.is_sound(name);
}

/// What a page of an origin comes to, as Fetch says.
fn expected(answer: &Explanation, origin: &str) -> &'static str {
    let lines = |name: &str| -> Vec<&str> {
        let lines = answer.headers.iter().filter(|(it, _)| it.eq_ignore_ascii_case(name));
        lines.map(|(_, value)| value.as_str()).collect()
    };
    let credentials = lines("Access-Control-Allow-Credentials");
    match lines("Access-Control-Allow-Origin")[..] {
        [one] if one == origin && credentials == ["true"] => "read with credentials",
        [one] if one == origin || one == "*" => "read",
        _ if answer.answered_by == "cors-forbidden" => "403",
        _ => "nothing",
    }
}

fn outcome<'p>(name: &str, arena: &'p Arena) -> Outcome<'p> {
    cases::outcome(&cases::folder("policies").join(name), arena)
}

fn html(name: &str, outcome: &Outcome<'_>) -> String {
    let subject = Subject {
        name,
        policy: outcome.policy.as_ref(),
        sources: &outcome.sources,
        diagnostics: &outcome.diagnostics,
        silenced: &outcome.silenced,
        inventory: &outcome.inventory,
        recorded: None,
    };
    Page::new(subject).to_html()
}

struct Browser(Chromium);

/// A page that is open.
struct Open<'b> {
    chromium: &'b mut Chromium,
    session: Session,
    events: Vec<Value>,
}

impl Browser {
    /// Opens a document from a file.
    fn open(&mut self, name: &str, html: &str) -> Open<'_> {
        let file = env::temp_dir().join(format!("cors-gen-report-{}-{name}.html", process::id()));
        fs::write(&file, html).expect("written");
        let chromium = &mut self.0;
        let target = chromium.call(None, "Target.createTarget", &json!({ "url": "about:blank" }));
        let target = json!({ "targetId": target["targetId"], "flatten": true });
        let session = chromium.call(None, "Target.attachToTarget", &target);
        let session = session["sessionId"].as_str().expect("a session").to_owned();
        let mut page = Open { chromium, session, events: Vec::new() };
        for domain in ["Page", "Log", "Runtime", "Network"] {
            page.call(&format!("{domain}.enable"), &json!({}));
        }
        page.call("Page.navigate", &json!({ "url": address(&file) }));
        let loaded = page.chromium.event(&page.session, "Page.loadEventFired");
        assert!(!loaded.is_null());
        fs::remove_file(&file).expect("removed");
        page
    }
}

fn address(file: &Path) -> String {
    format!("file://{}", file.display())
}

impl Open<'_> {
    fn call(&mut self, method: &str, params: &Value) -> Value {
        self.chromium.call(Some(&self.session), method, params)
    }

    fn value(&mut self, expression: &str) -> Value {
        let expression = json!({ "expression": expression, "returnByValue": true });
        let result = self.call("Runtime.evaluate", &expression);
        assert!(result["exceptionDetails"].is_null(), "{result}");
        result["result"]["value"].clone()
    }

    /// Nothing was written to the console, blocked, or asked of anybody, and no script of a stranger ran.
    fn is_sound(&mut self, name: &str) {
        self.events.extend(self.chromium.events(&self.session));
        let requests = self.events.iter().filter(|it| it["method"] == "Network.requestWillBeSent");
        assert_eq!(requests.count(), 1, "{name}: the page alone");
        for event in &self.events {
            let method = event["method"].as_str().unwrap_or_default();
            let is_bad = matches!(
                method,
                "Log.entryAdded"
                    | "Runtime.consoleAPICalled"
                    | "Runtime.exceptionThrown"
                    | "Page.javascriptDialogOpening"
                    | "Network.loadingFailed"
            );
            assert!(!is_bad, "{name}: {event}");
        }
    }
}
