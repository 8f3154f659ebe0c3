//! `cors-gen effective`: what counts for a path, and where it came from.

#![cfg(feature = "cli")]

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::rc::Rc;

use cors_gen::__private::effective::{EffectiveScope, RuleLevel};
use cors_gen::pipeline::{self, Effective, Input, Options, Source};
use cors_gen::policy::Arena;
use cors_gen::report::effective::{to_json, to_xml};
use cors_runtime::policy::{Policy, Scope};
use proptest::prelude::*;
use serde_json::Value;
use support::{Folder, Run, WRONG, assert_expected, is_hostile};

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
    <httpRedirect enabled="false" destination="https://moved.example" exactDestination="true" childOnly="false" httpResponseStatus="Found">
      <add wildcard="*.asp" destination="/$0&amp;" />
    </httpRedirect>
    <modules runAllManagedModulesForAllRequests="false" />
    <staticContent defaultDocFooter="&lt;hr>" isDocFooterFileName="false" enableDocFooter="false">
      <clientCache cacheControlMode="usemaxage" cacheControlMaxAge="7.00:00:00" setEtag="false" />
      <remove fileExtension=".JSON" />
      <mimeMap fileExtension=".json" mimeType="application/json; charset=utf-8" />
      <remove fileExtension=".log" />
    </staticContent>
    <caching enabled="true" enableKernelCache="false" maxCacheSize="0" maxResponseSize="262144">
      <profiles>
        <add extension=".css" policy="CacheUntilChange" kernelCachePolicy="DontCache" duration="00:10:00"
             location="Any" varyByHeaders="Origin" varyByQueryString="v" />
      </profiles>
    </caching>
  </system.webServer>
  <location path="api">
    <system.webServer>
      <cors failUnlistedOrigins="true" />
      <handlers>
        <add name="app" path="*" verb="*" type="App.Handler" preCondition="integratedMode" />
      </handlers>
      <modules>
        <remove name="WebDAVModule" />
        <add name="Audit" type="App.Audit" preCondition="managedHandler" />
      </modules>
      <security>
        <requestFiltering allowDoubleEscaping="true" allowHighBitCharacters="false" unescapeQueryString="false" removeServerHeader="true">
          <fileExtensions allowUnlisted="false" applyToWebDAV="false">
            <add fileExtension="." allowed="true" />
          </fileExtensions>
          <requestLimits maxAllowedContentLength="4294967295" maxUrl="260" maxQueryString="0">
            <headerLimits>
              <add header="Content-Type" sizeLimit="100" />
            </headerLimits>
          </requestLimits>
          <verbs allowUnlisted="false">
            <add verb="GET" allowed="true" />
          </verbs>
          <hiddenSegments>
            <add segment=".git" />
          </hiddenSegments>
          <alwaysAllowedUrls>
            <add url="/bad/good" />
          </alwaysAllowedUrls>
          <alwaysAllowedQueryStrings>
            <add queryString="a=&lt;b" />
          </alwaysAllowedQueryStrings>
          <denyUrlSequences>
            <add sequence="bad" />
          </denyUrlSequences>
          <denyQueryStringSequences>
            <add sequence="&lt;" />
          </denyQueryStringSequences>
        </requestFiltering>
        <authentication>
          <windowsAuthentication enabled="true" />
        </authentication>
      </security>
      <staticContent>
        <clientCache cacheControlMode="UseExpires" httpExpires="Tue, 19 Jan 2038 03:14:07 GMT" cacheControlCustom="public" />
        <clear />
        <mimeMap fileExtension=".txt" mimeType="text/plain" />
      </staticContent>
      <caching><profiles><add extension=".txt" policy="CacheForTimePeriod" location="Client" /></profiles></caching>
    </system.webServer>
  </location>
</configuration>
"#;

