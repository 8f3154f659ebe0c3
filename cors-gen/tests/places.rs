//! Findings point at the text that they are about, whatever the line ends and the encoding of the file (CF-8).

mod support;

use std::collections::{BTreeMap, BTreeSet};

use cors_gen::diagnostic::{Code, Diagnostic, Severity};
use cors_gen::pipeline::{self, Input, Options, Outcome, Source};
use cors_gen::policy::Arena;
use cors_gen::source::{Encoding, Span};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// A way in which a file may be stored, and what makes its bytes of its text.
type Variant = (&'static str, fn(&str) -> Vec<u8>);

/// The same text with the line ends and in the encodings that editors write.
const VARIANTS: [Variant; 7] = [
    ("LF", |text| text.into()),
    ("CRLF", |text| crlf(text).into()),
    ("UTF-8 with mark", |text| Encoding::Utf8WithMark.encode(text)),
    ("UTF-8 with mark, CRLF", |text| Encoding::Utf8WithMark.encode(&crlf(text))),
    ("UTF-16, low byte first", |text| Encoding::Utf16Little.encode(text)),
    ("UTF-16, high byte first", |text| Encoding::Utf16Big.encode(text)),
    ("UTF-16, CRLF", |text| Encoding::Utf16Little.encode(&crlf(text))),
];

fn crlf(text: &str) -> String {
    text.replace('\n', "\r\n")
}

/// A configuration with a transform to apply and a file around it, each where there is one.
#[derive(Debug, Clone, Default)]
struct Files {
    config: String,
    transform: Option<String>,
    parent: Option<String>,
    /// Whether errors that can be allowed are, so that the later stages have something to find.
    allow: bool,
}

impl Files {
    fn run<'p>(&self, bytes: fn(&str) -> Vec<u8>, arena: &'p Arena) -> Outcome<'p> {
        let source = |name: &str, text: &str| Source {
            name: name.to_owned(),
            path: None,
            bytes: bytes(text),
        };
        let mut input = Input::new(vec![(String::new(), source("web.config", &self.config))]);
        input
            .transforms
            .extend(self.transform.iter().map(|text| source("web.Release.config", text)));
        input.parents.extend(self.parent.iter().map(|text| source("parent.config", text)));
        let allowed = Code::ALL.iter().filter(|code| self.allow && code.if_allowed().is_some());
        pipeline::run(input, &Options::allowing(allowed.copied()), arena)
    }
}

/// Where a span is, in every form that a report uses, and what it covers.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    start: String,
    end: String,
    text: String,
}

/// A finding as it has to be in every variant.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    code: &'static str,
    severity: Severity,
    message: String,
    place: Found,
    related: Vec<Found>,
}

fn found(span: Span, outcome: &Outcome<'_>) -> Found {
    let sources = &outcome.sources;
    let text = sources.file(span.file).text();
    let (start, end) = (span.range().start, span.range().end);
    assert!(start <= end && end <= text.len(), "{span:?} in {text:?}");
    for at in [start, end] {
        assert!(text.is_char_boundary(at), "{span:?} ends inside of a character of {text:?}");
        assert!(!text[..at].ends_with('\r'), "{span:?} ends inside of a line end of {text:?}");
    }
    Found {
        start: sources.locate(span).to_string(),
        end: sources.locate(span.at_end()).to_string(),
        text: sources.text(span).replace("\r\n", "\n"),
    }
}

fn findings(outcome: &Outcome<'_>) -> Vec<Finding> {
    let finding = |d: &Diagnostic| Finding {
        code: d.code.id(),
        severity: d.severity,
        message: d.message.clone(),
        place: found(d.span, outcome),
        related: d.related.iter().map(|(span, _)| found(*span, outcome)).collect(),
    };
    outcome.diagnostics.iter().map(finding).collect()
}

