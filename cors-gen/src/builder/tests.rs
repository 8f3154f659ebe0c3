use std::fs;

use super::told::instructions;
use super::*;
use crate::pipeline::Outcome;

/// Compiles a configuration in a directory of its own; the result, and what the directory holds then.
fn compile(test: &str, config: &str, builder: Builder) -> (Result<PathBuf, BuildError>, usize) {
    let name = format!("cors-gen-builder-{test}-{}", std::process::id());
    let directory = env::temp_dir().join(name);
    fs::create_dir_all(&directory).expect("a directory");
    fs::write(directory.join("web.config"), config).expect("written");
    let result = builder.compile_in(&directory, &directory);
    let files = fs::read_dir(&directory).expect("a directory").count();
    fs::remove_dir_all(&directory).expect("removed");
    (result, files)
}

#[test]
fn a_policy_becomes_a_file() {
    let builder = Builder::new("web.config").name("SITE").out_file("site.rs");
    let (result, files) = compile("file", "<configuration />", builder);
    assert!(result.expect("a file").ends_with("site.rs"));
    assert_eq!(files, 2);
}

#[test]
fn errors_show_the_lines_and_the_way_out_also_to_those_who_unwrap() {
    let config = r#"<configuration>
  <system.webServer>
    <cors enabled="true">
      <add origin="*" allowCredentials="true" />
    </cors>
  </system.webServer>
</configuration>"#;
    let (result, files) = compile("errors", config, Builder::new("web.config"));
    let error = format!("{:?}", result.expect_err("an error"));
    for part in ["web.config:4:", "<add origin=\"*\"", "`.allow(Code::WildcardWithCredentials)`"] {
        assert!(error.contains(part), "{error}");
    }
    assert_eq!(files, 1);
    let allowing = Builder::new("web.config").allow(Code::WildcardWithCredentials);
    assert!(compile("allowed", config, allowing).0.is_ok());
}

#[test]
fn kinds_of_findings_are_allowed_and_denied() {
    let config = r#"<cors enabled="true"><add origin="https://a.example/" /></cors>"#;
    let told = |builder: Builder| {
        let source = Source::from_reader("web.config", config.as_bytes()).expect("read");
        let arena = Arena::new();
        let input = Input::new(vec![(String::new(), source)]);
        instructions(&pipeline::run(input, &builder.options, &arena), None)
    };
    let builder = Builder::new("web.config");
    assert!(told(builder.clone())[0].contains("[CG032]"));
    assert_eq!(told(builder.clone().allow(Code::OriginNeverMatches)), [""; 0]);
    let (result, _) = compile("denied", config, builder.clone().deny(Code::OriginNeverMatches));
    let error = result.expect_err("an error").to_string();
    assert!(error.contains("denied by `.deny(Code::OriginNeverMatches)`"), "{error}");
    let (result, _) = compile("refused", config, builder.allow(Code::NotXml));
    let error = result.expect_err("an error").to_string();
    assert_eq!(error, "CG001 (not-xml) cannot be allowed");
}

