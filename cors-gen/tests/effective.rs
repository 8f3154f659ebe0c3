//! `cors-gen effective`: what counts for a path, and where it came from.

#![cfg(feature = "cli")]

mod support;

use std::fs;
use std::path::Path;

use cors_gen::effective::RuleLevel;
use cors_gen::pipeline::{self, Effective, Input, Options};
use cors_gen::policy::{Policy, Scope};
use cors_gen::report::effective::to_xml;
use support::{Folder, WRONG, assert_expected, is_hostile};

const LEVELS: &str = r#"<configuration>
  <system.webServer>
    <cors enabled="true">
      <add origin="https://a.example" maxAge="600">
        <allowHeaders allowAllRequestedHeaders="true" />
        <allowMethods>
          <add method="GET" />
          <add method="PUT" />
          <remove method="GET" />
        </allowMethods>
        <exposeHeaders><add header="X-Total" /></exposeHeaders>
      </add>
    </cors>
    <httpProtocol>
      <customHeaders><add name="X-A" value="&quot;&lt;1&gt; &amp;&#9;&#x202e;" /></customHeaders>
      <redirectHeaders><add name="X-R" value="1" /><add name="X-Empty" /></redirectHeaders>
    </httpProtocol>
    <modules runAllManagedModulesForAllRequests="false" />
  </system.webServer>
  <location path="api">
    <system.webServer>
      <cors failUnlistedOrigins="true" />
      <handlers>
        <add name="app" path="*" verb="*" type="App.Handler" preCondition="integratedMode" />
      </handlers>
      <security>
        <requestFiltering>
          <verbs allowUnlisted="false">
            <add verb="GET" allowed="true" />
          </verbs>
        </requestFiltering>
        <authentication>
          <windowsAuthentication enabled="true" />
        </authentication>
      </security>
    </system.webServer>
  </location>
</configuration>
"#;

#[test]
fn every_section_with_places() {
    let folder = Folder::with(LEVELS);
    let xml = folder.run(&["effective", "web.config", "/API/orders?x=1"]).product();
    assert_expected("effective.xml", &xml);
    assert!(!is_hostile(&xml));
    let json = folder.run(&["effective", "web.config", "/API/orders", "--format", "json"]);
    assert_expected("effective.json", &json.product());
}

#[test]
fn paths_are_matched_as_those_of_requests() {
    let folder = Folder::with(LEVELS);
    for (path, scope) in [
        ("/", "of /: web.config:1"),
        ("/apix", "of /apix is that of /: web.config:1"),
        ("/api", "of /api: web.config:20"),
        ("api//x", "of /api//x is that of /api: web.config:20"),
        ("/x/../%61pi", "of /x/../%61pi is that of /api: web.config:20"),
        ("https://site.example/Api?y", "of /Api is that of /api: web.config:20"),
    ] {
        let xml = folder.run(&["effective", "web.config", path]).product();
        let heading = format!("<!-- the effective configuration {scope} -->");
        assert_eq!(xml.lines().nth(1), Some(heading.as_str()), "{path}");
    }
    assert_eq!(
        folder.run(&["effective", "web.config"]),
        folder.run(&["effective", "web.config", "/"])
    );
}