/// The findings, which are the same in every variant.
fn same_findings(files: &Files) -> Vec<Finding> {
    let arena = Arena::new();
    let expected = findings(&files.run(VARIANTS[0].1, &arena));
    for (name, bytes) in &VARIANTS[1..] {
        assert_eq!(findings(&files.run(*bytes, &arena)), expected, "{name}: {files:#?}");
    }
    expected
}

/// Each row is the inside of a `<cors>` from line 2 on, and the code, place, end and text of its first finding.
#[test]
fn findings_point_at_what_they_are_about() {
    for (inside, code, start, end, text) in [
        // Text that is no configuration, at its first character.
        ("\n\n  x\n", "CG016", "4:3", "4:4", "x"),
        ("\t \tstray\n", "CG016", "2:4", "2:5", "s"),
        ("\n\u{e9}t\u{e9}", "CG016", "3:1", "3:2", "\u{e9}"),
        ("\n  \u{1f600}", "CG016", "3:3", "3:4", "\u{1f600}"),
        ("<!-- \u{1f600}\n\n\u{e9} -->\u{e9}", "CG016", "4:6", "4:7", "\u{e9}"),
        ("<![CDATA[x]]>", "CG016", "2:10", "2:11", "x"),
        ("\n <![CDATA[\n\n  \u{e9}]]>", "CG016", "5:3", "5:4", "\u{e9}"),
        ("\n  &#x41;b", "CG016", "3:3", "3:9", "&#x41;"),
        ("\n  &amp;", "CG016", "3:3", "3:8", "&amp;"),
        // Names, attributes and values with line ends and references in them.
        ("\n <\u{e9}l\u{e9}ment/>", "CG010", "3:3", "3:10", "\u{e9}l\u{e9}ment"),
        ("\n <add origin=\"https://a.example\" \u{e9}=\"1\"/>", "CG011", "3:34", "3:35", "\u{e9}"),
        (
            "<add origin=\"https://a.example\"\n allowed = '&#x74;ru\n\u{e9}'/>",
            "CG013",
            "3:2",
            "4:3",
            "allowed = '&#x74;ru\n\u{e9}'",
        ),
        ("<add\n\n  origin='&amp;\n&amp;\n&#x1;'/>", "CG001", "6:1", "6:6", "&#x1;"),
        ("<add origin='\u{e9}\n\u{e9}&amp;&\u{e9};'/>", "CG001", "3:7", "3:8", "&"),
        ("<add origin='\n\u{e9}<'/>", "CG001", "2:14", "3:3", "\n\u{e9}<"),
        ("<add\n\u{e9}\n x='1'/>", "CG001", "4:2", "4:3", "x"),
        ("<add\n\u{e9}=\u{e9}/>", "CG001", "3:3", "3:4", "\u{e9}"),
        ("\n\n<add x='1'\n\tx='2'/>", "CG001", "5:2", "5:3", "x"),
        ("\n\n  &\u{e9};", "CG001", "4:3", "4:6", "&\u{e9};"),
        ("\n\n  </\u{e9}>", "CG001", "4:3", "4:7", "</\u{e9}>"),
        ("\n\n \u{1}", "CG001", "4:2", "4:3", "\u{1}"),
    ] {
        let config = format!("<cors enabled=\"true\">\n{inside}\n</cors>");
        let found = same_findings(&Files { config: config.clone(), ..Files::default() });
        let first = found.iter().find(|finding| finding.code != "CG006");
        let first = first.unwrap_or_else(|| panic!("no finding in {config}"));
        let [start, end] = [start, end].map(|place| format!("web.config:{place}"));
        let Found { start: got_start, end: got_end, text: got_text } = &first.place;
        assert_eq!(
            (first.code, &**got_start, &**got_end, &**got_text),
            (code, &*start, &*end, text),
            "{config}"
        );
    }
}

