//! Configurations as people paste them: what a page, a mail or a diff puts around them changes neither the policy nor what the
//! places are in the user's own text.

use std::fs;

use cors_gen::diagnostic::Code;
use cors_gen::pipeline::{self, Input, Options, Outcome};
use cors_gen::policy::Arena;
use cors_tests::cases;
use proptest::prelude::*;
use proptest::sample::select;

const MENDED: [Code; 2] = [Code::Pasted, Code::NoParent];

fn read<'p>(bytes: &[u8], arena: &'p Arena) -> Outcome<'p> {
    let input = Input::from_reader("web.config", bytes).expect("bytes can be read");
    pipeline::run(input, &Options::default(), arena)
}

/// What a text becomes, as Rust; empty when it becomes none.
fn rust(text: &str) -> String {
    let arena = Arena::new();
    let outcome = read(text.as_bytes(), &arena);
    let options = cors_gen::emit::EmitOptions::default();
    let generate = |policy: &cors_gen::policy::Lowered<'_>| {
        let diagnostics: Vec<_> =
            outcome.diagnostics.iter().filter(|it| !MENDED.contains(&it.code)).cloned().collect();
        let generated =
            cors_gen::emit::Generated::new(policy, &outcome.sources, &diagnostics, &options);
        generated.expression().to_string()
    };
    outcome.policy.as_ref().map(generate).unwrap_or_default()
}

/// The findings with their lines and columns, those about mending apart.
fn places(bytes: &[u8]) -> (Vec<(Code, usize, usize)>, usize) {
    let arena = Arena::new();
    let outcome = read(bytes, &arena);
    let places = outcome.diagnostics.iter().map(|it| (it.code, outcome.sources.locate(it.span)));
    let own = places.filter(|(_, place)| place.file == "web.config");
    let located = own.map(|(code, place)| (code, place.line, place.column));
    let (notes, others): (Vec<_>, Vec<_>) = located.partition(|it| MENDED.contains(&it.0));
    (others, notes.len())
}

fn prefixed(text: &str, prefix: &str) -> String {
    let lines = text.split_inclusive('\n');
    lines
        .map(
            |line| if line.trim().is_empty() { line.to_owned() } else { format!("{prefix}{line}") },
        )
        .collect()
}

fn fixtures() -> Vec<String> {
    let folders = cases::policies();
    folders.iter().map(|it| fs::read_to_string(it.join("web.config")).expect("a file")).collect()
}

/// Each way of pasting: its name, the text, and how many lines and columns it moves every place by.
fn pasted(text: &str) -> Vec<(&'static str, String, usize, usize)> {
    vec![
        ("a comment of C#", prefixed(text, "// "), 0, 3),
        ("a documentation comment", prefixed(text, "    /// "), 0, 8),
        ("a diff", prefixed(text, "+"), 0, 1),
        ("a mail", prefixed(text, "> > "), 0, 4),
        ("a line with the name", format!("// web.config\n\n{text}"), 2, 0),
        ("a fence", format!("```xml\n{text}\n```\n"), 1, 0),
    ]
}

#[test]
fn what_is_around_a_configuration_changes_nothing() {
    for text in fixtures() {
        let (expected, policy) = (places(text.as_bytes()).0, rust(&text));
        for (name, pasted, lines, columns) in pasted(&text) {
            assert_eq!(rust(&pasted), policy, "{name}\n{pasted}");
            let moved =
                expected.iter().map(|(code, line, column)| (*code, line + lines, column + columns));
            let moved: Vec<_> = moved.collect();
            let wide = |text: &str| -> Vec<u8> {
                format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
            };
            for bytes in [
                pasted.clone().into_bytes(),
                format!("\u{feff}{pasted}").into_bytes(),
                pasted.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes(),
                wide(&pasted),
            ] {
                let (found, notes) = places(&bytes);
                assert_eq!(found, moved, "{name}\n{pasted}");
                assert!(notes > 0, "{name}: mended in silence\n{pasted}");
            }
        }
    }
}

/// What is read as it stands is never mended.
#[test]
fn well_formed_files_are_left_alone() {
    for text in fixtures() {
        assert_eq!(places(text.as_bytes()).1, 0, "{text}");
    }
}

const WHOLE: &str = "<configuration><system.webServer><cors enabled=\"true\"><add origin=\"https://a.example\">\
    <allowMethods><add method=\"GET\" /></allowMethods></add></cors></system.webServer></configuration>";