#[test]
fn errors_print_nothing() {
    let folder = Folder::with("<configuration>");
    let run = folder.run(&["effective", "web.config"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    folder.write("web.config", LEVELS.replace("<remove method=\"GET\"", "<add method=\"GET\""));
    let run = folder.run(&["effective", "web.config"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert!(run.stderr.starts_with("error[CG015]: `GET` is added"), "{}", run.stderr);
    let last = "error: no effective configuration of web.config: 1 error\n";
    assert!(run.stderr.ends_with(last), "{}", run.stderr);
    let run = folder.run(&["effective", "web.config", "--allow", "CG015"]);
    assert_eq!(run.code, Some(0));
    assert!(run.stderr.starts_with("web.config:9:16: warning[CG015]"), "{}", run.stderr);
    for args in [&["effective"][..], &["effective", "x"], &["effective", "-", "--format", "yaml"]] {
        let run = folder.run(args);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{args:?}");
    }
}

#[test]
fn standard_input_and_its_parents() {
    let folder = Folder::with(LEVELS);
    let below = "<configuration><system.webServer><cors><clear /></cors></system.webServer></configuration>";
    let xml = folder.run_with(&["effective", "-", "--parent", "web.config"], below).product();
    assert!(xml.contains("<cors enabled=\"true\">  <!-- web.config:3 -->"), "{xml}");
    assert!(!xml.contains("a.example"), "{xml}");
}

/// What values mean is for a policy to say, so that this shows also what makes none.
#[test]
fn what_makes_no_policy_has_an_effective_configuration() {
    let xml = Folder::with(WRONG).run(&["effective", "web.config"]).product();
    assert!(xml.contains("<add origin=\"*\" allowCredentials=\"true\" />"), "{xml}");
}

#[test]
fn hostile_names_stay_in_their_comments() {
    let folder = Folder::new();
    let name = "a--\u{202e}---><x>.config";
    folder.write(name, LEVELS);
    let xml = folder.run(&["effective", name, "/-->\u{1b}--"]).product();
    assert!(!is_hostile(&xml), "{xml}");
    let again = pipeline::run(text(&xml), &Options::default());
    assert!(again.policy.is_some(), "{:?}\n{xml}", again.diagnostics);
}

/// The printed form of each scope of each fixture, read again, makes a policy that is equal to the scope's.
#[test]
fn what_is_printed_means_the_same() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/policies");
    let mut seen = 0;
    for fixture in fs::read_dir(fixtures).expect("fixtures").map(|entry| entry.expect("entry")) {
        seen += usize::from(round_trip(&fixture.path().join("web.config")));
    }
    assert!(seen > 10, "{seen}");
    let folder = Folder::with(LEVELS);
    assert!(round_trip(&folder.path("web.config")));
}

fn round_trip(config: &Path) -> bool {
    let Ok(input) = Input::read("web.config", config) else { return false };
    let outcome = pipeline::run(input.clone(), &Options::default());
    let policy = outcome.policy.expect("a policy");
    let effective = pipeline::effective(input, &Options::default());
    for of in effective.scopes.as_deref().expect("scopes") {
        // Rules of several levels do not mean the same side by side.
        if of.rules.rules.iter().any(|rule| *rule.level != RuleLevel::default()) {
            continue;
        }
        let xml = to_xml("/", of, &effective.sources);
        let again = pipeline::run(text(&xml), &Options::default());
        let again = again.policy.unwrap_or_else(|| panic!("{:?}\n{xml}", again.diagnostics));
        assert!(again.deeper.is_empty());
        let mut expected = deciding(&policy, &of.path.value).clone();
        expected.path = again.root.path.clone();
        assert_eq!(again.root, expected, "{} {}\n{xml}", config.display(), of.path.value);
    }
    true
}

/// The scope of the policy that holds a path; a path that decides as the one above it has none of its own.
fn deciding<'p>(policy: &'p Policy, path: &str) -> &'p Scope {
    let path = path.to_lowercase() + "/";
    let holds = |scope: &&Scope| path.starts_with(&(scope.path.value.to_lowercase() + "/"));
    policy.deeper.iter().find(holds).unwrap_or(&policy.root)
}

fn text(xml: &str) -> Input {
    Input::from_reader("printed.config", xml.as_bytes()).expect("read")
}

/// Text of every kind comes back as it was.
#[test]
fn values_come_back() {
    let value: String = (1..0x3000_u32)
        .chain(0xe000..0x1_0000)
        .chain([0x1_f600, 0xe_0001, 0x10_fffd])
        .filter(|c| (*c >= 0x20 || [9, 10, 13].contains(c)) && ![0xfffe, 0xffff].contains(c))
        .filter_map(char::from_u32)
        .collect();
    let escaped: Vec<String> = value.chars().map(|c| format!("&#{};", c as u32)).collect();
    let escaped = escaped.concat();
    let config = format!(
        "<configuration><system.webServer><httpProtocol><customHeaders><add name=\"X\" value=\"{escaped}\" /></customHeaders></httpProtocol></system.webServer></configuration>"
    );
    let of = |outcome: &Effective| {
        let scopes = outcome.scopes.as_ref().unwrap_or_else(|| panic!("{:?}", outcome.diagnostics));
        scopes[0].http_protocol.custom_headers[0].value.clone().expect("a value").value
    };
    let first = pipeline::effective(text(&config), &Options::default());
    assert_eq!(of(&first), value);
    let xml = to_xml("/", first.scope("/").expect("a scope"), &first.sources);
    assert_eq!(of(&pipeline::effective(text(&xml), &Options::default())), value);
}
