//! The generated file as who reviews it: a small change is a small diff, what means nothing changes nothing, and text of the
//! configuration stands in literals and comments only.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use cors_gen::emit::{EmitOptions, FileOptions, Generated};
use cors_gen::pipeline::{self, Input, Options};
use cors_gen::policy::Arena;
use cors_tests::{cases, command};
use proc_macro2::{TokenStream, TokenTree};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// The file that a configuration makes; `None` where it has errors.
fn generated(config: &str) -> Option<String> {
    let input = Input::from_reader("web.config", config.as_bytes()).expect("text in memory");
    let arena = Arena::new();
    let outcome = pipeline::run(input, &Options::default(), &arena);
    let policy = outcome.policy.as_ref()?;
    let options = EmitOptions::default();
    let generated = Generated::new(policy, &outcome.sources, &outcome.diagnostics, &options);
    Some(generated.to_source(&FileOptions::default()))
}

fn cors(origins: &[String]) -> String {
    let add = |origin: &String| format!("      <add origin=\"{origin}\" maxAge=\"60\" />\n");
    let adds: String = origins.iter().map(add).collect();
    format!(
        "<configuration>\n  <system.webServer>\n    <cors enabled=\"true\">\n{adds}    </cors>\n  </system.webServer>\n</configuration>\n"
    )
}

/// The parts of a file between empty lines: the comment at its top, the start of the `static`, and items.
fn parts(file: &str) -> BTreeSet<&str> {
    file.split("\n\n").collect()
}

/// Twenty-one origins of every form, no two of which have the same letters and digits.
fn origins() -> impl Strategy<Value = Vec<String>> {
    let form = |number: usize| {
        let texts = [
            format!("https://n{number}.example"),
            format!("http://n{number}.example:8080"),
            format!("https://*.n{number}.example"),
            format!("https://*n{number}"),
        ];
        select(texts.to_vec())
    };
    subsequence((0..400).collect::<Vec<usize>>(), 21)
        .prop_flat_map(move |numbers| numbers.into_iter().map(form).collect::<Vec<_>>())
        .prop_shuffle()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_origin_more_is_its_item_and_the_list(origins in origins(), at in any::<prop::sample::Index>()) {
        let mut fewer = origins.clone();
        let added = fewer.remove(at.index(fewer.len()));
        let (before, after) = (generated(&cors(&fewer)), generated(&cors(&origins)));
        let (before, after) = (before.expect("a policy"), after.expect("a policy"));
        let (then, now) = (parts(&before), parts(&after));
        let (gone, new): (Vec<_>, Vec<_>) = (then.difference(&now).collect(), now.difference(&then).collect());
        let quoted = format!("<add origin=\"{added}\" ");
        let (own, rest): (Vec<_>, Vec<_>) = new.into_iter().partition(|part| part.contains(&quoted));
        prop_assert_eq!(own.len(), 1, "{}", after);
        // The two heads count what is there and name the hash; the third is the list.
        for (what, changed) in [("gone", gone), ("new", rest)] {
            prop_assert_eq!(changed.len(), 3, "{}: {:#?}", what, changed);
            let has = |text: &str| changed.iter().filter(|part| part.contains(text)).count() == 1;
            prop_assert!(has("// @generated") && has("pub static CORS") && has("    static ORIGIN"), "{:#?}", changed);
        }
    }
}

/// What an editor, version control or a person who reads may do to a file.
#[test]
fn what_means_nothing_changes_nothing() {
    for folder in cases::policies() {
        let text = fs::read_to_string(folder.join("web.config")).expect("a web.config");
        let text = text.replace("\r\n", "\n");
        let expected = generated(&text).expect("a policy");
        let close = text.rfind("</").expect("a document");
        for (what, changed) in [
            ("comment", format!("{}<!-- é -->{}", &text[..close], &text[close..])),
            ("empty lines", text.replace(">\n", ">\n\n \n")),
            ("indentation", text.replace("\n  ", "\n\t\t")),
            ("line ends", text.replace('\n', "\r\n")),
            ("space in tags", text.replace(" />", "/>")),
        ] {
            assert_ne!(changed, text, "{what}: {}", folder.display());
            assert_eq!(
                generated(&changed).as_ref(),
                Some(&expected),
                "{what}: {}",
                folder.display()
            );
        }
    }
}

/// Attributes have no order: nothing changes but the element as it is quoted.
#[test]
fn attributes_may_stand_in_any_order() {
    let file = |attributes: &str| {
        let config = format!(
            "<configuration><system.webServer><cors enabled=\"true\"><add {attributes} /></cors></system.webServer></configuration>"
        );
        generated(&config).expect("a policy").replace(attributes, "…")
    };
    assert_eq!(
        file("maxAge='60' allowCredentials='true' origin='https://a.example'"),
        file("origin=\"https://a.example\" maxAge=\"60\" allowCredentials=\"true\"")
    );
}

