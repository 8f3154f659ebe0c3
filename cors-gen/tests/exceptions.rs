//! Living with findings: exceptions in comments, and levels for all of a kind.

use cors_gen::diagnostic::{Code, Level, Levels, Silenced, SilencedBy};
use cors_gen::pipeline::{self, Input, Options, Outcome, Source};
use cors_gen::policy::Arena;

fn source(name: &str, text: &str) -> Source {
    Source::from_reader(name, text.as_bytes()).expect("a source")
}

fn run<'p>(config: &str, levels: &Levels, arena: &'p Arena) -> Outcome<'p> {
    let input = Input::new(vec![(String::new(), source("web.config", config))]);
    pipeline::run(input, &Options { levels: levels.clone(), ..Options::default() }, arena)
}

/// What is found, without what is assumed, and how many findings are silenced: `7 CG033 warning`.
fn found(config: &str, levels: &Levels) -> (Vec<String>, usize) {
    let arena = Arena::new();
    let outcome = run(config, levels, &arena);
    listed(&outcome)
}

fn listed(outcome: &Outcome<'_>) -> (Vec<String>, usize) {
    let beside = [Code::Assumption, Code::PreflightLacks];
    let shown = outcome.diagnostics.iter().filter(|d| !beside.contains(&d.code));
    let shown = shown.map(|d| {
        let place = outcome.sources.locate(d.span);
        let file = place.file.strip_suffix("web.config").unwrap_or(&place.file);
        format!("{file}{} {} {}", place.line, d.code, d.severity.name())
    });
    (shown.collect(), outcome.silenced.len())
}

/// A site with `null` on line 4 and an origin with a slash on line 6; comments go before these lines.
fn site(first: &str, second: &str, third: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>{first}\n<configuration><system.webServer><cors enabled=\"true\">\n{second}\n\
         <add origin=\"null\"/>\n{third}\n<add origin=\"https://a.example/\"/>\n</cors></system.webServer></configuration>"
    )
}

#[test]
fn an_exception_is_for_the_element_after_it() {
    const NULL: &str = "4 CG033 warning";
    const SLASH: &str = "6 CG032 warning";
    let comment = |text: &str| format!("<!-- cors-gen: {text} -->");
    for (first, second, third, expected, silenced) in [
        ("", "", "", vec![NULL, SLASH], 0),
        ("", "allow CG033: old phones", "", vec![SLASH], 1),
        ("", "allow null-origin: by name", "", vec![SLASH], 1),
        ("", "allow CG033, CG032: one for nothing", "", vec!["3 CG091 warning", SLASH], 1),
        ("", "", "allow CG033: too late", vec![NULL, "5 CG091 warning", SLASH], 0),
        ("allow CG033,CG032: the whole file", "", "", vec![], 2),
        ("allow CG032: the whole file", "", "allow CG032: again", vec!["5 CG091 warning"], 1),
        ("", "allow CG033", "", vec!["3 CG092 warning", SLASH], 1),
        ("", "allow CG033:   ", "", vec!["3 CG092 warning", SLASH], 1),
    ] {
        let of = |text: &str| if text.is_empty() { String::new() } else { comment(text) };
        let (shown, count) = found(&site(&of(first), &of(second), &of(third)), &Levels::default());
        let mut expected = expected;
        // The one that is covered already leaves the null origin to be found.
        if first.starts_with("allow CG032:") {
            expected.insert(0, NULL);
        }
        assert_eq!(
            (shown, count),
            (expected.iter().map(ToString::to_string).collect(), silenced),
            "{first}{second}{third}"
        );
    }
}

#[test]
fn what_is_no_exception_is_said() {
    for (comment, part) in [
        ("cors-gen: allow CG999: x", "there is no code `CG999`"),
        ("cors-gen: allow CG33: x", "there is no code `CG33`"),
        ("cors-gen: allow : x", "a code is missing here"),
        ("cors-gen: allow CG033,: x", "a code is missing here"),
        ("cors-gen: allow CG033 - x", "`CG033 - x` is no code"),
        ("cors-gen: allow CG033 CG032: x", "`CG033 CG032` is no code"),
        ("cors-gen: deny CG033: x", "only `allow` stands in files"),
        ("cors-gen: ignore CG033: x", "`ignore` is nothing"),
        ("cors-gen allow CG033: x", "no colon"),
        ("CORS-GEN : allow CG033: x", ""),
        ("cors-gen:", "says nothing"),
        ("cors-gen reads this file", ""),
        ("allow CG033: x", ""),
        ("", ""),
    ] {
        let arena = Arena::new();
        let config = site("", &format!("<!-- {comment} -->"), "");
        let outcome = run(&config, &Levels::default(), &arena);
        let bad = outcome.diagnostics.iter().find(|d| d.code == Code::BadException);
        match bad {
            Some(bad) => assert!(
                !part.is_empty() && bad.message.contains(part),
                "{comment}: {}",
                bad.message
            ),
            None => assert_eq!(part, "", "{comment}"),
        }
    }
    let last = "<configuration><!-- cors-gen: allow CG033: x --></configuration><!-- cors-gen: allow CG033: y -->";
    let lines = found(last, &Levels::default()).0;
    assert_eq!(lines, ["1 CG093 warning", "1 CG093 warning"], "no element follows");
}

