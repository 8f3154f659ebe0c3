use ::toml::de::{DeTable, DeValue};
use proptest::prelude::*;

use super::toml::{Table, Value};
use super::{Settings, read, toml};
use crate::diagnostic::{Bag, Code, Level, Severity};
use crate::source::SourceMap;

/// What a text says, and the findings as `line:column code message (help)`.
fn settings(text: &str) -> (Settings, Vec<String>) {
    let mut sources = SourceMap::default();
    let file = sources.add("cors-gen.toml", None, text.to_owned());
    let mut bag = Bag::default();
    let settings = read(file, text, &mut bag);
    let findings = bag.finish(false).shown;
    let findings = findings.iter().map(|finding| {
        let place = sources.locate(finding.span);
        let (line, column) = (place.line, place.column);
        format!(
            "{line}:{column} {} {} ({})",
            finding.code,
            finding.message,
            finding.help.join("; ")
        )
    });
    (settings, findings.collect())
}

#[test]
fn every_key_is_read() {
    let text = r#"# Around all sites.
parents = [
    "server/applicationHost.config", # outermost first
    'server\web.config',
]
transforms = ["Web.Release.config"]
site = "Shop"
app = "/api"
deny = "warning"

[exceptions]
CG031 = { level = "allow", reason = "until the partners have moved" }
"bad-origin" = { reason = "\u0041 \"quoted\" one", level = "warn" }
CG001 = { level = "deny", reason = "as it is" }

[configs."shop/web.config"]
site = "Shop 2"
"#;
    let (settings, findings) = settings(text);
    assert_eq!(findings, [""; 0]);
    let texts = |texts: &[crate::source::Spanned<String>]| {
        texts.iter().map(|text| text.value.clone()).collect::<Vec<_>>()
    };
    let all = &settings.all;
    assert_eq!(texts(&all.parents), ["server/applicationHost.config", "server\\web.config"]);
    assert_eq!(texts(&all.transforms), ["Web.Release.config"]);
    assert_eq!(texts(all.site.as_slice()), ["Shop"]);
    assert_eq!(texts(all.app.as_slice()), ["/api"]);
    assert_eq!(all.deny, Some(Severity::Warning));
    let said = all.exceptions.iter().map(|exception| (exception.code.value, exception.level));
    let expected = [
        (Code::WildcardWithCredentials, Level::Allow),
        (Code::BadOrigin, Level::Warn),
        (Code::NotXml, Level::Deny),
    ];
    assert_eq!(said.collect::<Vec<_>>(), expected);
    let (path, own) = &settings.configs[0];
    assert_eq!(
        (path.value.as_str(), texts(own.site.as_slice())),
        ("shop/web.config", vec!["Shop 2".to_owned()])
    );
}

/// What is wrong is told with its place and what to do, all of it at once.
#[test]
fn mistakes_have_a_place_and_a_way_out() {
    for (text, expected) in [
        (
            "sites = \"Shop\"",
            &["1:1 CG096 there is no key `sites` here (did you mean `site`?)"][..],
        ),
        (
            "\nparent = []\nsite = 5",
            &[
                "3:8 CG095 a value here is a text in quotes, a list or a table (write a text as `\"text\"`, a list of texts as `[\"a\", \"b\"]`)",
            ],
        ),
        (
            "parent = []\napp = []",
            &[
                "1:1 CG096 there is no key `parent` here (did you mean `parents`?)",
                "2:7 CG097 `app` takes one text (write `app = \"…\"`)",
            ],
        ),
        (
            "x = \"\"",
            &[
                "1:1 CG096 there is no key `x` here (there are app, assume, deny, exceptions, parents, site, transforms, configs)",
            ],
        ),
        (
            "parents = \"a\"",
            &["1:11 CG097 `parents` takes a list of texts (write `parents = [\"…\"]`)"],
        ),
        (
            "site = \"\"",
            &["1:8 CG097 `site` is empty (leave the key out where there is nothing to say)"],
        ),
        (
            "deny = \"all\"",
            &["1:8 CG097 `all` is no severity (there are `note`, `warning` and `error`)"],
        ),
        (
            "[exceptions]\nCG31 = \"no\"",
            &[
                "2:1 CG097 `CG31` is no code of a finding (did you mean `wildcard-with-credentials` (CG031)?)",
                "2:8 CG097 `CG31` is a table (write `CG031 = { level = \"allow\", reason = \"…\" }`)",
            ],
        ),
        (
            "[exceptions]\nnull-orgin = { level = \"allow\" }",
            &[
                "2:1 CG097 `null-orgin` is no code of a finding (did you mean `null-origin` (CG033)?)",
                "2:1 CG097 this exception has no `reason` (write `CG031 = { level = \"allow\", reason = \"…\" }`)",
            ],
        ),
        (
            "[exceptions]\nCG031 = { reason = \"x\", levl = \"allow\" }",
            &[
                "2:1 CG097 this exception has no `level` (write `CG031 = { level = \"allow\", reason = \"…\" }`)",
                "2:25 CG096 there is no key `levl` here (did you mean `level`?)",
            ],
        ),
        (
            "[exceptions]\nCG001 = { level = \"allow\", reason = \"x\" }",
            &[
                "2:1 CG097 CG001 (not-xml) cannot be allowed (`cors-gen rule CG001` says what it is about)",
            ],
        ),
        (
            "[exceptions]\nCG031 = { level = \"allow\", reason = \"x\" }\nwildcard-with-credentials = { level = \"allow\", reason = \"x\" }",
            &["3:1 CG097 CG031 is here twice, by its id and by its name (leave one of them out)"],
        ),
        (
            "[assume]\nCM-16 = \"x\"",
            &["2:9 CG097 `x` is no choice for CM-16 (there are section, cors, matched, never)"],
        ),
        (
            "[assume]\nCM-16 = [\"never\", \"cors\"]\nCM-17 = { next = \"\" }",
            &[
                "2:19 CG097 CM-16 is chosen twice, as never and as cors (leave one of them out)",
                "3:9 CG097 `CM-17` takes one text (write `CM-17 = \"…\"`)",
            ],
        ),
        (
            "[configs.\"a\".configs.\"b\"]",
            &[
                "1:14 CG096 there is no key `configs` here (there are app, assume, deny, exceptions, parents, site, transforms)",
            ],
        ),
        (
            "configs = \"a\"",
            &["1:11 CG097 `configs` is a table (write `[configs.\"shop/web.config\"]`)"],
        ),
    ] {
        assert_eq!(settings(text).1, expected, "{text}");
    }
}