/// Each part of URL Rewrite.
const REWRITE: &str = r#"<configuration>
  <system.webServer>
    <rewrite>
      <globalRules>
        <rule name="none" enabled="false" patternSyntax="Wildcard" stopProcessing="true">
          <match url="*.php" negate="true" ignoreCase="false" />
          <action type="AbortRequest" />
        </rule>
      </globalRules>
      <rules>
        <rule name="capture">
          <match url=".*" />
          <conditions logicalGrouping="MatchAny" trackAllCaptures="true">
            <add input="{HTTP_ORIGIN}" pattern="^https://(a|b)\.example$" ignoreCase="false" negate="false" />
            <add input="{REQUEST_FILENAME}" matchType="IsFile" />
          </conditions>
          <serverVariables>
            <set name="CAPTURED" value="{Allowed:{HTTP_ORIGIN}}" replace="false" />
            <set name="GONE" value="1" />
            <remove name="GONE" />
          </serverVariables>
        </rule>
        <rule name="preflight" stopProcessing="true">
          <match url=".*" />
          <conditions>
            <add input="{REQUEST_METHOD}" pattern="^OPTIONS$" />
          </conditions>
          <action type="CustomResponse" statusCode="204" subStatusCode="0" statusReason="No Content" statusDescription="" />
        </rule>
      </rules>
      <outboundRules>
        <rule name="echo" preCondition="cross-origin" patternSyntax="ECMAScript">
          <match serverVariable="RESPONSE_Access-Control-Allow-Origin" pattern=".*" />
          <conditions trackAllCaptures="false">
            <add input="{CAPTURED}" pattern=".+" />
          </conditions>
          <action type="Rewrite" value="{C:0}" replace="true" />
        </rule>
        <rule name="stop" stopProcessing="true" enabled="true">
          <match serverVariable="RESPONSE_X" pattern="x" />
          <action type="None" />
        </rule>
        <preConditions>
          <preCondition name="cross-origin" logicalGrouping="MatchAll" patternSyntax="ECMAScript">
            <add input="{HTTP_ORIGIN}" pattern=".+" />
          </preCondition>
        </preConditions>
      </outboundRules>
      <rewriteMaps>
        <rewriteMap name="Allowed" defaultValue="" ignoreCase="true">
          <add key="https://a.example" value="https://a.example" />
          <add key="https://c.example" />
        </rewriteMap>
      </rewriteMaps>
      <allowedServerVariables>
        <add name="CAPTURED" />
      </allowedServerVariables>
    </rewrite>
  </system.webServer>
</configuration>
"#;

/// What a run prints that has nothing to say but what stock servers lock.
fn product(run: Run) -> String {
    let locked = |line: &str| line.contains("warning[CG023]");
    assert!(run.code == Some(0) && run.stderr.lines().all(locked), "{}", run.stderr);
    run.stdout
}

/// The rules of a whole server are printed, and no `web.config` may have them.
fn options() -> Options {
    Options::allowing(["CG019".parse().expect("a code")])
}

#[test]
fn url_rewrite_with_places() {
    let folder = Folder::with(REWRITE);
    let run = |args: &[&str]| {
        let run = folder.run(args);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        run.stdout
    };
    assert_expected(
        "effective-rewrite.xml",
        &run(&["effective", "web.config", "--allow", "CG019"]),
    );
    let json = run(&["effective", "web.config", "--format", "json", "--allow", "CG019"]);
    assert_expected("effective-rewrite.json", &json);
}

#[test]
fn every_section_with_places() {
    let folder = Folder::with(LEVELS);
    let xml = product(folder.run(&["effective", "web.config", "/API/orders?x=1"]));
    assert_expected("effective.xml", &xml);
    assert!(!is_hostile(&xml));
    let json = folder.run(&["effective", "web.config", "/API/orders", "--format", "json"]);
    assert_expected("effective.json", &product(json));
}