/// What a policy does in the place of an error is said, and an error with nothing in its place stays.
#[test]
fn errors_pass_only_with_something_in_their_place() {
    let wildcard = |comment: &str| {
        format!(
            "<configuration><system.webServer><cors enabled=\"true\">\n{comment}<add origin=\"*\" allowCredentials=\"true\"/></cors></system.webServer></configuration>"
        )
    };
    let config = wildcard("<!-- cors-gen: allow CG031: nobody logs in there -->");
    let arena = Arena::new();
    let outcome = run(&config, &Levels::default(), &arena);
    assert_eq!(listed(&outcome), (vec![], 1));
    let [Silenced { finding, by: SilencedBy::Exception { reason, .. } }] = &*outcome.silenced
    else {
        panic!("{:?}", outcome.silenced);
    };
    assert_eq!((finding.severity.name(), &**reason), ("warning", "nobody logs in there"));
    let policy = outcome.policy.as_ref().expect("a policy");
    let options = cors_gen::emit::EmitOptions::default();
    let generated = |findings: Vec<_>| {
        let generated =
            cors_gen::emit::Generated::new(policy, &outcome.sources, findings, &options);
        generated.to_source(&cors_gen::emit::FileOptions::default())
    };
    let header = generated(outcome.all());
    assert!(header.contains("// Not carried:\n//   CG031 cors: "), "{header}");
    let allowed = Arena::new();
    let by_option = run(
        &config.replace("nobody", "n"),
        &Levels::allowing([Code::WildcardWithCredentials]),
        &allowed,
    );
    assert_eq!(header, generated(by_option.all()), "as --allow has it");

    let (shown, _) =
        found(&wildcard("<!-- cors-gen: allow CG011: x --><add origins='*'/>"), &Levels::default());
    assert_eq!(shown[0], "2 CG094 warning", "{shown:?}");
    assert!(shown.contains(&"2 CG011 error".to_owned()), "{shown:?}");
}

/// Exceptions are those of the file that a finding is in; of the levels above nobody knows which other sites need them.
#[test]
fn transforms_and_parents_make_their_own_exceptions() {
    let xdt = "xmlns:x=\"http://schemas.microsoft.com/XML-Document-Transform\"";
    let input = |exception: &str| Input {
        transforms: vec![source(
            "t.config",
            &format!(
                "<configuration {xdt}><system.webServer><cors>{exception}\n<add origin=\"null\" x:Transform=\"Insert\"/></cors></system.webServer></configuration>"
            ),
        )],
        parents: vec![source(
            "p.config",
            &format!(
                "<!-- cors-gen: allow CG045: for another site -->\n<configuration><system.webServer><httpProtocol><customHeaders>{exception}\n<add name=\"Access-Control-Allow-Origin\" value=\"null\"/></customHeaders></httpProtocol></system.webServer></configuration>"
            ),
        )],
        ..Input::new(vec![(
            String::new(),
            source(
                "web.config",
                "<configuration><system.webServer><cors enabled=\"true\"><add origin=\"https://a.example\"/></cors></system.webServer></configuration>",
            ),
        )])
    };
    let listed = |exception: &str| {
        let arena = Arena::new();
        let allowed = Options::allowing([Code::TwoAllowOrigins]);
        let outcome = pipeline::run(input(exception), &allowed, &arena);
        let (shown, silenced) = listed(&outcome);
        (shown.into_iter().filter(|line| !line.contains("CG042")).collect::<Vec<_>>(), silenced)
    };
    assert_eq!(listed("").0, ["t.config2 CG033 warning", "p.config3 CG033 warning"]);
    assert_eq!(listed("<!-- cors-gen: allow CG033: x -->"), (vec![], 2));
}