/// As above, for what is around the root element.
#[test]
fn findings_around_the_root_point_at_what_they_are_about() {
    for (config, start, end) in [
        ("<cors/>\n\n  \u{e9}", "3:3", "3:4"),
        ("\n \u{e9}<cors/>", "2:2", "2:3"),
        ("<cors/>\n&#x41;\n", "2:1", "2:7"),
        ("<cors/>\n\n<![CDATA[\n \u{e9}]]>", "4:2", "4:3"),
        ("<cors/>\n\n<\u{e9}/>", "3:1", "3:5"),
        ("<!-- -->\n<?xml version=\"1.0\"?><cors/>", "2:1", "2:6"),
        ("<!DOCTYPE\n a><cors/>", "1:1", "2:4"),
        ("<cors>\n <!-- \u{e9}", "2:2", "2:3"),
        ("", "1:1", "1:1"),
        // What follows a byte-order mark is text, also when it is another.
        ("\u{feff}\u{feff}<cors>\n \u{e9}</cors>", "1:1", "1:2"),
    ] {
        let found = same_findings(&Files { config: config.to_owned(), ..Files::default() });
        let place = &found[0].place;
        assert_eq!(
            (&*place.start, &*place.end),
            (&*format!("web.config:{start}"), &*format!("web.config:{end}")),
            "{config:?}: {found:#?}"
        );
    }
}

/// A value that a transform set is where the transform says it, also when the element is of the transform itself.
#[test]
fn values_that_transforms_set_are_in_the_transform() {
    let config = "<configuration>\n<system.webServer>\n<cors enabled=\"true\"/>\n</system.webServer>\n</configuration>";
    let transform = |inside: &str| {
        format!(
            "<configuration xmlns:xdt=\"http://schemas.microsoft.com/XML-Document-Transform\">\n<system.webServer>\n{inside}\n</system.webServer>\n</configuration>"
        )
    };
    for (inside, start, text) in [
        ("<cors\n enabled=\"\u{e9}\" xdt:Transform=\"SetAttributes\"/>", "4:11", "\u{e9}"),
        (
            "<cors><add origin=\"https://a.example\" allowed=\"tr\u{fc}e\" xdt:Transform=\"Insert\"/></cors>",
            "3:39",
            "allowed=\"tr\u{fc}e\"",
        ),
        (
            "<cors><add origin=\"https://a.example\" allowed=\"true\" xdt:Transform=\"Insert\"/></cors>\n<!-- \u{e9} -->\n<cors><add\n\tallowed='tr\u{fc}e' xdt:Transform=\"SetAttributes\"/></cors>",
            "6:11",
            "tr\u{fc}e",
        ),
    ] {
        let transform = transform(inside);
        let files =
            Files { config: config.to_owned(), transform: Some(transform), ..Files::default() };
        let found = same_findings(&files);
        let bad = found.iter().find(|finding| finding.code == "CG013").expect("a bad value");
        let start = format!("web.Release.config:{start}");
        assert_eq!((&bad.place.start, &*bad.place.text), (&start, text), "{inside}");
    }
}

/// What a section includes is in the file that holds it, whose line ends and encoding are its own (CF-6).
#[test]
fn findings_in_included_files_are_in_those_files() {
    let config = "<configuration>\n<system.webServer>\n<cors configSource=\"cors.config\"/></system.webServer></configuration>";
    let content =
        "<cors enabled=\"true\">\n\n\t\u{e9}\n <add origin=\"*\"\n  allowed='\u{fc}'/></cors>";
    for (variant, bytes) in VARIANTS {
        let folder = support::Folder::with(&crlf(config));
        folder.write("cors.config", bytes(content));
        let input = Input::read("web.config", &folder.path("web.config")).expect("readable");
        let arena = Arena::new();
        let outcome = pipeline::run(input, &Options::default(), &arena);
        let places: Vec<_> = findings(&outcome)
            .into_iter()
            .map(|finding| (finding.code, finding.place.start, finding.place.text))
            .collect();
        let expected = [
            ("CG016", "cors.config:3:2".to_owned(), "\u{e9}".to_owned()),
            ("CG013", "cors.config:5:3".to_owned(), "allowed='\u{fc}'".to_owned()),
        ];
        assert_eq!(places, expected, "{variant}");
    }
}