#[test]
fn paths_are_matched_as_those_of_requests() {
    let folder = Folder::with(LEVELS);
    for (path, scope) in [
        ("/", "of /: web.config:1"),
        ("/apix", "of /apix is that of /: web.config:1"),
        ("/api", "of /api: web.config:35"),
        ("api//x", "of /api//x is that of /api: web.config:35"),
        ("/x/../%61pi", "of /x/../%61pi is that of /api: web.config:35"),
        ("https://site.example/Api?y", "of /Api is that of /api: web.config:35"),
    ] {
        let xml = product(folder.run(&["effective", "web.config", path]));
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
    let last = "error: no effective configuration of web.config: 1 error, 1 warning\n";
    assert!(run.stderr.ends_with(last), "{}", run.stderr);
    let run = folder.run(&["effective", "web.config", "--allow", "CG015"]);
    assert_eq!(run.code, Some(0));
    assert!(run.stderr.contains("web.config:9:16: warning[CG015]"), "{}", run.stderr);
    for args in [&["effective"][..], &["effective", "x"], &["effective", "-", "--format", "yaml"]] {
        let run = folder.run(args);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{args:?}");
    }
}

#[test]
fn standard_input_and_its_parents() {
    let folder = Folder::with(LEVELS);
    let below = "<configuration><system.webServer><cors><clear /></cors></system.webServer></configuration>";
    let xml = product(folder.run_with(&["effective", "-", "--parent", "web.config"], below));
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
    let xml = product(folder.run(&["effective", name, "/-->\u{1b}--"]));
    assert!(!is_hostile(&xml), "{xml}");
    let arena = Arena::new();
    let again = pipeline::run(text(&xml), &options(), &arena);
    assert!(again.policy.is_some(), "{:?}\n{xml}", again.diagnostics);
}

/// The printed form of each scope of each fixture, read again, gives the same settings and the same policy.
#[test]
fn what_is_printed_means_the_same() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/policies");
    let mut seen = 0;
    for fixture in fs::read_dir(fixtures).expect("fixtures").map(|entry| entry.expect("entry")) {
        // What a server's file says of its sites is not in a path's configuration.
        if fixture.file_name() == "hsts" {
            continue;
        }
        if let Ok(input) = Input::read("web.config", &fixture.path().join("web.config")) {
            seen += round_trip(&input, &fixture.path().display().to_string());
        }
    }
    assert!(seen > 30, "{seen}");
    assert_eq!(round_trip(&text(LEVELS), "levels"), 2);
    assert_eq!(round_trip(&text(REWRITE), "rewrite"), 1);
}

/// Below the same parents too: what they add is not added a second time, and what was taken out stays out.
#[test]
fn what_is_printed_means_the_same_below_its_parents() {
    let cleared = "<configuration><system.webServer>
        <cors><clear /></cors>
        <httpProtocol><customHeaders><clear /></customHeaders><redirectHeaders><clear /></redirectHeaders></httpProtocol>
        <handlers><clear /></handlers><modules><clear /></modules><httpRedirect><clear /></httpRedirect>
        <staticContent><clear /></staticContent><caching><profiles><clear /></profiles></caching>
        <security><requestFiltering><verbs><clear /></verbs><fileExtensions><clear /></fileExtensions>
          <requestLimits><headerLimits><clear /></headerLimits></requestLimits>
          <hiddenSegments><clear /></hiddenSegments><alwaysAllowedUrls><clear /></alwaysAllowedUrls>
          <alwaysAllowedQueryStrings><clear /></alwaysAllowedQueryStrings>
          <denyUrlSequences><clear /></denyUrlSequences>
          <denyQueryStringSequences><clear /></denyQueryStringSequences></requestFiltering></security>
        <rewrite><rules><clear /></rules><globalRules><clear /></globalRules>
          <outboundRules><clear /><preConditions><clear /></preConditions></outboundRules>
          <rewriteMaps><clear /></rewriteMaps>
          <allowedServerVariables><clear /></allowedServerVariables>
        </rewrite></system.webServer></configuration>";
    let nothing = "<configuration />";
    for own in [LEVELS, REWRITE, cleared, nothing] {
        for parent in [LEVELS, REWRITE, nothing] {
            if own == parent {
                continue;
            }
            let mut input = text(own);
            input.parents = vec![source(parent)];
            assert!(round_trip(&input, &format!("{parent}\n{own}")) > 0);
        }
    }
}