/// How a path is written, and from where.
#[test]
fn the_way_to_the_file_changes_nothing() {
    let program = env!("CARGO_BIN_EXE_cors-gen-under-test");
    let folder = cases::folder("policies").join("levels");
    let run = |from: &Path, path: PathBuf| {
        let run = command::run(program, from, &[path.to_str().expect("UTF-8")]);
        assert_eq!(run.code, Some(0), "{}", run.report);
        run.product
    };
    let expected = run(&folder, "web.config".into());
    assert_eq!(run(&folder, "./web.config".into()), expected);
    assert_eq!(run(&folder, folder.join("web.config")), expected);
    assert_eq!(run(&folder.join(".."), "levels/web.config".into()), expected);
    assert_eq!(
        run(&folder.join("../.."), "./policies/../policies/levels/web.config".into()),
        expected
    );
}

/// The words of generated code that are not made of the configuration.
const WORDS: &[&str] = &[
    "AllowCredentials",
    "AllowHeaders",
    "AllowMethods",
    "AllowOrigin",
    "Always",
    "Answered",
    "AnyConditionGroup",
    "AsServed",
    "Both",
    "BothSet",
    "Condition",
    "ConditionGroup",
    "Conditions",
    "Cors",
    "Decoded",
    "EcmaScript",
    "Encoded",
    "ExactMatch",
    "ExposeHeaders",
    "Field",
    "FileCache",
    "FileType",
    "FieldName",
    "Forbidden",
    "Header",
    "Hsts",
    "Html",
    "Https",
    "InboundRule",
    "LeftOut",
    "Literal",
    "Location",
    "Lookup",
    "Lower",
    "Map",
    "Matched",
    "MaxAge",
    "Method",
    "Module",
    "Never",
    "NotFound",
    "OnErrors",
    "OneOf",
    "OptionsHandler",
    "OriginRule",
    "Origins",
    "Other",
    "OtherTypes",
    "OutboundRule",
    "Part",
    "Path",
    "Pattern",
    "Policy",
    "Query",
    "RequestFiltering",
    "RequestUri",
    "Response",
    "Rewrite",
    "RuleGroup",
    "Scope",
    "Scopes",
    "Search",
    "ServerName",
    "ServerPort",
    "ServerPortSecure",
    "Set",
    "StaticFiles",
    "Status",
    "Suffix",
    "Syntax",
    "Test",
    "UnencodedUrl",
    "UnlistedPreflight",
    "Url",
    "Variable",
    "Vary",
    "Verbs",
    "WhereUnknown",
    "Wildcard",
    "__private",
    "abi1",
    "abort",
    "all",
    "allow_credentials",
    "allow_headers",
    "allow_methods",
    "allow_requested_headers",
    "always_allowed_query_strings",
    "always_allowed_urls",
    "answer",
    "any",
    "application",
    "base",
    "both_set",
    "cache_control",
    "cache_control_by_extension",
    "bool",
    "cfg_attr",
    "condition",
    "conditions",
    "const",
    "cors",
    "cors_runtime",
    "custom_headers",
    "custom_headers_first",
    "default_value",
    "denied",
    "deny_double_escaping",
    "deny_high_bit_characters",
    "deny_query_string_sequences",
    "deny_url_sequences",
    "doc",
    "empty_methods",
    "exact",
    "expires",
    "expose_headers",
    "fail_unlisted_origins",
    "false",
    "field_name",
    "file_extensions",
    "filtering",
    "first_line",
    "group",
    "header_limits",
    "hidden_segments",
    "hsts",
    "http_redirect",
    "ignore_case",
    "joined",
    "keep",
    "keep_query_string_escaped",
    "keeps",
    "line",
    "map",
    "max_age",
    "max_allowed_content_length",
    "max_query_string",
    "max_url",
    "name",
    "negate",
    "new",
    "none",
    "not_found",
    "on_errors",
    "options",
    "origins",
    "other_types",
    "otherwise",
    "pre_condition",
    "pub",
    "query",
    "redirect",
    "redirect_headers",
    "redirect_http_to_https",
    "rewrite",
    "rustfmt",
    "scopes",
    "send_empty",
    "sets",
    "skip",
    "skipped",
    "static",
    "static_file",
    "static_files",
    "stop",
    "stop_field",
    "str",
    "text",
    "to_application",
    "to_path",
    "true",
    "types",
    "u32",
    "unlisted_preflight",
    "use",
    "value",
    "vary",
    "vary_line",
    "verb_handler",
    "verbs",
    "wildcard",
    "without_etag",
];