/// Text that stands between elements, mostly nothing of note.
fn between() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        30 => prop::sample::select(vec!["\n", "\n  ", "\n\t", " ", "", "\n\n"]),
        6 => prop::sample::select(vec!["<!-- \u{e9}\n -->", "<!--\n\u{1f600}-->", "<?p \u{e9}\n?>"]),
        1 => prop::sample::select(vec![
            "x", "\u{e9}t\u{e9}", "two\nlines", "\u{1f600}", "<![CDATA[\n \u{e9}\n]]>", "<![CDATA[]]>", "&#xe9;",
            "&amp;\n", "&#32;", "]]", "\u{a0}",
        ]),
    ];
    prop::collection::vec(piece, 0..3).prop_map(|pieces| pieces.concat())
}

fn value() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "true",
        "false",
        "https://a.example",
        "https://a.example/",
        "https://*.a.example",
        "*",
        "null",
        "GET",
        "x y",
        "tr\u{fc}e",
        "tr\nue",
        "&#x74;rue",
        "&amp;\n&amp;",
        "",
        "-1",
        "600",
        "\u{1f600}",
        "{HTTP_ORIGIN}",
        "{NOPE}",
        "^(.*$",
        "^https://.*\\.a\\.example",
        "(?=\u{e9})",
        "{C:1}",
        "&lt;\u{e9}&gt;",
        "\n",
        "OPTIONS",
        "X-A",
        "Origin",
    ])
}

fn attribute() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "enabled",
        "origin",
        "allowed",
        "maxAge",
        "allowCredentials",
        "name",
        "value",
        "header",
        "method",
        "\u{e9}",
        "Origin",
        "pattern",
        "input",
        "verb",
        "header",
        "sizeLimit",
        "maxUrl",
        "segment",
        "sequence",
        "fileExtension",
        "path",
        "url",
        "type",
        "serverVariable",
        "lockItem",
        "allowUnlisted",
    ]);
    let around = prop::sample::select(vec![" ", "\n", "\n\t\t", "  "]);
    let equals = prop::sample::select(vec!["=", "=", " = ", "\n="]);
    let quote = prop::sample::select(vec!['"', '\'']);
    (around, name, equals, quote, value()).prop_map(|(around, name, equals, quote, value)| {
        format!("{around}{name}{equals}{quote}{value}{quote}")
    })
}

/// The name and the attributes of an element of a section that is read, or of one that nobody knows.
fn tag() -> impl Strategy<Value = (&'static str, String)> {
    let name = prop::sample::select(vec![
        "cors",
        "add",
        "remove",
        "clear",
        "allowHeaders",
        "allowMethods",
        "exposeHeaders",
        "httpProtocol",
        "customHeaders",
        "redirectHeaders",
        "security",
        "requestFiltering",
        "verbs",
        "requestLimits",
        "headerLimits",
        "fileExtensions",
        "hiddenSegments",
        "denyUrlSequences",
        "handlers",
        "rewrite",
        "rules",
        "rule",
        "match",
        "conditions",
        "action",
        "outboundRules",
        "preConditions",
        "preCondition",
        "rewriteMaps",
        "rewriteMap",
        "serverVariables",
        "set",
        "\u{e9}",
        "Add",
        "location",
    ]);
    (name, prop::collection::vec(attribute(), 0..3)).prop_map(|(name, attributes)| {
        let mut seen = BTreeSet::new();
        let is_new = |written: &String| {
            seen.insert(written.split('=').next().unwrap_or_default().trim().to_owned())
        };
        (name, attributes.into_iter().filter(is_new).collect())
    })
}