/// What the server has locked cannot be written down again below it, and that is all that is in the way.
#[test]
fn what_is_printed_of_a_site_means_the_same_without_its_server() {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/site");
    let mut input = Input::read("wwwroot", &site.join("wwwroot")).expect("a site");
    let host = Source::read("applicationHost.config", &site.join("applicationHost.config"));
    input.parents.push(host.expect("a server"));
    input.site = Some("Bookshop".to_owned());
    let effective = pipeline::effective(input.clone(), &options());
    for of in effective.scopes.as_deref().expect("scopes") {
        let xml = to_xml("/", of, &effective.sources);
        let mut again = input.clone();
        again.files = text(&xml).files;
        again.beside = text(&xml).beside;
        let again = pipeline::effective(again, &options());
        assert!(again.diagnostics.iter().any(|d| d.code.id() == "CG017"), "CF-7");
        assert!(
            // A text is in no folder where the applications could be seen (CG022).
            again.diagnostics.iter().all(|d| matches!(d.code.id(), "CG017" | "CG022")),
            "{:?}",
            again.diagnostics
        );
        // Alone it is the root, so that rules of a folder see more of the path.
        if of.rules.rules.iter().any(|rule| !sees_from(&rule.level, 0)) {
            continue;
        }
        let alone = pipeline::effective(text(&xml), &options());
        let scope = alone.scope("/").unwrap_or_else(|| panic!("{:?}", alone.diagnostics));
        // A rule of a folder's file sees another path where it stands at the root (RW-1).
        let [(xml_alone, alone), (xml_below, below)] =
            [settings(scope, &alone), settings(of, &effective)];
        // And which modules a server has of itself is not written down below it.
        let [alone, below] =
            [alone, below].map(|value| without("modules", without("level", value)));
        assert_eq!((xml_alone, alone), (xml_below, below));
    }
}

/// Reads what is printed of each path in place of the configuration itself: below its parents as the file of that path,
/// otherwise as that of the root. Returns of how many paths.
#[track_caller]
fn round_trip(input: &Input, what: &str) -> usize {
    let arena = Arena::new();
    let outcome = pipeline::run(input.clone(), &options(), &arena);
    let policy = outcome.policy.unwrap_or_else(|| panic!("{what}: {:?}", outcome.diagnostics));
    let effective = pipeline::effective(input.clone(), &options());
    let mut seen = 0;
    for of in effective.scopes.as_deref().expect("scopes") {
        let own = &of.path.value;
        let at = if input.parents.is_empty() { "" } else { own };
        // Rules of several levels do not mean the same side by side.
        let skipped = at.split('/').filter(|segment| !segment.is_empty()).count();
        let folder = if skipped == 0 { "/".to_owned() } else { format!("/{at}/") };
        let is_elsewhere =
            |level: &Rc<RuleLevel>| !sees_from(level, skipped) || level.folder != folder;
        let rules = of.global_rules.rules.iter().chain(of.rules.rules.iter());
        let destination = of.http_redirect.destination.iter().map(|(_, level)| level);
        let destinations = of.http_redirect.entries.iter().map(|entry| &entry.level);
        let mut levels = rules.map(|rule| &rule.level).chain(destination).chain(destinations);
        if levels.any(is_elsewhere) {
            continue;
        }
        let xml = to_xml("/", of, &effective.sources);
        let mut printed = input.clone();
        printed.files = vec![(at.to_owned(), source(&xml))];
        let again = pipeline::effective(printed.clone(), &options());
        let scope = again.scope(at).unwrap_or_else(|| panic!("{:?}\n{xml}", again.diagnostics));
        assert_eq!(settings(scope, &again), settings(of, &effective), "{what}\n{xml}");
        let again = pipeline::run(printed, &options(), &arena);
        let again = again.policy.unwrap_or_else(|| panic!("{:?}\n{xml}", again.diagnostics));
        let again = *deciding(again.policy, at).parts();
        let mut expected = *deciding(policy.policy, own).parts();
        expected.path = again.path;
        assert_eq!(again, expected, "{what} {own}\n{xml}");
        seen += 1;
    }
    seen
}

/// Whether a rule sees of a request's path what is behind so many segments.
fn sees_from(level: &RuleLevel, skipped: usize) -> bool {
    (level.skipped, level.prefix.as_str()) == (skipped, "")
}

