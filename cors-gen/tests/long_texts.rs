//! A finding is short in every format, whatever it quotes of a hostile configuration.

mod support;

use cors_gen::diagnostic::Diagnostic;
use cors_gen::pipeline::{self, Input, Options, Outcome, Source};
use cors_gen::policy::Arena;
use cors_gen::report::{concise, human};
use support::Folder;

/// Far more than a finding shows: the length of each name and value here, in characters.
const LONG: usize = 60_000;

/// The most that a finding is on one line, in characters: a message, its code and its place.
const LONGEST_LINE: usize = 1_100;
/// The most that a finding is with the lines that it is about.
const LONGEST_FINDING: usize = 4_000;
const MOST_LINES: usize = 25;

/// Configurations with a part that is long, each with a transform to apply to it when it is about one.
fn hostile(long: &str) -> Vec<(String, Option<String>)> {
    let web = |inside: &str| {
        format!(
            "<configuration><system.webServer>\n<cors enabled=\"true\"/>{inside}\n</system.webServer></configuration>"
        )
    };
    let rule = |inside: &str| {
        web(&format!(
            "<rewrite><outboundRules><rule name=\"{long}\"><match serverVariable=\"RESPONSE_Access_Control_Allow_Origin\" pattern=\".*\"/>{inside}</rule></outboundRules></rewrite>"
        ))
    };
    let transform = |inside: &str| {
        format!(
            "<configuration xmlns:xdt=\"http://schemas.microsoft.com/XML-Document-Transform\"><system.webServer>{inside}</system.webServer></configuration>"
        )
    };
    let mut all: Vec<(String, Option<String>)> = [
        format!("<{long}/>"),
        format!("<a></{long}>"),
        format!("<a {long}='1' {long}='2'/>"),
        format!("<a>&{long};</a>"),
        format!("<a b='&{long};'/>"),
        format!("<?xml version=\"1.0\" encoding=\"{long}\"?><é/>"),
        web(&format!("<cors {long}=\"true\"/>")),
        web(&format!("<cors enabled=\"{long}\"/>")),
        web(&format!("<cors><{long}/></cors>")),
        web(&format!("<cors>{long}</cors>")),
        web(&format!("<handlers configSource=\"{long}\"/>")),
        web(&format!("<handlers configProtectionProvider=\"{long}\"/>")),
        web(&format!("<httpProtocol><customHeaders><add name=\"{long}\" value=\"1\"/><add name=\"{long}\" value=\"2\"/></customHeaders></httpProtocol>")),
        web(&format!("<httpProtocol><customHeaders><add name=\"Access-Control-Allow-Origin\" value=\"{long}\"/></customHeaders></httpProtocol>")),
        format!("<cors enabled=\"true\"><add origin=\"{long}\"/><add origin=\"*{long}*\"/><add origin=\"https://a/{long}\"/></cors>"),
        format!("<cors enabled=\"true\"><add origin=\"https://a\"><allowHeaders><add header=\"{long} x\"/></allowHeaders></add></cors>"),
        rule(&format!("<conditions><add input=\"{{HTTP_ORIGIN}}\" pattern=\"{long}(?!x)\"/></conditions><action type=\"Rewrite\" value=\"*\"/>")),
        rule(&format!("<action type=\"Rewrite\" value=\"{{{long}}}\"/>")),
        rule(&format!("<action type=\"{long}\" value=\"*\"/>")),
        rule("<action type=\"Rewrite\" value=\"{HTTP_ORIGIN}\"/>"),
    ]
    .map(|config| (config, None))
    .into();
    all.extend(
        [
            format!("<cors xdt:Transform=\"{long}\"/>"),
            format!("<cors xdt:Transform=\"SetAttributes({long})\"/>"),
            format!("<cors xdt:Transform=\"Remove\" xdt:Locator=\"Match({long})\"/>"),
            format!("<cors xdt:Transform=\"Remove\" xdt:Locator=\"XPath({long}[)\"/>"),
            format!("<cors xdt:Transform=\"Remove\" xdt:Locator=\"Condition(@a='{long}')\"/>"),
            format!("<{long} xdt:Transform=\"Replace\"/>"),
        ]
        .map(|inside| (web(""), Some(transform(&inside)))),
    );
    all
}

fn run<'p>(config: &str, transform: Option<&String>, arena: &'p Arena) -> Outcome<'p> {
    let source = |name: &str, text: &str| Source {
        name: name.to_owned(),
        path: Some(name.into()),
        bytes: text.into(),
    };
    let mut input = Input::new(vec![(String::new(), source("web.config", config))]);
    input.transforms.extend(transform.map(|text| source("web.Release.config", text)));
    pipeline::run(input, &Options::default(), arena)
}

fn assert_short(finding: &Diagnostic, outcome: &Outcome<'_>) {
    let shown = human::render(finding, &outcome.sources, false);
    let length = |text: &str| text.chars().count();
    let code = finding.code;
    assert!(length(&shown) <= LONGEST_FINDING, "{code}: {} characters\n{shown}", length(&shown));
    assert!(shown.lines().count() <= MOST_LINES, "{shown}");
    let line = concise::render(finding, &outcome.sources);
    assert!(length(&line) <= LONGEST_LINE, "{code}: {} characters\n{line}", length(&line));
}

#[test]
fn a_finding_is_short_whatever_it_quotes() {
    let longs = [
        "a".repeat(LONG),
        "é`".repeat(LONG / 2),
        "a\n".repeat(LONG / 2),
        "a, b=".repeat(LONG / 5),
        "a\u{202e}".repeat(LONG / 2),
    ];
    let mut codes = std::collections::BTreeSet::new();
    for long in longs {
        for (config, transform) in hostile(&long) {
            let arena = Arena::new();
            let outcome = run(&config, transform.as_ref(), &arena);
            assert!(!outcome.diagnostics.is_empty(), "{config:.200} {transform:.200?}");
            for finding in &outcome.diagnostics {
                assert_short(finding, &outcome);
                codes.insert(finding.code.id());
            }
        }
    }
    assert!(codes.len() >= 15, "{codes:?}");
}

/// Two places that belong together are shown together when they are near, and no more than their own lines then.
#[test]
fn a_finding_shows_the_lines_that_it_is_about_only() {
    let lines = format!("<!-- {} -->\n", "x".repeat(380)).repeat(50);
    let config = format!(
        "<cors enabled=\"true\">\n<add origin=\"*\"/>\n{lines}<add origin=\"*\"/>\n</cors>"
    );
    let arena = Arena::new();
    let outcome = run(&config, None, &arena);
    let twice = outcome.diagnostics.iter().find(|finding| !finding.related.is_empty());
    assert_short(twice.expect("a finding with two places"), &outcome);
}

#[test]
fn json_is_short_as_well() {
    let folder = Folder::with(&format!("<cors {0}=\"1\" enabled=\"{0}\"/>", "a".repeat(LONG)));
    let json = folder.run(&["check", "--format", "json", "web.config"]).stdout;
    assert!(json.contains("\"CG011\"") && json.contains("\"CG013\""), "{json:.2000}");
    let longest = json.lines().map(|line| line.chars().count()).max();
    assert!(longest.is_some_and(|longest| longest <= 200), "{longest:?}");
}
