//! Policies in their JSON form: what is printed is read back as the same policy, and nothing else is read as one.

use std::fs;
use std::path::{Path, PathBuf};

use cors_gen::diff::{Side, differences};
use cors_gen::pipeline::{self, Input, Options, Outcome};
use cors_gen::policy::json::{JsonPolicy, read};
use cors_gen::policy::{Arena, Lowered};
use cors_tests::cases;
use proptest::prelude::*;
use serde_json::Value;

/// The JSON of a configuration, where it has a policy that is the same when it is read back.
fn printed<'p>(config: &Path, outcome: &Outcome<'p>, arena: &'p Arena) -> Option<String> {
    let policy = outcome.policy?;
    let json = serde_json::to_string_pretty(&JsonPolicy::new(&policy, &outcome.sources));
    let json = json.expect("JSON");
    let (again, sources) = match read("policy.json", None, &json, arena) {
        Ok(read) => read,
        Err(error) => panic!("{}: {error}", config.display()),
    };
    assert_same(&policy, &again, config);
    let side = Side { policy: &policy, sources: &outcome.sources };
    let found = differences(side, Side { policy: &again, sources: &sources });
    assert!(found.is_empty(), "{}: {found:?}", config.display());
    Some(json)
}

fn assert_same(policy: &Lowered<'_>, again: &Lowered<'_>, config: &Path) {
    assert_eq!(policy.assume, again.assume, "{}", config.display());
    let (policy, again) = (policy.policy.parts(), again.policy.parts());
    assert_eq!(policy.root, again.root, "{}", config.display());
    assert_eq!(policy.deeper.as_slice(), again.deeper.as_slice(), "{}", config.display());
    assert_eq!(policy.hsts, again.hsts, "{}", config.display());
}

fn fixtures() -> Vec<String> {
    let printed = |folder: PathBuf| {
        let arena = Arena::new();
        printed(&folder, &cases::outcome(&folder, &arena), &arena)
    };
    cases::policies().into_iter().filter_map(printed).collect()
}

#[test]
fn what_is_printed_is_read_back() {
    assert!(fixtures().len() > 20, "there are fixtures");
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let Ok(files) = fs::read_dir(corpus) else { return };
    for file in files.map(|file| file.expect("an entry").path()).filter(|file| file.is_file()) {
        let arena = Arena::new();
        let input = Input::read("web.config", &file).expect("a file");
        printed(&file, &pipeline::run(input, &Options::default(), &arena), &arena);
    }
}

#[test]
fn places_are_those_in_the_document() {
    let document = fixtures().into_iter().find(|json| json.contains("\"custom_headers\": [\n"));
    let document = document.expect("a policy with a custom header");
    let arena = Arena::new();
    let (policy, sources) = read("policy.json", None, &document, &arena).expect("a policy");
    let places = policy.scopes().flat_map(|(_, places)| places.custom_headers);
    for place in places {
        let text = sources.text(*place);
        assert!(text.starts_with("web.config:"), "{text}");
        let line = sources.locate(*place).line;
        let line = document.lines().nth(line - 1).expect("a line");
        assert_eq!(line.trim(), format!("\"source\": \"{text}\","));
    }
}