/// What a path has, without the places where that was written: its XML without comments and its JSON.
fn settings(scope: &EffectiveScope, of: &Effective) -> (String, Value) {
    let xml = to_xml("/", scope, &of.sources);
    let bare = |line: &str| line.split("<!--").next().unwrap_or_default().trim_end().to_owned();
    let xml: Vec<String> = xml.lines().map(bare).collect();
    let json = serde_json::to_value(to_json("/", scope, &of.sources)).expect("JSON");
    (xml.join("\n"), without_places(json))
}

fn without_places(value: Value) -> Value {
    ["source", "text", "scope"].into_iter().fold(value, |value, key| without(key, value))
}

/// The value without what any of its objects has under this key.
fn without(key: &str, mut value: Value) -> Value {
    if let Value::Object(object) = &mut value {
        object.remove(key);
        for value in object.values_mut() {
            *value = without(key, value.take());
        }
    } else if let Value::Array(values) = &mut value {
        for value in values {
            *value = without(key, value.take());
        }
    }
    value
}

/// The scope of the policy that holds a path; a path that decides as the one above it has none of its own.
fn deciding<'p>(policy: &'p Policy<'p>, path: &str) -> &'p Scope<'p> {
    policy.scope_of(format!("/{}", path.replace('%', "%25")).as_bytes())
}

fn text(xml: &str) -> Input {
    Input::new(vec![(String::new(), source(xml))])
}

fn source(xml: &str) -> Source {
    Source::from_reader("web.config", xml.as_bytes()).expect("read")
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
    let first = pipeline::effective(text(&config), &options());
    assert_eq!(of(&first), value);
    let xml = to_xml("/", first.scope("/").expect("a scope"), &first.sources);
    assert_eq!(of(&pipeline::effective(text(&xml), &options())), value);
}

/// What is around the entries of a collection, an entry of a name, and the attribute that names it.
type Collection = (&'static str, fn(&str) -> String, &'static str);

const COLLECTIONS: [Collection; 22] = [
    ("<cors enabled=\"true\">", |n| format!("<add origin=\"https://{n}.example\" />"), "origin"),
    ("<httpProtocol><customHeaders>", |n| format!("<add name=\"{n}\" value=\"1\" />"), "name"),
    ("<httpProtocol><redirectHeaders>", |n| format!("<add name=\"{n}\" value=\"1\" />"), "name"),
    (
        "<httpRedirect enabled=\"true\">",
        |n| format!("<add wildcard=\"{n}\" destination=\"/{n}\" />"),
        "wildcard",
    ),
    ("<handlers>", |n| format!("<add name=\"{n}\" path=\"*.{n}\" verb=\"*\" />"), "name"),
    (
        "<security><requestFiltering><verbs>",
        |n| format!("<add verb=\"{n}\" allowed=\"true\" />"),
        "verb",
    ),
    (
        "<security><requestFiltering><fileExtensions>",
        |n| format!("<add fileExtension=\"{n}\" allowed=\"false\" />"),
        "fileExtension",
    ),
    (
        "<security><requestFiltering><requestLimits><headerLimits>",
        |n| format!("<add header=\"{n}\" sizeLimit=\"7\" />"),
        "header",
    ),
    (
        "<security><requestFiltering><hiddenSegments>",
        |n| format!("<add segment=\"{n}\" />"),
        "segment",
    ),
    ("<security><requestFiltering><alwaysAllowedUrls>", |n| format!("<add url=\"{n}\" />"), "url"),
    (
        "<security><requestFiltering><alwaysAllowedQueryStrings>",
        |n| format!("<add queryString=\"{n}\" />"),
        "queryString",
    ),
    (
        "<security><requestFiltering><denyUrlSequences>",
        |n| format!("<add sequence=\"{n}\" />"),
        "sequence",
    ),
    (
        "<security><requestFiltering><denyQueryStringSequences>",
        |n| format!("<add sequence=\"{n}\" />"),
        "sequence",
    ),
    ("<modules>", |n| format!("<add name=\"{n}\" type=\"A.{n}\" preCondition=\"x\" />"), "name"),
    (
        "<staticContent>",
        |n| format!("<mimeMap fileExtension=\"{n}\" mimeType=\"text/{n}\" />"),
        "fileExtension",
    ),
    (
        "<caching><profiles>",
        |n| format!("<add extension=\"{n}\" policy=\"CacheUntilChange\" />"),
        "extension",
    ),
    ("<rewrite><globalRules>", rule, "name"),
    ("<rewrite><rules>", rule, "name"),
    ("<rewrite><outboundRules>", outbound_rule, "name"),
    (
        "<rewrite><outboundRules><preConditions>",
        |n| format!("<preCondition name=\"{n}\" />"),
        "name",
    ),
    (
        "<rewrite><rewriteMaps>",
        |n| format!("<rewriteMap name=\"{n}\"><add key=\"{n}\" /></rewriteMap>"),
        "name",
    ),
    ("<rewrite><allowedServerVariables>", |n| format!("<add name=\"{n}\" />"), "name"),
];