/// The first mistake in the text is told, and nothing that follows from it.
#[test]
fn what_is_no_toml_has_a_place_and_a_way_out() {
    for (text, expected) in [
        ("site = \"a\"\nsite = \"b\"", "2:1 CG095 `site` is here twice ()"),
        ("site = \"a", "1:10 CG095 the text does not end on this line (close the quotes)"),
        (
            "site = \"C:\\sites\"",
            "1:12 CG095 TOML has no such escape (between single quotes a backslash is a backslash: 'C:\\sites')",
        ),
        ("[exceptions\n", "1:12 CG095 a header ends with `]` (write `[exceptions]`)"),
        ("[[configs]]", "1:2 CG095 no key here takes a list of tables (write one bracket)"),
        (
            "exceptions.CG031 = \"\"",
            "1:11 CG095 keys with dots are not read here (write a table: `[exceptions]`, and the rest of the key below it)",
        ),
        (
            "a = \"\"\"b\"\"\"",
            "1:5 CG095 texts of several lines are not read here (write it on one line, between single marks)",
        ),
        (
            "a = \"\u{7}\"",
            "1:6 CG095 TOML has no such character (leave it out, or write it between double quotes as `\\u001b`)",
        ),
        ("site \"a\"", "1:6 CG095 a key is followed by `=` (write `key = \"value\"`)"),
        (
            "= \"a\"",
            "1:1 CG095 expected a key (a key has letters, digits, `_` and `-`, or stands in quotes)",
        ),
        (
            "site = \"a\" app = \"b\"",
            "1:12 CG095 expected the end of the line (write each key on a line of its own)",
        ),
        (
            "[exceptions]\n[assume]\n[exceptions]",
            "3:2 CG095 this table is in the file already (put its keys together under one header)",
        ),
        ("exceptions = {}\n[exceptions.CG031]", "2:2 CG095 `exceptions` has a value already ()"),
    ] {
        assert_eq!(settings(text).1, [expected], "{text}");
    }
}

/// What is read here says the same to a reader of all of TOML.
fn assert_same(ours: &Table, theirs: &DeTable<'_>, text: &str) {
    assert_eq!(ours.entries().len(), theirs.len(), "{text}");
    for (key, value) in ours.entries() {
        let theirs = theirs.get(key.value.as_str()).unwrap_or_else(|| panic!("{text}"));
        assert_same_value(&value.value, theirs.get_ref(), text);
    }
}

fn assert_same_value(ours: &Value, theirs: &DeValue<'_>, text: &str) {
    match (ours, theirs) {
        (Value::Text(a), DeValue::String(b)) => assert_eq!(a, b, "{text}"),
        (Value::List(a), DeValue::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{text}");
            a.iter()
                .zip(b.iter())
                .for_each(|(a, b)| assert_same_value(&a.value, b.get_ref(), text));
        }
        (Value::Table(a), DeValue::Table(b)) => assert_same(a, b, text),
        (ours, theirs) => panic!("{ours:?} is {theirs:?} in {text}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_read_is_toml(pieces in prop::collection::vec(prop::sample::select(&[
        "a", "b", "\"a\"", "'b'", " = ", " = ", "\"x\"", "'\\'", "\"\\\"\\u00e9\"", "[", "]", "{", "}", ", ", ",", ".", "\n", "\n",
        "\r\n", "\r", "# c\n", "a = \"x\"\n", "b = ['y',]\n", "[a]\n", "[a.b]\n", "[b]\n", "c = { a = 'x' }\n", "1", "\"\"", "\t", "é",
        "\\U0010ffff", "\"\\U00110000\"", "\u{7f}", "\u{85}",
    ][..]), 0..14)) {
        let text = pieces.concat();
        let file = SourceMap::default().add("cors-gen.toml", None, text.clone());
        if let Ok(table) = toml::read(file, &text) {
            let theirs = DeTable::parse(&text);
            prop_assert!(theirs.is_ok(), "{text:?}: {theirs:?}");
            assert_same(&table, theirs.expect("read").get_ref(), &text);
        }
    }
}

#[test]
fn hostile_files_are_read_in_time() {
    let many = (0..60_000).map(|n| format!("a{n} = \"\"\n")).collect::<Vec<_>>();
    assert_eq!(settings(&many.concat()).1.len(), 60_000);
    for deep in [
        "a = ".to_owned() + &"[".repeat(500_000),
        "[".to_owned() + &"a.".repeat(500_000),
        "a = ".to_owned() + &"{a=".repeat(300_000),
    ] {
        assert_eq!(settings(&deep).1.len(), 1);
    }
}