/// What is chosen of IIS is in the file; words that choose nothing are told before anything is read.
#[test]
fn choices_are_made_or_refused() {
    let config = r#"<cors enabled="true"><add origin="https://a.example" /></cors>"#;
    let directory = env::temp_dir().join(format!("cors-gen-builder-assume-{}", std::process::id()));
    fs::create_dir_all(&directory).expect("a directory");
    fs::write(directory.join("web.config"), config).expect("written");
    let builder = Builder::new("web.config").assume("CM-16=matched").assume("CM-17=answered");
    let file = builder.clone().compile_in(&directory, &directory).expect("a file");
    let text = fs::read_to_string(file).expect("a file");
    fs::remove_dir_all(&directory).expect("removed");
    for part in ["CM-16=matched: ", "CM-17=answered: ", "Vary::Matched"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let (result, _) = compile("unchosen", config, builder.assume("CM-16=mached"));
    let error = result.expect_err("an error").to_string();
    let expected = "`mached` is no choice for CM-16: did you mean matched? There are section, cors, matched, never";
    assert_eq!(error, expected);
}

#[test]
fn every_file_of_a_configuration_is_read_and_watched() {
    let directory = env::temp_dir().join(format!("cors-gen-builder-{}", std::process::id()));
    fs::create_dir_all(directory.join("site")).expect("a directory");
    let header = |name: &str, transform: &str| {
        format!(
            "<httpProtocol><customHeaders><add name=\"{name}\" value=\"1\"{transform}/></customHeaders></httpProtocol>"
        )
    };
    let config = |content: &str| {
        format!(
            "<configuration xmlns:x=\"http://schemas.microsoft.com/XML-Document-Transform\"><system.webServer>{content}</system.webServer></configuration>"
        )
    };
    let site = "<site name=\"S\"><application path=\"/\"/><application path=\"/a\"/></site>";
    let sites = format!(
        "<system.applicationHost><sites>{site}</sites></system.applicationHost><system.webServer>"
    );
    let files = [
        ("site/web.config", config(&header("X-Own", ""))),
        ("t1.config", config(&header("X-First", " x:Transform=\"Insert\""))),
        ("t2.config", config(&header("X-Second", " x:Transform=\"Insert\""))),
        ("server.config", config("").replacen("<system.webServer>", &sites, 1)),
        ("parent.config", config("<httpProtocol configSource=\"moved.config\"/>")),
        ("moved.config", header("X-Parent", "")),
    ];
    for (file, text) in &files {
        fs::write(directory.join(file), text).expect("written");
    }
    let builder = Builder::new("site")
        .transform("t1.config")
        .transform("t2.config")
        .parent("server.config")
        .parent("parent.config")
        .site("S")
        .app("/a");
    let arena = Arena::new();
    let (input, options) = builder.read(&directory).expect("read");
    let outcome = pipeline::run(input, &options, &arena);
    let folder = directory.join("site");
    let told = instructions(&outcome, Some(&folder));
    let watched = |path: &str| format!("rerun-if-changed={}", directory.join(path).display());
    let expected = files.iter().map(|(file, _)| *file).chain(["site"]).map(watched);
    assert_eq!(told, expected.collect::<Vec<_>>(), "{:?}", outcome.diagnostics);

    let project = "transforms = ['t1.config', 't2.config']\nparents = ['server.config', 'parent.config']\nsite = 'S'\napp = '/a'\n";
    fs::write(directory.join("said.toml"), project).expect("written");
    let read = Builder::new("site").project("said.toml").read(&directory).expect("read");
    let said = pipeline::run(read.0, &read.1, &arena);
    let mut expected = told.clone();
    expected.insert(told.len() - 1, watched("said.toml"));
    assert_eq!(instructions(&said, Some(&folder)), expected);
    let code = |outcome: &Outcome<'_>| {
        let (policy, options) = (outcome.policy.as_ref().expect("made"), EmitOptions::default());
        Generated::new(policy, &outcome.sources, &[], &options).expression().to_string()
    };
    assert_eq!(code(&said), code(&outcome));

    let missing = builder.clone().parent("no.config").compile_in(&directory, &directory);
    let unknown = builder.clone().site("T").compile_in(&directory, &directory);
    let text = builder.compile_in(&directory, &directory).map(fs::read_to_string);
    fs::remove_dir_all(&directory).expect("removed");
    let missing = missing.expect_err("no such file").to_string();
    assert!(missing.starts_with("cannot read ") && missing.contains("no.config: "), "{missing}");
    let unknown = unknown.expect_err("no such site").to_string();
    assert!(unknown.contains("`.parent(…)`, and one of its sites with `.site(…)`"), "{unknown}");
    let text = text.expect("a policy").expect("read");
    let order = ["X-Parent", "X-Own", "X-First", "X-Second"].map(|name| text.find(name));
    assert!(order.is_sorted() && order[0].is_some(), "{text}");
}

#[test]
fn what_cannot_be_done_is_said() {
    let (result, _) = compile("name", "", Builder::new("web.config").name("fn"));
    assert_eq!(result.expect_err("an error").to_string(), "`fn` is a keyword of Rust");
    let (result, _) = compile("missing", "", Builder::new("no.config"));
    let error = result.expect_err("an error").to_string();
    assert!(error.starts_with("cannot read ") && error.contains("no.config: "), "{error}");
}