fn rule(name: &str) -> String {
    let action = "<action type=\"CustomResponse\" statusCode=\"204\" />";
    format!("<rule name=\"{name}\"><match url=\"^{name}$\" />{action}</rule>")
}

fn outbound_rule(name: &str) -> String {
    let action = format!("<action type=\"Rewrite\" value=\"{name}\" />");
    format!(
        "<rule name=\"{name}\"><match serverVariable=\"RESPONSE_X-{name}\" pattern=\".*\" />{action}</rule>"
    )
}

/// What a level does with a collection: clears it, removes some names, adds some.
type Steps = (bool, Vec<usize>, Vec<usize>);

fn some_steps() -> impl Strategy<Value = Vec<Option<Steps>>> {
    let names = || prop::sample::subsequence(vec![0, 1, 2, 3], 0..3);
    let steps = (prop::bool::weighted(0.2), names(), names());
    prop::collection::vec(prop::option::of(steps), COLLECTIONS.len())
}

/// The sections of one level. Groups may stand twice, sections may not.
fn level(steps: &[Option<Steps>]) -> String {
    let mut text = String::new();
    for ((around, entry, key), steps) in COLLECTIONS.iter().zip(steps) {
        let Some((clears, removed, added)) = steps else { continue };
        let mut entries = if *clears { "<clear />".to_owned() } else { String::new() };
        // Removed first, so that none is added a second time.
        for name in removed.iter().chain(added) {
            let name = if *key == "origin" {
                format!("https://n{name}.example")
            } else {
                format!("n{name}")
            };
            let _ = write!(entries, "<remove {key}=\"{name}\" />");
        }
        entries.extend(added.iter().map(|name| entry(&format!("n{name}"))));
        let tags: Vec<&str> = around.split_inclusive('>').collect();
        let _ = write!(text, "{around}{entries}");
        for tag in tags.iter().rev() {
            let name = tag.trim_matches(['<', '>']).split(' ').next().unwrap_or_default();
            let _ = write!(text, "</{name}>");
        }
    }
    for (section, group) in
        [("httpProtocol", ""), ("outboundRules", "rewrite"), ("requestFiltering", "security")]
    {
        // The collections of a section join into one.
        let (end, start) = (format!("</{section}>"), format!("<{section}>"));
        let joint = if group.is_empty() {
            format!("{end}{start}")
        } else {
            format!("{end}</{group}><{group}>{start}")
        };
        text = text.replace(&joint, "");
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// A site, its parent, and a folder of it: whatever they add, remove and clear.
    #[test]
    fn what_is_printed_of_any_site_means_the_same(
        parent in some_steps(),
        own in some_steps(),
        deeper in some_steps(),
    ) {
        let [parent, own, deeper] = [parent, own, deeper].map(|steps| level(&steps));
        let file = |own: &str, locations: &str| {
            format!("<configuration><system.webServer>{own}</system.webServer>{locations}</configuration>")
        };
        let location = format!("<location path=\"a\"><system.webServer>{deeper}</system.webServer></location>");
        let mut input = text(&file(&own, &location));
        prop_assert!(round_trip(&input, "alone") > 0);
        input.parents = vec![source(&file(&parent, ""))];
        prop_assert!(round_trip(&input, "below a parent") > 0);
    }
}