/// Elements with others inside them.
fn element() -> impl Strategy<Value = String> {
    let empty = tag().prop_map(|(name, attributes)| format!("<{name}{attributes}/>"));
    empty.prop_recursive(4, 24, 4, |inner| {
        let inside = prop::collection::vec((between(), inner), 0..4).prop_map(
            |pieces: Vec<(String, String)>| {
                pieces.into_iter().map(|(text, element)| text + &element).collect::<String>()
            },
        );
        (tag(), inside, between()).prop_map(|((name, attributes), inside, end)| {
            format!("<{name}{attributes}>{inside}{end}</{name}>")
        })
    })
}

/// Parts of a configuration as people write them, each with something to find.
const SECTIONS: [&str; 14] = [
    "<rewrite><outboundRules><rule name='\u{e9}'><match serverVariable='RESPONSE_Access_Control_Allow_Origin'\n pattern='.*'/><conditions><add input='{HTTP_ORIGIN}' pattern='\u{e9}(?!x)'/></conditions><action type='Rewrite' value='*'/></rule></outboundRules></rewrite>",
    "<rewrite><outboundRules><rule name='\u{e9}' preCondition='\n'><match serverVariable='RESPONSE_Access_Control_Allow_Origin'\n pattern='.*'/><action type='Rewrite' value='{HTTP_ORIGIN}'/></rule><rule name='b'><match serverVariable='RESPONSE_X_\u{e9}' pattern='.*'/><action type='Rewrite' value='{\u{e9}}'/></rule></outboundRules></rewrite>",
    "<cors enabled=\"true\">\n <add origin='*\u{e9}*\n'/>\n <add origin=\"https://a.example/p\"\n/></cors>",
    "<cors enabled=\"true\"><add origin=\"https://a.example\" /></cors>",
    "<cors enabled=\"true\">\n  <add origin=\"https://\u{e9}.example/\" />\n  <add origin='*'\n allowCredentials=\"true\"/>\n</cors>",
    "<cors enabled='true'><add origin=\"*\" maxAge=\"-5\"><allowHeaders><add header='\u{e9} \n'/></allowHeaders></add></cors>",
    "<cors enabled=\"false\"><add origin=\"null\"/>\n\t<add origin=\"https://a.example\"/></cors>",
    "<httpProtocol>\n<customHeaders>\n\t<add name=\"Access-Control-Allow-Origin\"\n\tvalue='https://a.example/\u{e9}'/><add name='\u{e9}' value='1'/></customHeaders></httpProtocol>",
    "<rewrite><rules><rule name=\"\u{e9}\n\"><match url=\"^(?!\u{e9}).*\"/><conditions><add input=\"{HTTP_ORIGIN}\"\n pattern='^https://\u{e9}(?=x)'/></conditions><action type=\"None\"/></rule></rules></rewrite>",
    "<rewrite>\n<outboundRules>\n<rule name=\"a\">\n<match serverVariable=\"RESPONSE_Access_Control_Allow_Origin\" pattern=\".*\"/><conditions><add input=\"{HTTP_ORIGIN}\" pattern=\"a\\.example\"/></conditions><action type=\"Rewrite\" value=\"{C:0}&#xe9;{R:7}\"/></rule></outboundRules></rewrite>",
    "<handlers>\n\t<remove name=\"OPTIONSVerbHandler\"/><add\n name=\"\u{e9}\" path=\"*\" verb=\"GET\"/></handlers>",
    "<security><requestFiltering><verbs allowUnlisted=\"false\">\n <add verb='G\u{e9}T' allowed=\"yes\"/></verbs></requestFiltering></security>",
    "<cors configSource=\"\u{e9}\n.config\"/>",
    "<cors enabled=\"true\" configProtectionProvider='\n\u{e9}'><EncryptedData/></cors>",
];

/// What is not XML, to be put somewhere.
const BROKEN: [&str; 9] = [
    "<\u{e9}",
    "</\u{e9}>",
    "&\u{e9};",
    "<a\n\u{e9}/>",
    "<a\u{e9}='1'\nb=2/>",
    "<a b='\n&#1;'/>",
    "<!--\u{e9}\n",
    "<\u{e9} a='1'\na='\u{e9}'/>",
    "\u{1}",
];

