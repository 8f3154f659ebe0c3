//! Fixes: what they mend is mended, and nothing else is touched.

use std::fs;

use cors_gen::diagnostic::Severity;
use cors_gen::pipeline::{self, Input, Options, Outcome, Source};
use cors_gen::policy::Arena;
use cors_gen::repair::{Reach, Repairs, repair};
use cors_gen::source::{Encoding, decode};
use cors_tests::cases;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

fn input(bytes: &[u8]) -> Input {
    let source = Source::from_reader("web.config", bytes).expect("a source");
    Input::new(vec![(String::new(), source)])
}

fn run<'p>(text: &str, arena: &'p Arena) -> Outcome<'p> {
    pipeline::run(input(text.as_bytes()), &Options::default(), arena)
}

fn repaired(bytes: &[u8], reach: Reach) -> Repairs {
    repair(&input(bytes), &Options::default(), reach)
}

/// The text of the file afterwards, and how many fixes it took.
fn text_after(text: &str, reach: Reach) -> (String, usize) {
    let repairs = repaired(text.as_bytes(), reach);
    let after = repairs.files.first().map(|file| file.after.clone());
    let after = after.map_or_else(|| text.to_owned(), |it| String::from_utf8(it).expect("UTF-8"));
    assert_eq!(after != text, repairs.fixes > 0, "{text}");
    (after, repairs.fixes)
}

/// Each fix by itself: the finding is gone. Returns how many there are.
fn each_mends_its_finding(name: &str, text: &str) -> usize {
    let arena = Arena::new();
    let before = run(text, &arena);
    let mut fixes = 0;
    for finding in &before.diagnostics {
        let fix = finding.fix.as_ref();
        let Some(changes) = fix.and_then(|fix| fix.changes(&before.sources)) else { continue };
        fixes += 1;
        let mut after = text.to_owned();
        for change in changes.iter().rev() {
            after.replace_range(change.span.range(), &change.text);
        }
        let same = |outcome: &Outcome<'_>| {
            let same = outcome.diagnostics.iter();
            let same = same.filter(|d| (d.code, &d.message) == (finding.code, &finding.message));
            same.map(|d| d.span.start).collect::<Vec<_>>()
        };
        let arena = Arena::new();
        let outcome = run(&after, &arena);
        // Another one of the kind may move to the place of one that is removed, or come to light.
        let (old, new) = (same(&before), same(&outcome));
        let is_gone = new.len() < old.len() || !new.contains(&finding.span.start);
        assert!(is_gone, "{name}: {} stays in {after}", finding.message);
        assert!(!outcome.is_unreadable(), "{name}: {after}");
    }
    fixes
}

/// All fixes together: they come to an end, leave nothing to mend, and the safe ones leave the policy as it was.
fn together_they_come_to_an_end(name: &str, text: &str) {
    for reach in [Reach::Safe, Reach::All] {
        let (after, fixes) = text_after(text, reach);
        assert_eq!(text_after(&after, reach), (after.clone(), 0), "{name}: once is enough");
        let (old, new) = (Arena::new(), Arena::new());
        let (old, new) = (run(text, &old), run(&after, &new));
        let left = new.diagnostics.iter().filter(|finding| {
            let wanted = finding.fix.as_ref().filter(|fix| fix.is_safe || reach == Reach::All);
            wanted.is_some_and(|fix| fix.changes(&new.sources).is_some())
        });
        // One that would leave an error is kept back.
        let has_kept_back = new.worst() != Some(Severity::Error) && reach == Reach::All;
        assert!(has_kept_back || left.count() == 0, "{name}: {fixes} fixes left others in {after}");
        if let Some(policy) = &old.policy {
            let new = new.policy.expect("no fix breaks what works");
            if reach == Reach::Safe {
                let [old, new] = [policy.policy, new.policy].map(|policy| format!("{policy:?}"));
                assert_eq!(old, new, "{name}: a safe fix changed the policy");
            }
        }
    }
}