/// The identifiers that are none of [`WORDS`], nor capitals and digits.
fn strange(tokens: TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => strange(group.stream(), found),
            TokenTree::Ident(ident) => {
                let ident = ident.to_string();
                let is_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
                if !WORDS.contains(&ident.as_str()) && !ident.chars().all(is_name) {
                    found.push(ident);
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn strange_in(file: &str) -> Vec<String> {
    let tokens = TokenStream::from_str(file).unwrap_or_else(|error| panic!("{error}\n{file}"));
    let mut found = Vec::new();
    strange(tokens, &mut found);
    found
}

#[test]
fn fixtures_hold_foreign_text_in_literals_and_comments_only() {
    for folder in cases::policies() {
        let file = fs::read_to_string(folder.join("policy.rs")).expect("a policy");
        assert_eq!(strange_in(&file), [""; 0], "{}", folder.display());
    }
}

/// Text that ends literals, comments and attributes, where it can.
fn hostile() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "\"",
        "\\",
        "'",
        "`",
        "*/",
        "/*",
        "//",
        "\n",
        "\r\n",
        "\u{2028}",
        "\u{202e}",
        "\u{0}\u{1}",
        "r#\"",
        "\"#",
        "{",
        "}",
        "]",
        "];",
        "fn evil() {}",
        "evil",
        "crate",
        "r#fn",
        "#![evil]",
        "é",
        "ß",
        "\u{1f600}",
        " ",
        "  ",
        "_",
        "1",
        "-",
        "$",
        "{C:0}",
        "}}",
        "<",
        "&",
        "*",
        "%41",
        "\t",
    ]);
    proptest::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

/// Text as the value of an attribute.
fn attribute(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || " _-./:".contains(c);
    let of = |c: char| if plain(c) { c.to_string() } else { format!("&#{};", u32::from(c)) };
    text.chars().filter(|c| *c >= ' ' || "\t\r\n".contains(*c)).map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_text_stays_in_literals_and_comments(texts in proptest::collection::vec(hostile(), 10), lines: bool) {
        // Outside of header fields and methods, any text has its place.
        let [origin, value, path, rule, map, key, result, input, handler, comment] = &*texts else { unreachable!() };
        let text = |text: &String| attribute(text);
        let value = attribute(&value.replace(['\n', '\r'], " "));
        let break_ = if lines { "\n" } else { " " };
        let config = format!(
            "<configuration><!-- {comment} --><location path=\"{path}\"><system.webServer>{break_}\
             <cors enabled=\"true\"><add{break_}origin=\"https://{origin}\" /></cors>\
             <httpProtocol><customHeaders><add name=\"X-A\"{break_}value=\"v{value}\" /></customHeaders></httpProtocol>\
             <httpRedirect enabled=\"true\"><add wildcard=\"/{input}\" destination=\"/{result}\" /></httpRedirect>\
             <handlers><add name=\"{handler}\" path=\"*.x\" verb=\"*\" modules=\"Own\" /></handlers>\
             <staticContent><clientCache cacheControlMode=\"UseExpires\" httpExpires=\"v{value}\" cacheControlCustom=\"v{value}\" />\
             <mimeMap fileExtension=\".{key}\" mimeType=\"v{value}\" /><remove fileExtension=\"-{map}\" /></staticContent>\
             <caching><profiles><add extension=\".{rule}\" policy=\"CacheUntilChange\" /></profiles></caching>\
             <rewrite><rewriteMaps><rewriteMap name=\"M{map}\" defaultValue=\"{result}\"><add key=\"{key}\" value=\"{result}\" />\
             </rewriteMap></rewriteMaps>\
             <rules><rule name=\"r{rule}\" patternSyntax=\"ExactMatch\"><match url=\"{input}\" />\
             <action type=\"CustomResponse\" statusCode=\"200\" statusDescription=\"{result}\" /></rule>\
             <rule name=\"h{rule}\"><match url=\".*\" /><action type=\"Rewrite\" url=\"/{handler}.x\" /></rule></rules>\
             <outboundRules><rule name=\"o{rule}\" patternSyntax=\"ExactMatch\"><match serverVariable=\"RESPONSE_X_B\" pattern=\"{input}\" />\
             <action type=\"Rewrite\" value=\"v{value}\" /></rule></outboundRules>\
             </rewrite></system.webServer></location></configuration>",
            comment = comment.replace(['-', '\0', '\u{1}'], " "),
            origin = text(origin), path = text(path), rule = text(rule), map = text(map), key = text(key),
            result = text(result), input = text(input), handler = text(handler),
        );
        if let Some(file) = generated(&config) {
            prop_assert_eq!(strange_in(&file), [""; 0], "{}", file);
            prop_assert!(syn::parse_file(&file).is_ok(), "{}", file);
            let visible = |c: char| c == '\n' || !c.is_control() && !('\u{2028}'..='\u{202e}').contains(&c);
            prop_assert!(file.chars().all(visible), "{:?}", file);
        }
    }
}

/// The property above says nothing where its configurations have errors.
#[test]
fn hostile_text_makes_policies() {
    let config = |text: &str| {
        format!(
            "<configuration><system.webServer><cors enabled=\"true\"><add origin=\"https://{}\" /></cors></system.webServer></configuration>",
            attribute(text)
        )
    };
    let file = generated(&config("\"); evil(); //\n*/")).expect("a policy");
    assert!(file.contains("evil"), "{file}");
    assert_eq!(strange_in(&file), [""; 0]);
    assert_eq!(strange_in("const A: u8 = evil(r#fn);"), ["u8", "evil", "r#fn"]);
}