fn config() -> impl Strategy<Value = String> {
    let known = prop::sample::select(&SECTIONS[..]).prop_map(str::to_owned);
    let child = prop_oneof![4 => known, 1 => element()];
    let children = prop::collection::vec((between(), child), 0..4);
    let broken =
        prop_oneof![9 => Just(None), 1 => prop::sample::select(&BROKEN[..]).prop_map(Some)];
    (children, between(), broken, any::<prop::sample::Index>(), between()).prop_map(
        |(children, end, broken, index, after)| {
            // Most of the time one of each, as nothing follows when a section stands twice.
            let mut seen = BTreeSet::new();
            let name = |child: &str| child.split(|c: char| !c.is_alphanumeric()).nth(1).map(str::to_owned);
            let children = children.into_iter().filter(|(_, child)| seen.insert(name(child)));
            let inside: String = children.map(|(text, child)| text + &child).collect();
            let mut config = format!(
                "<configuration>\n<system.webServer>{inside}{end}</system.webServer>\n</configuration>{after}"
            );
            if let Some(broken) = broken {
                let places: Vec<usize> = config.match_indices(['<', '\n']).map(|(at, _)| at).collect();
                config.insert_str(places[index.index(places.len())], broken);
            }
            config
        },
    )
}

/// A transform that does something to what it names.
fn transform() -> impl Strategy<Value = String> {
    let instruction = prop::sample::select(vec![
        "Insert",
        "Replace",
        "SetAttributes",
        "SetAttributes(\u{e9},\nname)",
        "Remove",
        "RemoveAll",
        "RemoveAttributes(\u{e9})",
        "InsertIfMissing",
        "InsertBefore(/\u{e9}[\n)",
        "Nope(\u{e9})",
        "InsertAfter(/configuration/*)",
    ]);
    let locator = prop::sample::select(vec![
        "",
        " xdt:Locator=\"Match(\u{e9})\"",
        "\n xdt:Locator='Condition(@\u{e9}=\n)'",
        " xdt:Locator=\"XPath(//add)\"",
    ]);
    let child = (element(), instruction, locator).prop_map(|(element, instruction, locator)| {
        let at = element.find(['/', '>', ' ', '\n']).unwrap_or(1);
        let (start, rest) = element.split_at(at);
        format!("{start}\n xdt:Transform=\"{instruction}\"{locator}{rest}")
    });
    prop::collection::vec((between(), child), 0..3).prop_map(|children| {
        let inside: String = children.into_iter().map(|(text, child)| text + &child).collect();
        format!(
            "<configuration xmlns:xdt='http://schemas.microsoft.com/XML-Document-Transform'>\n<system.webServer>{inside}</system.webServer></configuration>"
        )
    })
}

fn files() -> impl Strategy<Value = Files> {
    let sometimes = |strategy: BoxedStrategy<String>| prop_oneof![2 => Just(None), 1 => strategy.prop_map(Some)];
    (config(), sometimes(transform().boxed()), sometimes(config().boxed()), any::<bool>())
        .prop_map(|(config, transform, parent, allow)| Files { config, transform, parent, allow })
}

/// Each finding of a document points at the same text in all its variants, between characters, and findings of many kinds
/// are among them.
#[test]
fn every_finding_points_at_the_same_text_in_every_variant() {
    let config = Config { cases: 1000, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let codes = std::cell::RefCell::new(BTreeMap::<&str, usize>::new());
    let outcome = runner.run(&files(), |files| {
        for finding in same_findings(&files) {
            *codes.borrow_mut().entry(finding.code).or_default() += 1;
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let codes = codes.into_inner();
    let wanted =
        ["CG001", "CG010", "CG011", "CG013", "CG016", "CG030", "CG031", "CG062", "CG072", "CG082"];
    for code in wanted {
        assert!(codes.contains_key(code), "{code} was never found: {codes:?}");
    }
    assert!(codes.len() > 25, "few kinds of findings: {codes:?}");
}