/// Encodings and line ends stay, and do not change what is mended.
fn form_is_kept(name: &str, text: &str) {
    let text = text.replace("\r\n", "\n");
    for ends in ["\n", "\r\n"] {
        let text = text.replace('\n', ends);
        let (expected, _) = text_after(&text, Reach::All);
        assert_eq!(
            expected.replace("\r\n", "\n"),
            text_after(&text.replace("\r\n", "\n"), Reach::All).0,
            "{name}"
        );
        for encoding in [Encoding::Utf8WithMark, Encoding::Utf16Little, Encoding::Utf16Big] {
            // An encoding that is declared has to be that of the bytes.
            let declares = text.starts_with("<?xml") && text.contains("encoding=");
            if declares {
                continue;
            }
            let repairs = repaired(&encoding.encode(&text), Reach::All);
            let after = repairs
                .files
                .first()
                .map_or_else(|| encoding.encode(&text), |file| file.after.clone());
            assert_eq!(Encoding::of(&after), encoding);
            assert_eq!(decode(&after).as_deref(), Ok(expected.as_str()), "{name}");
        }
    }
}

#[test]
fn fixtures_are_mended() {
    let mut files: Vec<_> =
        cases::policies().iter().map(|folder| folder.join("web.config")).collect();
    for folder in ["questionable", "refused"] {
        files.extend(cases::entries(&cases::folder(folder), "config"));
    }
    let mut looked_at = 0;
    for file in files {
        let Ok(text) = decode(&fs::read(&file).expect("a fixture")) else { continue };
        let name = file.display().to_string();
        let own = each_mends_its_finding(&name, &text);
        if own > 0 {
            together_they_come_to_an_end(&name, &text);
            form_is_kept(&name, &text);
        }
        looked_at += own;
    }
    assert!(looked_at > 20, "only {looked_at} fixes were looked at");
}

/// Mistakes of every kind that has a fix, and what goes well beside them.
const RULES: &[&str] = &[
    r#"<add origin="https://a.example/" />"#,
    r#"<add origin="https://a.example" />"#,
    r#"<add origin="https://a.example" />"#,
    "<add origin='HTTPS://É.Example:443/x' maxAge='-5'></add>",
    r#"<add origin="https://b.example:443" MaxAge="60" />"#,
    r#"<add orgin="https://c.example" />"#,
    r#"<add origin="https://d.example" allowed="ture" allowCredentials=" true " />"#,
    r#"<Add origin="https://e.example"><AllowHeaders /></Add>"#,
    r#"<add origin="https://f.example"><allowHeaders /><allowheaders/></add>"#,
    "<!-- cors-gen: allow CG032, CG045: é -->",
    "<!-- cors-gen: allow CG32: é -->",
    "<!-- é -->",
    "\n  ",
];

const HEADERS: &[&str] = &[
    r#"<remove name="Server" />"#,
    "<remove name='X-AspNet-Version'></remove >",
    r#"<add name="Acess-Control-Allow-Origin" value="&lt;" />"#,
    r#"<add name="Access-Control-Allow-Headerss" value="a" />"#,
    r#"<add name="X-A" value="&lt;" />"#,
    r#"<add name="X-A" value="&lt;" />"#,
    r#"<add name="X-A" value="2" />"#,
    "\n  ",
];