#[test]
fn levels_are_for_all_of_a_kind() {
    let levels = |code: Code, level: Level| {
        let mut levels = Levels::default();
        levels.set(code, level).expect("allowed");
        levels
    };
    let config = site("", "", "");
    for (code, level, expected, silenced) in [
        (Code::NullOrigin, Level::Allow, vec!["6 CG032 warning"], 1),
        (Code::NullOrigin, Level::Warn, vec!["4 CG033 warning", "6 CG032 warning"], 0),
        (Code::NullOrigin, Level::Deny, vec!["4 CG033 error", "6 CG032 warning"], 0),
    ] {
        assert_eq!(
            found(&config, &levels(code, level)),
            (expected.into_iter().map(str::to_owned).collect(), silenced)
        );
    }
    // What is denied shows all that is wrong beside it, and makes no policy.
    let arena = Arena::new();
    let outcome = run(&config, &levels(Code::NullOrigin, Level::Deny), &arena);
    assert!(outcome.policy.is_none());
    // A place goes before all places.
    let excepted = site("", "<!-- cors-gen: allow CG033: x -->", "");
    let (shown, _) = found(&excepted, &levels(Code::NullOrigin, Level::Deny));
    assert_eq!(shown, ["6 CG032 warning"]);
    // A note can be raised, an error lowered to a warning at most.
    let arena = Arena::new();
    let outcome = run(&config, &levels(Code::Assumption, Level::Warn), &arena);
    assert!(
        outcome
            .diagnostics
            .iter()
            .any(|d| (d.code, d.severity.name()) == (Code::Assumption, "warning"))
    );
    let wildcard = "<cors enabled=\"true\"><add origin=\"*\" allowCredentials=\"true\"/></cors>";
    let (shown, silenced) = found(wildcard, &Levels::allowing([Code::WildcardWithCredentials]));
    assert_eq!((shown.contains(&"1 CG031 warning".to_owned()), silenced), (true, 0));
}

/// Exceptions for nothing are silenced as other findings are, in a file or everywhere.
#[test]
fn findings_about_exceptions_are_findings() {
    let unused = "<!-- cors-gen: allow CG045: x -->";
    let everywhere = Levels::allowing([Code::UnusedException]);
    assert_eq!(
        found(&site("", unused, ""), &everywhere),
        (vec!["4 CG033 warning".to_owned(), "6 CG032 warning".to_owned()], 1)
    );
    let (shown, silenced) =
        found(&site("<!-- cors-gen: allow CG091: x -->", unused, ""), &Levels::default());
    assert_eq!((shown.len(), silenced), (2, 1), "{shown:?}");
    let (shown, _) = found(&site("<!-- cors-gen: allow CG091: x -->", "", ""), &Levels::default());
    assert_eq!(shown[0], "1 CG091 warning");
    // Where a run ends early nobody knows what else would have been found.
    let broken = site("", unused, "<add origins=''/>");
    let (shown, _) = found(&broken, &Levels::default());
    assert!(!shown.iter().any(|line| line.contains("CG091")), "{shown:?}");
}

/// Many exceptions and many findings cost what they cost one by one. One finding is that the file is a piece.
#[test]
fn many_exceptions_for_many_findings() {
    const MANY: usize = 30_000;
    let comment = "<!-- cors-gen: allow CG032: x -->";
    let rule = |n: usize| format!("<add origin=\"https://a{n}.example/\"/>");
    let rules: String = (0..MANY).map(rule).collect();
    let stacked =
        format!("<cors enabled=\"true\">{}<!-- --></cors>", comment.repeat(MANY) + &rules);
    let (shown, silenced) = found(&stacked, &Levels::default());
    assert_eq!((shown.len(), silenced), (2 * MANY - 2 + 1, 1), "all but one are for nothing");
    let each: String = (0..MANY).map(|n| comment.to_owned() + &rule(n)).collect();
    let (shown, silenced) =
        found(&format!("<cors enabled=\"true\">{each}</cors>"), &Levels::default());
    assert_eq!((shown.len(), silenced), (1, MANY));
    let codes = "CG045,".repeat(MANY) + &"x,".repeat(MANY);
    let (shown, _) = found(&format!("<!-- cors-gen: allow {codes} --><cors/>"), &Levels::default());
    assert!(shown.len() < 10, "{}", shown.len());
}
