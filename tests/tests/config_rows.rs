//! The rows about what a configuration says and how strictly it is read: for each a piece of one, and what comes of it.

use cors_gen::explain::{Explainer, RequestSpec};
use cors_gen::pipeline::{self, Input, Options, Outcome};
use cors_gen::policy::Arena;

fn run<'p>(sections: &str, arena: &'p Arena) -> Outcome<'p> {
    let text =
        format!("<configuration><system.webServer>{sections}</system.webServer></configuration>");
    let input = Input::from_reader("web.config", text.as_bytes()).expect("bytes can be read");
    pipeline::run(input, &Options::default(), arena)
}

/// The codes of the findings, notes and assumptions aside.
fn codes(outcome: &Outcome<'_>) -> Vec<&'static str> {
    let findings = outcome.diagnostics.iter();
    let grave = findings.filter(|d| d.severity > cors_gen::diagnostic::Severity::Note);
    grave.map(|d| d.code.id()).collect()
}

#[track_caller]
fn check<const N: usize>(cases: [(&str, &str, &[&str]); N]) {
    for (row, sections, expected) in cases {
        assert_eq!(codes(&run(sections, &Arena::new())), expected, "{row}: {sections}");
    }
}

/// What is sent to a GET from an origin, beside what the application sends: `status` and `Name: value`.
fn sent(sections: &str, origin: &str) -> Vec<String> {
    let arena = Arena::new();
    let outcome = run(sections, &arena);
    let policy = outcome.policy.as_ref().unwrap_or_else(|| panic!("{:?}", outcome.diagnostics));
    let request = RequestSpec {
        headers: vec![("Origin".to_owned(), origin.to_owned())],
        ..RequestSpec::default()
    };
    let answer = Explainer::new(policy, &outcome.sources).explain(&request);
    let headers = answer.headers.iter().map(|(name, value)| format!("{name}: {value}"));
    [answer.status.to_string()].into_iter().chain(headers).collect()
}

const A: &str = "https://a.example";

#[test]
fn one_mistake_is_one_finding() {
    let methods = |entry: &str| {
        format!(
            "<cors enabled=\"true\"><add origin=\"{A}\"><allowMethods>{entry}</allowMethods></add></cors>"
        )
    };
    for (sections, expected) in [
        (methods("<add header=\"GET\" />"), &["CG011"][..]),
        (methods("<add mehtod=\"GET\" />"), &["CG011"]),
        (methods("<add />"), &["CG012"]),
        (methods("<add header=\"GET\" name=\"PUT\" />"), &["CG011", "CG011", "CG012"]),
        (methods("' <add method=\"GET\" /> ' <add method=\"PUT\" /> '"), &["CG016"]),
    ] {
        let arena = Arena::new();
        let outcome = run(&sections, &arena);
        let mut found = codes(&outcome);
        found.sort_unstable();
        assert_eq!(found, expected, "{sections}");
    }
}

#[test]
fn what_is_no_configuration_is_refused() {
    check([
        ("CF-1: names of elements have a case", "<httpprotocol />", &["CG010"]),
        ("CF-1: names of attributes too", "<cors Enabled=\"true\" />", &["CG011"]),
        ("CF-1: booleans have none", "<cors enabled=\"TRUE\" />", &[]),
        ("CF-1: a boolean is no number", "<cors enabled=\"1\" />", &["CG013"]),
        (
            "CF-1: numbers are decimal",
            "<cors enabled=\"true\"><add origin=\"https://a.example\" maxAge=\"0x10\" /></cors>",
            &["CG013"],
        ),
        ("CF-2: an unknown attribute", "<cors enabled=\"true\" x=\"\" />", &["CG011"]),
        ("CF-2: an unknown element", "<cors enabled=\"true\"><x /></cors>", &["CG010"]),
        (
            "CF-2: a missing attribute",
            "<handlers><add name=\"h\" path=\"*\" /></handlers>",
            &["CG012"],
        ),
        ("CF-2: locks may stand anywhere", "<cors enabled=\"true\" lockItem=\"true\" />", &[]),
        (
            "CF-2: a section that is not read",
            "<directoryBrowse x=\"\"><y /></directoryBrowse>",
            &[],
        ),
    ]);
}

#[test]
fn what_the_module_refuses() {
    let cors = |rules: &str| format!("<cors enabled=\"true\">{rules}</cors>");
    for (row, rules, expected) in [
        ("CM-2: a rule needs an origin", "<add allowed=\"true\" />", &["CG012"][..]),
        ("CM-13: several wildcards", "<add origin=\"https**\" />", &["CG030"]),
        ("CM-13: a wildcard for the scheme", "<add origin=\"*://*\" />", &["CG030"]),
        ("CM-13: no origin", "<add origin=\"\" />", &["CG030"]),
        (
            "CM-13: credentials for all",
            "<add origin=\"https://a.example\" /><add origin=\"*\" allowCredentials=\"true\" />",
            &["CG031"],
        ),
        (
            "CM-20: an origin twice",
            "<add origin=\"https://a.example\" /><add origin=\"https://a.example\" />",
            &["CG015"],
        ),
        ("CM-20: removing what is not there", "<remove origin=\"https://a.example\" />", &[]),
    ] {
        assert_eq!(codes(&run(&cors(rules), &Arena::new())), expected, "{row}");
    }
    check([(
        "CH-2: a name twice, in another case",
        "<httpProtocol><customHeaders><add name=\"X-A\" value=\"1\" /><add name=\"x-a\" value=\"1\" />\
         </customHeaders></httpProtocol>",
        &["CG015"],
    )]);
}

#[test]
fn what_holds_where_nothing_is_said() {
    let rule = "<add origin=\"https://a.example\" />";
    let allowed = ["200", "Access-Control-Allow-Origin: https://a.example", "Vary: Origin"];
    for (row, section, origin, expected) in [
        ("CM-1: not enabled", "<cors>", A, &["200"][..]),
        (
            "CM-1: others are not failed",
            "<cors enabled=\"true\">",
            "https://b.example",
            &["200", "Vary: Origin"],
        ),
        ("CM-2: allowed, without credentials", "<cors enabled=\"true\">", A, &allowed),
    ] {
        assert_eq!(sent(&format!("{section}{rule}</cors>"), origin), expected, "{row}");
    }
    let headers = "<httpProtocol><customHeaders><add name=\"X-Empty\" value=\"\" />\
                   <add name=\"X-Path\" value=\"%PATH%\" /></customHeaders></httpProtocol>";
    assert_eq!(sent(headers, A), ["200", "X-Path: %PATH%"], "CH-4");
}

/// Who answers OPTIONS for a path without and one with an extension.
#[test]
fn which_handler_gets_options() {
    const AGAIN: &str = "<remove name=\"OPTIONSVerbHandler\" />\
        <add name=\"OPTIONSVerbHandler\" path=\"*\" verb=\"OPTIONS\" modules=\"ProtocolSupportModule\" />";
    const APP: &str =
        "<add name=\"aspNetCore\" path=\"*\" verb=\"*\" modules=\"AspNetCoreModuleV2\" />";
    const EXTENSIONLESS: &str = "<remove name=\"ExtensionlessUrlHandler-Integrated-4.0\" />\
        <add name=\"ExtensionlessUrlHandler-Integrated-4.0\" path=\"*.\" verb=\"*\" type=\"T\" />";
    const NO_OPTIONS: &str = "<remove name=\"OPTIONSVerbHandler\" />";
    let verb_handler = ["options-verb-handler 200"; 2];
    for (row, handlers, expected) in [
        ("OP-1", String::new(), verb_handler),
        ("CF-3, MH9v: new names first", AGAIN.to_owned() + APP, ["application 200"; 2]),
        ("CF-3: added again, where it was", EXTENSIONLESS.to_owned(), verb_handler),
        ("OP-3", EXTENSIONLESS.to_owned() + NO_OPTIONS, ["application 200", "static-file 405"]),
        ("OP-3: static files are there", NO_OPTIONS.to_owned(), ["static-file 405"; 2]),
        ("OP-3, MH18: cleared", "<clear />".to_owned(), ["no-handler 404"; 2]),
        (
            "OP-3, MH18: nothing fits",
            "<clear /><add name=\"h\" path=\"*.\" verb=\"*\" type=\"T\" />".to_owned(),
            ["application 200", "no-handler 404"],
        ),
        (
            "OP-3, MH18: every one removed",
            NO_OPTIONS.to_owned() + "<remove name=\"StaticFile\" />",
            ["no-handler 404"; 2],
        ),
    ] {
        let arena = Arena::new();
        let outcome = run(&format!("<handlers>{handlers}</handlers>"), &arena);
        let policy = outcome.policy.as_ref().unwrap_or_else(|| panic!("{row}: {outcome:?}"));
        let explainer = Explainer::new(policy, &outcome.sources);
        let answers = ["/orders", "/orders.json"].map(|path| {
            let request = RequestSpec {
                method: "OPTIONS".to_owned(),
                path: path.to_owned(),
                ..RequestSpec::default()
            };
            let answer = explainer.explain(&request);
            format!("{} {}", answer.answered_by, answer.status)
        });
        assert_eq!(answers, expected, "{row}: {handlers}");
    }
}

#[test]
fn what_changes_who_sees_options() {
    let authentication = |anonymous: bool| {
        format!(
            "<httpProtocol><customHeaders><add name=\"Access-Control-Allow-Origin\" value=\"*\" /></customHeaders></httpProtocol>\
             <security><authentication><anonymousAuthentication enabled=\"{anonymous}\" />\
             <windowsAuthentication enabled=\"true\" /></authentication></security>"
        )
    };
    let unauthorized =
        |anonymous| codes(&run(&authentication(anonymous), &Arena::new())).contains(&"CG051");
    assert!(unauthorized(false) && !unauthorized(true), "OP-6");
    check([
        (
            "OP-7: managed modules",
            "<modules runAllManagedModulesForAllRequests=\"true\" />",
            &["CG052"],
        ),
        (
            "OP-7: WebDAV",
            "<handlers><add name=\"WebDAV\" path=\"*\" verb=\"OPTIONS\" modules=\"WebDAVModule\" /></handlers>",
            &["CG052"],
        ),
    ]);
}
