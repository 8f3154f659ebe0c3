//! A real browser in front of the tower layer: headless Chromium does with the tables of `fixtures/browser` what the model of
//! the Fetch standard does, request by request on the wire and header by header in the script.
//!
//! Needs Chromium: `apt-get install chromium`, or `CHROMIUM` with the path of one. Then
//!
//! ```text
//! cargo test --workspace --test browser -- --ignored
//! ```

mod chromium;
mod devtools;
mod page;
mod report;
mod service;
mod verdict;

use std::fmt::Write as _;
use std::io::{self, Write as _};

use cors_gen::diagnostic::Code;
use cors_gen::policy::Arena;
use cors_tests::fetch::{Browser, Fetch};
use cors_tests::fetch_cases::{self, Case};
use cors_tests::fetch_table::{self, COOKIE, LATER, Script};

use self::chromium::Chromium;
use self::page::Pages;
use self::service::Service;
use self::verdict::{Outcome, differences};

/// What Chromium says of the configurations that `check` refuses, each with its finding. The pages of findings quote it.
const WORDS: [(Code, &str); 2] = [
    (
        Code::TwoAllowOrigins,
        "The 'Access-Control-Allow-Origin' header contains multiple values 'http://app.shop.example, *', but only one is \
         allowed.",
    ),
    (
        Code::WildcardWithCredentials,
        "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the \
         request's credentials mode is 'include'.",
    ),
];

/// What the checks came to.
#[derive(Default)]
struct Checks {
    scripts: usize,
    count: usize,
    differences: String,
}

/// What Chromium wrote to the console.
type Console = Vec<String>;

#[test]
#[ignore = "needs Chromium: `cargo test --workspace --test browser -- --ignored`"]
fn a_browser_does_what_the_model_does() {
    let service = Service::start();
    let mut pages = Pages::new(Chromium::start(service.port()));
    let mut checks = Checks::default();
    let cases = fetch_cases::all();
    for case in &cases {
        let arena: &'static Arena = Box::leak(Box::default());
        let lowered = case.outcome(arena).policy.expect("no errors");
        service.serve(lowered.policy);
        let console = checks.case(case, &service, &mut pages);
        if let Some(code) = case.broken {
            checks.quote(case, code, &console);
        }
    }
    let broken: Vec<Code> = cases.iter().filter_map(|case| case.broken).collect();
    for (code, _) in WORDS {
        assert!(broken.contains(&code), "{} is shown in the browser", code.id());
    }
    assert!(checks.differences.is_empty(), "\n{}", checks.differences);
    say(&format!("{} browser checks, all as the model says", checks.count));
}

/// Says something also when the test passes.
fn say(line: &str) {
    writeln!(io::stdout(), "{line}").expect("standard output is there");
}

impl Checks {
    /// Holds the browser to the table of a case, and gives what it wrote to the console.
    fn case(&mut self, case: &Case, service: &Service, pages: &mut Pages) -> Console {
        let mut console = Console::new();
        for script in case.table().scripts() {
            self.script(case, script, service, pages, &mut console);
        }
        console
    }

    /// Shows what the browser says of a configuration that is refused.
    fn quote(&mut self, case: &Case, code: Code, console: &Console) {
        let words = WORDS.iter().filter(|(it, _)| *it == code).map(|(_, words)| *words);
        let mut messages = console.iter();
        match messages.find(|message| words.clone().any(|words| message.contains(words))) {
            Some(message) => say(&format!("{}: {message}", code.id())),
            None => {
                self.fail(case, &format!("the words of {} are not among {console:#?}", code.id()));
            }
        }
    }

    /// Runs a script in the browser, and in the model of one. The browser remembers preflights of the scripts before, so each
    /// has addresses of its own.
    fn script(
        &mut self,
        case: &Case,
        script: &Script,
        service: &Service,
        pages: &mut Pages,
        console: &mut Console,
    ) {
        let mut page = pages.page(&script.place);
        self.scripts += 1;
        let query = format!("?script={}", self.scripts);
        let mut model = Browser::with_cookie(COOKIE.0, COOKIE.1);
        for call in &script.calls {
            if call.later {
                model.wait(LATER);
                page.wait(LATER);
            }
            service.expect(call);
            let fetch = Fetch { url: call.fetch.url.with(&query), ..call.fetch.clone() };
            let result = page.fetch(&fetch);
            let seen = Outcome { sent: service.sent(), result: result.outcome };
            let messages = result.console.iter().map(|message| message.replace(&query, ""));
            console.extend(messages);
            let mut chromium = model.clone().with_wildcard_for_authorization();
            let verdict = model.fetch(&fetch, &mut service.client());
            let expected = Outcome { sent: service.sent(), result: verdict };
            let lines = fetch_table::outcome(&expected.sent, &expected.result);
            let lines: Vec<_> = lines.iter().map(|line| line.replace(&query, "")).collect();
            let mut problems = if call.unlike_chromium {
                let verdict = chromium.fetch(&fetch, &mut service.client());
                differences(&Outcome { sent: service.sent(), result: verdict }, &seen)
            } else {
                differences(&expected, &seen)
            };
            if lines != call.outcome {
                problems.push(format!("the model through the wire: {lines:#?}"));
            }
            if call.unlike_chromium && differences(&expected, &seen).is_empty() {
                problems.push("Chromium does it now".to_owned());
            }
            self.count += 1;
            for problem in problems {
                self.fail(case, &format!("{}\n{call}{problem}", script.place));
            }
        }
    }

    fn fail(&mut self, case: &Case, problem: &str) {
        let _ = writeln!(self.differences, "{}\n{problem}\n", case.folder.display());
    }
}