#[test]
fn whatever_is_wrong_together() {
    let some = |of: &'static [&'static str]| prop::collection::vec(prop::sample::select(of), 0..7);
    let site = (some(RULES), some(HEADERS), prop::bool::ANY).prop_map(|(rules, headers, is_near)| {
        let (rules, headers) = (rules.concat(), headers.concat());
        let name = if is_near { "customHeader" } else { "customHeaders" };
        format!("<configuration><system.webServer><cors enabled=\"true\">{rules}</cors>\n<httpProtocol><{name}>{headers}</{name}></httpProtocol></system.webServer></configuration>")
    });
    let mut runner = TestRunner::new(Config { cases: 40, ..Config::default() });
    let result = runner.run(&site, |text| {
        each_mends_its_finding("generated", &text);
        together_they_come_to_an_end("generated", &text);
        form_is_kept("generated", &text);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

/// The corners that a user meets: quotes, escapes, lines, and what is no longer guessed at.
#[test]
fn what_a_fix_writes() {
    let cors = |rules: &str| {
        format!(
            "<configuration><system.webServer><cors enabled=\"true\">\r\n{rules}\r\n</cors></system.webServer></configuration>"
        )
    };
    for (rules, safe, all) in [
        (
            "<add origin='https://a.example' maxAge = '-7' />",
            "<add origin='https://a.example' maxAge = '-1' />",
            None,
        ),
        (
            "<add origin=\"https://a.example/\" />",
            "<add origin=\"https://a.example/\" />",
            Some("<add origin=\"https://a.example\" />"),
        ),
        // Mending it would leave a duplicate, which IIS refuses.
        (
            "<add origin=\"https://a.example/\" /><add origin=\"https://a.example\" />",
            "<add origin=\"https://a.example/\" /><add origin=\"https://a.example\" />",
            None,
        ),
        ("<add Origin=\"https://a.example\" />", "<add origin=\"https://a.example\" />", None),
        (
            "<add orgin=\"https://a.example\" />",
            "<add orgin=\"https://a.example\" />",
            Some("<add origin=\"https://a.example\" />"),
        ),
        (
            "<add origin=\"https://a.example\" />\r\n<add origin=\"https://a.example\" />",
            "<add origin=\"https://a.example\" />",
            None,
        ),
        // They are no duplicates in every word.
        (
            "<add origin=\"https://a.example\" />\r\n<add origin=\"https://a.example\" maxAge=\"1\" />",
            "<add origin=\"https://a.example\" />\r\n<add origin=\"https://a.example\" maxAge=\"1\" />",
            None,
        ),
        (
            "<!-- cors-gen: allow CG033: x -->\r\n<add origin=\"https://a.example\" />",
            "<add origin=\"https://a.example\" />",
            None,
        ),
        // A value with references is left to people.
        (
            "<add origin=\"https://a.example&#47;\" />",
            "<add origin=\"https://a.example&#47;\" />",
            None,
        ),
    ] {
        assert_eq!(text_after(&cors(rules), Reach::Safe).0, cors(safe), "{rules}");
        assert_eq!(text_after(&cors(rules), Reach::All).0, cors(all.unwrap_or(safe)), "{rules}");
    }
    // What was pasted is read otherwise than it stands, so nothing is written into it.
    let pasted =
        "+<cors enabled=\"true\">\n+<add origin=\"https://a.example\" maxAge=\"-7\" />\n+</cors>\n";
    assert_eq!(text_after(pasted, Reach::All), (pasted.to_owned(), 0));
}

/// Transforms are mended with the configuration, the levels above are not.
#[test]
fn the_files_of_others_are_left_alone() {
    let source = |name: &str, text: &str| Source::from_reader(name, text.as_bytes()).expect("read");
    let site = |attributes: &str, headers: &str| {
        format!(
            "<configuration {attributes}><system.webServer><httpProtocol><customHeaders>{headers}</customHeaders></httpProtocol></system.webServer></configuration>"
        )
    };
    let plain = site("", "<remove name=\"Server\" />");
    let transform = site(
        "xmlns:x=\"http://schemas.microsoft.com/XML-Document-Transform\"",
        "<remove name=\"X-AspNet-Version\" x:Transform=\"Insert\" />",
    );
    let input = Input {
        transforms: vec![source("t.config", &transform)],
        parents: vec![source("p.config", &plain)],
        ..input(plain.as_bytes())
    };
    let names: Vec<_> = repair(&input, &Options::default(), Reach::All)
        .files
        .into_iter()
        .map(|it| it.name)
        .collect();
    assert_eq!(names, ["web.config", "t.config"]);
}

/// Many fixes in a long file, and in a long line, cost what they cost one by one.
#[test]
fn many_fixes() {
    const MANY: usize = 5_000;
    for between in ["\n", "", &" ".repeat(40)] {
        let rule = |n: usize| {
            format!(
                "<!-- cors-gen: allow CG033: x --><add origin=\"https://a{n}.example\" maxAge=\"-9\"/>{between}"
            )
        };
        let rules: String = (0..MANY).map(rule).collect();
        let text = format!("{}<cors enabled=\"true\">{rules}</cors>", " ".repeat(100_000));
        let (after, fixes) = text_after(&text, Reach::Safe);
        assert_eq!(fixes, 2 * MANY);
        assert_eq!(after.len(), text.len() - 33 * MANY);
    }
}