/// What nobody could have configured is told with its place; constructors never see it.
#[test]
fn what_is_no_policy_is_told() {
    let document =
        |scopes: &str| format!("{{\"version\":1,\"scopes\":[{scopes}],\"maps\":[],\"hsts\":null}}");
    let scope = |with: &str| {
        let mut scope: Value = serde_json::from_str(
            r#"{"path":"","source":"web.config:1:1","verbs":null,"filtering":null,"cors":null,"options":[],
                "custom_headers":[],"redirect_headers":[],"rewrite":null,"static_files":null,"http_redirect":[]}"#,
        )
        .expect("a scope");
        let with: Value = serde_json::from_str(with).expect("keys");
        let keys = with.as_object().expect("an object").clone();
        scope.as_object_mut().expect("an object").extend(keys);
        scope.to_string()
    };
    let rule = |with: &str| {
        format!(
            r#"{{"cors":{{"source":"web.config:2:3","fail_unlisted_origins":false,"rules":[{{
                "source":"web.config:3:5","allowed":true,"max_age":null,"allow_methods":null,"allow_headers":null,
                "allow_requested_headers":false,"expose_headers":null,{with}}}]}}}}"#
        )
    };
    let condition = r#""source":"w:1:1","input":"","test":"always","pattern":null,"syntax":null,"texts":null,"ignore_case":true,"negate":false"#;
    let inbound = |parts: &str, action: &str| {
        format!(
            r#"{{"rewrite":{{"outbound":[],"inbound":[{{"source":"w:1:1","name":"r","url":{{{condition},"input_parts":[]}},
                "conditions":{{"any":false,"list":[{{{condition},"input_parts":[{parts}]}}]}},"variables":[],{action},
                "body":null,"location":null,"location_parts":null,"relative_to":null,"append_query":null,"options_path":null,
                "stop":false}}]}}}}"#
        )
    };
    let answer = r#""action":"answer","status":403"#;
    for (given, said) in [
        (String::new(), "EOF"),
        ("{}".to_owned(), "missing field `version`"),
        ("[]".to_owned(), "this is no policy as `cors-gen CONFIG --emit json`"),
        (document("").replace(":1,", ":2,"), "the form has the number 2, not 1"),
        (document(""), "a policy has at least one scope"),
        (document(&scope(r#"{"new_key":1}"#)), "unknown field `new_key`"),
        (document(&scope(r#"{"path":"api"}"#)), "the first scope is the root"),
        (
            document(&format!("{},{}", scope("{}"), scope(r#"{"path":"/api/"}"#))),
            "`/api/` is no path of a scope",
        ),
        (
            document(&[scope("{}"), scope(r#"{"path":"a"}"#), scope(r#"{"path":"A"}"#)].join(",")),
            "`A` is no path of a scope, or is another's",
        ),
        (
            document(&scope(&rule(r#""origin":"","kind":"exact","allow_credentials":false"#))),
            "`` is the origin of no rule",
        ),
        (
            document(&scope(&rule(r#""origin":"*","kind":"any","allow_credentials":true"#))),
            "of another kind",
        ),
        (
            document(&scope(&rule(r#""origin":"*","kind":"exact","allow_credentials":false"#))),
            "of another kind",
        ),
        (
            document(&scope(
                r#"{"custom_headers":[{"source":"w:1:1","name":"a b","value":"1","joined":false}]}"#,
            )),
            "`a b` is no name of a header field",
        ),
        (
            document(&scope(
                r#"{"custom_headers":[{"source":"w:1:1","name":"a","value":"1\r\nb: 2","joined":false}]}"#,
            )),
            "is no value of a header field",
        ),
        (
            document(&scope(&inbound(r#"{"condition_group":{"condition":0,"group":1}}"#, answer))),
            "a text refers to what is not there",
        ),
        (
            document(&scope(&inbound(r#"{"lookup":{"map":0,"key":[]}}"#, answer))),
            "a text refers to what is not there",
        ),
        (
            document(&scope(&inbound("", r#""action":"answer","status":7"#))),
            "the rule does not say what it does",
        ),
    ] {
        let arena = Arena::new();
        let error = read("policy.json", None, &given, &arena).expect_err(&given);
        assert!(error.to_string().contains(said), "{error}\n{given}");
        assert!(error.place.starts_with("policy.json:"), "{error}");
    }
}

/// Each value of a document, as the way to it.
fn values(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(n, item)| values(item, &format!("{at}/{n}"), found));
        }
        Value::Object(keys) => {
            keys.iter().for_each(|(key, item)| values(item, &format!("{at}/{key}"), found));
        }
        _ => {}
    }
}

proptest! {
    /// A document with something else in one place is read, or is told to be none: there is no panic, and what is read answers.
    #[test]
    fn changed_documents_do_no_harm(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), put in any::<prop::sample::Index>()) {
        let all = fixtures_once();
        let json: &String = which.get(all);
        let mut document: Value = serde_json::from_str(json).expect("JSON");
        let mut places = Vec::new();
        values(&document, "", &mut places);
        let place: &String = at.get(&places);
        let others = [
            Value::Null, Value::from(0), Value::from(255), Value::from(4_294_967_295_u64), Value::from(""), Value::from("*"),
            Value::from("a/../b"), Value::from("{C:1}"), Value::from("\r\n"), Value::from("(a+)+$"), Value::Array(vec![]),
            Value::from(true), Value::from(false), document.pointer(place).cloned().unwrap_or_default(),
        ];
        *document.pointer_mut(place).expect("a place") = put.get(&others[..]).clone();
        let arena = Arena::new();
        if let Ok((policy, sources)) = read("policy.json", None, &document.to_string(), &arena) {
            let explainer = cors_gen::explain::Explainer::new(&policy, &sources);
            for probe in cors_gen::probe::probes(policy.policy, &cors_gen::probe::Wanted::default()) {
                let answer = explainer.explain(&probe.request);
                prop_assert!(answer.status >= 100);
            }
        }
    }
}

fn fixtures_once() -> &'static [String] {
    static ALL: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(fixtures);
    &ALL
}