/// Each beside what it is read as.
#[test]
fn texts_that_can_have_been_one_thing_only() {
    let curly = WHOLE.replace("=\"", "=“").replace('"', "”");
    let low = WHOLE.replace("=\"", "=„").replace('"', "“");
    let single = WHOLE.replace("=\"", "=‘").replace('"', "’");
    let origin = "<add origin=\"https://a.example\"><allowMethods><add method=\"GET\" /></allowMethods></add>";
    let cors = format!("<cors enabled=\"true\">{origin}</cors>");
    let headers = |adds: &str| {
        format!(
            "<configuration><system.webServer><httpProtocol><customHeaders>{adds}</customHeaders></httpProtocol>\
             </system.webServer></configuration>"
        )
    };
    let adds = "<add name=\"Access-Control-Allow-Origin\" value=\"*\" /><remove name=\"A\" /><add name=\"B\" value=\"1\" />";
    let rules = "<rule name=\"a\"><match url=\".*\" /><action type=\"CustomResponse\" statusCode=\"204\" /></rule>\
        <rule name=\"b\"><match url=\"x\" /><action type=\"CustomResponse\" statusCode=\"200\" /></rule>";
    for (name, text, meant) in [
        ("white space first", format!(" \r\n<?xml version=\"1.0\"?>{WHOLE}"), WHOLE.to_owned()),
        (
            "a comment first",
            format!("<!-- c -->\n<?xml version=\"1.0\"?>\n{WHOLE}"),
            WHOLE.to_owned(),
        ),
        ("curly quotes", curly, WHOLE.to_owned()),
        ("low quotes", low, WHOLE.to_owned()),
        ("single curly quotes", single, WHOLE.to_owned()),
        ("a dash for a comment", format!("<!– c –>{WHOLE}<!-— d —>"), WHOLE.to_owned()),
        ("spaces of a page", WHOLE.replace("<add ", "<add\u{a0}\u{2009}"), WHOLE.to_owned()),
        ("origins", origin.to_owned(), WHOLE.to_owned()),
        ("two sections", format!("{cors}\n<handlers />"), WHOLE.to_owned()),
        ("headers", adds.to_owned(), headers(adds)),
        (
            "groups of headers",
            format!("<customHeaders>{adds}</customHeaders><redirectHeaders />"),
            headers(adds),
        ),
        (
            "rules",
            rules.to_owned(),
            format!(
                "<configuration><system.webServer><rewrite><rules>{rules}</rules></rewrite></system.webServer></configuration>"
            ),
        ),
        (
            "beside .NET",
            format!("<system.web />\n<system.webServer>{cors}</system.webServer>"),
            WHOLE.to_owned(),
        ),
    ] {
        assert!(!rust(&meant).is_empty(), "{name}: {meant}");
        assert_eq!(names_apart(&rust(&text)), names_apart(&rust(&meant)), "{name}: {text}");
        assert!(places(text.as_bytes()).1 > 0, "{name}: mended in silence");
    }
}

/// Rust without its documentation, which quotes the text.
fn names_apart(rust: &str) -> String {
    let lines =
        rust.split("# [doc =").map(|part| part.split_once(']').map_or(part, |(_, rest)| rest));
    lines.collect::<Vec<_>>().join("")
}

/// What would be a guess stays an error.
#[test]
fn texts_that_can_have_been_several_things_are_refused() {
    for text in [
        "<add name=\"a\" value=\"b\" /><add name=\"c\" value=\"d\" />",
        "<remove name=\"a\" /><clear />",
        "<cors /><a />",
        "</customHeaders></httpProtocol><cors enabled=\"true\" /></system.webServer></configuration>",
        "<configuration><system.webServer><cors enabled=\"true\">",
        "<configuration a=“b” c=“d />",
        "<?xml version=\"1.0\"?><configuration /><?xml version=\"1.0\"?><configuration />",
    ] {
        assert_eq!(rust(text), "", "{text}");
    }
}

/// A value over several lines is without what stood at the start of each.
#[test]
fn values_over_several_lines() {
    let text = "<customHeaders>\n  <add name=\"A\" value=\"a\n  b\" />\n</customHeaders>\n";
    assert_eq!(rust(&prefixed(text, "//")), rust(text));
    assert!(!rust(text).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Anything around anything: no panic, and places that are in the text.
    #[test]
    fn hostile_pastes(
        text in select(fixtures()),
        prefix in "[ \t]{0,2}(//|///|\\+|>|> >|“|–|```)?[ \u{a0}]{0,2}",
        before in "(// [^\n]{0,9}\n|```\n|<!-- |<!– |\u{a0}|=“|é){0,4}",
        cut in 0_usize..400,
        quotes in any::<bool>(),
    ) {
        let text = if quotes { text.replace("=\"", "=“").replace('"', "”") } else { text };
        let text = format!("{before}{}", prefixed(&text, &prefix));
        let end = text.char_indices().rev().nth(cut).map_or(text.len(), |(at, _)| at);
        let text = if cut == 0 { &text } else { &text[..end] };
        let arena = Arena::new();
        let outcome = read(text.as_bytes(), &arena);
        for diagnostic in &outcome.diagnostics {
            let range = diagnostic.span.range();
            let file = outcome.sources.file(diagnostic.span.file);
            prop_assert!(file.text().get(range).is_some(), "{:?}\n{}", diagnostic, text);
        }
    }
}
